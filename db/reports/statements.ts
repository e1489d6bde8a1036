/** What statements add up: whole months from the sums that each posting keeps, the days at the edges from the lines. */
import type { CashAccount, CashFlow } from '../../domain/rules/reports/cash-flow'
import { type Days, type Spans, spansOf } from '../../domain/rules/reports/dates'
import type { AccountType } from '../../domain/rules/ledger'
import { askPlanned, type TenantDb, type Trx } from '../kit/client'

export interface Sums {
  debit: bigint
  credit: bigint
}

/** Days to add up, of one project only where one is named. */
export interface Range extends Days {
  project_id?: string | undefined
  /** One account only. */
  account_id?: string | undefined
}

/** Adds placeholders as values are taken. */
class Bindings {
  readonly values: unknown[]
  constructor(tenant_id: string) {
    this.values = [tenant_id]
  }
  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

const tenantOf = (db: TenantDb | Trx): string => db.userParams.tenant_id

/** Conditions on a month column, as far as months are bounded. */
function monthsIn({ first, last }: NonNullable<Spans['months']>, bind: Bindings): string {
  const from = first === undefined ? '' : ` and month >= ${bind.add(first)}`
  return `${from} and month <= ${bind.add(last)}`
}

/** Debits and credits of each account in the base currency. */
export async function sumsIn(db: TenantDb | Trx, range: Range): Promise<Map<string, Sums>> {
  const { months, edges } = spansOf(range)
  const bind = new Bindings(tenantOf(db))
  const one = range.account_id === undefined ? '' : ` and account_id = ${bind.add(range.account_id)}`
  const only = one + (range.project_id === undefined ? '' : ` and project_id = ${bind.add(range.project_id)}`)
  // Account by account, so that an edge is read from the index of its account and days.
  const each = only === '' ? ' and account_id in (select id from accounts where tenant_id = $1)' : only
  const parts = [
    ...(months ? [`select account_id, debit, credit from account_sums where tenant_id = $1${monthsIn(months, bind)}${only}`] : []),
    ...edges.map(
      ({ from, to }) => `select account_id, base_debit, base_credit from journal_lines
        where tenant_id = $1 and entry_date >= ${bind.add(from)} and entry_date <= ${bind.add(to)}${each}`,
    ),
  ]
  if (parts.length === 0) return new Map()
  const rows = await askPlanned<Sums & { account_id: string }>(
    db,
    `select account_id, sum(debit)::bigint as debit, sum(credit)::bigint as credit
     from (${parts.join(' union all ')}) as part (account_id, debit, credit) group by account_id`,
    bind.values,
  )
  return new Map(rows.map(({ account_id, debit, credit }) => [account_id, { debit, credit }]))
}

/** What accounts of revenue and expense moved in each month of a range, debits less credits, all in one statement. */
export async function resultsByMonth(db: TenantDb | Trx, range: Range): Promise<{ month: string; type: AccountType; net: bigint }[]> {
  const { months, edges } = spansOf(range)
  const bind = new Bindings(tenantOf(db))
  const only = range.project_id === undefined ? '' : ` and project_id = ${bind.add(range.project_id)}`
  const parts = [
    ...(months ? [`select account_id, month, debit - credit from account_sums where tenant_id = $1${monthsIn(months, bind)}${only}`] : []),
    ...edges.map(
      ({ from, to }) => `select account_id, to_char(entry_date, 'YYYY-MM'), base_debit - base_credit from journal_lines
        where tenant_id = $1 and entry_date >= ${bind.add(from)} and entry_date <= ${bind.add(to)}${only}
          and account_id in (select id from accounts where tenant_id = $1 and type in ('revenue', 'expense'))`,
    ),
  ]
  if (parts.length === 0) return []
  return askPlanned(
    db,
    `select month, a.type, sum(net)::bigint as net from (${parts.join(' union all ')}) as part (account_id, month, net)
     join accounts a on a.tenant_id = $1 and a.id = part.account_id where a.type in ('revenue', 'expense') group by month, a.type`,
    bind.values,
  )
}

/** Money that came in (positive) and went out by way of each account that is not money itself. */
export async function cashIn(db: TenantDb | Trx, range: Range): Promise<Map<string, bigint>> {
  const { months, edges } = spansOf(range)
  const bind = new Bindings(tenantOf(db))
  const own = range.project_id === undefined ? undefined : bind.add(range.project_id)
  const parts = [
    ...(months
      ? [`select account_id, amount from cash_sums where tenant_id = $1${monthsIn(months, bind)}${own ? ` and project_id = ${own}` : ''}`]
      : []),
    ...edges.map(
      ({
        from,
        to,
      }) => `select l.account_id, l.base_credit - l.base_debit from journal_lines l join accounts a on a.tenant_id = l.tenant_id and a.id = l.account_id
        where l.tenant_id = $1 and a.cash_flow is distinct from 'cash'${own ? ` and l.project_id = ${own}` : ''} and l.journal_id in (
          select m.journal_id from journal_lines m where m.tenant_id = $1 and m.entry_date >= ${bind.add(from)} and m.entry_date <= ${bind.add(to)}
            and m.account_id in (select id from accounts where tenant_id = $1 and cash_flow = 'cash'))`,
    ),
  ]
  if (parts.length === 0) return new Map()
  const rows = await askPlanned<{ account_id: string; amount: bigint }>(
    db,
    `select account_id, sum(amount)::bigint as amount from (${parts.join(' union all ')}) as part (account_id, amount) group by account_id`,
    bind.values,
  )
  return new Map(rows.map(({ account_id, amount }) => [account_id, amount]))
}

export interface AccountRow extends CashAccount {
  /** Its own role. */
  own_role: string | null
}

const ACCOUNTS = `with recursive up as (
    select id, id as of, parent_id, role, 0 as depth from accounts where tenant_id = $1
    union all select p.id, up.of, p.parent_id, p.role, up.depth + 1 from up join accounts p on p.tenant_id = $1 and p.id = up.parent_id
      where up.role is null and up.depth < 50
  )
  select a.id, a.code, a.name, a.type, a.cash_flow, a.role as own_role,
    (select up.role from up where up.of = a.id and up.role is not null order by up.depth limit 1) as role
  from accounts a where a.tenant_id = $1 order by a.code`

interface Found {
  id: string
  code: string
  name: string
  type: AccountType
  cash_flow: CashFlow | null
  own_role: string | null
  role: string | null
}

/** The chart of accounts, each with its own role or that of the nearest account above it. */
export async function chartOfAccounts(db: TenantDb | Trx): Promise<AccountRow[]> {
  const rows = await askPlanned<Found>(db, ACCOUNTS, [tenantOf(db)])
  return rows.map(({ id, code, name, type, ...rest }) => ({ account: { account_id: id, code, name, type }, ...rest }))
}
