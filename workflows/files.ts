/** The words of an uploaded file are read apart from whatever record will hold it, and nobody waits for them (DOC-10). */
import { proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { FileActivities } from '../activities/files'
import { files } from './kit/proxies'
import { filesQueue } from './kit/queues'

export interface FileText {
  tenant_id: string
  file_id: string
}

/** Makes the words of one file searchable; done, or failed for good, when it ends. */
export async function fileText({ tenant_id, file_id }: FileText): Promise<string> {
  const { indexFile } = proxyActivities<FileActivities>({ ...files, taskQueue: filesQueue(workflowInfo().taskQueue) })
  const { text_state } = await indexFile({ tenant_id, key: `index:${file_id}`, file_id })
  return text_state
}
