/** The one loop of every process: messages change the state, the loop records each step, clocks move it when nobody does. */
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineUpdate,
  setCurrentDetails,
  setHandler,
  ActivityFailure,
  log,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { Refusal } from '../../domain/errors'
import { uuidv7 } from '../../domain/rules/ids'
import type { Message, ProcessAnswer, ProcessRules, ProcessState, Step, StepResult } from '../../domain/rules/process'
import { Stage } from './search-attributes'

/** What a process is started with: its first message and, after continue-as-new, the state so far. */
export interface Started<S> {
  tenant_id: string
  message: Message
  carried?: S
}

export interface ProcessPlan<Start extends Started<S>, S extends ProcessState> {
  start: Start
  rules: ProcessRules<Start, S>
  /** Records one step; named after what a manager would call it. */
  record(step: Step<S>): Promise<StepResult>
  /** Work beside the steps that nobody waits for. */
  beside?(state: S): Promise<void>
}

/** The caller of an update waits for its step; created is the first. */
export const created = defineUpdate<ProcessAnswer>('created')

const refuse = (why: Refusal | undefined): void => {
  if (why) throw ApplicationFailure.create({ type: 'Refusal', message: why.message, details: [why], nonRetryable: true })
}

const answerOf = (state: ProcessState): ProcessAnswer => ({ status: state.status, version: state.version, task_id: state.task?.id ?? null })
const ids = (): string => uuidv7(Date.now(), Math.random)
const details = (state: ProcessState): string => `Stage **${state.status}**${state.task ? `\n\nWaits for **${state.task.kind}**` : ''}`

/** Runs a process to its end. */
export async function runProcess<Start extends Started<S>, S extends ProcessState>(plan: ProcessPlan<Start, S>): Promise<S> {
  const { start, rules } = plan
  let state = start.carried ?? rules.open(start, ids)
  let before: S | null = null
  let message = start.message
  const refused = new Map<number, ApplicationFailure>()
  /** Why the first step was refused: then there is no record and no process. */
  let stillborn: ApplicationFailure | undefined
  const busy = (): boolean => state.steps > state.recorded

  const recorded = async (step: number): Promise<ProcessAnswer> => {
    await condition(() => state.recorded >= step || refused.has(step))
    const failure = refused.get(step)
    if (failure) throw failure
    return answerOf(state)
  }
  const accept = (next: Message): number => {
    before = state
    message = next
    state = rules.after(state, next, ids)
    return state.steps
  }
  setHandler(created, () => recorded(1))
  for (const kind of rules.messages) {
    setHandler(
      defineUpdate<ProcessAnswer, [Message]>(kind),
      async (next) => {
        // An earlier step is on its way into the database: this one waits, then is judged on what it left.
        while (busy() && !stillborn) await condition(() => !busy() || stillborn !== undefined)
        if (stillborn) throw stillborn
        refuse(rules.refusal(state, next))
        return recorded(accept(next))
      },
      { validator: (next) => refuse(rules.refusal(state, next)) },
    )
  }

  /** One step into the database; what the database refuses is undone here and told to the caller. */
  const record = async (): Promise<void> => {
    const step = state.steps
    try {
      const { workflowId, runId } = workflowInfo()
      const result = await plan.record({
        tenant_id: start.tenant_id,
        key: `${workflowId}:${step}`,
        workflow_id: workflowId,
        run_id: runId,
        message,
        before,
        state,
        ended: rules.ended(state),
      })
      state = { ...state, recorded: step, due: result.due ?? state.due }
    } catch (error) {
      const cause = error instanceof ActivityFailure ? error.cause : error
      if (!(cause instanceof ApplicationFailure)) throw error
      refused.set(step, cause)
      if (before === null) {
        stillborn = cause
        await condition(allHandlersFinished)
        throw cause
      }
      state = { ...before, steps: step, recorded: step }
    }
  }

  let beside: Promise<void> | undefined
  let stage = state.status
  while (busy() || !rules.ended(state)) {
    if (busy()) {
      await record()
      setCurrentDetails(details(state))
      beside ??= start.carried ? undefined : plan.beside?.(state).catch((error) => log.warn('work beside the process failed', { error }))
      if (state.status !== stage && !rules.ended(state)) {
        stage = state.status
        upsertSearchAttributes([{ key: Stage, value: stage }])
      }
    } else if (workflowInfo().continueAsNewSuggested) {
      await beside
      await condition(allHandlersFinished)
      await continueAsNew({ ...start, carried: state })
    } else await nextMessage()
  }
  await beside
  await condition(allHandlersFinished)
  return state

  /** Waits for a message, or for the clock that comes first. */
  async function nextMessage(): Promise<void> {
    const news = (): boolean => busy() || workflowInfo().continueAsNewSuggested
    const [due] = [...state.due].sort((a, b) => a.at.localeCompare(b.at))
    if (!due) return condition(news)
    const wait = Math.max(1, Date.parse(due.at) - Date.now())
    if (!(await condition(news, wait, { summary: `${due.what} ${state.task?.kind ?? state.status}` }))) {
      accept({ kind: due.what, actor_id: null })
    }
  }
}
