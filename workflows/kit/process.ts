/** The one loop of every process: each message is recorded by one step, clocks and outside calls send theirs, and a run that ends loses nothing, for the row is the truth. */
import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineUpdate,
  executeChild,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setDefaultUpdateHandler,
  setHandler,
  TimeoutFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import { earlyRefusal } from '../../domain/kit/process/early'
import { leavesRecord } from '../../domain/kit/process/tasks'
import type { Message, OutsideCall, ProcessAnswer, Recorded, StepRequest, Summary } from '../../domain/kit/process/types'
import { asksOutside, outside, records } from './proxies'
import { Stage } from './search-attributes'

/** What a process is started with: its first message, or nothing to go on from its row. */
export interface Started {
  tenant_id: string
  record_id: string
  message?: Message
  /** Kinds of message it takes, so that each is refused early where that is plain; one that came later is judged by its step alone. */
  messages: readonly string[]
}

/** A message as it travels: with the steps its sender saw the process to have taken. */
export interface Sent extends Message {
  seen?: number
}

/** Answered when the first step is recorded. */
export const created = defineUpdate<ProcessAnswer>('created')
/** Reads the row again: what was written meanwhile counts. */
export const reread = defineUpdate<ProcessAnswer>('read')

type Recording = Record<string, (request: StepRequest) => Promise<Recorded>>
/** What an outside call is given: its key goes to the provider, so that a second try is the same call. */
export interface CallInput {
  tenant_id: string
  key: string
  input: unknown
}
type CallResult = Record<string, unknown> | undefined
type Outside = Record<string, (call: CallInput) => Promise<CallResult>>

const steps = proxyLocalActivities<Recording>(records)
const calls = proxyActivities<Outside>(outside)
const questions = proxyActivities<Outside>(asksOutside)

/** The local activity that records a message, named after what happens: `document.verify`, `task.claim`. */
const activityOf = (process: string, { kind, outcome }: Message): string =>
  leavesRecord(kind) ? `task.${kind}` : `${process}.${kind === 'complete' ? outcome : kind}`

/** Runs any process to its end; its type is the workflow's. */
export const runProcess = (start: Started): Promise<string> => new ProcessRun(start).run()

class ProcessRun {
  private readonly process = workflowInfo().workflowType
  /** What the last step left; undefined until the first is recorded. */
  private summary: Summary | undefined
  private busy = false
  private stage = ''
  /** Calls under way, by id. */
  private readonly calling = new Set<string>()
  /** Why there is no process: its first step was refused. */
  private failure: unknown

  private first: ProcessAnswer | undefined

  constructor(private readonly start: Started) {
    setHandler(created, () => this.begun())
    setHandler(reread, async () => {
      await this.begun()
      return this.record('read', undefined)
    })
    const take = (message: Sent): Promise<ProcessAnswer> => this.take(message)
    for (const kind of start.messages) {
      setHandler(defineUpdate<ProcessAnswer, [Sent]>(kind), take, { validator: (message) => this.refuseEarly(message) })
    }
    setDefaultUpdateHandler((_kind, message) => take(message as Sent))
  }

  async run(): Promise<string> {
    try {
      await this.record('start', this.start.message)
    } catch (error) {
      this.failure = error
      await condition(allHandlersFinished)
      throw error
    }
    // A message that comes while the last callers get their answers may open the record again.
    do {
      while (!this.over) await this.goOn()
      await condition(allHandlersFinished)
    } while (!this.over)
    return this.status
  }

