/** Clock entries: at most one open a person, which the database itself keeps. */
import type { Stay } from '../../domain/rules/projects/clock'
import { conflict } from '../../domain/errors'
import type { TenantDb, Trx } from '../kit/client'
import { type By, writeAudit } from '../kit/trail'

export interface ClockEntry extends Stay {
  id: string
  project_id: string | null
  project: { id: string; name: string } | null
}

const ENTRY = `e.id, e.project_id, e.clocked_in_at, e.clocked_out_at,
  (select json_build_object('id', p.id, 'name', p.name) from projects p where p.tenant_id = e.tenant_id and p.id = e.project_id) as project`

/** One entry of a person, or undefined. */
export async function findEntry(db: TenantDb | Trx, user_id: string, id: string): Promise<ClockEntry | undefined> {
  const found = await db.raw(`select ${ENTRY} from clock_entries e where e.tenant_id = ? and e.user_id = ? and e.id = ?`, [
    db.userParams.tenant_id,
    user_id,
    id,
  ])
  return found.rows[0]
}

/** The entries of a person that touch a period, oldest first; at most 1,000. */
export async function listEntries(db: TenantDb, user_id: string, period: { from: Date; to: Date }): Promise<ClockEntry[]> {
  const found = await db.raw(
    `select ${ENTRY} from clock_entries e where e.tenant_id = ? and e.user_id = ? and e.clocked_in_at < ? and coalesce(e.clocked_out_at, now()) >= ?
     order by e.clocked_in_at limit 1000`,
    [db.userParams.tenant_id, user_id, period.to, period.from],
  )
  return found.rows
}

/** The open entry of a person, or undefined. */
export async function openEntry(db: TenantDb | Trx, user_id: string): Promise<ClockEntry | undefined> {
  const found = await db.raw(`select ${ENTRY} from clock_entries e where e.tenant_id = ? and e.user_id = ? and e.clocked_out_at is null`, [
    db.userParams.tenant_id,
    user_id,
  ])
  return found.rows[0]
}

/** Clocks a person in; 409 `clocked_in` when they are, also when two requests race. */
export async function clockIn(trx: Trx, by: By, entry: { id: string; user_id: string; project_id: string | null }): Promise<void> {
  const inserted = await trx('clock_entries')
    .insert({ tenant_id: trx.userParams.tenant_id, ...entry, clocked_in_at: trx.fn.now() })
    .onConflict(trx.raw('(tenant_id, user_id) where clocked_out_at is null'))
    .ignore()
    .returning('id')
  if (inserted.length === 0) {
    const current = await openEntry(trx, entry.user_id)
    throw conflict('clocked_in', 'You are clocked in already.', { current: { since: current?.clocked_in_at ?? null } })
  }
  await writeAudit(trx, by, { action: 'clock.in', resource: 'clock_entry', resource_id: entry.id, data: { project_id: entry.project_id } })
}

/** Clocks a person out and gives the entry's id; 409 `not_clocked_in` when they are not. */
export async function clockOut(trx: Trx, by: By, user_id: string): Promise<string> {
  const [closed] = await trx('clock_entries')
    .where({ tenant_id: trx.userParams.tenant_id, user_id })
    .whereNull('clocked_out_at')
    .update({ clocked_out_at: trx.fn.now(), updated_at: trx.fn.now(), version: trx.raw('version + 1') })
    .returning('id')
  if (!closed) throw conflict('not_clocked_in', 'You are not clocked in.')
  await writeAudit(trx, by, { action: 'clock.out', resource: 'clock_entry', resource_id: closed.id })
  return closed.id
}
