/** Runs `npm start` on a data folder of its own, and watches what it prints. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../../scripts/stack/lock'
import type { Running } from '../../scripts/stack/orphans'
import { freePorts } from '../../scripts/stack/ports'
import { until } from '../../scripts/stack/wait'

const ROOT = join(__dirname, '..', '..')

export interface Launched {
  process: ChildProcess
  url: string
  temporal_ui_url: string
  /** From the spawn to the line `ready`. */
  ready_ms: number
  output(): string
  /** The children as the supervisor wrote them down. */
  children(): Running[]
  /** Sends the signal and resolves with the exit code when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** A new folder for the data of a start; in the system's temporary folder, so that a test never touches yours. */
export function dataFolder(): { data: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'cien-start-'))
  return { data: join(folder, 'data'), remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) }
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  return (await freePorts({ one: undefined })).one
}

// The test run's own addresses must not leak into the start: it would use them instead of embedding its own.
const LEAKS = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_UI_URL',
  'CIEN_SECRET',
  'CIEN_MASTER_KEY',
  'NODE_OPTIONS',
]

/** Spawns the start without waiting for it. */
export function spawnStart(env: Record<string, string>): { child: ChildProcess; output: () => string; ended: Promise<number | null> } {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEAKS.includes(name)))
  const options = { cwd: ROOT, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] }
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], options)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  return { child, output: () => text, ended }
}

/** Starts Cien and resolves at its line `ready`; throws with the output when it ends before. */
export async function launch(env: Record<string, string> & { CIEN_DATA: string }, timeout_ms = 90_000): Promise<Launched> {
  const begun = Date.now()
  const { child, output, ended } = spawnStart(env)
  const line = /^ready (\S+) (\S+)$/m
  let over = false
  void ended.then(() => (over = true))
  await until(async () => over || line.test(output()), { what: 'The line "ready"', timeout_ms, every_ms: 20 }).catch((error: Error) => {
    child.kill('SIGTERM')
    throw new Error(`${error.message}\n${output()}`)
  })
  const [, url = '', temporal_ui_url = ''] = line.exec(output()) ?? []
  if (url === '') throw new Error(`The start ended early:\n${output()}`)
  const file = join(env.CIEN_DATA, 'children.json')
  return {
    process: child,
    url,
    temporal_ui_url,
    ready_ms: Date.now() - begun,
    output,
    children: () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Running[]) : []),
    stop: (signal = 'SIGINT') => {
      child.kill(signal)
      return ended
    },
  }
}

/** The process id of the child that runs `program` (the end of its path). */
export function pidOf(launched: Launched, program: string): number {
  const found = launched.children().find((child) => child.program.endsWith(program))
  if (found === undefined) throw new Error(`No child runs ${program}`)
  return found.pid
}

/** The status of a GET, or 0 when nobody answers. */
export async function statusOf(url: string): Promise<number> {
  return fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0, // refused: the process is down, which the caller waits to change
  )
}

/** Resolves when none of the processes lives. */
export async function allEnded(pids: number[], timeout_ms: number): Promise<void> {
  await until(async () => !pids.some(isAlive), { what: `The end of ${pids.filter(isAlive).join(', ')}`, timeout_ms, every_ms: 50 })
}
