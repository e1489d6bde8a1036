/** What happens to a task without touching its record: claimed, released, delegated, reminded, escalated. */
import { byOf, recordStep } from './kit/step'
import type { Deps } from './kit/deps'
import type { Step, StepResult } from '../domain/rules/process'
import type { Trx } from '../db/kit/client'
import { writeAudit, writeTimeline } from '../db/kit/trail'
import { notify } from '../db/notifications'
import { patchTask } from '../db/tasks/steps'
import { peopleToEscalateTo, peopleToRemind, taskRow } from '../db/tasks/people'

interface Story {
  kind: string
  title: string
}

/** The lines every task step leaves. */
async function tell(trx: Trx, step: Step, story: Story, data: Record<string, unknown> = {}): Promise<void> {
  const { message } = step
  const task = await taskRow(trx, message.task_id ?? step.state.task?.id ?? '')
  const by = byOf(step)
  const about = { record_type: task.subject_type, record_id: task.subject_id, task_id: task.id }
  await Promise.all([
    writeTimeline(trx, by, { ...about, ...story, comment: message.comment ?? null, rule: message.rule ?? null, data }),
    writeAudit(trx, by, { action: story.kind, resource: 'task', resource_id: task.id, data }),
  ])
}

/** The task activities, shared by every process. */
export const tasks = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: Step) => Promise<void>) =>
    (step: Step): Promise<StepResult> =>
      recordStep(deps, step, async (trx) => {
        await work(trx, step)
        return {}
      })
  return {
    claimTask: named(async (trx, step) => {
      const { task_id: id = '', actor_id } = step.message
      await Promise.all([
        patchTask(trx, step.tenant_id, { id, patch: { state: 'claimed', assignee_id: actor_id, claimed_at: trx.fn.now() } }),
        tell(trx, step, { kind: 'task.claimed', title: 'Claimed' }),
      ])
    }),
    releaseTask: named(async (trx, step) => {
      const { task_id: id = '' } = step.message
      await Promise.all([
        patchTask(trx, step.tenant_id, { id, patch: { state: 'open', assignee_id: null, claimed_at: null } }),
        tell(trx, step, { kind: 'task.released', title: 'Released' }),
      ])
    }),
    delegateTask: named(async (trx, step) => {
      const { task_id: id = '', to_id = '' } = step.message
      const task = await taskRow(trx, id)
      await Promise.all([
        patchTask(trx, step.tenant_id, { id, patch: { state: 'claimed', assignee_id: to_id, claimed_at: trx.fn.now() } }),
        tell(trx, step, { kind: 'task.delegated', title: 'Delegated' }, { to_id }),
        notify(trx, {
          user_ids: [to_id],
          kind: 'task.delegated',
          title: task.title,
          body: step.message.comment ?? null,
          subject_type: task.subject_type,
          subject_id: task.subject_id,
          task_id: id,
        }),
      ])
    }),
    remindTask: named(async (trx, step) => {
      const task = await taskRow(trx, step.state.task?.id ?? '')
      const people = await peopleToRemind(trx, task)
      await Promise.all([
        notify(trx, {
          user_ids: people,
          kind: 'task.due_soon',
          title: task.title,
          subject_type: task.subject_type,
          subject_id: task.subject_id,
          task_id: task.id,
        }),
        tell(trx, step, { kind: 'task.reminded', title: 'Reminder sent' }, { to_ids: people }),
      ])
    }),
    escalateTask: named(async (trx, step) => {
      const task = await taskRow(trx, step.state.task?.id ?? '')
      const people = await peopleToEscalateTo(trx, task)
      await Promise.all([
        patchTask(trx, step.tenant_id, { id: task.id, patch: { priority: 1, escalated_at: trx.fn.now() } }),
        notify(trx, {
          user_ids: people,
          kind: 'task.overdue',
          title: task.title,
          subject_type: task.subject_type,
          subject_id: task.subject_id,
          task_id: task.id,
        }),
        tell(trx, step, { kind: 'task.escalated', title: 'Overdue: escalated' }, { to_ids: people }),
      ])
    }),
  }
}

export type TaskActivities = ReturnType<typeof tasks>
