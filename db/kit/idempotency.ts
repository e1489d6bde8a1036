/** The Idempotency-Key of a POST: the first answer is kept and given again (api.md). */
import { v7 as uuidv7 } from 'uuid'
import { conflict, invalid } from '../../domain/errors'
import type { TenantDb } from './client'

export interface IdempotentCall {
  user_id: string
  path: string
  key: string
  body_hash: string
}

/** The claim of one try: the id under which it does its work, `repeated` when an earlier try died on the way, and since when it holds the key. */
export interface Held {
  effect_id: string
  repeated: boolean
  claimed_at: string
}

/** Either the answer given before, or a claim. */
export type Claim = { replay: Answered } | Held

// Short, because a caller whose API process died waits for so long; a call that lives renews it.
const HOLD = "now() + interval '5 seconds'"

/**
 * Claims a key. A call with the same key and body that is still running makes this one wait; one whose process
 * died is taken over under the same effect id, so its work is found and not done again. Another body is a 422.
 */
export async function claimKey(db: TenantDb, call: IdempotentCall, wait: () => Promise<void>): Promise<Claim> {
  const tenant_id: string = db.userParams.tenant_id
  for (;;) {
    const made = await db.raw(
      `insert into idempotency_keys (tenant_id, id, user_id, path, key, body_hash, effect_id, held_until)
       values (?, ?, ?, ?, ?, ?, ?, ${HOLD}) on conflict (tenant_id, user_id, path, key) do update
       set held_until = ${HOLD}, updated_at = now(), effect_id = idempotency_keys.effect_id
       where idempotency_keys.status is null and idempotency_keys.held_until < now() and idempotency_keys.body_hash = excluded.body_hash
       returning effect_id, created_at < now() as repeated, updated_at::text as claimed_at`,
      [tenant_id, uuidv7(), call.user_id, call.path, call.key, call.body_hash, uuidv7()],
    )
    if (made.rowCount > 0) return made.rows[0]
    const kept = await db('idempotency_keys').where({ tenant_id, user_id: call.user_id, path: call.path, key: call.key }).first()
    if (!kept) continue
    if (kept.body_hash !== call.body_hash) {
      throw invalid({ 'Idempotency-Key': ['This Idempotency-Key was used with another body. Use a new key for a new request.'] })
    }
    if (kept.status !== null) return { replay: { status: kept.status, answer: kept.answer } }
    await wait()
  }
}

/** Keeps a claimed key for a call that is still at work; needed every few seconds. */
export async function holdKey(db: TenantDb, call: IdempotentCall): Promise<void> {
  const { body_hash: _hash, ...where } = call
  await db('idempotency_keys')
    .where({ tenant_id: db.userParams.tenant_id, ...where })
    .whereNull('status')
    .update({ held_until: db.raw(HOLD) })
}

/** An answer as it is kept. */
export interface Answered {
  status: number
  answer: string
}

/** Keeps the answer of a claimed key; the first one stays. Gives the one that stands. */
export async function keepAnswer(db: TenantDb, call: IdempotentCall, answer: Answered): Promise<Answered> {
  const { body_hash: _hash, ...where } = call
  const key = () => db('idempotency_keys').where({ tenant_id: db.userParams.tenant_id, ...where })
  const kept = await key()
    .whereNull('status')
    .update({ ...answer, updated_at: db.fn.now() })
  if (kept > 0) return answer
  const first = await key().whereNotNull('status').first('status', 'answer')
  return first ?? answer
}

/** The key while this very claim of it stands: unanswered, and taken over by nobody. */
const standing = (db: TenantDb, call: IdempotentCall, { claimed_at }: Pick<Held, 'claimed_at'>) => {
  const { body_hash: _hash, ...where } = call
  return db('idempotency_keys')
    .where({ tenant_id: db.userParams.tenant_id, ...where, updated_at: db.raw('?::timestamptz', [claimed_at]) })
    .whereNull('status')
}

/** Lets the next try take a claimed key over at once, after a call whose outcome is not known; false when the claim had passed to another. */
export const yieldKey = async (db: TenantDb, call: IdempotentCall, claim: Pick<Held, 'claimed_at'>): Promise<boolean> =>
  (await standing(db, call, claim).update({ held_until: db.raw("now() - interval '1 second'") })) > 0

/** Gives a key back after a call that did nothing, so that it may be tried again; false when the claim had passed to another. */
export const releaseKey = async (db: TenantDb, call: IdempotentCall, claim: Pick<Held, 'claimed_at'>): Promise<boolean> =>
  (await standing(db, call, claim).delete()) > 0

/** 409 for a caller that waited too long for the first call to finish. */
export const stillRunning = (): Error =>
  conflict('in_progress', 'The first request with this Idempotency-Key is still running. Try again in a moment.')
