/** What every write leaves behind: field-level history, the audit event, the timeline entry. */
import { v7 as uuidv7 } from 'uuid'
import type { TenantDb, Trx } from './client'
import { insertRows } from './writing'

/** Who did it: the person, and the absent person they stood in for. */
export interface By {
  actor_id: string | null
  on_behalf_of_id?: string | null
  request_id?: string | undefined
}

export interface HistoryEntry {
  record_type: string
  record_id: string
  record_version: number
  action: string
  changes: Record<string, [unknown, unknown]>
}

export interface AuditEntry {
  action: string
  resource: string
  resource_id?: string | null
  refused?: string
  data?: Record<string, unknown>
  /** The business whose log tells of it, when the platform acts on one; else the handle's own. */
  tenant_id?: string
}

export interface TimelineEntry {
  record_type: string
  record_id: string
  kind: string
  title: string
  outcome?: string | null
  comment?: string | null
  rule?: string | null
  task_id?: string | null
  data?: Record<string, unknown>
}

const base = (db: TenantDb | Trx): { tenant_id: string; id: string } => ({ tenant_id: db.userParams.tenant_id, id: uuidv7() })

/** The row of `record_history` for an entry. */
export const historyRow = (db: TenantDb | Trx, by: By, entry: HistoryEntry): Record<string, unknown> => ({
  ...base(db),
  ...entry,
  actor_id: by.actor_id,
  changes: JSON.stringify(entry.changes),
})

/** The row of `audit_events` for an entry. */
export const auditRow = (db: TenantDb | Trx, by: By, entry: AuditEntry): Record<string, unknown> => ({
  ...base(db),
  ...entry,
  actor_id: by.actor_id,
  on_behalf_of_id: by.on_behalf_of_id ?? null,
  request_id: by.request_id ?? null,
  data: JSON.stringify(entry.data ?? {}),
})

/** Field-level history of one record (DOC-2). */
export const writeHistory = async (trx: Trx, by: By, entry: HistoryEntry): Promise<void> => {
  await trx('record_history').insert(historyRow(trx, by, entry))
}

/** One audit event (TEN-11). */
export const writeAudit = async (db: TenantDb | Trx, by: By, entry: AuditEntry): Promise<void> => {
  await db('audit_events').insert(auditRow(db, by, entry))
}

/** The row of `timeline_entries` for an entry. */
export const timelineRow = (db: TenantDb | Trx, by: By, entry: TimelineEntry): Record<string, unknown> => ({
  ...base(db),
  ...entry,
  actor_id: by.actor_id,
  on_behalf_of_id: by.on_behalf_of_id ?? null,
  data: JSON.stringify(entry.data ?? {}),
})

/** One line of a process's story (TASK-5). */
export const writeTimeline = async (trx: Trx, by: By, entry: TimelineEntry): Promise<void> => {
  await trx('timeline_entries').insert(timelineRow(trx, by, entry))
}

/** History, audit and timeline of one step, in one statement. */
export const writeTrail = (trx: Trx, by: By, trail: { history: HistoryEntry; audit: AuditEntry; timeline: TimelineEntry }): Promise<void> =>
  insertRows(trx, [
    { table: 'record_history', row: historyRow(trx, by, trail.history) },
    { table: 'audit_events', row: auditRow(trx, by, trail.audit) },
    { table: 'timeline_entries', row: timelineRow(trx, by, trail.timeline) },
  ])

/** The fields of `after` that differ from `before`, as [old, new]. */
export function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, [unknown, unknown]> {
  const changes: Record<string, [unknown, unknown]> = {}
  for (const [field, now] of Object.entries(after)) {
    const was = before[field] ?? null
    if (JSON.stringify(plain(was)) !== JSON.stringify(plain(now ?? null))) changes[field] = [plain(was), plain(now ?? null)]
  }
  return changes
}

// Amounts are bigint inside and no JSON; as minor units they would mislead, so they are written as text.
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)
