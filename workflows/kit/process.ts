/** The one loop of every process: messages change the state, the loop records each step, clocks move it when nobody does. */
import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineUpdate,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { Refusal } from '../../domain/errors'
import { uuidv7 } from '../../domain/rules/ids'
import type { Message, ProcessAnswer, ProcessRules, ProcessState, Standing, Step, StepResult } from '../../domain/rules/process'
import { Stage } from './search-attributes'

/** What a process is started with: its first message and, after continue-as-new, the state so far. */
export interface Started<S> {
  tenant_id: string
  message: Message
  carried?: S
  /** The latest answers by message id, carried with the state: Temporal forgets them. */
  answered?: readonly (readonly [message_id: string, answer: ProcessAnswer])[]
}

// A caller asks again within a minute or so; at five messages a second to one process these reach back far enough.
const ANSWERS = 50

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
  private message_id = 'start'
  private stage: string
  private beside: Promise<void> | undefined
  private besides = 0
  private readonly answered: Map<string, ProcessAnswer>
  private readonly refused = new Map<number, ApplicationFailure>()
  /** Why the first step was refused: then there is no record and no process. */
  private stillborn: ApplicationFailure | undefined

  constructor(private readonly plan: ProcessPlan<Start, S>) {
    const { start, rules } = plan
    this.state = start.carried ?? rules.open(start, ids)
    this.answered = new Map(start.answered)
    this.message = start.message
    this.stage = this.state.status
    setHandler(created, async () => (await this.answer('start', 1)) ?? this.answerNow())
    for (const kind of rules.messages) {
      setHandler(defineUpdate<ProcessAnswer, [Message]>(kind), (message) => this.arrive(message), {
        validator: (message) => this.refuseEarly(message),
      })
    }
  }

  async run(): Promise<S> {
    const { rules } = this.plan
    while (this.busy || !rules.ended(this.state)) {
      if (this.busy) await this.recordStep()
      else if (this.mayCarryOn) await this.carryOn()
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

  /** True when a new run should take over and nothing beside the steps would be lost by it. */
  private get mayCarryOn(): boolean {
    return workflowInfo().continueAsNewSuggested && this.besides === 0
  }

  /** Refuses what no step under way can make right: a refusal here leaves no history. */
  private refuseEarly(message: Message): void {
    const known = this.answered.has(currentUpdateInfo()?.id ?? '')
    if (!this.busy && !known) refuse(this.plan.rules.refusal(this.state, message, Date.now()))
  }

  /** A message waits while an earlier step is being recorded, and is judged on what that step left. */
  private async arrive(message: Message): Promise<ProcessAnswer> {
    const id = currentUpdateInfo()?.id ?? ''
    for (;;) {
      const known = this.answered.get(id)
      if (known) return known
      if (this.stillborn) throw this.stillborn
      if (this.busy) await condition(() => !this.busy || this.stillborn !== undefined)
      else {
        refuse(this.plan.rules.refusal(this.state, message, Date.now()))
        const answer = await this.answer(id, this.accept(message, id))
        // Without one, another message stood in the database at this step already: this one is judged again on what that one left.
        if (answer) return answer
      }
    }
  }

  private accept(message: Message, message_id: string): number {
    this.before = this.state
    this.message = message
    this.message_id = message_id
    this.state = this.plan.rules.after(this.state, message, ids)
    return this.state.steps
  }

  /** What the caller of a step learns, once it stands in the database or the database refused it; undefined when another's stands there. */
  private async answer(message_id: string, step: number): Promise<ProcessAnswer | undefined> {
    await condition(() => this.state.recorded >= step || this.refused.has(step))
    const failure = this.refused.get(step)
    if (failure) throw failure
    return this.answered.get(message_id)
  }

  private async recordStep(): Promise<void> {
    const { steps } = this.state
    try {
      const { due, stands } = await this.plan.record(this.stepNow())
      if (stands) this.adopt(stands)
      this.state = { ...this.state, recorded: steps, due: due ?? this.state.due }
      this.remember()
    } catch (error) {
      await this.takeBack(steps, error)
    }
    this.tellCaseFile()
    this.beside ??= this.plan.start.carried ? undefined : this.startBeside()
  }

  /** What stands in the database counts: a try that died on its way may have recorded another message, or the same one with other ids. */
  private adopt({ state, message_id }: Standing): void {
    // A step's key belongs to one kind of process, and so does the state under it.
    this.state = state as S
    this.message_id = message_id
  }

  private answerNow(): ProcessAnswer {
    const { status, version, task } = this.state
    return { status, version, task_id: task?.id ?? null }
  }

  private remember(): void {
    this.answered.set(this.message_id, this.answerNow())
    const [oldest] = this.answered.keys()
    if (this.answered.size > ANSWERS && oldest !== undefined) this.answered.delete(oldest)
  }

  private stepNow(): Step<S> {
    const { workflowId, runId } = workflowInfo()
    const { state, before, message, message_id, plan } = this
    const key = `${workflowId}:${state.steps}`
    const ended = plan.rules.ended(state)
    const run = { workflow_id: workflowId, run_id: runId }
    return { tenant_id: plan.start.tenant_id, key, message_id, ...run, message, before, state, ended }
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
    const work = this.plan.beside?.(this.state)
    if (!work) return undefined
    this.besides += 1
    return work.catch((error) => log.warn('work beside the process failed', { error })).finally(() => void (this.besides -= 1))
  }

  /** Hands over to a new run once every caller has their answer; a message that comes meanwhile is recorded first. */
  private async carryOn(): Promise<void> {
    await condition(() => this.busy || allHandlersFinished())
    if (!this.busy) await continueAsNew({ ...this.plan.start, carried: this.state, answered: [...this.answered] })
  }

  /** Waits for a message, or for the clock that comes first. */
  private async nextMessage(): Promise<void> {
    const news = (): boolean => this.busy || this.mayCarryOn
    const [due] = [...this.state.due].sort((a, b) => a.at.localeCompare(b.at))
    if (!due) return condition(news)
    const wait = Math.max(1, Date.parse(due.at) - Date.now())
    const summary = `${due.what} ${this.state.task?.kind ?? this.state.status}`
    if (!(await condition(news, wait, { summary }))) this.accept({ kind: due.what, actor_id: null }, due.what)
  }
}
