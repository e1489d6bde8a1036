/** Builds the console when its sources changed since the last build: aside, so that a running server never serves half of one. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { contentHash } from './hash'
import { tryLock } from './lock'
import { publish } from './publish'
import { ROOT } from './settings'
import { messageOf } from './wait'

const SOURCES = ['web', 'domain', 'package-lock.json']
const LOOK_MS = 100

/** One build at a time. */
async function alone(): Promise<() => void> {
  mkdirSync(join(ROOT, '.data'), { recursive: true })
  for (;;) {
    const release = tryLock(join(ROOT, '.data', 'web-build.lock'))
    if (release) return release
    await pause(LOOK_MS)
  }
}

function vite(to: string): Promise<void> {
  return new Promise((done, fail) => {
    const script = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
    const args = [script, 'build', '--config', join('web', 'vite.config.ts'), '--outDir', to, '--emptyOutDir']
    // Whatever asks for it (a test, too): the console is what people get.
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', fail)
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(output.trim()))))
  })
}

/** Brings web/dist up to date. A build that fails is told and leaves the earlier console in place: the API does not need it. */
export async function buildConsole(say: (line: string) => void): Promise<void> {
  if (!existsSync(join(ROOT, 'web', 'vite.config.ts'))) return
  const release = await alone()
  try {
    await buildIfStale(say)
  } finally {
    release()
  }
}

async function buildIfStale(say: (line: string) => void): Promise<void> {
  const dist = join(ROOT, 'web', 'dist')
  // Beside what is served, on the same disk: a file is moved there in one go.
  const aside = join(ROOT, 'web', 'dist', '.next')
  const stamp = join(dist, '.built-from')
  const hash = contentHash(ROOT, SOURCES)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  say('building the console (only after its sources changed)')
  await vite(aside).then(
    () => {
      publish(aside, dist)
      writeFileSync(stamp, hash)
    },
    (error: unknown) => say(`the console could not be built: ${messageOf(error)}`),
  )
  rmSync(aside, { recursive: true, force: true })
}
