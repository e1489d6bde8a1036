/** The calendar in the database: events of a period, of a person, and each person's secret feed. */
import { v7 as uuidv7 } from 'uuid'
import type { UserType } from '../../domain/actor'
import { calendar } from '../../domain/records/projects'
import type { TenantDb } from '../kit/client'
import type { Row } from '../kit/records'
import { belongingTo, both, listOwn, type Narrow, ofClient } from './own'

/** A period: from (inclusive) to (exclusive), either may be open. */
export interface Period {
  from?: Date
  to?: Date
}

/** Events of which some part lies in a period; one without an end is a moment. */
export const within =
  ({ from, to }: Period): Narrow =>
  (where) => {
    if (to) where.add(`calendar.starts_at < ${where.value(to)}`)
    if (!from) return where
    const since = where.value(from)
    // What the second line says follows from the first; it lets the index begin there instead of at the first event ever.
    return where.add(`coalesce(calendar.ends_at, calendar.starts_at) >= ${since}
      and calendar.starts_at >= ${since}::timestamptz
        - coalesce((select max(e.ends_at - e.starts_at) from calendar e where e.tenant_id = $1), interval '0')`)
  }

/** Events that have not begun, or only those that have. */
export const upcoming =
  (ahead: boolean): Narrow =>
  (where) =>
    where.add(`calendar.starts_at ${ahead ? '>' : '<='} now()`)

/** What a person's own calendar holds: what is assigned to them; for a client the visible milestones of own projects. */
export const eventsOf = (user: { id: string; user_type: UserType }): Narrow =>
  user.user_type === 'client'
    ? both(ofClient(user.id), (where) => where.add("calendar.event_type = 'milestone' and calendar.client_visible"))
    : belongingTo('assigned_user_id', user.id)

const MOST_EVENTS = 2000

/** The events of a feed, from a day on, oldest first. */
export async function feedEvents(db: TenantDb, user: { id: string; user_type: UserType }, from: Date): Promise<Row[]> {
  const list = { page: 1, per_page: MOST_EVENTS, sort: 'starts_at', descending: false, search: undefined, filters: {} }
  const { rows } = await listOwn(db, calendar, { list, narrow: both(eventsOf(user), within({ from })) })
  return rows
}

/** Gives a person a new feed; the old link is dead. */
export async function saveFeed(db: TenantDb, user_id: string, token_hash: string): Promise<void> {
  await db('calendar_feeds')
    .insert({ tenant_id: db.userParams.tenant_id, id: uuidv7(), user_id, token_hash })
    .onConflict(['tenant_id', 'user_id'])
    .merge({ token_hash, updated_at: db.fn.now(), version: db.raw('calendar_feeds.version + 1') })
}

/** Since when a person's present link counts, or undefined without one. */
export async function feedSince(db: TenantDb, user_id: string): Promise<Date | undefined> {
  const row = await db('calendar_feeds').where({ tenant_id: db.userParams.tenant_id, user_id }).first('updated_at')
  return row?.updated_at
}

/** Whose feed a link opens, or undefined. */
export async function feedOwner(db: TenantDb, token_hash: string): Promise<string | undefined> {
  const row = await db('calendar_feeds').where({ tenant_id: db.userParams.tenant_id, token_hash }).first('user_id')
  return row?.user_id
}

/** Ends a person's feed; harmless when there is none. */
export async function dropFeed(db: TenantDb, user_id: string): Promise<void> {
  await db('calendar_feeds').where({ tenant_id: db.userParams.tenant_id, user_id }).delete()
}
