/** Rate limits (api.md §10): in each process for calls, in Postgres for guesses and registrations, which all processes count together. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Actor } from '../../domain/actor'
import { Refused } from '../../domain/errors'
import type { Settings } from '../../domain/settings'

// Limits of calls protect the process that serves them; a count that all share would cost a write for each call.
// Guesses and registrations are counted in db/platform/logins.ts.

export interface Limits {
  user(actor: Actor): Promise<void>
  address(address: string): Promise<void>
}

/** A /64 is one household or one attacker: IPv6 addresses count by their first half, mapped IPv4 as IPv4. */
export function addressKey(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!plain.includes(':')) return plain
  const [head = ''] = plain.split('%')
  const [left = '', right] = head.split('::')
  const groups = left.split(':').filter((group) => group !== '')
  const tail = right === undefined ? [] : right.split(':').filter((group) => group !== '')
  const missing = Math.max(0, 8 - groups.length - tail.length)
  return [...groups, ...Array<string>(right === undefined ? 0 : missing).fill('0'), ...tail].slice(0, 4).join(':')
}

/** 429 with the seconds to wait. */
export const tooMany = (milliseconds: number): Refused =>
  new Refused({
    status: 429,
    code: 'rate_limited',
    message: 'Too many requests. Wait a moment and try again.',
    details: { retry_after: milliseconds / 1000 },
  })

const consume = async (limiter: RateLimiterMemory, key: string): Promise<void> => {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext)
    throw error
  }
}

/** Bursts are twice the rate: a window of two seconds holds two seconds' worth. */
export function openLimits(settings: Settings): Limits {
  const window = (rate: number): RateLimiterMemory => new RateLimiterMemory({ points: rate * 2, duration: 2 })
  const users = window(settings.CIEN_RATE_API)
  const businesses = window(settings.CIEN_RATE_BUSINESS)
  const addresses = window(settings.CIEN_RATE_PUBLIC)
  return {
    async user(actor) {
      await consume(users, actor.id)
      await consume(businesses, actor.tenant_id)
    },
    address: (address) => consume(addresses, addressKey(address)),
  }
}
