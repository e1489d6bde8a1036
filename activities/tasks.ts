/** What happens to a task without touching its record: claimed, released, delegated, reminded, escalated. */
import { byOf, recordStep } from './kit/step'
import type { Deps } from './kit/deps'
import type { Step, StepResult } from '../domain/rules/process'
import type { Trx } from '../db/kit/client'
import { writeAudit, writeTimeline } from '../db/kit/trail'
import { type Notice, notify } from '../db/notifications'
import { patchTask } from '../db/tasks/steps'
import { peopleToEscalateTo, peopleToRemind, type TaskRow, taskRow } from '../db/tasks/people'

/** The lines a task step leaves. */
interface Story {
  kind: string
  title: string
  data?: Record<string, unknown>
}

async function tell(trx: Trx, step: Step, { task, ...story }: Story & { task: TaskRow }): Promise<void> {
  const { message } = step
  const by = byOf(step)
  const about = { record_type: task.subject_type, record_id: task.subject_id, task_id: task.id }
  await Promise.all([
    writeTimeline(trx, by, { ...about, ...story, comment: message.comment ?? null, rule: message.rule ?? null }),
    writeAudit(trx, by, { action: story.kind, resource: 'task', resource_id: task.id, data: story.data ?? {} }),
  ])
}

const noticeOf = (task: TaskRow, kind: string, user_ids: readonly string[]): Notice => ({
  user_ids,
  kind,
  title: task.title,
  subject_type: task.subject_type,
  subject_id: task.subject_id,
  task_id: task.id,
})

type Work = (trx: Trx, step: Step, task: TaskRow) => Promise<unknown>

const claim: Work = (trx, step, task) =>
  Promise.all([
    patchTask(trx, step.tenant_id, {
      id: task.id,
      patch: { state: 'claimed', assignee_id: step.message.actor_id, claimed_at: trx.fn.now() },
    }),
    tell(trx, step, { task, kind: 'task.claimed', title: 'Claimed' }),
  ])

const release: Work = (trx, step, task) =>
  Promise.all([
    patchTask(trx, step.tenant_id, { id: task.id, patch: { state: 'open', assignee_id: null, claimed_at: null } }),
    tell(trx, step, { task, kind: 'task.released', title: 'Released' }),
  ])

const delegate: Work = (trx, step, task) => {
  const { to_id = '', comment = null } = step.message
  return Promise.all([
    patchTask(trx, step.tenant_id, { id: task.id, patch: { state: 'claimed', assignee_id: to_id, claimed_at: trx.fn.now() } }),
    tell(trx, step, { task, kind: 'task.delegated', title: 'Delegated', data: { to_id } }),
    notify(trx, { ...noticeOf(task, 'task.delegated', [to_id]), body: comment }),
  ])
}

const remind: Work = async (trx, step, task) => {
  const to_ids = await peopleToRemind(trx, task)
  await Promise.all([
    notify(trx, noticeOf(task, 'task.due_soon', to_ids)),
    tell(trx, step, { task, kind: 'task.reminded', title: 'Reminder sent', data: { to_ids } }),
  ])
}

const escalate: Work = async (trx, step, task) => {
  const to_ids = await peopleToEscalateTo(trx, task)
  await Promise.all([
    patchTask(trx, step.tenant_id, { id: task.id, patch: { priority: 1, escalated_at: trx.fn.now() } }),
    notify(trx, noticeOf(task, 'task.overdue', to_ids)),
    tell(trx, step, { task, kind: 'task.escalated', title: 'Overdue: escalated', data: { to_ids } }),
  ])
}

/** The task activities, shared by every process. */
export const tasks = (deps: Deps) => {
  const named =
    (work: Work) =>
    (step: Step): Promise<StepResult> =>
      recordStep(deps, step, async (trx) => {
        await work(trx, step, await taskRow(trx, step.state.task?.id ?? ''))
        return {}
      })
  return {
    claimTask: named(claim),
    releaseTask: named(release),
    delegateTask: named(delegate),
    remindTask: named(remind),
    escalateTask: named(escalate),
  }
}

export type TaskActivities = ReturnType<typeof tasks>
