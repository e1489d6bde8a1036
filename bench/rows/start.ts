/** What people feel of `npm start`: how long the second one takes, and how much memory the whole system holds when idle. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { freePorts } from '../../scripts/stack/ports'
import { ROOT } from '../../scripts/stack/settings'
import { pause } from '../../scripts/stack/wait'
import type { Figure } from '../kit/figures'
import { benchFolder, type Say } from '../kit/machine'
import { cpuSeconds, memoryMb } from '../kit/trees'

const LONGEST_MS = 10 * 60_000
const IDLE_MS = 15_000

/** Runs `npm start` on a data folder; resolves with the seconds until it says that it is ready. */
async function start(data: string, port: number): Promise<{ child: ChildProcess; seconds: number }> {
  const { LOG_LEVEL: _quiet, CIEN_DEMO: _none, ...rest } = process.env
  const started = performance.now()
  // Through npm's script, not npm itself: a signal to npm would not reach the supervisor in all of its versions.
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: { ...rest, CIEN_DATA: data, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const seconds = await new Promise<number>((done, failed) => {
    const timer = setTimeout(() => failed(new Error('npm start was not ready within ten minutes')), LONGEST_MS)
    const end = (): void => clearTimeout(timer)
    child.once('exit', (code) => failed(new Error(`npm start ended with ${code}`)))
    child.once('exit', end)
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('ready ')) return
      end()
      done((performance.now() - started) / 1000)
    })
  })
  return { child, seconds }
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.removeAllListeners('exit')
    child.once('exit', () => done())
    child.kill('SIGINT')
  })
}

/** Starts once with the demo company, stops, starts again and lets it rest. */
export async function startRow(say: Say): Promise<Figure[]> {
  const data = benchFolder()
  const { console: port } = await freePorts({ console: undefined })
  const first = await start(data, port)
  await stop(first.child)
  say(`first start: ${first.seconds.toFixed(1)} s`)
  const second = await start(data, port)
  const before = cpuSeconds([second.child.pid ?? 0])
  await pause(IDLE_MS)
  const idle = ((cpuSeconds([second.child.pid ?? 0]) - before) / IDLE_MS) * 1000
  const megabytes = memoryMb([second.child.pid ?? 0])
  await stop(second.child)
  rmSync(data, { recursive: true, force: true })
  const row = 'start'
  return [
    {
      row,
      name: 'second npm start until it is ready',
      value: second.seconds,
      unit: 's',
      target: 6,
      better: 'lower',
      detail: `the first took ${first.seconds.toFixed(1)} s`,
    },
    {
      row,
      name: 'memory of the whole system, idle',
      value: megabytes,
      unit: 'MB',
      target: 900,
      better: 'lower',
      detail: `idle CPU ${idle.toFixed(3)} s/s`,
    },
  ]
}
