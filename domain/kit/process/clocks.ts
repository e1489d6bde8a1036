/** Named clocks of a process: set, paused, resumed and cleared by a step. Times are milliseconds; business time is the step's to compute. */
import type { Clock, ProcessState } from './types'

type Clocks = ProcessState['clocks']

/** A clock that sends its message at an instant. */
export const clockAt = (at: Date, sends: string, task_id?: string): Clock => ({
  at: at.toISOString(),
  sends,
  ...(task_id === undefined ? {} : { task_id }),
})

/** `clocks` with one more, or with one set anew. */
export const setClock = (clocks: Clocks, name: string, clock: Clock): Clocks => ({ ...clocks, [name]: clock })

/** `clocks` without one. */
export function clearClock(clocks: Clocks, name: string): Clocks {
  const { [name]: _gone, ...rest } = clocks
  return rest
}

/** Stops a running clock; `left` counts what is left until an instant, in working or plain milliseconds. A stopped or missing one stays as it is. */
export function pauseClock(clocks: Clocks, name: string, left: (until: Date) => number): Clocks {
  const clock = clocks[name]
  if (!clock || !('at' in clock)) return clocks
  const { at, ...rest } = clock
  return { ...clocks, [name]: { ...rest, left_ms: Math.max(0, left(new Date(at))) } }
}

/** Starts a paused clock again; `ends` finds the instant after that much working or plain time. A running or missing one stays as it is. */
export function resumeClock(clocks: Clocks, name: string, ends: (left_ms: number) => Date): Clocks {
  const clock = clocks[name]
  if (!clock || !('left_ms' in clock)) return clocks
  const { left_ms, ...rest } = clock
  return { ...clocks, [name]: { ...rest, at: ends(left_ms).toISOString() } }
}
