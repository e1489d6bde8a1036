/** Judges messages by the definition of a process: what is refused, what follows, what the workflow needs to know. Pure. */
import type { Refusal } from '../../errors'
import type { MessageRule, OutcomeRule, ProcessDefinition, Rule, TaskToOpen } from './define'
import { staleRefusal, unfit } from './early'
import { afterTaskMessage, isTaskMessage, judgedTask, leavesRecord, speakersOf, taskRefusal, taskRuleOf, TASK_CLOCKS } from './tasks'
import type { Call, Clock, Message, OpenTask, OutsideCall, ProcessAnswer, ProcessState, Summary } from './types'

/** True when nothing more will happen by itself: the run may end. */
export function isOver(definition: ProcessDefinition, state: ProcessState): boolean {
  const kind = definition.statuses[state.status]
  const working = Object.values(state.calls).some(({ status }) => status === 'pending' || status === 'unknown')
  if (working || state.tasks.length > 0) return false
  return definition.over ? definition.over(state) : kind === 'done' || kind === 'cancelled' || kind === 'idle' || kind === undefined
}

/** Messages of people that fit the present status at `now` (milliseconds). */
export const allowedIn = (definition: ProcessDefinition, state: ProcessState, now: number): string[] =>
  Object.entries(definition.messages)
    .filter(([, { from, when }]) => from.includes(state.status) && (when?.(state, now) ?? true))
    .map(([kind]) => kind)

/** True when a message of people fits a status, as far as the status alone decides it. */
export const fitsStatus = (
  definition: { messages: Readonly<Record<string, { from: readonly string[] }>> },
  kind: string,
  status: string,
): boolean => definition.messages[kind]?.from.includes(status) ?? false

const liveTask = (state: ProcessState, message: Message): OpenTask | undefined => state.tasks.find(({ id }) => id === message.task_id)

/** Why a message is refused at `now` (milliseconds), or undefined. */
export function refusalOf(
  definition: ProcessDefinition,
  state: ProcessState,
  { message, now }: { message: Message; now: number },
): Refusal | undefined {
  if (isTaskMessage(message.kind)) return refusalOfTask(definition, state, { message, now })
  const rule = definition.messages[message.kind]
  if (rule) {
    const allowed = allowedIn(definition, state, now)
    const why = unfit(state, message, { allowed, changes: rule.changes ?? false })
    // The status first, then the version: what the workflow can tell without the clock, it tells alike.
    if (!rule.from.includes(state.status)) return why
    return staleRefusal(state, message) ?? (allowed.includes(message.kind) ? rule.refuse?.(state, message, now) : why)
  }
  // What a clock or a call says is a fact, and is not refused; a kind that the definition no longer has is.
  if (message.clock !== undefined || message.call_id !== undefined) return undefined
  return unfit(state, message, { allowed: allowedIn(definition, state, now), changes: false })
}

function refusalOfTask(
  definition: ProcessDefinition,
  state: ProcessState,
  { message, now }: { message: Message; now: number },
): Refusal | undefined {
  const task = liveTask(state, message)
  const why = taskRefusal(state, task && judgedTask(definition, state, task), message)
  if (why || message.kind !== 'complete' || !task) return why
  return staleRefusal(state, message) ?? outcomeOf(definition, task, message).refuse?.(state, message, now)
}

function outcomeOf(definition: ProcessDefinition, task: OpenTask, message: Message): OutcomeRule<ProcessState> {
  const outcome = taskRuleOf(definition, task.name).outcomes[message.outcome ?? '']
  if (!outcome) throw new Error(`${task.name} has no outcome ${message.outcome}`)
  return outcome
}

/** The rule behind a message that is no task's: a person's, a clock's, a call's. */
function ruleFor(definition: ProcessDefinition, state: ProcessState, message: Message): Rule<ProcessState> {
  const own = definition.messages[message.kind] ?? definition.clocks?.[message.kind]
  if (own) return own
  const [name = '', ending = ''] = message.kind.split('.')
  const call = definition.calls?.[name]
  if (call && ending === 'done') return call.done
  if (call && ending === 'failed') return call.failed
  if (call && isSettled(ending)) return { keeps: true, quiet: true }
  throw new Error(`${definition.record.type} in ${state.status} knows no message ${message.kind}`)
}

/** Answers of calls that move nothing: nobody knows yet, or an earlier call was taken back or could not be. */
const SETTLED = { unknown: 'unknown', undone: 'done', undo_failed: 'failed' } as const
export const isSettled = (ending: string): ending is keyof typeof SETTLED => ending in SETTLED

