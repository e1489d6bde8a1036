/** What every step of a record tells and leaves: history, audit, timeline, and its tasks closed and opened. */
import type { DueTime, Step } from '../../domain/rules/process'
import type { Trx } from '../../db/kit/client'
import { writeTrail } from '../../db/kit/trail'
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

type Facts = Omit<TaskFacts, 'subject_type' | 'subject_id'>

export interface StoryTeller {
  /** Writes history, audit and timeline of a step. */
  tell(trx: Trx, step: Step, story: Story): Promise<void>
  /** Completes or cancels the task before this step and opens the one the state now waits for; its due times. */
  turn(trx: Trx, step: Step, facts: () => Facts | Promise<Facts>): Promise<DueTime[]>
}

/** The story of one kind of record. */
export const storyOf = (about: About): StoryTeller => ({
  tell: (trx, step, story) => tell(trx, step, { ...about, ...story }),
  turn: (trx, step, facts) => turn(trx, step, { ...about, facts }),
})

async function tell(trx: Trx, step: Step, story: About & Story): Promise<void> {
  const { message, state } = step
  const { record_type, slug } = story
  const by = byOf(step)
  const was = step.before?.status ?? null
  const moved: Record<string, [unknown, unknown]> = was === state.status ? {} : { status: [was, state.status] }
  const record = { record_type, record_id: state.record_id }
  await writeTrail(trx, by, {
    history: { ...record, record_version: state.version, action: story.action, changes: { ...moved, ...story.changes } },
    audit: { action: `${slug}.${story.action}`, resource: record_type, resource_id: state.record_id },
    timeline: {
      ...record,
      kind: `${record_type}.${story.action}`,
      title: story.title,
      outcome: message.outcome ?? null,
      comment: message.comment ?? null,
      rule: message.rule ?? null,
      task_id: message.task_id ?? null,
      data: story.data ?? {},
    },
  })
}

async function turn(trx: Trx, step: Step, { record_type, facts }: About & { facts: () => Facts | Promise<Facts> }): Promise<DueTime[]> {
  const { state, before, message } = step
  if (state.task?.id === before?.task?.id) return []
  const old = before?.task
  const closing = old ? [message.kind === 'complete' ? completeTask(trx, step) : cancelTask(trx, step.tenant_id, old.id)] : []
  const subject = { subject_type: record_type, subject_id: state.record_id }
  const opening = state.task
    ? insertTask(trx, step, {
        task: state.task,
        process_type: record_type,
        facts: Promise.resolve(facts()).then((told) => ({ ...subject, ...told })),
      })
    : Promise.resolve([])
  const [due] = await Promise.all([opening, ...closing])
  return due
}
