/** What a posting needs to know of the books: accounts, rates, and that its months stay open. */
import { v7 as uuidv7 } from 'uuid'
import { conflict } from '../../domain/errors'
import { monthOf, RATE_DAYS } from '../../domain/rules/ledger'
import type { PostingAccount, PostingLine } from '../../domain/rules/ledger/postings'
import { ask, type TenantDb, type Trx } from '../kit/client'

/** The books as far as some postings touch them. */
export interface Books {
  base: string
  find(line: PostingLine): PostingAccount | undefined
  /** The last rate on or before the date, unless it is stale. */
  rateOf(currency: string, date: string): string | undefined
}

interface Wanted {
  entry_date: string
  lines: readonly PostingLine[]
}

/** Reads the accounts of the lines, and the rates where an account is kept in another currency. */
export async function openBooks(trx: Trx, postings: readonly Wanted[]): Promise<Books> {
  const lines = postings.flatMap((posting) => posting.lines)
  const ids = [...new Set(lines.flatMap(({ account_id }) => account_id ?? []))]
  const roles = [...new Set(lines.flatMap(({ account_id, role }) => (account_id === undefined && role !== undefined ? [role] : [])))]
  const text = `select b.base_currency as base, a.id, a.code, a.currency, a.role, a.active from businesses b
    left join accounts a on a.tenant_id = b.tenant_id and (a.id = any($2::uuid[]) or a.role = any($3::text[])) where b.tenant_id = $1 and b.id = $1`
  const rows = await ask<PostingAccount & { base: string }>(trx, text, [trx.userParams.tenant_id, ids, roles])
  const base = rows[0]?.base ?? ''
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byRole = new Map(rows.map((row) => [row.role, row]))
  const missing = roles.find((role) => !byRole.has(role))
  if (missing !== undefined) throw conflict('no_account', `No account of the chart has the role ${missing}.`, { role: missing })
  const foreign = [
    ...new Set(rows.flatMap(({ currency }) => (currency === null || currency === undefined || currency === base ? [] : [currency]))),
  ]
  const dates = postings.map(({ entry_date }) => entry_date)
  return {
    base,
    find: ({ account_id, role }) => (account_id === undefined ? byRole.get(role ?? '') : byId.get(account_id)),
    rateOf: foreign.length > 0 ? await readRates(trx, foreign, dates) : () => undefined,
  }
}

/** The last rate on or before each date, unless it is stale. */
export async function readRates(trx: TenantDb | Trx, currencies: readonly string[], dates: readonly string[]): Promise<Books['rateOf']> {
  const text = `select d.currency, d.day::text as day, (select r.rate::text from exchange_rates r where r.tenant_id = $1 and r.currency = d.currency
      and r.rate_date <= d.day and r.rate_date > d.day - ${RATE_DAYS} order by r.rate_date desc limit 1) as rate
    from (select currency, day from unnest($2::text[]) currency, unnest($3::date[]) day) d`
  const rows = await ask<{ currency: string; day: string; rate: string | null }>(trx, text, [
    trx.userParams.tenant_id,
    currencies,
    [...new Set(dates)],
  ])
  const rates = new Map(rows.map(({ currency, day, rate }) => [`${currency} ${day}`, rate ?? undefined]))
  return (currency, date) => rates.get(`${currency} ${date}`)
}

/** Locks the months of the dates against being closed until the transaction ends; 409 `period_closed` for a closed one. */
export async function keepMonthsOpen(trx: Trx, dates: readonly string[]): Promise<void> {
  const months = [...new Set(dates.map(monthOf))].sort()
  const first = await lockMonths(trx, months)
  const known = new Set(first.map(({ month }) => month))
  const fresh = months.filter((month) => !known.has(month))
  // A month begins with its first posting; two first postings at once meet at the unique key and go on together.
  if (fresh.length > 0) {
    const text = `insert into periods (tenant_id, id, month) select $1, id, month from unnest($2::uuid[], $3::text[]) as p(id, month)
      order by month on conflict (tenant_id, month) do nothing`
    await ask(trx, text, [trx.userParams.tenant_id, fresh.map(() => uuidv7()), fresh])
    await lockMonths(trx, fresh)
  }
}

async function lockMonths(trx: Trx, months: readonly string[]): Promise<{ month: string; status: string }[]> {
  const text = 'select month, status from periods where tenant_id = $1 and month = any($2::text[]) order by month for share'
  const found = await ask<{ month: string; status: string }>(trx, text, [trx.userParams.tenant_id, months])
  const closed = found.find(({ status }) => status === 'closed' || status === 'reopening')
  if (closed)
    throw conflict('period_closed', `The period ${closed.month} is closed.`, { current: { month: closed.month, status: closed.status } })
  return found
}

/** Locks an account against postings until the transaction ends. */
export async function lockAccount(trx: Trx, id: string): Promise<void> {
  await ask(trx, 'select id from accounts where tenant_id = $1 and id = $2 for update', [trx.userParams.tenant_id, id])
}

/** True when something was posted to the account. */
export async function accountInUse(trx: Trx, id: string): Promise<boolean> {
  const found = await ask(trx, 'select 1 from journal_lines where tenant_id = $1 and account_id = $2 limit 1', [
    trx.userParams.tenant_id,
    id,
  ])
  return found.length > 0
}

/** True when the account is the other one or stands somewhere under it. */
export async function isBelow(trx: Trx, { id, ancestor_id }: { id: string; ancestor_id: string }): Promise<boolean> {
  const text = `with recursive up as (
      select id, parent_id from accounts where tenant_id = $1 and id = $2
      union select a.id, a.parent_id from accounts a join up on a.id = up.parent_id where a.tenant_id = $1
    ) select 1 from up where id = $3`
  return (await ask(trx, text, [trx.userParams.tenant_id, id, ancestor_id])).length > 0
}
