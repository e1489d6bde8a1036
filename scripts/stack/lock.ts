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

/** Takes the lock: returns how to give it back, or undefined when a living process has it. */
export function tryLock(file: string): (() => void) | undefined {
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        linkSync(mine, file) // atomic: fails when the file is there, and the id is in it from the first moment
        return () => rmSync(file, { force: true })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        if (holderOf(file) !== undefined) return undefined
        rmSync(file, { force: true })
      }
    }
    return undefined
  } finally {
    rmSync(mine, { force: true })
  }
}
