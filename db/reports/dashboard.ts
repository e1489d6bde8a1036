/** What the dashboard reads: counts by index, sums from the rows that each posting keeps up to date. */
import { ask, type TenantDb } from '../kit/client'

/** Tasks that wait, by kind. */
export async function countOpenTasks(db: TenantDb): Promise<Record<string, number>> {
  const rows = await ask<{ kind: string; n: number }>(
    db,
    "select kind, count(*)::int as n from tasks where tenant_id = $1 and state in ('open', 'claimed') group by kind order by kind",
    [db.userParams.tenant_id],
  )
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

/** Consumed and exposed over all projects, in minor units. */
export async function totalLiability(db: TenantDb): Promise<bigint> {
  const [row] = await ask<{ total: bigint }>(
    db,
    `select coalesce(sum(payments + vo_pending + vo_approved + dwo_draft + dwo_submitted), 0)::bigint as total
     from project_sums where tenant_id = $1`,
    [db.userParams.tenant_id],
  )
  return row?.total ?? 0n
}

/** One day of the series; amounts in minor units. */
export interface DayRow {
  date: string
  proposals_approved: number
  proposals_amount: bigint
  payments: bigint
}

/** Approved proposals and payments by day of the business's zone, `from` and `to` included; every day has its row. */
export const daysBetween = (db: TenantDb, at: { from: string; to: string; zone: string }): Promise<DayRow[]> =>
  ask<DayRow>(
    db,
    `select to_char(d.day, 'YYYY-MM-DD') as date, coalesce(p.n, 0) as proposals_approved, coalesce(p.amount, 0)::bigint as proposals_amount,
       coalesce(l.amount, 0)::bigint as payments
     from generate_series($2::date, $3::date, interval '1 day') d (day)
     left join (select (decided_at at time zone $4)::date as day, count(*)::int as n, sum(quoted_amount) as amount from proposals
       where tenant_id = $1 and status = 'approved' and decided_at >= $2::date::timestamp at time zone $4
         and decided_at < ($3::date + 1)::timestamp at time zone $4 group by 1) p on p.day = d.day::date
     left join (select entry_date as day, sum(credit - debit) as amount from ledger_entries
       where tenant_id = $1 and entry_type = 'payment' and entry_date >= $2::date and entry_date <= $3::date group by 1) l on l.day = d.day::date
     order by d.day`,
    [db.userParams.tenant_id, at.from, at.to, at.zone],
  )
