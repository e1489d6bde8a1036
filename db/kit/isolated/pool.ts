/** The pool: children that are started when they are needed, jobs in fair turns, and whoever breaks a limit is ended and replaced. */
import { type Child, Ended, startChild } from './child'
import { busyJobs, jobSeconds, runningJobs, stoppedJobs, waitingJobs } from './metrics'
import { busy, type IsolatedCall, type IsolatedTask, Stopped } from './task'
import { type TurnLimits, Turns, type Waiting } from './turns'

const TURNS: TurnLimits = { places: 2, waiting_of_one: 200, waiting: 800 }
const IDLE_MS = 60_000

interface Queued extends Waiting {
  task: IsolatedTask<unknown, unknown>
  input: unknown
  call: IsolatedCall
  settle: { resolve(output: unknown): void; reject(error: unknown): void }
}

const gone = (): Ended => new Ended('abandoned', 'the caller went away')

/** Children of one process; `runIsolated` uses the one that all of it shares. */
export class IsolatedPool {
  private readonly turns: Turns<Queued>
  private readonly working = new Set<Child>()
  private idle: { child: Child; timer: NodeJS.Timeout }[] = []

  constructor(limits: Partial<TurnLimits> = {}) {
    this.turns = new Turns<Queued>({ ...TURNS, ...limits })
  }

  /** Runs the task in a child when its turn has come; an `input` that is a function is asked only then. Throws Stopped (422) over a limit, Refused 503 when too many wait, and what the task refuses. */
  run<Input, Output>(task: IsolatedTask<Input, Output>, input: Input | (() => Promise<Input>), call: IsolatedCall): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      const settle = { resolve: (output: unknown) => resolve(output as Output), reject }
      const job: Queued = { tenant_id: call.tenant_id, task: task as IsolatedTask<unknown, unknown>, input, call, settle }
      if (!this.turns.add(job)) {
        busyJobs.inc({ task: task.name })
        return reject(busy())
      }
      const leave = (): void => {
        if (this.turns.remove(job)) reject(new Stopped(gone(), call.field, task.limits))
      }
      call.signal?.addEventListener('abort', leave, { once: true })
      this.pump()
    })
  }

  /** Ends its children; what runs is ended as abandoned. */
  close(): void {
    const idle = this.idle.splice(0)
    for (const { timer } of idle) clearTimeout(timer)
    for (const child of [...idle.map((one) => one.child), ...this.working]) child.kill(new Ended('abandoned', 'the pool was closed'))
  }

  private pump(): void {
    for (let job = this.turns.next(); job; job = this.turns.next()) void this.serve(job)
    waitingJobs.set(this.turns.waiting)
    runningJobs.set(this.turns.active)
  }

  private async serve(job: Queued): Promise<void> {
    try {
      job.settle.resolve(await this.work(job))
    } catch (error) {
      job.settle.reject(error)
    } finally {
      this.turns.done(job)
      this.pump()
    }
  }

  private async work({ task, input, call }: Queued): Promise<unknown> {
    const limits = { ...task.limits, ...call.limits }
    const given: unknown = typeof input === 'function' ? await input() : input
    const child = await this.take()
    const abandon = (): void => child.kill(gone())
    call.signal?.addEventListener('abort', abandon, { once: true })
    const end = jobSeconds.startTimer({ task: task.name })
    try {
      if (call.signal?.aborted) throw gone()
      return await child.run({ module: task.module, input: given, limits })
    } catch (error) {
      if (!(error instanceof Ended)) throw error
      stoppedJobs.inc({ task: task.name, reason: error.stop })
      throw new Stopped(error, call.field, limits)
    } finally {
      end()
      call.signal?.removeEventListener('abort', abandon)
      this.giveBack(child)
    }
  }

  private async take(): Promise<Child> {
    for (let found = this.idle.pop(); found; found = this.idle.pop()) {
      clearTimeout(found.timer)
      if (!found.child.fit) continue
      this.working.add(found.child)
      return found.child
    }
    // One that does not come up is a lack of the machine's and no fault of the file's.
    const child = await startChild().catch(() => Promise.reject(busy()))
    this.working.add(child)
    return child
  }

  /** Kept warm for a while, so that the next job starts at once. */
  private giveBack(child: Child): void {
    this.working.delete(child)
    if (!child.fit) return
    const timer = setTimeout(() => {
      this.idle = this.idle.filter((one) => one.child !== child)
      child.kill(new Ended('abandoned', 'idle'))
    }, IDLE_MS)
    timer.unref()
    this.idle.push({ child, timer })
  }
}
