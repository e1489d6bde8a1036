/** A person's calendar for other programs: iCalendar behind a secret link, of which only the hash is kept. */
import { createHash, randomBytes } from 'node:crypto'
import { ICalCalendar } from 'ical-generator'
import { z } from 'zod'
import { notFound } from '../../domain/errors'
import { publicUrl } from '../../domain/settings'
import { dropFeed, feedEvents, feedSince, feedOwner, saveFeed } from '../../db/projects/calendar'
import { inTransaction, tenantDb } from '../../db/kit/client'
import type { Row } from '../../db/kit/records'
import { writeAudit } from '../../db/kit/trail'
import { findPrincipal } from '../../db/platform/people'
import { action, HANDLED, PUBLIC, type Route, SIGNED_IN } from '../kit/route'
import { tellSeen } from '../kit/seen'

const SECRET_BYTES = 24
const DAYS_BACK = 90

/** The link says whose business it is of; the rest is secret. */
function newToken(tenant_id: string): string {
  const tenant = Buffer.from(tenant_id.replaceAll('-', ''), 'hex')
  return Buffer.concat([tenant, randomBytes(SECRET_BYTES)]).toString('base64url')
}

/** The business a token names, or undefined for what is no token. */
function tenantIn(token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 16 + SECRET_BYTES || bytes.toString('base64url') !== token) return undefined
  return bytes
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const shared = { path: '/api/me/calendar-feed', permission: SIGNED_IN, tag: 'calendar' } as const

const state = action({
  ...shared,
  method: 'get',
  summary: 'Whether my calendar has a secret link, and since when; the link itself is told only once',
  answer: z.object({ active: z.boolean(), since: z.iso.datetime().nullable() }),
  async handle({ actor, db }) {
    const since = await feedSince(db, actor.id)
    return { active: since !== undefined, since: since ?? null }
  },
})

const rotate = action({
  ...shared,
  method: 'post',
  summary: 'A new secret link to my calendar; the one before is dead',
  status: 201,
  body: z.strictObject({}),
  answer: z.object({ url: z.string() }),
  async handle({ actor, db, by, services }) {
    const token = newToken(actor.tenant_id)
    await inTransaction(db, async (trx) => {
      await saveFeed(trx, actor.id, hashOf(token))
      await writeAudit(trx, by, { action: 'calendar_feed.create', resource: 'calendar_feed', resource_id: actor.id })
    })
    return { url: `${publicUrl(services.settings)}/api/calendar/${token}.ics` }
  },
})

const drop = action({
  ...shared,
  method: 'delete',
  summary: 'End my link',
  answer: z.null(),
  async handle({ actor, db, by }) {
    await inTransaction(db, async (trx) => {
      await dropFeed(trx, actor.id)
      await writeAudit(trx, by, { action: 'calendar_feed.delete', resource: 'calendar_feed', resource_id: actor.id })
    })
    return null
  },
})

/** The events as iCalendar, in UTC. */
function written(name: string, rows: readonly Row[]): string {
  const feed = new ICalCalendar({ name, prodId: { company: 'Cien', product: 'Calendar', language: 'EN' } })
  for (const row of rows) {
    const project = (row.project as { name?: string } | null)?.name
    feed.createEvent({
      id: row.id,
      start: row.starts_at as Date,
      end: (row.ends_at as Date | null) ?? null,
      stamp: row.updated_at,
      sequence: row.version - 1,
      summary: project ? `${String(row.title)} (${project})` : String(row.title),
      ...(row.location ? { location: row.location as string } : {}),
      ...(row.notes ? { description: row.notes as string } : {}),
      categories: [{ name: String(row.event_type) }],
    })
  }
  return feed.toString()
}

const read = action({
  method: 'get',
  path: '/api/calendar/:token.ics',
  permission: PUBLIC,
  tag: 'calendar',
  summary: 'The events behind a secret link',
  params: z.object({ token: z.string().max(100) }),
  answer: { media: 'text/calendar' },
  async handle({ params, req, res, services, request_id }) {
    const tenant_id = tenantIn(params.token)
    if (tenant_id === undefined) throw notFound()
    const db = tenantDb(services.heavy, tenant_id)
    const owner = await feedOwner(db, hashOf(params.token))
    // Somebody who may not sign in any more has no feed either.
    const person = owner === undefined ? undefined : await findPrincipal(db, owner)
    if (!person) throw notFound()
    const rows = await feedEvents(db, person, new Date(Date.now() - DAYS_BACK * 86_400_000))
    // Programs ask every few minutes; for ten of them that is one reading.
    const seen = { action: 'calendar_feed.viewed', resource: 'calendar_feed', resource_id: person.id, repeats: true }
    await tellSeen({ db, req, by: { actor_id: person.id, request_id } }, seen)
    res.setHeader('Content-Type', 'text/calendar; charset=utf-8')
    res.setHeader('Cache-Control', 'private, no-store')
    res.end(written(`Cien: ${person.name}`, rows))
    return HANDLED
  },
})

export const feedRoutes: Route[] = [state, rotate, drop, read]
