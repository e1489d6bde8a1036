/** What a step does to its record, and what the kit writes for it: the row, its trail, its tasks, its notices. */
import { v7 as uuidv7 } from 'uuid'
import type { ProcessDefinition, StepName } from '../../domain/kit/process/define'
import { isOver } from '../../domain/kit/process/judge'
import { leavesRecord, taskRuleOf } from '../../domain/kit/process/tasks'
import type { Call, OpenTask, ProcessState, Step } from '../../domain/kit/process/types'
import type { Trx } from '../../db/kit/client'
import { deleteRow, insertRow, updateRow } from '../../db/kit/process-rows'
import { writeTrail } from '../../db/kit/trail'
import { type Notice, notify } from '../../db/notifications'
import { cancelTask, completeTask, insertTask, type TaskFacts } from '../../db/tasks/steps'
import { byOf } from './by'
import type { Deps } from './deps'

/** A row of a record as its table holds it. */
export type RecordRow = Record<string, unknown>

/** A step with the record's row as it was locked; null for the first step. */
export interface EffectStep<S extends ProcessState = ProcessState, R = RecordRow> extends Step<S> {
  record: R | null
}

/** A call to the outside that a step declares. */
export interface DeclaredCall {
  name: string
  input: unknown
}

/** What a task says of its subject. */
export type TaskWords = Omit<TaskFacts, 'subject_type' | 'subject_id'>

/** What a step does. */
export interface Found {
  /** Its history action, and the audit's: `<slug>.<action>`. */
  action: string
  /** Its line in the timeline. */
  title: string
  changes?: Record<string, [unknown, unknown]>
  data?: Record<string, unknown>
  /** Columns of the record beside status, parties, version and stamps. */
  values?: Record<string, unknown>
  /** What becomes of the record's row: inserted by the first step and moved by the others, unless said. A deleted one leaves its history. */
  row?: 'insert' | 'update' | 'delete' | 'none'
  /** What the tasks it opens say. */
  facts?: TaskWords | ((task: OpenTask) => TaskWords)
  notices?: readonly Omit<Notice, 'subject_type' | 'subject_id'>[]
  /** Clocks set, paused or resumed; those named null are cleared. */
  clocks?: Record<string, ProcessState['clocks'][string] | null>
  calls?: readonly DeclaredCall[]
  /** Takes back what its calls did, the last one first. */
  undo?: boolean
  /** Further writes, in the same round trip as the record's own and after it. */
  also?(): Promise<unknown>
  /** The last thing before the commit: what locks more than this record, such as the books. */
  last?(): Promise<void>
}

/** What an effect may look at beside its step. */
export type EffectDeps = Pick<Deps, 'settings'>

/** The effect of a step. */
export type Effect<S extends ProcessState = ProcessState, R = RecordRow> = (
  trx: Trx,
  step: EffectStep<S, R>,
  deps: EffectDeps,
) => Found | Promise<Found>

/** The effects of a process: one for each step its definition names, no more and no less. */
export const effectsOf =
  <S extends ProcessState, R = RecordRow>() =>
  <D extends { messages: object; tasks: object }>(definition: D, effects: { [K in StepName<D>]: Effect<S, R> }) => ({
    definition: definition as unknown as ProcessDefinition,
    effects: effects as unknown as Readonly<Record<string, Effect>>,
  })

/** The step with the calls it declares in its state, and with the undoing of earlier ones where it asks for that. */
export function withCalls(definition: ProcessDefinition, step: EffectStep, found: Found): EffectStep {
  const fresh = (found.calls ?? []).map(({ name, input }): [string, Call] => {
    if (!definition.calls?.[name]) throw new Error(`${definition.record.type} defines no call ${name}`)
    return [uuidv7(), { name, status: 'pending', input }]
  })
  const undone = found.undo ? undoing(definition, step.state) : []
  if (fresh.length + undone.length === 0) return step
  return { ...step, state: { ...step.state, calls: { ...step.state.calls, ...Object.fromEntries([...fresh, ...undone]) } } }
}

/** Calls that take back what was done and not yet taken back, the last one first. */
function undoing(definition: ProcessDefinition, { calls }: ProcessState): [string, Call][] {
  const taken = new Set(Object.values(calls).flatMap(({ undoes }) => undoes ?? []))
  return Object.entries(calls)
    .filter(([id, call]) => call.status === 'done' && call.undoes === undefined && !taken.has(id) && definition.calls?.[call.name]?.undo)
    .reverse()
    .map(([id, call]) => [uuidv7(), { name: call.name, undoes: id, status: 'pending', input: { input: call.input, result: call.result } }])
}

