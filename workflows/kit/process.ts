/** The one loop of every process: messages change the state, the loop records each step, clocks move it when nobody does. */
import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineUpdate,
  log,
  setCurrentDetails,
  setHandler,
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

/** Answered when the first step is recorded. */
export const created = defineUpdate<ProcessAnswer>('created')

const refuse = (why: Refusal | undefined): void => {
  if (why) throw ApplicationFailure.create({ type: 'Refusal', message: why.message, details: [why], nonRetryable: true })
}

const ids = (): string => uuidv7(Date.now(), Math.random)

/** Runs a process to its end. */
export const runProcess = <Start extends Started<S>, S extends ProcessState>(plan: ProcessPlan<Start, S>): Promise<S> =>
  new ProcessRun(plan).run()

class ProcessRun<Start extends Started<S>, S extends ProcessState> {
  private state: S
  private before: S | null = null
  private message: Message
  private stage: string
  private beside: Promise<void> | undefined
  private readonly refused = new Map<number, ApplicationFailure>()
  /** Why the first step was refused: then there is no record and no process. */
  private stillborn: ApplicationFailure | undefined

  constructor(private readonly plan: ProcessPlan<Start, S>) {
    const { start, rules } = plan
    this.state = start.carried ?? rules.open(start, ids)
    this.message = start.message
    this.stage = this.state.status
    setHandler(created, () => this.answer(1))
    for (const kind of rules.messages) {
      setHandler(defineUpdate<ProcessAnswer, [Message]>(kind), (message) => this.arrive(message), {
        validator: (message) => refuse(rules.refusal(this.state, message, Date.now())),
      })
    }
  }

  async run(): Promise<S> {
    const { rules } = this.plan
    while (this.busy || !rules.ended(this.state)) {
      if (this.busy) await this.recordStep()
      else if (workflowInfo().continueAsNewSuggested) await this.carryOn()
      else await this.nextMessage()
    }
    await this.beside
    await condition(allHandlersFinished)
    return this.state
  }

  /** True while a step is on its way into the database. */
  private get busy(): boolean {
    return this.state.steps > this.state.recorded
  }

  /** A message waits while an earlier step is being recorded, and is judged again on what that step left. */
  private async arrive(message: Message): Promise<ProcessAnswer> {
    while (this.busy && !this.stillborn) await condition(() => !this.busy || this.stillborn !== undefined)
    if (this.stillborn) throw this.stillborn
    refuse(this.plan.rules.refusal(this.state, message, Date.now()))
    return this.answer(this.accept(message))
  }

  private accept(message: Message): number {
    this.before = this.state
    this.message = message
    this.state = this.plan.rules.after(this.state, message, ids)
    return this.state.steps
  }

  /** What the caller of a step learns, once it stands in the database or the database refused it. */
  private async answer(step: number): Promise<ProcessAnswer> {
    await condition(() => this.state.recorded >= step || this.refused.has(step))
    const failure = this.refused.get(step)
    if (failure) throw failure
    return { status: this.state.status, version: this.state.version, task_id: this.state.task?.id ?? null }
  }

  private async recordStep(): Promise<void> {
    const { steps } = this.state
    try {
      const result = await this.plan.record(this.stepNow())
      this.state = { ...this.state, recorded: steps, due: result.due ?? this.state.due }
    } catch (error) {
      await this.takeBack(steps, error)
    }
    this.tellCaseFile()
    this.beside ??= this.plan.start.carried ? undefined : this.startBeside()
  }

  private stepNow(): Step<S> {
    const { workflowId, runId } = workflowInfo()
    const { state, before, message, plan } = this
    const key = `${workflowId}:${state.steps}`
    const ended = plan.rules.ended(state)
    return { tenant_id: plan.start.tenant_id, key, workflow_id: workflowId, run_id: runId, message, before, state, ended }
  }

  /** What the database refuses is undone here and told to the caller; its step number is never used again. */
  private async takeBack(step: number, error: unknown): Promise<void> {
    const cause = error instanceof ActivityFailure ? error.cause : error
    if (!(cause instanceof ApplicationFailure)) throw error
    this.refused.set(step, cause)
    if (this.before === null) {
      this.stillborn = cause
      await condition(allHandlersFinished)
      throw cause
    }
    this.state = { ...this.before, steps: step, recorded: step }
  }

  /** Temporal UI reads like a case file: what it waits for now, and its stage in the lists. */
  private tellCaseFile(): void {
    const { status, task } = this.state
    setCurrentDetails(`Stage **${status}**${task ? `\n\nWaits for **${task.kind}**` : ''}`)
    if (status === this.stage || this.plan.rules.ended(this.state)) return
    this.stage = status
    upsertSearchAttributes([{ key: Stage, value: status }])
  }

  private startBeside(): Promise<void> | undefined {
    return this.plan.beside?.(this.state).catch((error) => log.warn('work beside the process failed', { error }))
  }

  private async carryOn(): Promise<void> {
    await this.beside
    await condition(allHandlersFinished)
    if (!this.busy) await continueAsNew({ ...this.plan.start, carried: this.state })
  }

  /** Waits for a message, or for the clock that comes first. */
  private async nextMessage(): Promise<void> {
    const news = (): boolean => this.busy || workflowInfo().continueAsNewSuggested
    const [due] = [...this.state.due].sort((a, b) => a.at.localeCompare(b.at))
    if (!due) return condition(news)
    const wait = Math.max(1, Date.parse(due.at) - Date.now())
    const summary = `${due.what} ${this.state.task?.kind ?? this.state.status}`
    if (!(await condition(news, wait, { summary }))) this.accept({ kind: due.what, actor_id: null })
  }
}
