/** A lock file that holds the process id of its owner; the file of a dead owner counts for nothing. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** True when a process with this id lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The living process that holds `file`, or undefined. */
export function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** True when `mine` became `file`; atomic, and the id is in the file from the first moment. */
function link(mine: string, file: string): boolean {
  try {
    linkSync(mine, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Takes the lock: returns how to give it back, or undefined when a living process has it. */
export function tryLock(file: string): (() => void) | undefined {
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    let taken = link(mine, file)
    if (!taken && holderOf(file) === undefined) {
      rmSync(file, { force: true })
      taken = link(mine, file)
    }
    return taken ? () => rmSync(file, { force: true }) : undefined
  } finally {
    rmSync(mine, { force: true })
  }
}
