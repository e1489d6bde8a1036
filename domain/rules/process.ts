/** What every process is made of: its state, the messages that move it, the steps it records. Plain data and plain functions. */
import type { Refusal } from '../errors'

/** Something a person, an integration or a clock tells a process. */
export interface Message {
  kind: string
  actor_id: string | null
  on_behalf_of_id?: string | null
  task_id?: string
  outcome?: string
  comment?: string | null
  /** The policy row that allowed it. */
  rule?: string
  /** The record's version the person decided on; stale ones are refused. */
  version?: number
  /** Whom a task is delegated to. */
  to_id?: string
  data?: Record<string, unknown>
  /** The request that brought it: the step's audit event is found by it. No part of the state, for it moves nothing. */
  request_id?: string
}

/** A message that a request brought. */
export type Asked = Message & { request_id: string }

/** What a message says; who says it, and in which request, is added where it is sent. */
export type Said = Omit<Message, 'actor_id' | 'request_id'>

/** A moment at which the process moves by itself: `what` becomes the kind of the message. */
export interface DueTime {
  at: string
  what: string
}

/** The task a process waits for. */
export interface OpenTask {
  id: string
  kind: string
  outcomes: readonly string[]
  /** Outcomes that need a comment. */
  negative: readonly string[]
  assignee_id: string | null
  /** Parties that separation of duties keeps from completing it. */
  separated: readonly string[]
}

export interface ProcessState {
  tenant_id: string
  record_id: string
  status: string
  /** The record's version after the last step. */
  version: number
  /** Steps taken, and how many of them stand in the database. */
  steps: number
  recorded: number
  /** People by what they did, for separation of duties. */
  parties: Record<string, readonly string[]>
  task: OpenTask | null
  due: readonly DueTime[]
}

/** One step on its way into the database. */
export interface Step<S extends ProcessState = ProcessState> {
  tenant_id: string
  /** Effect key: the same for every try of this step. */
  key: string
  /** Which message it is: the id of its update, `start`, or the name of the clock. */
  message_id: string
  workflow_id: string
  run_id: string
  message: Message
  before: S | null
  state: S
  /** True when the process is over after this step. */
  ended: boolean
}

/** What the database adds to a step: times that depend on calendars and settings. */
export interface StepResult {
  due?: readonly DueTime[]
  /** Set when an earlier try recorded this step and died before it could tell: what stands counts, whoever asks now. */
  stands?: Standing
}

/** A recorded step: whose message it was, and the state it left. */
export interface Standing {
  message_id: string
  state: ProcessState
}

/** What the caller of an update learns. */
export interface ProcessAnswer {
  status: string
  version: number
  task_id: string | null
}

/** The rules of one kind of process. */
export interface ProcessRules<Start, S extends ProcessState> {
  /** The kinds of message people and integrations may send. */
  messages: readonly string[]
  /** The state of the first step. */
  open(start: Start, ids: () => string): S
  /** Why a message is refused at `now` (milliseconds), or undefined. */
  refusal(state: S, message: Message, now: number): Refusal | undefined
  /** The state after an accepted message: one more step. */
  after(state: S, message: Message, ids: () => string): S
  ended(state: S): boolean
}

/** What every process begins with: its first step, which nothing has recorded yet. */
export const begin = <Status extends string>(
  { tenant_id, record_id }: Pick<ProcessState, 'tenant_id' | 'record_id'>,
  status: Status,
): ProcessState & { status: Status } => ({
  tenant_id,
  record_id,
  status,
  version: 1,
  steps: 1,
  recorded: 0,
  parties: {},
  task: null,
  due: [],
})

/** `state` one step on, with what changed; the record's version moves unless only the task did. */
export const step = <S extends ProcessState>(state: S, change: Partial<S>): S => ({
  ...state,
  ...change,
  steps: state.steps + 1,
  version: change.version ?? state.version + 1,
})

/** The people of a party with one more. */
export const withParty = (state: ProcessState, party: string, message: Message): Record<string, readonly string[]> => {
  const ids = [...(state.parties[party] ?? []), message.actor_id, message.on_behalf_of_id].filter((id) => id != null)
  return { ...state.parties, [party]: [...new Set(ids)] }
}

/** 409: the state does not allow the message; `allowed` says what it would. */
export const illegal = (state: ProcessState, message: Message, allowed: readonly string[]): Refusal => ({
  status: 409,
  code: 'illegal_transition',
  message: `Cannot ${message.kind} while the status is ${state.status}.`,
  details: { current: { status: state.status, version: state.version }, allowed: [...allowed] },
})

/** 409 for a message made on another version of the record, or undefined. */
export const stale = (state: ProcessState, message: Message): Refusal | undefined =>
  message.version === undefined || message.version === state.version
    ? undefined
    : {
        status: 409,
        code: 'stale_version',
        message: 'The record has changed since you read it.',
        details: { current: { status: state.status, version: state.version } },
      }
