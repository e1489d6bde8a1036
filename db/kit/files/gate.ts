/** A gate that lets only so many through at a time, so that big files do not fill the memory together. */

/** Runs each work as soon as fewer than `width` others run. */
export function gate(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    // Whoever leaves hands its place on, so nobody who comes later can slip in between.
    if (running >= width) await new Promise<void>((enter) => waiting.push(enter))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
