/** Closed loops: each of `c` connections sends its next request when it has the answer to the last one. */
import { Wire } from './wire'

/** Runs `work` for 0 … count - 1 over `c` connections; answers how long all of it took, in seconds. */
export async function repeat(
  port: number,
  at: { c: number; count: number },
  work: (wire: Wire, index: number) => Promise<void>,
): Promise<number> {
  let next = 0
  const started = performance.now()
  const loop = async (): Promise<void> => {
    const wire = new Wire(port)
    while (next < at.count) await work(wire, next++)
    wire.close()
  }
  await Promise.all(Array.from({ length: at.c }, loop))
  return (performance.now() - started) / 1000
}

/** Runs `work` over `c` connections until the time is over; answers requests a second. */
export async function during(port: number, at: { c: number; seconds: number }, work: (wire: Wire) => Promise<void>): Promise<number> {
  let done = 0
  const started = performance.now()
  const end = started + at.seconds * 1000
  const loop = async (): Promise<void> => {
    const wire = new Wire(port)
    while (performance.now() < end) {
      await work(wire)
      done += 1
    }
    wire.close()
  }
  await Promise.all(Array.from({ length: at.c }, loop))
  return done / ((performance.now() - started) / 1000)
}

/** Milliseconds that `work` takes. */
export async function timed<T>(work: () => Promise<T>): Promise<{ took: number; value: T }> {
  const started = performance.now()
  const value = await work()
  return { took: performance.now() - started, value }
}
