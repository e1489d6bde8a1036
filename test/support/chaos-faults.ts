/** Loaded before an entry point by fault tests: a file names the point at which the next process to come by is killed or hangs. */
import { readFileSync, renameSync } from 'node:fs'
import { injectFault } from '../../domain/kit/failpoint'

const file = process.env.CIEN_TEST_FAULTS ?? ''

const never = (): Promise<never> => new Promise(() => undefined)

/** What is armed now: `K5 kill`, or nothing. */
function armed(): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split(' ')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** True for the one process that gets the fault: renaming a file succeeds once. */
function taken(): boolean {
  try {
    renameSync(file, `${file}.${process.pid}`)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

injectFault((point) => {
  const [at, what] = armed()
  if (at !== point || !taken()) return undefined
  if (what === 'kill') process.kill(process.pid, 'SIGKILL')
  if (what === 'stop') {
    process.kill(process.pid, 'SIGSTOP')
    return undefined
  }
  return never()
})
