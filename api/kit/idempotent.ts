/** Runs a POST once per Idempotency-Key. */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Refused, invalid } from '../../domain/errors'
import { reach } from '../../domain/kit/failpoint'
import { claimKey, type Held, holdKey, type IdempotentCall, keepAnswer, releaseKey, stillRunning, yieldKey } from '../../db/kit/idempotency'
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

type Work = (claim: { effect_id: string; repeated: boolean }) => Promise<Sent>

/** A refusal that says what was wrong; a 503 says nothing about what was done. */
const isRefusal = (error: unknown): boolean => error instanceof Refused && error.status !== 503

/** The database has a row of this id or name already. */
const isTaken = (error: unknown): boolean => (error as { code?: string }).code === '23505'

/**
 * Runs `work` under the key, or gives the first answer again. A refusal changed nothing, so it is not kept: the
 * same request may be tried again when what stood against it is gone.
 */
export async function idempotent(
  db: TenantDb,
  asked: { user_id: string; path: string; key: string; body: unknown },
  work: Work,
): Promise<Sent> {
  if (!/^[\x21-\x7e]{1,200}$/.test(asked.key)) {
    throw invalid({ 'Idempotency-Key': ['The Idempotency-Key must be 1 to 200 printable characters without spaces.'] })
  }
  const body_hash = createHash('sha256')
    .update(JSON.stringify(asked.body ?? null))
    .digest('hex')
  const call = { user_id: asked.user_id, path: asked.path, key: asked.key, body_hash }
  const until = Date.now() + WAIT_MS
  const wait = async (): Promise<void> => {
    if (Date.now() > until) throw stillRunning()
    await pause(50)
  }
  await reach('K1')
  for (;;) {
    const claim = await claimKey(db, call, wait)
    if ('replay' in claim) return { ...claim.replay, replayed: true }
    const sent = await underClaim(db, call, { claim, work })
    if (sent) return sent
    await wait()
  }
}

/** What the work came to while this try held the key; undefined when it failed after another try had taken over, whose answer counts. */
async function underClaim(db: TenantDb, call: IdempotentCall, { claim, work }: { claim: Held; work: Work }): Promise<Sent | undefined> {
  // A renewal that fails lets another try take over early; both work under one effect id, so there is still one effect.
  const renewal = setInterval(() => void holdKey(db, call).catch(() => undefined), RENEW_MS)
  try {
    await reach('K2')
    const sent = await worked(claim, work)
    await reach('K3')
    const mine = { status: sent.status, answer: sent.answer }
    const kept = await keepAnswer(db, call, mine)
    // Of two tries that both came through, the first to answer has said it for both.
    return kept === mine ? sent : { ...kept, replayed: true }
  } catch (error) {
    // After an unknown outcome the key stays claimed: a retry takes it over and finds what was done under its effect id.
    const ours = await (isRefusal(error) ? releaseKey : yieldKey)(db, call, claim)
    if (ours) throw error
    return undefined
  } finally {
    clearInterval(renewal)
  }
}

/**
 * Runs the work. What an earlier try set going may be done between this one's look for it and its checks, which then stumble over
 * that very work: the upload is used, the name is taken. So a repeated try looks once more before it refuses.
 */
async function worked({ effect_id, repeated }: Held, work: Work): Promise<Sent> {
  try {
    return await work({ effect_id, repeated })
  } catch (error) {
    if (!repeated || !(isRefusal(error) || isTaken(error))) throw error
    return work({ effect_id, repeated })
  }
}
