/** The test run's lease on the shared Postgres and Temporal, and what the test files learn of them. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { contentHash } from '../../scripts/stack/hash'
import { holderOf } from '../../scripts/stack/lock'
import type { TestStack } from '../../scripts/stack/test-stack'
import { pause } from '../../scripts/stack/wait'

const ROOT = join(__dirname, '..', '..')
// What a running stack was made by: after a change of it the next run starts its own.
const STACK_SOURCES = ['postgres', 'services', 'temporal', 'temporal-binaries', 'test-stack'].map((name) => `scripts/stack/${name}.ts`)
const KEEP_MS = 15 * 60_000
// Temporal's programs may have to be built first, which takes minutes on a slow machine.
const LONGEST_START_MS = 20 * 60_000

export interface Lease {
  stack: TestStack
  release(): void
}

function folder(): string {
  return process.env.CIEN_TEST_FOLDER ?? join(ROOT, '.data', 'test', contentHash(ROOT, STACK_SOURCES))
}

function lease(stack: TestStack): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = connect(stack.control_port, '127.0.0.1')
    socket.once('connect', () => done(socket))
    socket.once('error', () => done(undefined))
  })
}

async function join_running(place: string): Promise<Lease | undefined> {
  let text: string
  try {
    text = readFileSync(join(place, 'stack.json'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const stack = JSON.parse(text) as TestStack
  const socket = await lease(stack)
  if (socket === undefined) return undefined
  socket.unref()
  return { stack, release: () => socket.destroy() }
}

function spawnHolder(place: string): { failed: () => boolean } {
  const keep = process.env.CIEN_TEST_KEEP_MS ?? String(KEEP_MS)
  const log = openSync(join(place, 'holder.log'), 'w')
  const args = ['--import', 'tsx', join(ROOT, 'scripts', 'stack', 'test-stack.ts'), place, keep]
  const holder = spawn(process.execPath, args, { cwd: ROOT, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  let failed = false
  holder.once('exit', (code) => {
    failed = code !== 0
  })
  holder.unref()
  return { failed: () => failed }
}

/** Joins the running stack, or starts one and joins it; throws with the log when it cannot be started. */
export async function joinStack(): Promise<Lease> {
  const place = folder()
  mkdirSync(place, { recursive: true })
  const deadline = Date.now() + LONGEST_START_MS
  let holder: { failed: () => boolean } | undefined
  while (Date.now() < deadline) {
    const running = await join_running(place)
    if (running !== undefined) return running
    if (holder?.failed()) throw new Error(`The test stack could not be started:\n${readFileSync(join(place, 'holder.log'), 'utf8')}`)
    if (holder === undefined && holderOf(join(place, 'holder.lock')) === undefined) holder = spawnHolder(place)
    await pause(50)
  }
  throw new Error(`The test stack did not come up; see ${join(place, 'holder.log')}`)
}

/** The stack of this run; throws in a project that asked for none. */
export function testStack(): TestStack {
  const text = process.env.CIEN_TEST_STACK
  if (text === undefined) throw new Error('This suite runs without Postgres and Temporal: see the projects in jest.config.cjs')
  return JSON.parse(text) as TestStack
}
