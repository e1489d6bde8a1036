/** What happens to a task without touching its record: claimed, released, delegated, reminded, escalated. */
import type { Message, Step } from '../../domain/kit/process/types'
import type { Trx } from '../../db/kit/client'
import { writeAudit, writeTimeline } from '../../db/kit/trail'
import { peopleToEscalateTo, peopleToRemind, type TaskRow, taskRow } from '../../db/tasks/people'
import { patchTask } from '../../db/tasks/steps'
import { type Notice, notify } from '../../db/notifications'
import { byOf } from './by'
import type { Effect, Found } from './effect'

/** One line of a task's trail. */
interface Line {
  kind: string
  title: string
  data?: Record<string, unknown>
}

/** A task step: what it changes of the task, whom it tells. */
interface TaskStep {
  line: Line
  patch?: Record<string, unknown>
  notice?: Omit<Notice, 'title' | 'subject_type' | 'subject_id' | 'task_id'>
}

type Work = (trx: Trx, step: Step, task: TaskRow) => TaskStep | Promise<TaskStep>

const claim: Work = (trx, { message }) => ({
  line: { kind: 'task.claimed', title: 'Claimed' },
  patch: { state: 'claimed', assignee_id: message.actor_id, claimed_at: trx.fn.now() },
})

const release: Work = () => ({
  line: { kind: 'task.released', title: 'Released' },
  patch: { state: 'open', assignee_id: null, claimed_at: null },
})

const delegate: Work = (trx, { message: { to_id = '', comment = null } }: { message: Message }) => ({
  line: { kind: 'task.delegated', title: 'Delegated', data: { to_id } },
  patch: { state: 'claimed', assignee_id: to_id, claimed_at: trx.fn.now() },
  notice: { user_ids: [to_id], kind: 'task.delegated', body: comment },
})

const remind: Work = async (trx, _step, task) => {
  const to_ids = await peopleToRemind(trx, task)
  return {
    line: { kind: 'task.reminded', title: 'Reminder sent', data: { to_ids } },
    notice: { user_ids: to_ids, kind: 'task.due_soon' },
  }
}

const escalate: Work = async (trx, _step, task) => {
  const to_ids = await peopleToEscalateTo(trx, task)
  return {
    line: { kind: 'task.escalated', title: 'Overdue: escalated', data: { to_ids } },
    patch: { priority: 1, escalated_at: trx.fn.now() },
    notice: { user_ids: to_ids, kind: 'task.overdue' },
  }
}

const effect =
  (work: Work): Effect =>
  async (trx, step): Promise<Found> => {
    const task = await taskRow(trx, step.message.task_id ?? '')
    const { line, patch, notice } = await work(trx, step, task)
    const { message, tenant_id } = step
    const about = { record_type: task.subject_type, record_id: task.subject_id, task_id: task.id }
    await Promise.all([
      ...(patch ? [patchTask(trx, tenant_id, { id: task.id, patch })] : []),
      ...(notice
        ? [notify(trx, { ...notice, title: task.title, subject_type: task.subject_type, subject_id: task.subject_id, task_id: task.id })]
        : []),
      writeTimeline(trx, byOf(step), { ...about, ...line, comment: message.comment ?? null, rule: message.rule ?? null }),
      writeAudit(trx, byOf(step), { action: line.kind, resource: 'task', resource_id: task.id, data: line.data ?? {} }),
    ])
    return { action: line.kind, title: line.title }
  }

/** The effects of messages about a task, shared by every process. */
export const taskEffects: Readonly<Record<string, Effect>> = {
  claim: effect(claim),
  release: effect(release),
  delegate: effect(delegate),
  remind: effect(remind),
  escalate: effect(escalate),
}
