/** Tasks in the database: opened and closed by steps, listed by policy. */
import { after, before, type Calendar, durationMs } from '../../domain/rules/calendars'
import { clockAt } from '../../domain/kit/process/clocks'
import type { TaskRule } from '../../domain/kit/process/define'
import type { OpenTask, ProcessState, Step } from '../../domain/kit/process/types'
import { ask, type Trx } from '../kit/client'
import { insertRows } from '../kit/writing'

/** What the database keeps of a task beside what the process knows. */
export interface TaskFacts {
  subject_type: string
  subject_id: string
  subject_label: string
  title: string
  /** JSON schema of `data`. */
  form?: object
  candidate_ids?: readonly string[] | null
  amount?: bigint | null
  currency?: string | null
  priority?: number
}

interface TaskSetting {
  due_after: string | null
  remind_before: string | null
  time_zone: string | null
  hours: Calendar['hours'] | null
  holidays: Calendar['holidays'] | null
}

/** Due, reminder and escalation times of a new task, by the business's settings and default calendar. */
export async function dueTimesOf(
  trx: Trx,
  { kind, now, task_id }: { kind: string; now: Date; task_id: string },
): Promise<{ due_at: Date | null; clocks: ProcessState['clocks'] }> {
  const tenant_id: string = trx.userParams.tenant_id
  const [setting] = await ask<TaskSetting>(
    trx,
    `select s.due_after, s.remind_before, c.time_zone, c.hours, c.holidays from task_settings s
     left join calendars c on c.tenant_id = s.tenant_id and c.is_default where s.tenant_id = $1 and s.kind = $2`,
    [tenant_id, kind],
  )
  const span = setting?.due_after ? durationMs(setting.due_after) : undefined
  if (!setting || span === undefined) return { due_at: null, clocks: {} }
  const calendar =
    setting.time_zone && setting.hours ? { time_zone: setting.time_zone, hours: setting.hours, holidays: setting.holidays ?? [] } : null
  const due_at = after(calendar, now, span)
  const ahead = setting.remind_before ? durationMs(setting.remind_before) : undefined
  const remind_at = ahead === undefined ? null : before(calendar, due_at, ahead)
  const remind = remind_at && remind_at > now ? { [`remind:${task_id}`]: clockAt(remind_at, 'remind', task_id) } : {}
  return { due_at, clocks: { ...remind, [`escalate:${task_id}`]: clockAt(due_at, 'escalate', task_id) } }
}

/** Opens a task; the clocks that remind of it and escalate it. */
export async function insertTask(
  trx: Trx,
  step: Step,
  write: { task: OpenTask; rule: TaskRule<ProcessState>; facts: TaskFacts },
): Promise<ProcessState['clocks']> {
  const { task, rule, facts } = write
  const { due_at, clocks } = await dueTimesOf(trx, { kind: rule.kind, now: step.now, task_id: task.id })
  const outcomes = Object.entries(rule.outcomes)
  const row = {
    tenant_id: step.tenant_id,
    id: task.id,
    kind: rule.kind,
    outcomes: outcomes.map(([name]) => name),
    negative_outcomes: outcomes.filter(([, { negative }]) => negative).map(([name]) => name),
    parties: JSON.stringify(step.state.parties),
    role: task.role,
    workflow_id: step.workflow_id,
    process_type: facts.subject_type,
    due_at,
    ...facts,
    form: JSON.stringify(facts.form ?? {}),
    candidate_ids: facts.candidate_ids ? [...facts.candidate_ids] : null,
  }
  await insertRows(trx, [{ table: 'tasks', row }])
  return clocks
}

/** Completes the task a decision was made on. */
export async function completeTask(trx: Trx, step: Step): Promise<void> {
  const { message } = step
  await ask(
    trx,
    `update tasks set state = 'completed', outcome = $3, comment = $4, data = $5, assignee_id = $6, claimed_at = coalesce(claimed_at, now()),
       completed_by_id = $6, on_behalf_of_id = $7, completed_at = now(), rule = $8, version = version + 1, updated_at = now()
     where tenant_id = $1 and id = $2`,
    [
      step.tenant_id,
      message.task_id,
      message.outcome,
      message.comment ?? null,
      JSON.stringify(message.data ?? {}),
      message.actor_id,
      message.on_behalf_of_id ?? null,
      message.rule ?? null,
    ],
  )
}

/** Closes a task that nobody has to do any more. */
export async function cancelTask(trx: Trx, tenant_id: string, id: string): Promise<void> {
  await trx('tasks')
    .where({ tenant_id, id })
    .whereIn('state', ['open', 'claimed'])
    .update({ state: 'cancelled', version: trx.raw('version + 1'), updated_at: trx.fn.now() })
}

/** Changes a live task and its version. */
export async function patchTask(trx: Trx, tenant_id: string, change: { id: string; patch: Record<string, unknown> }): Promise<void> {
  await trx('tasks')
    .where({ tenant_id, id: change.id })
    .whereIn('state', ['open', 'claimed'])
    .update({ ...change.patch, version: trx.raw('version + 1'), updated_at: trx.fn.now() })
}
