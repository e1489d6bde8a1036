/** What is behind the money of projects: the projects that make up what is owed, and the records that make up one of them. */
import { ask, type TenantDb } from '../kit/client'
import { COUNTED, likePattern, type ListQuery } from '../kit/lists'
import { Conditions, limitsOf } from '../kit/reading'

/** A page of rows with what all rows of the list add up to, in minor units. */
export interface SummedPage<Row> {
  rows: Row[]
  total: number
  sum: bigint
}

/** A project with what it consumed and what it is exposed to, in minor units. */
export interface OwedRow {
  id: string
  name: string
  status: string
  currency: string
  contract_value: bigint
  budget_consumed: bigint
  vo_exposure: bigint
  dwo_exposure: bigint
  total_liability: bigint
}

const OWED = '(s.payments + s.vo_pending + s.vo_approved + s.dwo_draft + s.dwo_submitted)'
const OWED_SORT: Record<string, string> = { total_liability: OWED, contract_value: 'p.contract_value', name: 'p.name' }
const OWED_FROM = 'project_sums s join projects p on p.tenant_id = s.tenant_id and p.id = s.id'

/** Projects of which anything was consumed or is exposed. */
export async function projectsOwed(db: TenantDb, list: ListQuery): Promise<SummedPage<OwedRow>> {
  const where = new Conditions(db, 's')
  where.add('(s.payments <> 0 or s.vo_pending <> 0 or s.vo_approved <> 0 or s.dwo_draft <> 0 or s.dwo_submitted <> 0)')
  if (list.filters.status) where.add(`p.status = any(${where.value(list.filters.status)}::text[])`)
  if (list.search !== undefined) where.add(`p.name ilike ${where.value(likePattern(list.search))}`)
  const whole = [...where.values]
  const direction = list.descending ? 'desc' : 'asc'
  const order = `order by ${OWED_SORT[list.sort]} ${direction}, s.id ${direction}`
  const [rows, [all]] = await Promise.all([
    ask<OwedRow>(
      db,
      `select p.id, p.name, p.status, p.currency, p.contract_value, s.payments as budget_consumed, s.vo_pending + s.vo_approved as vo_exposure,
         s.dwo_draft + s.dwo_submitted as dwo_exposure, ${OWED} as total_liability, p.created_at, p.updated_at, p.version
       from ${OWED_FROM} where ${where.sql} ${order} ${limitsOf(where, list)}`,
      where.values,
    ),
    // Names and statuses are needed only where something is asked of them.
    ask<{ n: number; sum: bigint }>(
      db,
      `select least(count(*), ${COUNTED})::int as n, coalesce(sum${OWED}, 0)::bigint as sum
       from ${where.sql.includes('p.') ? OWED_FROM : 'project_sums s'} where ${where.sql}`,
      whole,
    ),
  ])
  return { rows, total: all?.n ?? 0, sum: all?.sum ?? 0n }
}

/** The parts of a project's liability (seed C, ADM-004), each with the table it comes of. */
export const LIABILITY_PARTS = ['budget_consumed', 'vo_exposure', 'dwo_exposure'] as const
export type LiabilityPart = (typeof LIABILITY_PARTS)[number]

/** A record behind the liability of a project. */
export interface LiabilityRow {
  id: string
  part: LiabilityPart
  number: string | null
  title: string | null
  status: string
  day: string
  amount: bigint
}

const SHARED = 'r.created_at, r.updated_at, r.version'
const OF_PROJECT = 'r.tenant_id = $1 and r.project_id = $2'
const BEHIND: Record<LiabilityPart, string> = {
  budget_consumed: `select r.id, 'budget_consumed' as part, r.reference as number, r.description as title, r.entry_type as status,
    r.entry_date as day, r.credit - r.debit as amount, ${SHARED} from ledger_entries r where ${OF_PROJECT} and r.entry_type = 'payment'`,
  vo_exposure: `select r.id, 'vo_exposure' as part, r.vo_number as number, r.title, r.status, r.created_at::date as day, r.amount, ${SHARED}
    from variation_orders r where ${OF_PROJECT} and r.status in ('pending', 'approved')`,
  dwo_exposure: `select r.id, 'dwo_exposure' as part, r.dwo_number as number, r.description as title, r.status, r.work_date as day, r.amount, ${SHARED}
    from daywork_orders r where ${OF_PROJECT} and r.status in ('draft', 'submitted')`,
}

/** The records that make up the liability of a project, of the parts asked for. */
export async function liabilityOf(
  db: TenantDb,
  list: ListQuery,
  of: { project_id: string; parts: readonly LiabilityPart[] },
): Promise<SummedPage<LiabilityRow>> {
  if (of.parts.length === 0) return { rows: [], total: 0, sum: 0n }
  const all = `(${of.parts.map((part) => BEHIND[part]).join(' union all ')}) behind`
  const direction = list.descending ? 'desc' : 'asc'
  const values = [db.userParams.tenant_id, of.project_id]
  const [rows, [counted]] = await Promise.all([
    ask<LiabilityRow>(db, `select * from ${all} order by ${list.sort} ${direction}, id ${direction} limit $3 offset $4`, [
      ...values,
      list.per_page,
      (list.page - 1) * list.per_page,
    ]),
    ask<{ n: number; sum: bigint }>(
      db,
      `select least(count(*), ${COUNTED})::int as n, coalesce(sum(amount), 0)::bigint as sum from ${all}`,
      values,
    ),
  ])
  return { rows, total: counted?.n ?? 0, sum: counted?.sum ?? 0n }
}
