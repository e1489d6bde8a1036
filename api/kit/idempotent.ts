/** Runs a POST once per Idempotency-Key. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Refused, invalid } from '../../domain/errors'
import { reach } from '../../domain/kit/failpoint'
import { claimKey, holdKey, keepAnswer, releaseKey, stillRunning, yieldKey } from '../../db/kit/idempotency'
import type { TenantDb } from '../../db/kit/client'

/** What is sent: status and body. */
export interface Sent {
  status: number
  answer: string
  replayed?: boolean
}

const WAIT_MS = 20_000
// A claim lasts five seconds.
const RENEW_MS = 2000

/**
 * Runs `work` under the key, or gives the first answer again. A refusal changed nothing, so it is not kept: the
 * same request may be tried again when what stood against it is gone.
 */
export async function idempotent(
  db: TenantDb,
  asked: { user_id: string; path: string; key: string; body: unknown },
  work: (claim: { effect_id: string; repeated: boolean }) => Promise<Sent>,
): Promise<Sent> {
  if (!/^[\x21-\x7e]{1,200}$/.test(asked.key)) {
    throw invalid({ 'Idempotency-Key': ['The Idempotency-Key must be 1 to 200 printable characters without spaces.'] })
  }
  const body_hash = createHash('sha256')
    .update(JSON.stringify(asked.body ?? null))
    .digest('hex')
  const call = { user_id: asked.user_id, path: asked.path, key: asked.key, body_hash }
  const until = Date.now() + WAIT_MS
  await reach('K1')
  const claim = await claimKey(db, call, async () => {
    if (Date.now() > until) throw stillRunning()
    await pause(50)
  })
  if ('replay' in claim) return { ...claim.replay, replayed: true }
  // A renewal that fails lets another try take over early; both work under one effect id, so there is still one effect.
  const renewal = setInterval(() => void holdKey(db, call).catch(() => undefined), RENEW_MS)
  try {
    await reach('K2')
    const sent = await work(claim)
    await reach('K3')
    await keepAnswer(db, call, { status: sent.status, answer: sent.answer })
    return sent
  } catch (error) {
    // After an unknown outcome the key stays claimed: a retry takes it over and finds what was done under its effect id.
    const known = error instanceof Refused && error.status !== 503
    await (known ? releaseKey(db, call) : yieldKey(db, call))
    throw error
  } finally {
    clearInterval(renewal)
  }
}
