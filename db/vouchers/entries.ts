/** Entries of the party ledger as they are read: lists, one with what is behind it, those of a voucher. */
import { ledgers } from '../../domain/records/vouchers'
import type { TenantDb } from '../kit/client'
import { ask } from '../kit/client'
import type { ListQuery, Page } from '../kit/lists'
import { Conditions, plainReading, readPage } from '../kit/reading'
import type { Row } from '../kit/records'

/** Further limits of a list of entries. */
export interface EntryLimits {
  from?: string | undefined
  to?: string | undefined
  /** Only entries of the subcontractors that a user is linked to. */
  contractor_id?: string | undefined
}

/** One page of entries. */
export function listEntries(db: TenantDb, list: ListQuery, { from, to, contractor_id }: EntryLimits): Promise<Page<Row>> {
  const where = new Conditions(db, ledgers.table).filter(list.filters).search(ledgers.list.search, list.search)
  if (from !== undefined) where.add(`ledger_entries.entry_date >= ${where.value(from)}`)
  if (to !== undefined) where.add(`ledger_entries.entry_date <= ${where.value(to)}`)
  if (contractor_id !== undefined)
    where.add(`ledger_entries.party_type = 'subcontractor' and ${ofContractor('ledger_entries', 'party_id', where.value(contractor_id))}`)
  return readPage<Row>(db, plainReading(ledgers), { list, where })
}

/** The condition that a row's subcontractor is one that a user is linked to. */
export const ofContractor = (table: string, column: string, user: string): string =>
  `exists (select from subcontractors s where s.tenant_id = ${table}.tenant_id and s.id = ${table}.${column} and s.user_id = ${user})`

const ALL: Omit<ListQuery, 'filters'> = { page: 1, per_page: 100, sort: 'entry_date', descending: false, search: undefined }

/** What was posted for a voucher, oldest first. */
export async function entriesOfVoucher(db: TenantDb, voucher_id: string): Promise<Row[]> {
  return (await listEntries(db, { ...ALL, filters: { voucher_id: [voucher_id] } }, {})).rows
}

/** Who decided what on the way to a posting. */
export interface DecisionRow {
  at: Date
  kind: string
  title: string
  outcome: string | null
  comment: string | null
  rule: string | null
  actor: { id: string; name: string } | null
  on_behalf_of: { id: string; name: string } | null
}

const NAMED = (alias: string): string =>
  `case when ${alias}.id is null then null else json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`

/** The decisions behind a record's process, oldest first. */
export const decisionsOf = (db: TenantDb, record_id: string): Promise<DecisionRow[]> =>
  ask<DecisionRow>(
    db,
    `select t.at, t.kind, t.title, t.outcome, t.comment, t.rule, ${NAMED('u')} as actor, ${NAMED('p')} as on_behalf_of from timeline_entries t
     left join users u on u.tenant_id = t.tenant_id and u.id = t.actor_id
     left join users p on p.tenant_id = t.tenant_id and p.id = t.on_behalf_of_id
     where t.tenant_id = $1 and t.record_type = 'voucher' and t.record_id = $2 and t.outcome is not null order by t.at, t.id`,
    [db.userParams.tenant_id, record_id],
  )
