/** What every step of a record tells and leaves: history, audit, timeline, and its tasks closed and opened. */
import type { DueTime, Step } from '../../domain/rules/process'
import type { Trx } from '../../db/kit/client'
import { writeAudit, writeHistory, writeTimeline } from '../../db/kit/trail'
import { cancelTask, completeTask, insertTask, type TaskFacts } from '../../db/tasks/steps'
import { byOf } from './step'

/** The kind of record a process is about: its type name and the stem of its slugs. */
export interface About {
  record_type: string
  slug: string
}

/** How a step is told: its history action, and its line in the timeline. */
export interface Story {
  action: string
  title: string
  changes?: Record<string, [unknown, unknown]>
  data?: Record<string, unknown>
}

/** History, audit and timeline of a step. */
export async function tellStep(trx: Trx, step: Step, { record_type, slug }: About, story: Story): Promise<void> {
  const { message, state } = step
  const by = byOf(step)
  const was = step.before?.status ?? null
  const moved: Record<string, [unknown, unknown]> = was === state.status ? {} : { status: [was, state.status] }
  const about = { record_type, record_id: state.record_id }
  await Promise.all([
    writeHistory(trx, by, { ...about, record_version: state.version, action: story.action, changes: { ...moved, ...story.changes } }),
    writeAudit(trx, by, { action: `${slug}.${story.action}`, resource: record_type, resource_id: state.record_id }),
    writeTimeline(trx, by, {
      ...about,
      kind: `${record_type}.${story.action}`,
      title: story.title,
      outcome: message.outcome ?? null,
      comment: message.comment ?? null,
      rule: message.rule ?? null,
      task_id: message.task_id ?? null,
      data: story.data ?? {},
    }),
  ])
}

/** The task before this step is completed or cancelled, and the one the state now waits for is opened. */
export async function turnTasks(
  trx: Trx,
  step: Step,
  about: About,
  facts: () => Omit<TaskFacts, 'subject_type' | 'subject_id'>,
): Promise<DueTime[]> {
  const { state, before, message } = step
  const same = state.task?.id === before?.task?.id
  const closing =
    before?.task && !same ? [message.kind === 'complete' ? completeTask(trx, step) : cancelTask(trx, step.tenant_id, before.task.id)] : []
  const opening =
    state.task && !same
      ? insertTask(trx, step, {
          task: state.task,
          process_type: about.record_type,
          facts: { subject_type: about.record_type, subject_id: state.record_id, ...facts() },
        })
      : Promise.resolve([])
  const [due] = await Promise.all([opening, ...closing])
  return due
}
