/** A document's way from upload to archive: draft → verification → approval → archived, or rejected and sent again. */
import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow'
import type { DocumentActivities } from '../activities/documents'
import type { FileActivities } from '../activities/files'
import { documentRules, type DocumentStart, type DocumentState } from '../domain/rules/documents'
import type { Step, StepResult } from '../domain/rules/process'
import { recordTaskStep } from './kit/human-task'
import { type Started, runProcess } from './kit/process'
import { files, records } from './kit/proxies'
import { filesQueue } from './kit/queues'

const steps = proxyLocalActivities<DocumentActivities>(records)

/** Input of a document's process. */
export interface DocumentProcess extends DocumentStart, Started<DocumentState> {
  /** The content whose text is still to be read for the search. */
  index_file_id?: string
}

export async function document(start: DocumentProcess): Promise<DocumentState> {
  const { index_file_id: file_id, tenant_id } = start
  return runProcess<DocumentProcess, DocumentState>({
    start,
    rules: documentRules,
    record: (step) => recordTaskStep(step) ?? recordDocumentStep(step),
    beside: async () => {
      const { indexFile } = proxyActivities<FileActivities>({ ...files, taskQueue: filesQueue(workflowInfo().taskQueue) })
      if (file_id) await indexFile({ tenant_id, key: `index:${file_id}`, file_id })
    },
  })
}

/** The activity a manager would name for what was said. */
function recordDocumentStep(step: Step<DocumentState>): Promise<StepResult> {
  const { kind, outcome } = step.message
  switch (kind === 'complete' ? outcome : kind) {
    case 'created':
      return steps.createDocument(step)
    case 'submit':
      return steps.submitDocument(step)
    case 'withdraw':
      return steps.withdrawDocument(step)
    case 'verify':
      return steps.verifyDocument(step)
    case 'approve':
      return steps.approveDocument(step)
    case 'reject':
      return steps.rejectDocument(step)
    case 'resubmit':
      return steps.resubmitDocument(step)
    case 'edit':
      return steps.editDocument(step)
    default:
      return steps.deleteDocument(step)
  }
}
