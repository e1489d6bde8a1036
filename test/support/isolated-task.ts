/** A task of the isolated pool that does whatever a test asks of it. */
import { invalid } from '../../domain/errors'

export type Deed = 'answer' | 'spin' | 'heap' | 'array' | 'bytes' | 'throw' | 'refuse' | 'exit' | 'crash' | 'native' | 'sleep'

const DEEDS: Record<Deed, (size: number) => unknown> = {
  answer: (size) => Buffer.alloc(size),
  spin: () => {
    for (;;) Math.random()
  },
  heap: () => {
    const kept: object[] = []
    for (;;) kept.push({ kept: kept.length })
  },
  array: () => new Array(2 ** 27).fill(0).length,
  bytes: async () => {
    const kept: Buffer[] = []
    for (;;) {
      kept.push(Buffer.alloc(20_000_000, 1))
      await new Promise((next) => setImmediate(next))
    }
  },
  throw: () => {
    throw new TypeError('what nobody foresaw')
  },
  refuse: () => {
    throw invalid({ file: ['The file field is refused.'] })
  },
  exit: () => process.exit(3),
  crash: () => process.kill(process.pid, 'SIGSEGV'),
  // Waits in native code, where no script can be stopped.
  native: (size) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, size),
  sleep: (size) => new Promise((done) => setTimeout(() => done(process.pid), size)),
}

/** Does the deed. */
export const run = ({ deed, size = 0 }: { deed: Deed; size?: number }): unknown => DEEDS[deed](size)
