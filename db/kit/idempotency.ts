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

/** Either the answer given before, or the id under which this call does its work; `repeated` when an earlier try died on the way. */
export type Claim = { replay: { status: number; answer: string } } | { effect_id: string; repeated: boolean }

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
       returning effect_id, created_at < now() as repeated`,
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

/** Keeps the answer of a claimed key; the first one stays. */
export async function keepAnswer(db: TenantDb, call: IdempotentCall, answer: { status: number; answer: string }): Promise<void> {
  const { body_hash: _hash, ...where } = call
  await db('idempotency_keys')
    .where({ tenant_id: db.userParams.tenant_id, ...where })
    .whereNull('status')
    .update({ ...answer, updated_at: db.fn.now() })
}

/** Lets the next try take a claimed key over at once, after a call whose outcome is not known. */
export async function yieldKey(db: TenantDb, call: IdempotentCall): Promise<void> {
  const { body_hash: _hash, ...where } = call
  await db('idempotency_keys')
    .where({ tenant_id: db.userParams.tenant_id, ...where })
    .whereNull('status')
    .update({ held_until: db.raw("now() - interval '1 second'") })
}

/** Gives a key back after a call that did nothing, so that it may be tried again. */
export async function releaseKey(db: TenantDb, call: IdempotentCall): Promise<void> {
  const { body_hash: _hash, ...where } = call
  await db('idempotency_keys')
    .where({ tenant_id: db.userParams.tenant_id, ...where })
    .whereNull('status')
    .delete()
}

/** 409 for a caller that waited too long for the first call to finish. */
export const stillRunning = (): Error =>
  conflict('in_progress', 'The first request with this Idempotency-Key is still running. Try again in a moment.')
