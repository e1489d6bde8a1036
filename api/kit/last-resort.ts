/** What happens when something fails where nobody listens: it is logged, the process ends in order, its supervisor starts another. */
import type { Logger } from 'pino'

/** How long requests in progress may still take, in ms: whoever comes meanwhile waits for the next process. */
const LONGEST_MS = 500

const ORIGINS = { uncaughtException: 'an error that nobody caught', unhandledRejection: 'a rejection that nobody awaited' } as const

/**
 * Ends the process with code 1 when an emitter's error, a thrown error or a rejected promise reaches nobody. Its state is
 * unknown from then on: `end` gets half a second to finish what is in progress, whether it succeeds or not.
 */
export function lastResort(log: Logger, end: () => Promise<void>): void {
  let ending = false
  const failed = (why: string, error: unknown): void => {
    log.fatal({ err: error, why }, 'the process ends')
    if (ending) return
    ending = true
    const leave = (): void => process.exit(1)
    setTimeout(leave, LONGEST_MS)
    end().then(leave, (failure: unknown) => {
      log.error({ err: failure }, 'the process could not end in order')
      leave()
    })
  }
  process.on('uncaughtException', (error) => failed(ORIGINS.uncaughtException, error))
  process.on('unhandledRejection', (reason) => failed(ORIGINS.unhandledRejection, reason))
}
