/** Builds the console when its sources changed since the last build. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from './hash'
import { ROOT } from './settings'
import { messageOf } from './wait'

const SOURCES = ['web', 'domain', 'package-lock.json']

function vite(): Promise<void> {
  return new Promise((done, fail) => {
    const args = [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', join('web', 'vite.config.ts')]
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', fail)
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(output.trim()))))
  })
}

/** Brings web/dist up to date. A build that fails is told and leaves the earlier console in place: the API does not need it. */
export async function buildConsole(say: (line: string) => void): Promise<void> {
  if (!existsSync(join(ROOT, 'web', 'vite.config.ts'))) return
  const stamp = join(ROOT, 'web', 'dist', '.built-from')
  const hash = contentHash(ROOT, SOURCES)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  say('building the console (only after its sources changed)')
  await vite().then(
    () => writeFileSync(stamp, hash),
    (error: unknown) => say(`the console could not be built: ${messageOf(error)}`),
  )
}
