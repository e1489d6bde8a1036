/** Guesses at passwords: counted in Postgres for all processes, one at a time for each account and address. */
import { addressKey, tooMany } from '../kit/limits'
import type { Services } from '../kit/services'
import { blockedFor, countFailure, forgetAttempts } from '../../db/platform'

/** Guesses on their way by key: the next one starts when the one before is decided, so no burst slips past the count. */
const turns = new Map<string, Promise<unknown>>()

async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve()
  const mine = before.then(work, work)
  turns.set(key, mine)
  try {
    return await mine
  } finally {
    if (turns.get(key) === mine) turns.delete(key)
  }
}

let failures = 0

/**
 * Runs a guess of `name` (an account id where there is one) from `address` unless it is used up (429); a guess that
 * comes back undefined was wrong and counts (api.md §10). The same name from another address is counted apart, so
 * nobody can lock an owner out.
 */
export async function guess<T>(
  services: Services,
  at: { name: string; address: string },
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { settings, db } = services
  const address = addressKey(at.address)
  const own = `${at.name}|${address}`
  const keys = [
    { key: own, limit: settings.CIEN_RATE_LOGIN_USER },
    { key: address, limit: settings.CIEN_RATE_LOGIN_ADDRESS },
  ]
  return inTurn(own, async () => {
    const wait = await blockedFor(db, keys)
    if (wait > 0) throw tooMany(wait)
    const right = await attempt()
    if (right !== undefined) return right
    await countFailure(db, keys)
    failures += 1
    if (failures % 100 === 0) await forgetAttempts(db)
    return undefined
  })
}
