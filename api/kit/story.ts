/** The story routes every process record has: timeline and history. */
import { z } from 'zod'
import { named } from '../../domain/kit/resource'
import { readHistory, readProcess, readTimeline } from '../../db/kit/stories'
import { idParams } from './crud'
import { action, type Access, type Call, type Route } from './route'

export const timelineEntry = z.object({
  at: z.iso.datetime(),
  kind: z.string(),
  title: z.string(),
  actor: named.nullable(),
  on_behalf_of: named.nullable(),
  outcome: z.string().nullable(),
  comment: z.string().nullable(),
  rule: z.string().nullable(),
  task_id: z.uuid().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export const historyEntry = z.object({
  at: z.iso.datetime(),
  actor: named.nullable(),
  version: z.int(),
  action: z.string(),
  changes: z.record(z.string(), z.array(z.unknown())),
})
export const processLink = z.object({ workflow_id: z.string(), run_id: z.string(), temporal_ui_url: z.string() })

interface StoryOptions {
  path: string
  type: string
  tag: string
  permission: Access
  /** Answers 404 or 403 before the story is read. */
  admit(call: Call<{ id: string }>): Promise<unknown>
}

/** `GET :id/timeline` and `GET :id/history`. */
export const storyRoutes = ({ path, type, tag, permission, admit }: StoryOptions): Route[] => [
  action({
    method: 'get',
    path: `${path}/:id/timeline`,
    permission,
    tag,
    summary: 'What happened, oldest first',
    params: idParams,
    answer: z.array(timelineEntry),
    async handle(call) {
      await admit(call)
      return readTimeline(call.db, { record_type: type, record_id: call.params.id })
    },
  }),
  action({
    method: 'get',
    path: `${path}/:id/history`,
    permission,
    tag,
    summary: 'Field-level changes, oldest first',
    params: idParams,
    answer: z.array(historyEntry),
    async handle(call) {
      await admit(call)
      return readHistory(call.db, { record_type: type, record_id: call.params.id })
    },
  }),
]

/** Where a process opens in Temporal UI, through Cien's gate. */
export const processUrl = (namespace: string, { workflow_id, run_id }: { workflow_id: string; run_id: string }): string =>
  `/temporal/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflow_id)}/${run_id}/history`

/** `process` on a record's detail. */
export async function processOf(call: Call, record_id: string): Promise<z.infer<typeof processLink> | null> {
  const found = await readProcess(call.db, record_id)
  return found ? { ...found, temporal_ui_url: processUrl(call.services.settings.TEMPORAL_NAMESPACE, found) } : null
}
