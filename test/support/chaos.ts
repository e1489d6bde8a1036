/** Several real API and worker processes under the product's own supervisor, made to be killed, and callers that never give up. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeChild } from '../../scripts/stack/node-child'
import { freePorts } from '../../scripts/stack/ports'
import { createSupervisor, type Supervisor } from '../../scripts/stack/supervisor'
import { until } from '../../scripts/stack/wait'
import type { Point } from '../../domain/kit/failpoint'
import type { TestApp } from './app'
import { Gate } from './chaos-gate'
import { type Answer, type Caller, send } from './tenant'

const FAULTS = join(__dirname, 'chaos-faults.ts')
const HEAP_MB = 512

export interface Fleet {
  /** Base addresses of the API processes. */
  urls: string[]
  /** Names of all processes: `api-1`, `worker-2`, … */
  names: string[]
  supervisor: Supervisor
  /** How often each process ended. */
  deaths: Map<string, number>
  /** Kills a process as a crash would; the supervisor starts it again. */
  kill(name: string): void
  signal(name: string, signal: NodeJS.Signals): void
  /** The processes that answer now. */
  up(): Promise<string[]>
  /** The next process to reach the point is killed there, hangs, or stands still as a whole until it gets SIGCONT. */
  arm(point: Point, what: 'kill' | 'hang' | 'stop'): void
  /** True once the armed point was reached. */
  struck(): boolean
  /** All APIs answer, and a worker asks for work. */
  ready(): Promise<void>
  output(): string
  stop(): Promise<void>
}

export interface FleetOptions {
  apis: number
  workers: number
  env?: Record<string, string>
  /** Where killed processes wait before they are started again. */
  gate?: Gate
}

/** The environment of processes over the database, queue and keys of an app. */
function environmentOf(app: TestApp): Record<string, string> {
  const { settings } = app.services
  const names = [
    'DATABASE_URL',
    'CIEN_DATA',
    'TEMPORAL_ADDRESS',
    'TEMPORAL_NAMESPACE',
    'TEMPORAL_TASK_QUEUE',
    'CIEN_SECRET',
    'CIEN_MASTER_KEY',
    'DATABASE_PATIENCE_MS',
    'CIEN_RATE_API',
    'CIEN_RATE_PUBLIC',
    'CIEN_RATE_BUSINESS',
  ] as const
  return Object.fromEntries(names.map((name) => [name, String(settings[name])]))
}

/** Starts the processes over the database of `app`; resolves when they answer. Call `stop` before the app's own. */
export async function startFleet(app: TestApp, { apis, workers, env = {}, gate = new Gate() }: FleetOptions): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'cien-chaos-'))
  const deaths = new Map<string, number>()
  const supervisor = gate.before(createSupervisor({ on_exit: (name) => void deaths.set(name, (deaths.get(name) ?? 0) + 1) }))
  const api_names = Array.from({ length: apis }, (_, index) => `api-${index + 1}`)
  const worker_names = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`)
  const names = [...api_names, ...worker_names]
  const ports = await freePorts<string>(Object.fromEntries(names.map((name) => [name, undefined])))
  const health = (name: string): string => `http://127.0.0.1:${ports[name]}${name.startsWith('api') ? '/api/health' : '/health'}`
  const up = async (): Promise<string[]> => {
    const answers = await Promise.all(
      names.map((name) =>
        fetch(health(name)).then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    )
    return names.filter((_, index) => answers[index] === 200)
  }
  const faults = join(folder, 'faults')
  const shared = { ...environmentOf(app), DATABASE_POOL: '8', LOG_LEVEL: 'warn', NODE_ENV: 'test', CIEN_TEST_FAULTS: faults, ...env }
  const child = (name: string, script: string, more: Record<string, string>) => {
    const spec = nodeChild({ name, script, env: { ...shared, ...more }, heap_mb: HEAP_MB })
    const entry = spec.args.pop() ?? script
    return supervisor.start({ ...spec, args: [...spec.args, '-r', FAULTS, entry], log_file: join(folder, `${name}.log`) })
  }

  for (const name of worker_names) await child(name, 'workers/main.ts', { METRICS_PORT: String(ports[name]) })
  for (const name of api_names) await child(name, 'api/server.ts', { PORT: String(ports[name]) })
  const urls = api_names.map((name) => `http://127.0.0.1:${ports[name]}`)
  const signal = (name: string, what: NodeJS.Signals): void => {
    const pid = supervisor.pid(name)
    // Dead already, and not yet started again: that is a kill as well.
    if (pid !== undefined) process.kill(pid, what)
  }
  const output = (): string =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => `--- ${name}\n${readFileSync(join(folder, name), 'utf8').slice(-3000)}`)
      .join('\n')
  const fleet: Fleet = {
    urls,
    names,
    supervisor,
    deaths,
    kill: (name) => signal(name, 'SIGKILL'),
    signal,
    up,
    arm: (point, what) => writeFileSync(faults, `${point} ${what}\n`),
    struck: () => readdirSync(folder).every((name) => name !== 'faults'),
    ready: () => ready(urls, output),
    output,
    async stop() {
      await supervisor.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await fleet.ready().catch(async (error: unknown) => {
    await fleet.stop()
    throw error
  })
  return fleet
}

async function ready(urls: readonly string[], output: () => string): Promise<void> {
  for (const url of urls) {
    const answers = async (): Promise<boolean> => (await fetch(`${url}/api/ready`)).status === 200
    await until(answers, { what: url, timeout_ms: 90_000, every_ms: 100 }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${output()}`)
    })
  }
}

/** One call as it is made again and again until it is answered for good. */
export interface Persistent {
  who: Pick<Caller, 'token'>
  method: string
  path: string
  body?: unknown
  key?: string
  /** Index of the API that is asked first; the next try goes to the next one. */
  first?: number
  timeout_ms?: number
}

export interface Outcome extends Answer {
  tries: number
  /** What the tries before came to: a status, or `cut` when the connection broke. */
  before: (number | 'cut')[]
}

const RETRIED = new Set([429, 503])
const TRY_AGAIN_MS = 150

/** Asks one API after the other, with the same key, until an answer is final; throws when none comes in time. */
export async function persist(urls: readonly string[], call: Persistent): Promise<Outcome> {
  const { who, method, path, body, key, first = 0, timeout_ms = 120_000 } = call
  const headers = { Authorization: `Bearer ${who.token}`, ...(key === undefined ? {} : { 'Idempotency-Key': key }) }
  const deadline = Date.now() + timeout_ms
  const before: Outcome['before'] = []
  while (Date.now() < deadline) {
    const url = urls[(first + before.length) % urls.length] ?? ''
    const answer = await send(url, { method, path, body, headers }).catch(() => undefined) // the process died: that is what is tested
    if (answer && !RETRIED.has(answer.status) && answer.body?.data?.reason !== 'in_progress')
      return { ...answer, tries: before.length + 1, before }
    before.push(answer?.status ?? 'cut')
    await new Promise((wait) => setTimeout(wait, TRY_AGAIN_MS))
  }
  throw new Error(`${method} ${path} was never answered: ${before.join(' ')}`)
}

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
