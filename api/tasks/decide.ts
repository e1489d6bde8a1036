/** What people do with a task: each is a message to its process, after the policy was asked. */
import { conflict, forbidden, invalid, type Refused } from '../../domain/errors'
import type { Message, Said } from '../../domain/kit/process/types'
import { findTask, subjectOf, type TaskRow } from '../../db/tasks/reads'
import { requireRecord } from '../../db/kit/records'
import { findPrincipal } from '../../db/platform/people'
import { refusalOf } from '../../policies/kit/policy'
import { sendMessage } from '../kit/messages'
import type { Call } from '../kit/route'
import { checkKind } from './completions'
import { presentTask, speakersOf } from './present'

/** A decision as it arrives. */
export interface Completion {
  outcome: string
  comment?: string | null
  data?: Record<string, unknown>
  record_version?: number
}

const isLive = (task: TaskRow): boolean => task.state === 'open' || task.state === 'claimed'

const closed = (task: TaskRow): Refused =>
  conflict('task_closed', task.completed_by ? `${task.completed_by.name} has completed this task already.` : 'This task is closed.', {
    current: { state: task.state, outcome: task.outcome, by: task.completed_by, at: task.completed_at },
  })

const taken = (task: TaskRow): Refused =>
  conflict('task_taken', `${task.assignee?.name ?? 'Someone else'} holds this task.`, {
    current: { state: task.state, assignee: task.assignee },
  })

/**
 * Asks the policy, then that the task is live and free or the caller's; the rule and whom they stood in for go into the message.
 * A repeated request skips the second half: its process knows whether the first try was recorded, and answers the same.
 */
function allowed(call: Call, task: TaskRow): Pick<Message, 'rule' | 'on_behalf_of_id'> {
  const decision = call.services.policies.ask(call.actor, task.kind, subjectOf(task))
  if (!decision.allowed) throw refusalOf(decision)
  if (!call.repeated) {
    if (!isLive(task)) throw closed(task)
    if (task.assignee_id !== null && ![call.actor.id, decision.on_behalf_of_id].includes(task.assignee_id)) throw taken(task)
  }
  return { rule: decision.rule, on_behalf_of_id: decision.on_behalf_of_id }
}

/** Sends a message about the task; one that is closed or taken meanwhile is shown as it is now. */
async function tell(call: Call, task: TaskRow, said: Omit<Said, 'task_id'>): Promise<void> {
  try {
    await sendMessage(call, { type: task.process_type, id: task.subject_id }, { task_id: task.id, ...said })
  } catch (error) {
    const { code } = error as Partial<Refused>
    if (code !== 'task_closed' && code !== 'task_taken') throw error
    const now = requireRecord(await findTask(call.db, task.id))
    throw code === 'task_taken' ? taken(now) : closed(now)
  }
}

const load = async (call: Call, id: string): Promise<TaskRow> => requireRecord(await findTask(call.db, id))

/** The task as it is now, for its reader. */
export const shown = async (call: Call, id: string): Promise<ReturnType<typeof presentTask>> =>
  presentTask(await load(call, id), call.actor, call.services.policies)

/** Every wrong field of a decision: an unknown outcome, a refusal with no reason. */
function checkCompletion(task: TaskRow, completion: Completion): void {
  const errors: Record<string, string[]> = {}
  if (!task.outcomes.includes(completion.outcome)) {
    errors.outcome = [`The selected outcome is invalid. Choose one of: ${task.outcomes.join(', ')}.`]
  } else if (task.negative_outcomes.includes(completion.outcome) && !completion.comment?.trim()) {
    errors.comment = ['The comment field is required: say why, so that it can be put right.']
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
}

/** Completes a task; answers once its step is recorded. Completing an open task claims it in the same step. */
export async function complete(call: Call, id: string, completion: Completion): Promise<{ task: unknown; record: unknown }> {
  const task = await load(call, id)
  checkCompletion(task, completion)
  const by = allowed(call, task)
  const wrong = checkKind(call.actor, task, completion)
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  await tell(call, task, {
    kind: 'complete',
    outcome: completion.outcome,
    comment: completion.comment ?? null,
    data: completion.data ?? {},
    ...by,
    ...(completion.record_version === undefined ? {} : { version: completion.record_version }),
  })
  const [done, record] = await Promise.all([shown(call, id), recordOf(call, task)])
  return { task: done, record }
}

/** The record of a task as a completed decision answers it; its table is its type's plural. */
async function recordOf(call: Call, task: TaskRow): Promise<{ type: string; id: string; status: string; version: number }> {
  const process = await call.db('processes').where({ tenant_id: task.tenant_id, id: task.subject_id }).first('stage', 'record_version')
  return { type: task.subject_type, id: task.subject_id, status: process?.stage ?? '', version: process?.record_version ?? 0 }
}

/** Claims a task; mine already is fine. */
export async function claim(call: Call, id: string): Promise<unknown> {
  const task = await load(call, id)
  const by = allowed(call, task)
  if (task.assignee_id !== call.actor.id) await tell(call, task, { kind: 'claim', ...by })
  return shown(call, id)
}

function requireHolder(call: Call, task: TaskRow): void {
  if (call.repeated) return
  if (!isLive(task)) throw closed(task)
  if (task.assignee_id === null || !speakersOf(call.actor).includes(task.assignee_id)) {
    throw forbidden('not_assignee', 'Only its holder may do this with a task.', { rule: `${task.kind}: holder` })
  }
}

const standsFor = (call: Call, task: TaskRow): Pick<Message, 'on_behalf_of_id'> => ({
  on_behalf_of_id: task.assignee_id === call.actor.id ? null : task.assignee_id,
})

/** Gives a task back to its queue. */
export async function release(call: Call, id: string): Promise<unknown> {
  const task = await load(call, id)
  requireHolder(call, task)
  await tell(call, task, { kind: 'release', ...standsFor(call, task) })
  return shown(call, id)
}

/** Hands a task to somebody who must pass the same policy. */
export async function delegate(call: Call, id: string, to: { user_id: string; comment?: string | null }): Promise<unknown> {
  const task = await load(call, id)
  requireHolder(call, task)
  const heir = await findPrincipal(call.db, to.user_id)
  if (!heir) throw invalid({ user_id: ['The selected user id is invalid.'] })
  const decision = call.services.policies.ask({ ...call.actor, ...heir, stands_in_for: [] }, task.kind, {
    ...subjectOf(task),
    assignee_id: null,
  })
  if (!decision.allowed) throw forbidden(decision.reason, `${heir.name} may not do this task. ${decision.explain}`, { rule: decision.rule })
  await tell(call, task, { kind: 'delegate', to_id: heir.id, comment: to.comment ?? null, ...standsFor(call, task) })
  return shown(call, id)
}
