/** Ending a worker in order: no new work, what runs is finished, then connections are closed, last opened first. */
import type { Logger } from 'pino'

export interface Closing {
  /** To be closed at the end, in reverse order. */
  add(what: string, close: () => Promise<unknown>): void
  /** Closes everything; what fails to close is logged and does not keep the rest open. */
  all(): Promise<void>
}

/** A list of what to close. */
export function closingList(log: Logger): Closing {
  const open: { what: string; close: () => Promise<unknown> }[] = []
  return {
    add: (what, close) => void open.push({ what, close }),
    async all() {
      for (const { what, close } of open.splice(0).reverse()) {
        try {
          await close()
        } catch (error) {
          log.warn({ err: error, component: what }, 'did not close')
        }
      }
    },
  }
}
