/** What the troubleshooting page looks at: the task behind a record, as the policies see it. */
import { slugOfTask, type Subject } from '../../domain/rules/parties'
import type { TenantDb } from '../kit/client'

interface Row {
  kind: string
  title: string
  subject_label: string
  tenant_id: string
  parties: Record<string, readonly string[]>
  candidate_ids: string[] | null
  assignee_id: string | null
  amount: bigint | null
}

/** The record's label, and the newest task of the action there; undefined when nothing of this id is known here. */
export async function taskToExplain(
  db: TenantDb,
  asked: { resource?: string | undefined; id: string; action: string },
): Promise<{ label: string; subject: Subject | undefined } | undefined> {
  const tenant_id: string = db.userParams.tenant_id
  const tasks: Row[] = await db('tasks')
    .where({ tenant_id })
    .where((either) => either.where({ id: asked.id }).orWhere({ subject_id: asked.id }))
    .orderBy('created_at', 'desc')
    .limit(100)
  const task = tasks.find((row) => row.kind === asked.action)
  const subject = task && {
    tenant_id,
    slug: slugOfTask(task.kind),
    parties: task.parties,
    candidate_ids: task.candidate_ids,
    assignee_id: task.assignee_id,
    amount: task.amount,
  }
  if (tasks[0]) return { label: tasks[0].subject_label, subject }
  const known = await db('record_history')
    .where({ tenant_id, record_id: asked.id, ...(asked.resource ? { record_type: asked.resource } : {}) })
    .first('record_type')
  return known && { label: `A ${known.record_type} without tasks.`, subject: undefined }
}
