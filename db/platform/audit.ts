/** Audit events, listed and exported (TEN-11). */
import { Model } from 'objection'
import { DateTime } from 'luxon'
import type { TenantDb } from '../kit/client'
import { filterBy, type Builder, type ListQuery, type Page, pageOf, searchIn } from '../kit/lists'

class AuditModel extends Model {
  static tableName = 'audit_events'
}

export interface AuditRow {
  id: string
  tenant_id: string
  at: Date
  created_at: Date
  actor_id: string | null
  actor: { id: string; name: string } | null
  on_behalf_of_id: string | null
  on_behalf_of: { id: string; name: string } | null
  action: string
  resource: string
  resource_id: string | null
  refused: string | null
  request_id: string | null
  data: Record<string, unknown>
}

/** A range of days of a zone or of instants; both ends belong to it. */
export interface AuditRange {
  from?: string | undefined
  to?: string | undefined
  time_zone: string
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** The first instant of the range, and the first one after it. */
export function boundsOf({ from, to, time_zone }: AuditRange): { start?: Date; end?: Date } {
  const day = (text: string): DateTime => DateTime.fromISO(text, { zone: time_zone }).startOf('day')
  return {
    ...(from === undefined ? {} : { start: isDay(from) ? day(from).toJSDate() : new Date(from) }),
    ...(to === undefined ? {} : { end: isDay(to) ? day(to).plus({ days: 1 }).toJSDate() : new Date(Date.parse(to) + 1) }),
  }
}

export interface AuditQuery {
  list: Pick<ListQuery, 'filters' | 'search'>
  range: AuditRange
  /** Over all businesses; only the platform's tenant sees more than its own. */
  everywhere?: boolean
}

const nameBehind = (db: TenantDb, field: string, as: string) =>
  db.raw(
    `(select json_build_object('id', x.id, 'name', x.name) from users x where x.tenant_id = audit_events.tenant_id and x.id = audit_events.??) as ??`,
    [field, as],
  )

function selectAudit(db: TenantDb, { list, range, everywhere }: AuditQuery): Builder {
  const query = AuditModel.query(db).select(
    'audit_events.*',
    nameBehind(db, 'actor_id', 'actor'),
    nameBehind(db, 'on_behalf_of_id', 'on_behalf_of'),
  ) as unknown as Builder
  if (!everywhere) query.where('audit_events.tenant_id', db.userParams.tenant_id)
  const { business_id, ...filters } = list.filters
  if (business_id && everywhere) filterBy(query, { tenant_id: business_id }, 'audit_events')
  filterBy(query, filters, 'audit_events')
  searchIn(query, ['audit_events.action', 'audit_events.resource'], list.search)
  const { start, end } = boundsOf(range)
  if (start) query.where('audit_events.at', '>=', start)
  if (end) query.where('audit_events.at', '<', end)
  return query
}

/** One page of audit events. */
export const listAudit = (db: TenantDb, list: ListQuery, ask: Omit<AuditQuery, 'list'>): Promise<Page<AuditRow>> =>
  pageOf<AuditRow>(selectAudit(db, { list, ...ask }), list, 'audit_events')

const BATCH = 1000

/** Every matching event, oldest first, read in batches so that memory stays flat however many there are. */
export async function* exportAudit(db: TenantDb, ask: AuditQuery): AsyncGenerator<AuditRow> {
  let last: AuditRow | undefined
  for (;;) {
    const query = selectAudit(db, ask).orderBy('audit_events.at').orderBy('audit_events.id').limit(BATCH)
    // Timestamps have microseconds in the database and milliseconds here: the id of the last row is read back there.
    if (last)
      query.whereRaw(
        '(audit_events.at, audit_events.id) > ((select y.at from audit_events y where y.tenant_id = ? and y.id = ?), ?::uuid)',
        [last.tenant_id, last.id, last.id],
      )
    const rows = (await query) as unknown as AuditRow[]
    yield* rows
    if (rows.length < BATCH) return
    last = rows.at(-1)
  }
}