  private async goOn(): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    this.makeCalls()
    if (workflowInfo().continueAsNewSuggested && this.calling.size === 0) await this.continueAnew()
    else await this.nextEvent()
  }

  private get over(): boolean {
    return this.summary?.over === true && !this.busy
  }

  private get status(): string {
    return this.summary?.status ?? ''
  }

  /** The answer of the first step, once it is recorded; throws what refused it. */
  private async begun(): Promise<ProcessAnswer> {
    await condition(() => this.first !== undefined || this.failure !== undefined)
    if (this.first === undefined) throw this.failure
    return this.first
  }

  private async take({ seen: _seen, ...message }: Sent): Promise<ProcessAnswer> {
    const id = currentUpdateInfo()?.id ?? ''
    await this.begun()
    return this.record(id, message)
  }

  /** Refuses by what the last step left, with no trace in the history; a sender who saw a newer row is let through. */
  private refuseEarly(message: Sent): void {
    if (!this.summary || this.busy || (message.seen ?? 0) > this.summary.steps) return
    const why = earlyRefusal(this.summary, message)
    if (why) throw ApplicationFailure.create({ type: 'Refusal', message: why.message, details: [why], nonRetryable: true })
  }

  /** Records one message after the other; the step's answer, or its refusal. */
  private async record(message_id: string, message: Message | undefined): Promise<ProcessAnswer> {
    // Several may have waited: the first to wake goes on, the others wait again.
    while (this.busy) await condition(() => !this.busy)
    this.busy = true
    try {
      const { workflowId: workflow_id, runId: run_id } = workflowInfo()
      const { tenant_id, record_id } = this.start
      const name = message ? activityOf(this.process, message) : 'process.read'
      const own = { process: this.process, record_id, workflow_id, run_id, message_id }
      const request = { tenant_id, ...own, now: Date.now(), ...(message ? { message } : {}) }
      // A cancelled run still records what it was told; its row goes on in another.
      const recorded = await CancellationScope.nonCancellable(() => step(name)(request))
      this.summary = recorded.summary
      this.first ??= recorded.answer
      this.updateVisibility()
      return recorded.answer
    } catch (error) {
      throw error instanceof ActivityFailure ? (error.cause ?? error) : error
    } finally {
      this.busy = false
    }
  }

  /** Temporal UI reads like a case file: what it waits for now, and its stage in the lists. */
  private updateVisibility(): void {
    const { status, tasks, over } = this.summary as Summary
    const waits = tasks.map(({ kind }) => `**${kind}**`).join(', ')
    setCurrentDetails(`Stage **${status}**${waits ? `\n\nWaits for ${waits}` : ''}`)
    if (status === this.stage || over) return
    if (this.stage !== '') upsertSearchAttributes([{ key: Stage, value: status }])
    this.stage = status
  }

  /** Hands over to a new run once every caller has their answer; it reads the row. */
  private async continueAnew(): Promise<void> {
    await condition(() => !this.busy && allHandlersFinished())
    const { tenant_id, record_id, messages } = this.start
    await continueAsNew<(start: Started) => Promise<string>>({ tenant_id, record_id, messages })
  }

  /** Waits for whatever comes first: a step somebody's message took, or a clock, which sends its own. */
  private async nextEvent(): Promise<void> {
    const { steps: taken, clocks } = this.summary as Summary
    const [clock] = [...clocks].sort((a, b) => (a.at < b.at ? -1 : 1))
    const moved = (): boolean => !this.busy && this.summary?.steps !== taken
    if (!clock) {
      await condition(() => moved() || this.over || this.failure !== undefined || workflowInfo().continueAsNewSuggested)
      return
    }
    const wait = Math.max(1, Date.parse(clock.at) - Date.now())
    const summary = `${clock.sends} ${this.status}`
    if (await condition(() => moved() || workflowInfo().continueAsNewSuggested, wait, { summary })) return
    const message: Message = { kind: clock.sends, actor_id: null, clock: { name: clock.name, at: clock.at } }
    await this.recordOwn(`${clock.name}@${clock.at}`, clock.task_id === undefined ? message : { ...message, task_id: clock.task_id })
  }

  /** Records a message nobody waits for: what its rules refuse is left, the row is read again. */
  private async recordOwn(message_id: string, message: Message): Promise<void> {
    try {
      await this.record(message_id, message)
    } catch (error) {
      if (!(error instanceof ApplicationFailure && error.type === 'Refusal')) throw error
      await this.record('read', undefined)
    }
  }

  private makeCalls(): void {
    for (const call of this.summary?.calls ?? []) {
      if (this.calling.has(call.id)) continue
      this.calling.add(call.id)
      void this.makeCall(call)
        .catch((error: unknown) => {
          // A cancelled run leaves its calls to the run that goes on from the row.
          if (!isCancellation(error)) this.failure = error
        })
        .finally(() => this.calling.delete(call.id))
    }
  }

  /** Makes a call and records how it ended: done, failed, or unknown, which is asked for and never guessed. */
  private async makeCall({ id, name, run, input }: Summary['calls'][number]): Promise<void> {
    const key = `${workflowInfo().workflowId}:call:${id}`
    const { how, data } = await this.ending(run, { tenant_id: this.start.tenant_id, key, input })
    const ended = run.undoes ? ({ done: 'undone', failed: 'undo_failed', unknown: 'unknown' } as const)[how] : how
    await this.recordOwn(`call:${id}:${run.does}:${how}`, { kind: `${name}.${ended}`, actor_id: null, call_id: id, data })
  }

  private async ending(
    run: OutsideCall,
    argument: CallInput,
  ): Promise<{ how: 'done' | 'failed' | 'unknown'; data: Record<string, unknown> }> {
    try {
      return { how: 'done', data: (await made(run, argument)) ?? {} }
    } catch (error) {
      if (isCancellation(error)) throw error
      const cause = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : error
      const unknown = cause instanceof TimeoutFailure || (cause instanceof ApplicationFailure && cause.type === 'Unknown')
      return { how: unknown ? 'unknown' : 'failed', data: { error: cause instanceof Error ? cause.message : String(cause) } }
    }
  }
}

/** Makes a call as it is declared: an activity, a question until somebody knows, or a short child workflow. */
function made({ does, as }: OutsideCall, argument: CallInput): Promise<CallResult> {
  if (as === 'child') return executeChild<(input: CallInput) => Promise<CallResult>>(does, { workflowId: argument.key, args: [argument] })
  const proxy = as === 'question' ? questions : calls
  return (proxy[does] as Outside[string])(argument)
}

const step = (name: string): Recording[string] => steps[name] as Recording[string]
