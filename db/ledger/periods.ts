/** The months of the books, and what should be looked at before one is closed. */
import { v7 as uuidv7 } from 'uuid'
import type { ChecklistItem } from '../../domain/rules/ledger/period'
import { ask, type TenantDb, type Trx } from '../kit/client'

export interface PeriodRow {
  id: string
  month: string
  status: string
  closed_at: Date | null
  checklist: ChecklistItem[]
}

/** The row of a month, made when nobody posted into it yet. */
export async function ensurePeriod(db: TenantDb, month: string): Promise<PeriodRow> {
  const tenant_id: string = db.userParams.tenant_id
  await ask(db, 'insert into periods (tenant_id, id, month) values ($1, $2, $3) on conflict (tenant_id, month) do nothing', [
    tenant_id,
    uuidv7(),
    month,
  ])
  const [row] = await ask<PeriodRow>(db, 'select * from periods where tenant_id = $1 and month = $2', [tenant_id, month])
  if (!row) throw new Error(`Period ${month} vanished`)
  return row
}

/** True when the month has its process. */
export async function hasProcess(db: TenantDb, id: string): Promise<boolean> {
  return (await ask(db, 'select 1 from processes where tenant_id = $1 and id = $2', [db.userParams.tenant_id, id])).length > 0
}

interface UnderWay {
  key: string
  table: string
  day: string
  statuses: readonly string[]
  and?: string
}

/** What of a month may still be under way: rows of a table by a day of theirs and their status. */
const UNDER_WAY = [
  {
    key: 'vouchers_unposted',
    table: 'vouchers',
    day: 'week_ending',
    statuses: ['draft', 'submitted', 'approved'],
    and: "payment_status <> 'paid'",
  },
  { key: 'expenses_under_way', table: 'expenses', day: 'spent_on', statuses: ['draft', 'submitted'] },
  { key: 'daywork_orders_under_way', table: 'daywork_orders', day: 'work_date', statuses: ['draft', 'submitted'] },
  { key: 'variation_orders_pending', table: 'variation_orders', day: 'created_at', statuses: ['pending'] },
  { key: 'documents_under_way', table: 'documents', day: 'created_at', statuses: ['in_verification', 'in_approval'] },
] satisfies readonly UnderWay[]

const countOf = ({ key, table, day, statuses, and = 'true' }: UnderWay): string =>
  `select '${key}' as key, false as blocking, count(*)::int as count from ${table} where tenant_id = $1 and status in ('${statuses.join("', '")}')
     and ${and} and ${day} >= $2::date and ${day} < $2::date + interval '1 month'`

/** Journals of the month that do not balance, and accounts whose sums differ from their lines: nothing may be closed on them. */
const BROKEN = [
  `select 'journals_unbalanced', true, count(*)::int from (
     select journal_id from journal_lines where tenant_id = $1 and entry_date >= $2::date and entry_date < $2::date + interval '1 month'
     group by journal_id having sum(debit) <> sum(credit) or sum(base_debit) <> sum(base_credit)) unbalanced`,
  `select 'sums_differ', true, count(*)::int from (
     select account_id from (
       select account_id, base_debit as debit, base_credit as credit from journal_lines
         where tenant_id = $1 and entry_date >= $2::date and entry_date < $2::date + interval '1 month'
       union all select account_id, -debit, -credit from account_sums where tenant_id = $1 and month = $3
     ) both_sides group by account_id having sum(debit) <> 0 or sum(credit) <> 0) differing`,
]

const EARLIER = `select 'earlier_months_open', false, count(*)::int from periods
  where tenant_id = $1 and month < $3 and status in ('open', 'closing')`

/** The checklist of a month, computed now. */
export async function checklistOf(trx: Trx, month: string): Promise<ChecklistItem[]> {
  const text = [...UNDER_WAY.map(countOf), EARLIER, ...BROKEN].join(' union all ')
  const found = await ask<ChecklistItem>(trx, text, [trx.userParams.tenant_id, `${month}-01`, month])
  return found.map(({ key, count, blocking }) => ({ key, count, blocking }))
}
