/** The months of the books, and what should be looked at before one is closed. */
import { v7 as uuidv7 } from 'uuid'
import { statusesOf } from '../../domain/kit/process/audit'
import { processes } from '../../domain/processes'
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

/** What of a month is still under way, process by process. */
const underWay = (): string[] =>
  [...processes().values()].flatMap((definition) => {
    const hold = definition.holds?.period
    if (!hold) return []
    const { record, ended_when } = definition
    const statuses = statusesOf(definition, 'waiting', ...(hold.drafts ? (['open'] as const) : []))
    const over = ended_when ? `status = '${ended_when.status}' and ${ended_when.field} = '${ended_when.value}'` : 'false'
    return `select '${hold.key}' as key, false as blocking, count(*)::int as count from ${record.table}
      where tenant_id = $1 and status in ('${statuses.join("', '")}') and not (${over})
        and ${hold.day} >= $2::date and ${hold.day} < $2::date + interval '1 month'`
  })

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
  const text = [...underWay(), EARLIER, ...BROKEN].join(' union all ')
  const found = await ask<ChecklistItem>(trx, text, [trx.userParams.tenant_id, `${month}-01`, month])
  return found.map(({ key, count, blocking }) => ({ key, count, blocking }))
}
