/** The child process of the isolated pool: loads the module of a job, runs it, and is ended from outside when it breaks a limit. */
import { serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { Refused } from '../../../domain/errors'
import { type Job, type Said, TIME_SIGNAL, WATCHED } from './protocol'

interface TaskModule {
  run(input: unknown): unknown
}

const MB = 1_048_576
const watched = new Int32Array(new SharedArrayBuffer(8))

/** Looks at the whole process from a thread of its own, because a job that hangs or fills the memory cannot look at itself. */
const WATCH = `
const { workerData } = require('node:worker_threads')
const parent = process.ppid
setInterval(() => {
  const memory_mb = Atomics.load(workerData, ${WATCHED.memory_mb}), processor_ms = Atomics.load(workerData, ${WATCHED.processor_ms})
  if (memory_mb > 0 && process.memoryUsage.rss() > memory_mb * ${MB}) process.kill(process.pid, 'SIGKILL')
  const { user, system } = process.cpuUsage()
  if (processor_ms > 0 && (user + system) / 1000 > processor_ms) process.kill(process.pid, '${TIME_SIGNAL}')
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}, 20)`

const processorMs = (): number => {
  const { user, system } = process.cpuUsage()
  return Math.ceil((user + system) / 1000)
}

function watch({ limits }: Job): void {
  Atomics.store(watched, WATCHED.memory_mb, limits.memory_mb)
  Atomics.store(watched, WATCHED.processor_ms, processorMs() + limits.time_ms)
}

const rest = (): void => void watched.fill(0)
const rss = (): number => Math.round(process.memoryUsage.rss() / MB)

async function run(job: Job): Promise<Said> {
  watch(job)
  try {
    // The path is written by our own code and never by a request.
    const { run: work } = require(job.module) as TaskModule
    const output = serialize(await work(job.input))
    return output.length > job.limits.output_bytes ? { over: 'output', rss_mb: rss() } : { output, rss_mb: rss() }
  } catch (error) {
    if (error instanceof Refused) {
      const { status, code, message, details } = error
      return { refused: { status, code, message, details }, rss_mb: rss() }
    }
    return { failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error), rss_mb: rss() }
  } finally {
    rest()
  }
}

const say = (said: Said): void => void process.send?.(said)

// The parent decides when a child ends: a signal to the whole group leaves it time to finish what runs.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.once('disconnect', () => process.exit(0))
process.on('message', (job: Job) => void run(job).then(say))

const guard = new Worker(WATCH, { eval: true, workerData: watched, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 16 } })
guard.once('online', () => say({ ready: true }))
// Without its watch a child has no limits.
guard.once('exit', () => process.exit(1))