/** Writes what an effect found; the clocks of the state after it. */
export async function saveEffect(
  trx: Trx,
  definition: ProcessDefinition,
  { step, found }: { step: EffectStep; found: Found },
): Promise<{ clocks: ProcessState['clocks'] }> {
  const { type, table } = definition.record
  const subject = { subject_type: type, subject_id: step.state.record_id }
  const [due] = await Promise.all([
    saveTasks(trx, definition, { step, found }),
    ...(leavesRecord(step.message.kind)
      ? []
      : [saveRow(trx, { definition, step, found, table }), saveTrail(trx, definition, { step, found })]),
    ...(found.notices ?? []).map((notice) => notify(trx, { ...notice, ...subject })),
    found.also?.(),
  ])
  const set = Object.entries({ ...step.state.clocks, ...due, ...found.clocks }).filter(([, clock]) => clock !== null)
  // What is over needs no clock.
  return { clocks: isOver(definition, step.state) ? {} : (Object.fromEntries(set) as ProcessState['clocks']) }
}

interface Saving {
  definition: ProcessDefinition
  step: EffectStep
  found: Found
  table: string
}

function saveRow(trx: Trx, { definition, step, found, table }: Saving): Promise<void> {
  const { state, before } = step
  const row = found.row ?? (before ? 'update' : 'insert')
  if (row === 'none') return Promise.resolve()
  if (row === 'delete') return deleteRow(trx, table, state.record_id)
  const stamp = before?.status === state.status ? undefined : definition.stamps?.[state.status]
  const values = { ...found.values, ...(stamp ? { [stamp]: step.now } : {}) }
  return row === 'update' ? updateRow(trx, table, { state, values }) : insertRow(trx, table, { step, values })
}

/** History, audit and timeline of a step. */
async function saveTrail(trx: Trx, { record }: ProcessDefinition, { step, found }: { step: EffectStep; found: Found }): Promise<void> {
  const { message, state } = step
  const was = step.before?.status ?? null
  const moved: Record<string, [unknown, unknown]> = was === state.status ? {} : { status: [was, state.status] }
  const about = { record_type: record.type, record_id: state.record_id }
  const line = {
    ...about,
    kind: `${record.type}.${found.action}`,
    title: found.title,
    outcome: message.outcome ?? null,
    comment: message.comment ?? null,
    rule: message.rule ?? null,
    task_id: message.task_id ?? null,
    data: found.data ?? {},
  }
  await writeTrail(trx, byOf(step), {
    history: { ...about, record_version: state.version, action: found.action, changes: { ...moved, ...found.changes } },
    audit: { action: `${record.slug}.${found.action}`, resource: record.type, resource_id: state.record_id },
    timeline: line,
  })
}

/** Completes or withdraws the tasks this step closes and opens those it opens; the clocks of the new ones. */
async function saveTasks(
  trx: Trx,
  definition: ProcessDefinition,
  { step, found }: { step: EffectStep; found: Found },
): Promise<ProcessState['clocks']> {
  const { state, before, message, tenant_id } = step
  const live = new Set(state.tasks.map(({ id }) => id))
  const known = new Set(before?.tasks.map(({ id }) => id))
  const closing = (before?.tasks ?? [])
    .filter(({ id }) => !live.has(id))
    .map(({ id }) => (message.kind === 'complete' && id === message.task_id ? completeTask(trx, step) : cancelTask(trx, tenant_id, id)))
  const opening = state.tasks
    .filter(({ id }) => !known.has(id))
    .map((task) => {
      const facts = typeof found.facts === 'function' ? found.facts(task) : found.facts
      if (!facts) throw new Error(`${definition.record.type}: the step ${message.kind} opens a task and says nothing of it`)
      const subject = { subject_type: definition.record.type, subject_id: state.record_id }
      return insertTask(trx, step, { task, rule: taskRuleOf(definition, task.name), facts: { ...facts, ...subject } })
    })
  const [clocks] = await Promise.all([Promise.all(opening), ...closing])
  return Object.assign({}, ...clocks) as ProcessState['clocks']
}
