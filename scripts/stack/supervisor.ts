/** Starts children in order, restarts what dies, stops them in the reverse order, and leaves no orphan behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { relay, say } from './log'
import { type Running, recordChildren } from './orphans'
import { messageOf } from './wait'

export interface ChildSpec {
  name: string
  command: string
  args: string[]
  /** What ends up running, when the command is only its wrapper. */
  program?: string
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** The account to run as; only root may name one. */
  account?: { uid: number; gid: number }
  stop_signal: 'SIGTERM' | 'SIGINT'
  /** How long a stop may take before the child is killed. */
  grace_ms: number
  /** Where the output goes; without it, to the terminal. */
  log_file?: string
  /** Runs before each start, the first and every restart. */
  prepare?: () => Promise<void>
}

interface Child {
  spec: ChildSpec
  process?: ChildProcess
  failures: number
  started_at: number
  timer?: NodeJS.Timeout
}

export interface Supervisor {
  start(spec: ChildSpec): Promise<void>
  /** The process id of a child while it lives. */
  pid(name: string): number | undefined
  stop(): Promise<void>
}

export interface SupervisorOptions {
  /** Told of each death, before the restart; a child is restarted for ever. */
  on_exit?: (name: string, reason: string) => void
  /** Where the children are written down for a later start (see orphans.ts). */
  record?: string
}

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 2000
const STEADY_MS = 10_000

function launch(spec: ChildSpec): ChildProcess {
  const log = spec.log_file === undefined ? undefined : openSync(spec.log_file, 'a')
  try {
    const child = spawn(spec.command, spec.args, {
      env: spec.env ?? process.env,
      cwd: spec.cwd,
      // A group of its own: Ctrl-C reaches only the supervisor, which stops its children in order.
      detached: true,
      stdio: ['ignore', log ?? 'pipe', log ?? 'pipe'],
      ...spec.account,
    })
    if (child.stdout) relay(spec.name, child.stdout)
    if (child.stderr) relay(spec.name, child.stderr)
    return child
  } finally {
    if (log !== undefined) closeSync(log)
  }
}

/** A process that outlives us just long enough to stop our children when we are killed. */
function guardian() {
  let list = ''
  let closed = false
  let process: ChildProcess
  const open = () => {
    process = spawn('/bin/sh', [join(__dirname, 'guardian.sh')], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    process.stdin?.on('error', () => undefined) // a dead guardian is replaced below, its broken pipe says nothing more
    process.once('exit', () => {
      if (!closed) open()
    })
    process.stdin?.write(list)
    process.unref()
  }
  open()
  return {
    set(children: Running[]) {
      list = `${children.map(({ signal, pid }) => `${signal.slice(3)}:${pid}`).join(' ')}\n`
      process.stdin?.write(list)
    },
    close() {
      closed = true
      process.stdin?.end('\n')
    },
  }
}

function stopChild(child: Child): Promise<void> {
  clearTimeout(child.timer)
  const running = child.process
  if (running === undefined) return Promise.resolve()
  return new Promise((done) => {
    const killer = setTimeout(() => running.kill('SIGKILL'), child.spec.grace_ms)
    running.once('exit', () => {
      clearTimeout(killer)
      done()
    })
    running.kill(child.spec.stop_signal)
  })
}

interface Keeper {
  /** Starts the child and keeps it alive until `stopped`. */
  run(child: Child): Promise<void>
  stopped: boolean
}

/** Starts children again when they end; the pause grows with each failure in a row and is forgotten after a steady while. */
function keeper(on_exit: (name: string, reason: string) => void, changed: () => void): Keeper {
  const again = (child: Child, reason: string) => {
    on_exit(child.spec.name, `${reason}, starting it again`)
    child.failures = Date.now() - child.started_at > STEADY_MS ? 0 : child.failures + 1
    const delay = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, child.failures - 1), LONGEST_DELAY_MS)
    child.timer = setTimeout(() => {
      self.run(child).catch((error: unknown) => again(child, messageOf(error)))
    }, delay)
  }
  const self: Keeper = {
    stopped: false,
    async run(child) {
      await child.spec.prepare?.()
      if (self.stopped) return
      const started = launch(child.spec)
      child.process = started
      child.started_at = Date.now()
      changed()
      const ended = (reason: string) => {
        if (child.process !== started) return
        child.process = undefined
        changed()
        if (!self.stopped) again(child, reason)
      }
      started.once('exit', (code, signal) => ended(`ended with ${signal ?? `code ${code}`}`))
      started.on('error', (error) => ended(`could not be started: ${error.message}`))
    },
  }
  return self
}

function runningOf(children: Child[]): Running[] {
  return [...children].reverse().flatMap(({ process: { pid } = {}, spec }) => {
    return pid === undefined ? [] : [{ pid, program: spec.program ?? spec.command, signal: spec.stop_signal }]
  })
}

/** A supervisor without children; `start` resolves when the process exists, not when it is ready. */
export function createSupervisor({ on_exit = say, record }: SupervisorOptions = {}): Supervisor {
  const children: Child[] = []
  const guard = guardian()
  const keep = keeper(on_exit, () => {
    const running = runningOf(children)
    guard.set(running)
    if (record !== undefined) recordChildren(record, running)
  })
  return {
    async start(spec) {
      const child: Child = { spec, failures: 0, started_at: 0 }
      children.push(child)
      await keep.run(child)
    },
    pid: (name) => children.find((child) => child.spec.name === name)?.process?.pid,
    async stop() {
      keep.stopped = true
      for (const child of [...children].reverse()) await stopChild(child)
      guard.close()
    },
  }
}
