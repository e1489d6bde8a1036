/** A few at a time for each key: Temporal takes ten updates of one process at once and makes the rest wait with growing pauses. */

interface Lane {
  running: number
  waiting: (() => void)[]
}

/** Runs work with at most `width` at once for the same key, in the order of arrival. */
export function openLanes(width: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const lanes = new Map<string, Lane>()
  const enter = async (lane: Lane): Promise<void> => {
    if (lane.running < width) lane.running += 1
    // Whoever leaves hands the place over, so `running` stays as it is.
    else await new Promise<void>((resolve) => lane.waiting.push(resolve))
  }
  const leave = (key: string, lane: Lane): void => {
    const next = lane.waiting.shift()
    if (next) return next()
    lane.running -= 1
    if (lane.running === 0) lanes.delete(key)
  }
  return async (key, work) => {
    const lane = lanes.get(key) ?? { running: 0, waiting: [] }
    lanes.set(key, lane)
    await enter(lane)
    try {
      return await work()
    } finally {
      leave(key, lane)
    }
  }
}