// A definition may lose a clock, a call or a task while something open still has it: that is left as it is, and breaks nothing.
const isKnownClock = (definition: ProcessDefinition, sends: string): boolean =>
  (TASK_CLOCKS as readonly string[]).includes(sends) || definition.clocks?.[sends] !== undefined

/** True for a message that has nothing to say any more: a clock that was set anew, a call that is answered already. */
export function isPast(definition: ProcessDefinition, state: ProcessState, message: Message): boolean {
  if (message.clock !== undefined) {
    const clock = state.clocks[message.clock.name]
    if (!isKnownClock(definition, message.kind)) return true
    return !clock || !('at' in clock) || clock.at !== message.clock.at
  }
  if (message.call_id === undefined) return false
  const status = state.calls[message.call_id]?.status
  return status !== 'pending' && status !== 'unknown'
}

/** The name of the step that a message is: its outcome for a decision, its kind for all else. */
export const stepNameOf = (message: Message): string => (message.kind === 'complete' ? (message.outcome ?? '') : message.kind)

/** The state before its first step. */
const blank = (definition: ProcessDefinition, at: Pick<ProcessState, 'tenant_id' | 'record_id'>, message: Message): ProcessState => ({
  ...at,
  ...definition.created.state?.(message),
  status: '',
  version: 0,
  steps: 0,
  parties: {},
  tasks: [],
  votes: {},
  clocks: {},
  calls: {},
})

/** The state of the first step. */
export const opened = (
  definition: ProcessDefinition,
  at: Pick<ProcessState, 'tenant_id' | 'record_id'>,
  { message, ids }: { message: Message; ids: () => string },
): ProcessState => follow(definition, blank(definition, at, message), { rule: definition.created, message, ids })

/** The state after an accepted message: one more step. */
export function after(
  definition: ProcessDefinition,
  state: ProcessState,
  { message, ids }: { message: Message; ids: () => string },
): ProcessState {
  if (leavesRecord(message.kind)) return afterTaskMessage(state, message)
  if (message.kind === 'complete') return afterDecision(definition, state, { message, ids })
  const rung = message.clock === undefined ? state : { ...state, clocks: without(state.clocks, message.clock.name) }
  return follow(definition, answeredCall(rung, message), { rule: ruleFor(definition, state, message), message, ids })
}

/** A call that answered is settled with its result. */
function answeredCall(state: ProcessState, message: Message): ProcessState {
  const { call_id } = message
  const call = call_id === undefined ? undefined : state.calls[call_id]
  if (!call || call_id === undefined) return state
  const ending = message.kind.split('.')[1] ?? ''
  const status = isSettled(ending) ? SETTLED[ending] : ending === 'done' ? 'done' : 'failed'
  const settled: Call = { ...call, status, result: message.data ?? null }
  return { ...state, calls: { ...state.calls, [call_id]: settled } }
}

/** One of several that decide together only adds its vote, until its outcome has enough of them or nobody is left to ask. */
function afterDecision(
  definition: ProcessDefinition,
  state: ProcessState,
  { message, ids }: { message: Message; ids: () => string },
): ProcessState {
  const task = liveTask(state, message)
  if (!task) throw new Error(`The task ${message.task_id} is not open`)
  const rule = outcomeOf(definition, task, message)
  const others = state.tasks.filter(({ group, id }) => group === task.group && id !== task.id)
  const cast = { ...state.votes[task.group], [message.outcome ?? '']: (state.votes[task.group]?.[message.outcome ?? ''] ?? 0) + 1 }
  const decided = Object.values(cast).reduce((sum, count) => sum + count, 0) + others.length
  const needed = rule.needs === 'all' ? decided : (rule.needs ?? 1)
  const enough = (cast[message.outcome ?? ''] ?? 0) >= needed || others.length === 0
  // What is decided is closed, even by an outcome that keeps other tasks open.
  const rest = state.tasks.filter(({ group }) => group !== task.group)
  if (enough) return follow(definition, { ...state, tasks: rest }, { rule, message, ids })
  return {
    ...state,
    steps: state.steps + 1,
    tasks: state.tasks.filter(({ id }) => id !== task.id),
    votes: { ...state.votes, [task.group]: cast },
    clocks: clocksOf(state, (clock) => clock.task_id !== task.id),
    parties: rule.party ? withParty(state, rule.party, message) : state.parties,
  }
}

const without = <T>(map: Readonly<Record<string, T>>, name: string): Record<string, T> => {
  const { [name]: _gone, ...rest } = map
  return rest
}

const clocksOf = (state: ProcessState, keep: (clock: Clock) => boolean): ProcessState['clocks'] =>
  Object.fromEntries(Object.entries(state.clocks).filter(([, clock]) => keep(clock)))

