/** The list of a supervisor's children on disk, so that the next one can stop what an abrupt end left running. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { isAlive } from './lock'
import { until } from './wait'

export interface Running {
  pid: number
  program: string
  signal: 'SIGTERM' | 'SIGINT'
}

const GRACE_MS = 15_000

/** Writes down who runs; in the order in which to stop them. */
export function recordChildren(file: string, children: Running[]): void {
  writeFileSync(file, JSON.stringify(children))
}

// A process id may have gone to somebody else since: only a process that still runs the same program is ours.
async function stillOurs({ pid, program }: Running): Promise<boolean> {
  if (!isAlive(pid)) return false
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,args=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return !stdout.startsWith('Z') && stdout.includes(basename(program)) // Z: ended, and nobody has asked for its exit code
}

/** Stops the children in `file` that still run. Call it only while holding the lock of the data folder. */
export async function stopOrphans(file: string, say: (line: string) => void): Promise<void> {
  if (!existsSync(file)) return
  for (const child of JSON.parse(readFileSync(file, 'utf8')) as Running[]) {
    if (!(await stillOurs(child))) continue
    say(`stopping ${basename(child.program)} (process ${child.pid}), left over from an earlier run`)
    // Only Postgres gains from a clean end; all others are made to be killed, and would keep the start waiting.
    process.kill(child.pid, child.signal === 'SIGINT' ? 'SIGINT' : 'SIGKILL')
    const gone = until(async () => !(await stillOurs(child)), { what: `The end of ${child.pid}`, timeout_ms: GRACE_MS, every_ms: 50 })
    await gone.catch(() => process.kill(child.pid, 'SIGKILL'))
  }
  rmSync(file)
}
