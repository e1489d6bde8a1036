/** How the supervisor runs one of our own TypeScript entry points. */
import { join } from 'node:path'
import { ROOT } from './settings'
import type { ChildSpec } from './supervisor'

export interface NodeChild {
  name: string
  /** Relative to the root of the repository. */
  script: string
  env: NodeJS.ProcessEnv
  /** Out of memory ends the child, and the supervisor starts it again, before the machine suffers. */
  heap_mb: number
}

/** The loader that lets Node read our sources; given to children as `-r`. */
export const LOADER = require.resolve('tsx/cjs')

/** A child that reads our sources directly and may finish its work for 30 seconds when it is told to stop. */
export function nodeChild({ name, script, env, heap_mb }: NodeChild): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: [`--max-old-space-size=${heap_mb}`, '-r', LOADER, join(ROOT, script)],
    cwd: ROOT,
    env: { ...process.env, TZ: 'UTC', ...env },
    stop_signal: 'SIGTERM',
    grace_ms: 30_000,
  }
}