/** The people of a party with who speaks in a message. */
export const withParty = (state: Pick<ProcessState, 'parties'>, party: string, message: Message): ProcessState['parties'] => ({
  ...state.parties,
  [party]: [...new Set([...(state.parties[party] ?? []), ...speakersOf(message)])],
})

/** The state one step on, by a rule: status, tasks, parties and what the rule adds. */
function follow(
  definition: ProcessDefinition,
  state: ProcessState,
  { rule, message, ids }: { rule: Rule<ProcessState>; message: Message; ids: () => string },
): ProcessState {
  const status = typeof rule.to === 'function' ? rule.to(state, message) : (rule.to ?? state.status)
  const wanted = typeof rule.opens === 'function' ? rule.opens(state, message) : rule.opens
  const group = wanted === undefined ? '' : ids()
  const opening = (typeof wanted === 'string' ? [{ task: wanted }] : (wanted ?? [])).map(
    (one: TaskToOpen, index): OpenTask => ({
      id: index === 0 ? group : ids(),
      name: one.task,
      group,
      role: one.role ?? null,
      assignee_id: null,
    }),
  )
  const kept = rule.keeps ? state.tasks : []
  const known = new Set(kept.map(({ id }) => id))
  const voting = new Set(kept.map(({ group: own }) => own))
  const forgotten = {
    ...state,
    parties: Object.fromEntries(Object.entries(state.parties).filter(([party]) => !rule.forgets?.includes(party as never))),
  }
  return {
    ...state,
    status,
    version: rule.quiet ? state.version : state.version + 1,
    steps: state.steps + 1,
    parties: rule.party ? withParty(forgotten, rule.party, message) : forgotten.parties,
    tasks: [...kept, ...opening],
    votes: Object.fromEntries(Object.entries(state.votes).filter(([own]) => voting.has(own))),
    clocks: clocksOf(state, ({ task_id, sends }) =>
      task_id === undefined ? (definition.clocks?.[sends]?.from.includes(status) ?? false) : known.has(task_id),
    ),
    ...rule.change?.(state, message),
  }
}

/** What its caller learns of a state. */
export const answerOf = ({ status, version, tasks }: ProcessState): ProcessAnswer => ({ status, version, task_id: tasks[0]?.id ?? null })

const kindsOf = (definition: ProcessDefinition, fits: (rule: MessageRule<ProcessState>) => boolean): string[] =>
  Object.entries(definition.messages)
    .filter(([, rule]) => fits(rule))
    .map(([kind]) => kind)

/** What the workflow keeps of a state. */
export function summaryOf(definition: ProcessDefinition, state: ProcessState): Summary {
  const { status, version, steps } = state
  return {
    status,
    version,
    steps,
    over: isOver(definition, state),
    tasks: state.tasks.map((task) => judgedTask(definition, state, task)),
    // Without the time: what the clock alone decides is left to the step.
    allowed: kindsOf(definition, ({ from }) => from.includes(status)),
    changes: kindsOf(definition, ({ changes }) => changes ?? false),
    clocks: Object.entries(state.clocks).flatMap(([name, clock]) =>
      'at' in clock && isKnownClock(definition, clock.sends)
        ? [{ name, at: clock.at, sends: clock.sends, ...(clock.task_id === undefined ? {} : { task_id: clock.task_id }) }]
        : [],
    ),
    calls: callsToMake(definition, state),
  }
}

/** The calls that are not answered; those that take back wait for each other, for they go the way back step by step. */
function callsToMake(definition: ProcessDefinition, { calls }: ProcessState): Summary['calls'] {
  const open = Object.entries(calls).flatMap(([id, call]) => runOf(definition, id, call))
  const [next] = open.filter(({ run }) => run.undoes)
  return open.filter((call) => !call.run.undoes || call === next)
}

/** How a call that is not answered is made: asked for when nobody knows whether it was done. */
function runOf(definition: ProcessDefinition, id: string, call: Call): Summary['calls'] {
  if (call.status !== 'pending' && call.status !== 'unknown') return []
  const rule = definition.calls?.[call.name]
  if (!rule) return []
  const undoes = call.undoes !== undefined
  const made = undoes ? rule.undo : rule.does
  if (made === undefined) return []
  const { name, input } = call
  const as = undoes ? 'activity' : (rule.as ?? 'activity')
  // What is not known is asked for until somebody knows; without a way to ask it is made again under the same key, as patiently.
  const again = rule.asks !== undefined || as === 'activity'
  const run: OutsideCall =
    call.status === 'unknown' && again ? { does: rule.asks ?? made, as: 'question', undoes } : { does: made, as, undoes }
  return [{ id, name, run, input }]
}
