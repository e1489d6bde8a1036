/** Waiting for a condition, with a deadline and a sentence for the case that it never comes. */

export interface Until {
  what: string
  timeout_ms: number
  every_ms?: number
}

/** What went wrong, in words. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Waits `ms` milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Asks again until `condition` answers true; throws with `what` and the last error after `timeout_ms`. */
export async function until(condition: () => Promise<boolean>, { what, timeout_ms, every_ms = 25 }: Until): Promise<void> {
  const deadline = Date.now() + timeout_ms
  let last: unknown
  while (Date.now() < deadline) {
    try {
      if (await condition()) return
    } catch (error) {
      last = error
    }
    await pause(every_ms)
  }
  const reason = last instanceof Error ? `: ${last.message}` : ''
  throw new Error(`${what} did not come up within ${Math.round(timeout_ms / 1000)} s${reason}`, { cause: last })
}
