/** One child process, from the side of the process that uses it: it is started, gets one job at a time, and is ended for good. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import { Refused } from '../../../domain/errors'
import { type Job, MEMORY_SIGNALS, type Said, TIME_SIGNAL } from './protocol'

export type Stop = 'time' | 'memory' | 'output' | 'crash' | 'abandoned'

/** Why a job was ended before it had an answer. */
export class Ended extends Error {
  readonly stop: Stop

  constructor(stop: Stop, why: string) {
    super(why)
    this.name = 'Ended'
    this.stop = stop
  }
}

export interface Child {
  /** Its job's answer; throws Ended, or what the job refused. */
  run(job: Job): Promise<unknown>
  /** Ends it at once, and its job with it. */
  kill(why: Ended): void
  /** False once it has ended or has grown too large to be kept. */
  readonly fit: boolean
}

const HEAP_MB = 384
const START_MS = 20_000
/** By the clock a job may take longer than its processor time, on a machine that is busy elsewhere. */
const CLOCK = 2
/** A child that holds more than this after a job is not used again. */
const KEPT_MB = 320

/** Nothing of the parent's settings and secrets: a child that was taken over finds none. */
const environment = (): NodeJS.ProcessEnv => ({ TZ: 'UTC', ...(process.env.TMPDIR ? { TMPDIR: process.env.TMPDIR } : {}) })

/** Starts a child; resolves when it takes jobs, throws Ended when it does not come up. */
export async function startChild(): Promise<Child> {
  const forked = fork(join(__dirname, 'child-main.ts'), [], {
    execArgv: ['--require', require.resolve('tsx/cjs'), `--max-old-space-size=${HEAP_MB}`],
    env: environment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const child = new ForkedChild(forked)
  await child.ready
  return child
}

class ForkedChild implements Child {
  readonly ready: Promise<void>
  private ended = false
  private large = false
  private settle: ((said: Said | Ended) => void) | undefined

  constructor(private readonly forked: ChildProcess) {
    forked.on('message', (said: Said) => this.answer(said))
    forked.on('error', (error) => this.end(new Ended('crash', error.message)))
    forked.once('exit', (code, signal) => this.end(endOf(code, signal)))
    this.ready = this.wait(START_MS, new Ended('crash', `was not ready after ${START_MS} ms`)).then(() => this.rest())
  }

  get fit(): boolean {
    return !this.ended && !this.large
  }

  async run(job: Job): Promise<unknown> {
    this.forked.ref()
    this.forked.channel?.ref()
    const clock_ms = job.limits.time_ms * CLOCK
    const answer = this.wait(clock_ms, new Ended('time', `longer than ${clock_ms} ms by the clock`))
    this.forked.send(job, (error) => {
      if (error) this.kill(new Ended('crash', error.message))
    })
    const said = await answer
    this.rest()
    if ('rss_mb' in said && said.rss_mb > KEPT_MB) this.retire()
    if ('output' in said) return deserialize(said.output)
    if ('refused' in said) throw new Refused(said.refused)
    throw 'over' in said ? new Ended('output', 'more than it may answer') : new Ended('crash', 'failed' in said ? said.failed : 'no answer')
  }

  kill(why: Ended): void {
    this.end(why)
    // Native code that hangs hears no other signal.
    this.forked.kill('SIGKILL')
  }

  /** What the child says next, or why it never will. */
  private async wait(ms: number, late: Ended): Promise<Said> {
    const timer = setTimeout(() => this.kill(late), ms)
    const said = await new Promise<Said | Ended>((settle) => {
      this.settle = settle
    })
    clearTimeout(timer)
    if (said instanceof Ended) throw said
    return said
  }

  private answer(said: Said | Ended): void {
    const settle = this.settle
    this.settle = undefined
    settle?.(said)
  }

  private end(why: Ended): void {
    this.ended = true
    this.answer(why)
  }

  /** An idle child keeps nobody's process alive. */
  private rest(): void {
    this.forked.unref()
    this.forked.channel?.unref()
  }

  private retire(): void {
    this.large = true
    this.forked.disconnect()
  }
}

function endOf(code: number | null, signal: string | null): Ended {
  if (signal === TIME_SIGNAL) return new Ended('time', 'more processor time than it may take')
  if (signal !== null && MEMORY_SIGNALS.includes(signal)) return new Ended('memory', `ended by ${signal}`)
  return new Ended('crash', `ended with ${signal ?? code}`)
}
