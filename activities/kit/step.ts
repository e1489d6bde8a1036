/** One message = one transaction: the row is locked, the message judged, the record moved, its trail, tasks and notices written, the answer kept under its key. */
import { v7 as uuidv7 } from 'uuid'
import { conflict, notFound, Refused } from '../../domain/errors'
import { reach } from '../../domain/kit/failpoint'
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { after, answerOf, isOver, isPast, isSettled, opened, refusalOf, stepNameOf, summaryOf } from '../../domain/kit/process/judge'
import { leavesRecord } from '../../domain/kit/process/tasks'
import type { Message, ProcessAnswer, ProcessState, Recorded, Step, StepRequest } from '../../domain/kit/process/types'
import { inTransaction, tenantDb, type Trx } from '../../db/kit/client'
import { keepAnswer, type LockedProcess, lockProcess, readProcess, writeProcess } from '../../db/kit/process-rows'
import type { Deps } from './deps'
import { type Effect, type EffectDeps, type EffectStep, saveEffect, withCalls } from './effect'
import { taskEffects } from './task-effects'

/** The effects of one process, by the names of its steps. */
export interface ProcessEffects {
  definition: ProcessDefinition
  effects: Readonly<Record<string, Effect>>
}

/** Records a message once; a repeat, or a second try of the same, gets the first answer. Throws Refused for what the rules refuse. */
export async function takeStep(deps: Pick<Deps, 'db' | 'settings'>, own: ProcessEffects, request: StepRequest): Promise<Recorded> {
  const db = tenantDb(deps.db, request.tenant_id)
  const { definition } = own
  const { message } = request
  const key = `${request.workflow_id}:${request.message_id}`
  if (!message) return recordedOf(definition, requireRow(await readProcess(db, { id: request.record_id, key })))
  await reach('K4')
  try {
    const recorded = await inTransaction(db, async (trx) => {
      const { process, record } = await lockProcess(trx, { id: request.record_id, key, table: definition.record.table })
      if (process?.answer) return recordedOf(definition, process)
      const now = new Date(request.now)
      const state = process?.state
      if (state && isPast(definition, state, message)) return recordedOf(definition, { state })
      const step = stepOf(definition, { request, message, key, state, now })
      const done = await perform(trx, { ...own, deps }, { ...step, record: record ?? null })
      await reach('K5')
      return done
    })
    await reach('K6')
    return recorded
  } catch (error) {
    // A second try that stumbled over the rows of the first, or waited for nothing: the first answer counts.
    const first = error instanceof Refused ? undefined : await readProcess(db, { id: request.record_id, key })
    if (first?.answer) return recordedOf(definition, first)
    throw error
  }
}

const recordedOf = (
  definition: ProcessDefinition,
  { state, answer }: { state: ProcessState; answer?: ProcessAnswer | null },
): Recorded => ({
  summary: summaryOf(definition, state),
  answer: answer ?? answerOf(state),
})

function requireRow(row: LockedProcess | undefined): LockedProcess {
  if (!row) throw notFound()
  return row
}

interface Judging {
  request: StepRequest
  message: Message
  key: string
  state: ProcessState | undefined
  now: Date
}

/** The step of a message on the state as it stands in the locked row; throws Refused when the rules refuse it. */
function stepOf(definition: ProcessDefinition, { request, message, key, state, now }: Judging): Step {
  const { tenant_id, record_id, workflow_id, run_id, message_id } = request
  const ids = (): string => uuidv7()
  const shared = { tenant_id, workflow_id, run_id, key, message_id, message, now }
  if (message.kind === 'created') {
    if (state) throw conflict('duplicate', 'This record exists already.')
    return { ...shared, before: null, state: opened(definition, { tenant_id, record_id }, { message, ids }) }
  }
  if (!state) throw notFound()
  const why = refusalOf(definition, state, { message, now: now.getTime() })
  if (why) throw new Refused(why)
  return { ...shared, before: state, state: after(definition, state, { message, ids }) }
}

/** Runs the effect of a step and writes all that follows from it. */
async function perform(
  trx: Trx,
  { definition, effects, deps }: ProcessEffects & { deps: EffectDeps },
  step: EffectStep,
): Promise<Recorded> {
  const { message } = step
  const effect = leavesRecord(message.kind) ? taskEffects[message.kind] : (effects[stepNameOf(message)] ?? settledCall(message))
  if (!effect) throw new Error(`${definition.record.type} has no effect for ${stepNameOf(message)}`)
  const found = await effect(trx, step, deps)
  const declared = withCalls(definition, step, found)
  const { clocks } = await saveEffect(trx, definition, { step: declared, found })
  const state = { ...declared.state, clocks }
  const answer = answerOf(state)
  await Promise.all([
    writeProcess(trx, { step: { ...declared, state }, process_type: definition.record.type, over: isOver(definition, state) }),
    keepAnswer(trx, step.key, answer),
  ])
  await found.last?.()
  return { summary: summaryOf(definition, state), answer }
}

/** The effect of an answer that moves nothing: it is only told. */
function settledCall({ kind, data }: Message): Effect | undefined {
  const [name = '', ending = ''] = kind.split('.')
  if (!isSettled(ending)) return undefined
  return () => ({ action: `${name}_${ending}`, title: `${name}: ${ending.replace('_', ' ')}`, data: data ?? {} })
}
