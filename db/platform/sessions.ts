/** Sessions: opened at log-in, rotated by refresh tokens, ended by people, admins, suspension or a reused token (TEN-5). */
import { v7 as uuidv7 } from 'uuid'
import type { Database, TenantDb, Trx } from '../kit/client'
import { inTenant } from '../kit/client'
import { type By, writeAudit } from '../kit/trail'

/** How long a session may lie unused, and how long it may live, in days. */
export interface SessionDays {
  idle: number
  absolute: number
}

const EXPIRY = `least(now() + ?::int * interval '1 day', ? + ?::int * interval '1 day')`

/** Opens a session; returns its id. */
export async function openSession(
  trx: TenantDb | Trx,
  session: { user_id: string; user_agent: string | null; address: string | null },
  days: SessionDays,
): Promise<string> {
  const id = uuidv7()
  const tenant_id: string = trx.userParams.tenant_id
  const expires_at = trx.raw(EXPIRY, [days.idle, trx.fn.now(), days.absolute])
  await trx('sessions').insert({ tenant_id, id, expires_at, ...session, user_agent: session.user_agent?.slice(0, 300) ?? null })
  return id
}

export interface SessionRow {
  id: string
  user_id: string
  generation: number
  created_at: Date
  last_used_at: Date
  expires_at: Date
  ended_at: Date | null
  user_agent: string | null
  address: string | null
}

/** What came of a refresh token. */
export type Rotation = { user_id: string; generation: number } | { refused: 'ended' | 'reuse'; user_id?: string }

const REPEAT = '10 seconds'

interface Locked {
  user_id: string
  generation: number
  ended: boolean
  fresh: boolean
}

/** The session's state, locked until the transaction ends. */
async function lockSession(trx: Trx, id: string): Promise<Locked | undefined> {
  return trx('sessions')
    .where({ tenant_id: trx.userParams.tenant_id, id })
    .forUpdate()
    .first(
      'user_id',
      'generation',
      trx.raw('ended_at is not null or expires_at <= now() as ended'),
      trx.raw(`rotated_at > now() - interval '${REPEAT}' as fresh`),
    )
}

/** Ends a session whose token was used a second time, with an audit alarm and a word to its person. */
async function alarm(trx: Trx, token: RefreshToken, { user_id, generation }: Locked): Promise<void> {
  const { tenant_id, session_id, request_id } = token
  await endSessions(trx, { id: session_id }, 'reuse')
  await writeAudit(
    trx,
    { actor_id: user_id, request_id },
    {
      action: 'session.reuse',
      resource: 'session',
      resource_id: session_id,
      refused: 'reuse',
      data: { alarm: true, generation: token.generation, current: generation },
    },
  )
  await trx('notifications').insert({
    tenant_id,
    id: uuidv7(),
    user_id,
    kind: 'security.session_reuse',
    title: 'A sign-in was ended',
    body: 'A refresh token of yours was used a second time. The sign-in was ended; change your password if it was not you.',
  })
}

interface RefreshToken {
  tenant_id: string
  session_id: string
  generation: number
  /** The request that showed it. */
  request_id: string
}

/**
 * Rotates a session under its row lock. The newest token makes a successor; the one before it gets the same
 * successor for 10 s while that is unused (two tabs); any other token ends the session and raises an alarm.
 */
export async function rotateSession(db: Database, token: RefreshToken, days: SessionDays): Promise<Rotation> {
  return inTenant(db, token.tenant_id, async (trx) => {
    const row = await lockSession(trx, token.session_id)
    if (!row || row.ended) return { refused: 'ended' }
    const { user_id, generation } = row
    if (token.generation === generation) {
      const expires_at = trx.raw(EXPIRY, [days.idle, trx.raw('created_at'), days.absolute])
      await trx('sessions')
        .where({ tenant_id: token.tenant_id, id: token.session_id })
        .update({ generation: generation + 1, rotated_at: trx.fn.now(), last_used_at: trx.fn.now(), expires_at })
      return { user_id, generation: generation + 1 }
    }
    if (token.generation === generation - 1 && row.fresh) return { user_id, generation }
    await alarm(trx, token, row)
    return { refused: 'reuse', user_id }
  })
}

/** Ends live sessions of the handle's tenant; returns how many. */
export async function endSessions(
  db: TenantDb | Trx,
  which: { id?: string; user_id?: string; except_id?: string },
  reason: string,
): Promise<number> {
  const query = db('sessions').where({ tenant_id: db.userParams.tenant_id }).whereNull('ended_at')
  if (which.id !== undefined) query.where({ id: which.id })
  if (which.user_id !== undefined) query.where({ user_id: which.user_id })
  if (which.except_id !== undefined) query.whereNot({ id: which.except_id })
  return query.update({ ended_at: db.fn.now(), end_reason: reason, updated_at: db.fn.now(), version: db.raw('version + 1') })
}

/** Ends the calendar links of a person, or of the whole business; they read what a session would. */
export async function endFeeds(trx: Trx, by: By, which: { user_id?: string; reason: string }): Promise<void> {
  const { user_id, reason } = which
  const ended = await trx('calendar_feeds')
    .where({ tenant_id: trx.userParams.tenant_id, ...(user_id === undefined ? {} : { user_id }) })
    .delete('user_id')
  for (const { user_id: resource_id } of ended) {
    await writeAudit(trx, by, { action: 'calendar_feed.delete', resource: 'calendar_feed', resource_id, data: { reason } })
  }
}

/** Ends every way in of a person but the session that is kept: sessions and the calendar link; returns how many sessions. */
export async function endAccess(trx: Trx, by: By, which: { user_id: string; except_id?: string; reason: string }): Promise<number> {
  const { reason, ...whose } = which
  await endFeeds(trx, by, { user_id: which.user_id, reason })
  return endSessions(trx, whose, reason)
}

/** The live sessions of a person, newest use first. */
export const liveSessions = (db: TenantDb, user_id: string): Promise<SessionRow[]> =>
  Promise.resolve(
    db('sessions')
      .where({ tenant_id: db.userParams.tenant_id, user_id })
      .whereNull('ended_at')
      .whereRaw('expires_at > now()')
      .orderBy('last_used_at', 'desc')
      .limit(100),
  )
