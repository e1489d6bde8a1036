/** Builds the console when its sources changed since the last build. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { contentHash } from './hash'
import { tryLock } from './lock'
import { ROOT } from './settings'
import { messageOf } from './wait'

const SOURCES = ['web', 'domain', 'package-lock.json']
const LOOK_MS = 100

/** One build at a time: each empties the folder it writes to. */
async function alone(): Promise<() => void> {
  mkdirSync(join(ROOT, '.data'), { recursive: true })
  for (;;) {
    const release = tryLock(join(ROOT, '.data', 'web-build.lock'))
    if (release) return release
    await pause(LOOK_MS)
  }
}

function vite(): Promise<void> {
  return new Promise((done, fail) => {
    const args = [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', join('web', 'vite.config.ts')]
    // Whatever asks for it (a test, too): the console is what people get.
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', fail)
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
  const stamp = join(ROOT, 'web', 'dist', '.built-from')
  const hash = contentHash(ROOT, SOURCES)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  say('building the console (only after its sources changed)')
  await vite().then(
    () => writeFileSync(stamp, hash),
    (error: unknown) => say(`the console could not be built: ${messageOf(error)}`),
  )
}
