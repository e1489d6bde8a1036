/** Audit events: read by holders of `audit.view`, exported as CSV; the export is audited itself (TEN-11). */
import { z } from 'zod'
import { dayOrInstant } from '../../domain/records/platform'
import { type AuditRow, exportAudit, listAudit } from '../../db/platform'
import { sendCsv } from '../kit/csv'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, Reply, type Route, SIGNED_IN } from '../kit/route'

const tag = 'audit-events'
const path = '/api/admin/audit-events'
const range = { 'filter[from]': dayOrInstant('audit.from').optional(), 'filter[to]': dayOrInstant('audit.to').optional() }
const filters = ['actor_id', 'action', 'resource', 'resource_id', 'refused', 'request_id'] as const
const named = z.object({ id: z.uuid(), name: z.string() }).nullable()

const answer = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor_id: z.uuid().nullable(),
  actor: named,
  on_behalf_of_id: z.uuid().nullable(),
  on_behalf_of: named,
  action: z.string(),
  resource: z.string(),
  resource_id: z.uuid().nullable(),
  refused: z.string().nullable(),
  request_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  created_at: z.iso.datetime(),
})

const present = (row: AuditRow): Record<string, unknown> => {
  const {
    id,
    at,
    actor_id,
    actor,
    on_behalf_of_id,
    on_behalf_of,
    action: what,
    resource,
    resource_id,
    refused,
    request_id,
    data,
    created_at,
  } = row
  return {
    id,
    at,
    actor_id,
    actor,
    on_behalf_of_id,
    on_behalf_of,
    action: what,
    resource,
    resource_id,
    refused,
    request_id,
    data,
    created_at,
  }
}

const rangeOf = (more: Record<string, unknown>, time_zone: string) => ({
  from: more['filter[from]'] as string | undefined,
  to: more['filter[to]'] as string | undefined,
  time_zone,
})

const list = action({
  tag,
  method: 'get',
  path,
  heavy: true,
  permission: 'audit.view',
  summary: 'List audit events',
  answer: z.array(answer),
  meta: listMeta,
  query: listQuery({ filter: filters, sort: ['created_at', 'at'], more: range }),
  async handle({ db, query, actor }) {
    const { rows, total } = await listAudit(db, query, { range: rangeOf(query.more, actor.business.time_zone) })
    return new Reply(rows.map(present), { meta: metaOfPage(query, total) })
  },
})

const everywhere = action({
  tag,
  method: 'get',
  path: '/api/platform/audit-events',
  heavy: true,
  permission: SIGNED_IN,
  summary: 'List audit events of all businesses',
  meta: listMeta,
  answer: z.array(answer.extend({ business_id: z.uuid() })),
  query: listQuery({ filter: [...filters, 'business_id'], sort: ['created_at', 'at'], more: range }),
  async handle({ db, query, actor }) {
    const { rows, total } = await listAudit(db, query, { range: rangeOf(query.more, actor.business.time_zone), everywhere: true })
    return new Reply(
      rows.map((row) => ({ ...present(row), business_id: row.tenant_id })),
      { meta: metaOfPage(query, total) },
    )
  },
})

const COLUMNS = [
  'at',
  'actor_id',
  'actor_name',
  'on_behalf_of_id',
  'action',
  'resource',
  'resource_id',
  'refused',
  'request_id',
  'data',
  'id',
] as const

async function* lines(rows: AsyncIterable<AuditRow>): AsyncGenerator<Record<string, unknown>> {
  for await (const row of rows) yield { ...present(row), actor_name: row.actor?.name ?? null }
}

const exported = action({
  tag,
  method: 'get',
  path: `${path}/export`,
  heavy: true,
  permission: 'audit.view',
  summary: 'Export audit events as CSV',
  answer: { media: 'text/csv' },
  query: listQuery({ filter: filters, sort: ['created_at'], more: { ...range, format: z.enum(['csv']).default('csv') } }),
  async handle(call) {
    const { db, query, actor } = call
    const ask = { list: query, range: rangeOf(query.more, actor.business.time_zone) }
    const { format: _format, ...more } = query.more
    const seen = { action: 'audit.export', resource: 'audit_event', resource_id: null, data: { ...query.filters, ...more } }
    return sendCsv(call, { name: 'audit-events', columns: COLUMNS, rows: lines(exportAudit(db, ask)), seen })
  },
})

export const auditRoutes: Route[] = [list, exported, everywhere]
