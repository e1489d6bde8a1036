/** What every process is made of: its state, the messages that move it, the steps it takes. Plain data. */
/** Something a person, an integration, a clock or the answer of an outside call says to a process. */
export interface Message<Kind extends string = string> {
  kind: Kind
  actor_id: string | null
  on_behalf_of_id?: string | null
  task_id?: string
  outcome?: string
  comment?: string | null
  /** The policy row that allowed it. */
  rule?: string
  /** The record's version the person decided on; a stale one is refused. */
  version?: number
  /** Whom a task is delegated to. */
  to_id?: string
  /** The outside call this is the answer of. */
  call_id?: string
  /** The clock that sent it, and when it was due. */
  clock?: { name: string; at: string }
  data?: Record<string, unknown>
  /** The request that brought it: the step's audit event is found by it. No part of the state, for it moves nothing. */
  request_id?: string
}

/** A message that a request brought. */
export type Asked = Message & { request_id: string }

/** What a message says; who says it, and in which request, is added where it is sent. */
export type Said = Omit<Message, 'actor_id' | 'request_id'>

/** An open task of a process; its outcomes and separated parties stand in the definition, so that they may change while it waits. */
export interface OpenTask {
  id: string
  /** Its name in the definition. */
  name: string
  /** Tasks opened together decide together. */
  group: string
  /** The role in the record it is meant for, such as `client`; null for whoever holds its slug. */
  role: string | null
  assignee_id: string | null
}

/** A clock that runs towards an instant, or stands still with the time it has left. */
export type Clock = { sends: string; task_id?: string } & ({ at: string } | { left_ms: number })

export type CallStatus = 'pending' | 'unknown' | 'done' | 'failed'

/** A call to the outside that a step declared. */
export interface Call {
  name: string
  /** `undo` takes back what the call of that id did. */
  undoes?: string
  status: CallStatus
  input: unknown
  result?: unknown
}

/** Where a process stands: kept beside its record, as JSON. */
export interface ProcessState<Status extends string = string> {
  tenant_id: string
  record_id: string
  status: Status
  /** The record's version after the last step. */
  version: number
  /** Steps taken so far. */
  steps: number
  /** People by what they did, for separation of duties. */
  parties: Readonly<Record<string, readonly string[]>>
  tasks: readonly OpenTask[]
  /** How often each outcome was chosen in a group of tasks that is not decided yet. */
  votes: Readonly<Record<string, Readonly<Record<string, number>>>>
  clocks: Readonly<Record<string, Clock>>
  calls: Readonly<Record<string, Call>>
}

/** One step on its way into the database. */
export interface Step<S extends ProcessState = ProcessState> {
  tenant_id: string
  workflow_id: string
  run_id: string
  /** Effect key: the same for every try of this message. */
  key: string
  /** Id of the message: that of its update, `start`, or the name of a clock or call. */
  message_id: string
  message: Message
  /** The state before; null for the first step. */
  before: S | null
  state: S
  now: Date
}

/** What the workflow asks to be recorded. */
export interface StepRequest {
  tenant_id: string
  process: string
  record_id: string
  workflow_id: string
  run_id: string
  message_id: string
  /** When the message came, in milliseconds; the clock of Temporal. */
  now: number
  /** Without one the row is only read again. */
  message?: Message
}

/** What the caller of a message learns. */
export interface ProcessAnswer {
  status: string
  version: number
  task_id: string | null
}

/** What the workflow keeps of a process: enough to wait for clocks, make calls and refuse early. */
export interface Summary {
  status: string
  version: number
  steps: number
  /** Nothing more will happen by itself; the run may end. */
  over: boolean
  tasks: readonly JudgedTask[]
  /** Messages of people that fit the status, and those that change the record's fields. */
  allowed: readonly string[]
  changes: readonly string[]
  clocks: readonly { name: string; at: string; sends: string; task_id?: string }[]
  calls: readonly { id: string; name: string; run: OutsideCall; input: unknown }[]
}

/** An open task as refusals look at it: the same in the database's step and in the workflow's early refusal. */
export interface JudgedTask {
  id: string
  kind: string
  assignee_id: string | null
  outcomes: readonly string[]
  /** Ids of people kept from it, by party. */
  parties: Readonly<Record<string, readonly string[]>>
}

/** How a call is made: as an activity, as a short child workflow, or as a question for what became of it, which is put until somebody knows. */
export interface OutsideCall {
  /** Name of the activity or child workflow. */
  does: string
  as: 'activity' | 'child' | 'question'
  /** True for what takes back an earlier call. */
  undoes: boolean
}

/** The result of recording a message: the answer of its first try, and how things stand now. */
export interface Recorded {
  summary: Summary
  answer: ProcessAnswer
}
