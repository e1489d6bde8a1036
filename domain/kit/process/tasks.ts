/** Human tasks as rules: what may be done with an open task, and how several decide together (TASK-2, TASK-3). */
import type { Refusal } from '../../errors'
import type { ProcessDefinition, TaskRule } from './define'
import type { JudgedTask, Message, OpenTask, ProcessState } from './types'

/** Messages every process with human tasks takes. */
export const TASK_MESSAGES = ['claim', 'release', 'delegate', 'complete'] as const
/** Messages that the clock sends for a task. */
export const TASK_CLOCKS = ['remind', 'escalate'] as const

/** Messages that concern a task only and leave the record as it is. */
const TASK_ONLY: readonly string[] = ['claim', 'release', 'delegate', ...TASK_CLOCKS]

export const isTaskMessage = (kind: string): boolean => ([...TASK_MESSAGES, ...TASK_CLOCKS] as readonly string[]).includes(kind)

/** True for a message that concerns the task only and leaves the record as it is. */
export const leavesRecord = (kind: string): boolean => TASK_ONLY.includes(kind)

/** The people a message speaks for: its actor and the absent person behind them. */
export const speakersOf = (message: Message): readonly string[] => [message.actor_id, message.on_behalf_of_id].filter((id) => id != null)

/** The rule of a task by its name. */
export function taskRuleOf(definition: ProcessDefinition, name: string): TaskRule<ProcessState> {
  const rule = definition.tasks[name]
  if (!rule) throw new Error(`${definition.record.type} defines no task ${name}`)
  return rule
}

/** An open task as it is judged today; one that the definition no longer has offers nothing to choose. */
export function judgedTask(definition: ProcessDefinition, state: ProcessState, task: OpenTask): JudgedTask {
  const gone: TaskRule<ProcessState> = { kind: `${definition.record.slug}.${task.name}`, outcomes: {} }
  const { kind, outcomes, separated = [] } = definition.tasks[task.name] ?? gone
  const parties = Object.fromEntries(separated.map((party) => [party, state.parties[party] ?? []]))
  return { id: task.id, kind, assignee_id: task.assignee_id, outcomes: Object.keys(outcomes), parties }
}

interface Stand {
  status: string
  version: number
}

const conflict = (stand: Stand, code: string, told: { message: string; task?: JudgedTask | undefined }): Refusal => ({
  status: 409,
  code,
  message: told.message,
  details: {
    current: { status: stand.status, version: stand.version, task_id: told.task?.id ?? null, assignee_id: told.task?.assignee_id ?? null },
  },
})

/** Why a task message is refused: late, taken, not its holder, an unknown outcome, an earlier party. */
export function taskRefusal(stand: Stand, task: JudgedTask | undefined, message: Message): Refusal | undefined {
  if (!task) return conflict(stand, 'task_closed', { message: 'This task is closed.' })
  const mine = task.assignee_id !== null && speakersOf(message).includes(task.assignee_id)
  const taken = task.assignee_id !== null && !mine
  switch (message.kind) {
    case 'claim':
      return taken ? conflict(stand, 'task_taken', { message: 'Someone else holds this task.', task }) : separation(task, message)
    case 'release':
    case 'delegate':
      return mine ? undefined : { status: 403, code: 'not_assignee', message: 'Only its holder may do this with a task.' }
    case 'complete':
      if (taken) return conflict(stand, 'task_taken', { message: 'Someone else holds this task.', task })
      return unknownOutcome(task, message) ?? separation(task, message)
    default:
      return undefined // a clock's: it only needs the task to be open
  }
}

function unknownOutcome(task: JudgedTask, message: Message): Refusal | undefined {
  if (task.outcomes.includes(message.outcome ?? '')) return undefined
  const said = `The selected outcome is invalid. Choose one of: ${task.outcomes.join(', ')}.`
  return { status: 422, code: 'invalid', message: 'Unknown outcome', details: { errors: { outcome: [said] } } }
}

function separation(task: JudgedTask, message: Message): Refusal | undefined {
  const found = Object.entries(task.parties).find(([, ids]) => speakersOf(message).some((id) => ids.includes(id)))
  if (!found) return undefined
  const [party] = found
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
  const held = (assignee_id: string | null): S => ({
    ...state,
    steps: state.steps + 1,
    tasks: state.tasks.map((task) => (task.id === message.task_id ? { ...task, assignee_id } : task)),
  })
  switch (message.kind) {
    case 'claim':
      return held(message.actor_id)
    case 'release':
      return held(null)
    case 'delegate':
      return held(message.to_id ?? null)
    case 'remind':
    case 'escalate': {
      const { [message.clock?.name ?? '']: _rang, ...clocks } = state.clocks
      return { ...state, steps: state.steps + 1, clocks }
    }
    default:
      throw new Error(`${message.kind} is no message of a task`)
  }
}
