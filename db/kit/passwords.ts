/** Password hashes: argon2id on the thread pool, a few at a time, with a bounded queue. */
import os from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Refused } from '../../domain/errors'
import { normalised } from '../../domain/rules/passwords'

/** OWASP's parameters for argon2id, the library's default kind: memory in KiB. */
export interface HashCost {
  memoryCost: number
  timeCost: number
  parallelism: number
}
export const COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const QUEUE = 64

export interface Passwords {
  hash(password: string): Promise<string>
  /** True when `password` made `hashed`; without a hash the same work is done and the answer is false. */
  verify(hashed: string | undefined, password: string): Promise<boolean>
}

/** Runs work a few at a time; past the queue's length it answers 503, so that a flood cannot starve other routes. */
function openQueue(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= width) {
      if (waiting.length >= QUEUE) {
        throw new Refused({
          status: 503,
          code: 'busy',
          message: 'Too many people are signing in at this moment. Try again.',
          details: { retry_after: 1 },
        })
      }
      await new Promise<void>((next) => waiting.push(next))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/** Hashes and verifies with `cost`; one per process. */
export function openPasswords(cost: HashCost = COST): Passwords {
  const queued = openQueue(Math.max(2, Math.min(4, os.availableParallelism() - 1)))
  const nobody = hash('nobody has this password', cost)
  // The refusal of a broken thread pool must reach whoever asks, not end the process.
  nobody.catch(() => undefined)
  return {
    hash: (password) => queued(() => hash(normalised(password), cost)),
    verify: (hashed, password) =>
      queued(async () => {
        const matches = await verify(hashed ?? (await nobody), normalised(password))
        return matches && hashed !== undefined
      }),
  }
}
