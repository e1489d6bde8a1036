/** Human tasks as rules: what may be done with the task a process waits for (TASK-2, TASK-3). */
import type { Refusal } from '../errors'
import { type Message, type OpenTask, type ProcessState, stale, step } from './process'

/** Messages every process with human tasks takes. */
export const TASK_MESSAGES = ['claim', 'release', 'delegate', 'complete'] as const
/** Messages that the clock sends for a task. */
export const TASK_CLOCKS = ['remind', 'escalate'] as const

const isTaskMessage = (kind: string): boolean => ([...TASK_MESSAGES, ...TASK_CLOCKS] as readonly string[]).includes(kind)

/** True for a message that concerns the task only and leaves the record as it is. */
export const leavesRecord = (message: Message): boolean => isTaskMessage(message.kind) && message.kind !== 'complete'

/** A kind of task: its outcomes, those that need a comment, the parties kept from it. */
export interface TaskKind {
  kind: string
  outcomes: readonly string[]
  negative: readonly string[]
  separated: readonly string[]
}

/** A task of a kind, waiting. */
export const openTask = (kind: TaskKind, id: string): OpenTask => ({
  id,
  kind: kind.kind,
  outcomes: kind.outcomes,
  negative: kind.negative,
  separated: kind.separated,
  assignee_id: null,
})

const conflict = (state: ProcessState, code: string, message: string): Refusal => ({
  status: 409,
  code,
  message,
  details: {
    current: {
      status: state.status,
      version: state.version,
      task_id: state.task?.id ?? null,
      assignee_id: state.task?.assignee_id ?? null,
    },
  },
})

/** The people a message speaks for: its actor and the absent person behind them. */
const speakers = (message: Message): readonly string[] => [message.actor_id, message.on_behalf_of_id].filter((id) => id != null)

/** Why a task message is refused: late, taken, not its holder, an earlier party, stale. */
export function taskRefusal(state: ProcessState, message: Message): Refusal | undefined {
  const { task } = state
  if (!task || task.id !== message.task_id) return conflict(state, 'task_closed', 'This task is closed.')
  const mine = task.assignee_id !== null && speakers(message).includes(task.assignee_id)
  switch (message.kind) {
    case 'claim':
      return task.assignee_id === null || mine
        ? separation(state, task, message)
        : conflict(state, 'task_taken', 'Someone else holds this task.')
    case 'release':
    case 'delegate':
      return mine ? undefined : { status: 403, code: 'not_assignee', message: 'Only its holder may do this with a task.' }
    default:
      return completion(state, task, message)
  }
}

function completion(state: ProcessState, task: OpenTask, message: Message): Refusal | undefined {
  if (task.assignee_id !== null && !speakers(message).includes(task.assignee_id)) {
    return conflict(state, 'task_taken', 'Someone else holds this task.')
  }
  if (!task.outcomes.includes(message.outcome ?? '')) {
    return {
      status: 422,
      code: 'invalid',
      message: 'Unknown outcome',
      details: { errors: { outcome: [`The selected outcome is invalid. Choose one of: ${task.outcomes.join(', ')}.`] } },
    }
  }
  return separation(state, task, message) ?? stale(state, message)
}

function separation(state: ProcessState, task: OpenTask, message: Message): Refusal | undefined {
  const party = task.separated.find((name) => speakers(message).some((id) => state.parties[name]?.includes(id)))
  if (party === undefined) return undefined
  return {
    status: 403,
    code: 'separation_of_duties',
    message: 'Separation of duties: you took an earlier part in it.',
    details: {
      rule: `${task.kind}: deny any ${party}`,
      explain: `Separation of duties: you, or the person you stand in for, are its ${party}.`,
    },
  }
}

/** The state after a message that leaves the record as it is. */
export function afterTaskMessage<S extends ProcessState>(state: S, message: Message): S {
  const { task, version } = state
  if (!task) return state
  const held = (assignee_id: string | null): S => step<S>(state, { task: { ...task, assignee_id }, version } as Partial<S>)
  switch (message.kind) {
    case 'claim':
      return held(message.actor_id)
    case 'release':
      return held(null)
    case 'delegate':
      return held(message.to_id ?? null)
    default:
      return { ...held(task.assignee_id), due: state.due.filter((due) => due.what !== message.kind) }
  }
}
