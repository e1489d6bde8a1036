/** Statements as the rules want them: each read on one snapshot, so that its sides always meet. */
import { type CashMove, type CashStatement, cashFlow } from '../../domain/rules/reports/cash-flow'
import { dayBefore, type MonthOfRange, monthsIn, yearStart } from '../../domain/rules/reports/dates'
import {
  type AccountNet,
  balanceSheet,
  isResult,
  profitAndLoss,
  type ReportAccount,
  shownSide,
  type Statement,
  trialBalance,
  type TrialBalanceRow,
} from '../../domain/rules/reports/statements'
import type { TenantDb, Trx } from '../kit/client'
import { onSnapshot } from '../kit/snapshot'
import { type AccountRow, cashIn, chartOfAccounts, type Range, resultsByMonth, type Sums, sumsIn } from './statements'

const NONE: Sums = { debit: 0n, credit: 0n }
const netOf = ({ debit, credit }: Sums = NONE): bigint => debit - credit

/** Days of a report; both ends. */
export interface Between {
  from: string
  to: string
  project_id?: string | undefined
}

/** What a range is compared with. */
export interface Comparison {
  from: string
  to: string
}

/** The account in which the result of earlier years stands; a line of its own where the chart has none. */
function earningsOf(chart: readonly AccountRow[], name: string): ReportAccount {
  const found = chart.find(({ own_role }) => own_role === 'retained_earnings')
  return found?.account ?? { account_id: null, code: '', name, type: 'equity' }
}

/** What stood before a range: to the end of the year before, and from January to its first day. */
async function openingSums(trx: Trx, { from, project_id }: Between): Promise<{ before: Map<string, Sums>; opened: Map<string, Sums> }> {
  const year = yearStart(from)
  const range = (more: Partial<Range> & { to: string }): Range => ({ ...more, project_id })
  const [before, opened] = await Promise.all([
    sumsIn(trx, range({ to: dayBefore(year) })),
    from === year ? new Map<string, Sums>() : sumsIn(trx, range({ from: year, to: dayBefore(from) })),
  ])
  return { before, opened }
}

/** The rows of a trial balance. */
export const readTrialBalance = (db: TenantDb, between: Between, earlier_result: string): Promise<TrialBalanceRow[]> =>
  onSnapshot(db, async (trx) => {
    const [chart, moved, { before, opened }] = await Promise.all([chartOfAccounts(trx), sumsIn(trx, between), openingSums(trx, between)])
    const moves = chart.map(({ account }) => {
      const id = account.account_id ?? ''
      return { account, before: netOf(before.get(id)), opened: netOf(opened.get(id)), ...(moved.get(id) ?? NONE) }
    })
    return trialBalance(moves, earningsOf(chart, earlier_result))
  })

/** The nets of every account in a range and in what it is compared with. */
async function netsOf(trx: Trx, range: Range, compared: Range | undefined): Promise<AccountNet[]> {
  const [chart, own, other] = await Promise.all([chartOfAccounts(trx), sumsIn(trx, range), compared ? sumsIn(trx, compared) : undefined])
  return chart.map(({ account }) => ({
    account,
    net: netOf(own.get(account.account_id ?? '')),
    ...(other ? { compared: netOf(other.get(account.account_id ?? '')) } : {}),
  }))
}

/** Revenue, expense and result of a range. */
export const readProfitAndLoss = (db: TenantDb, between: Between, compare: Comparison | undefined): Promise<Statement> =>
  onSnapshot(db, async (trx) =>
    profitAndLoss(await netsOf(trx, between, compare && { ...compare, project_id: between.project_id }), compare !== undefined),
  )

/** Revenue, expense and result of a month. */
export interface MonthResult extends MonthOfRange {
  revenue: bigint
  expense: bigint
  result: bigint
}

/** The same month by month; one read whatever their number. */
export async function readMonths(db: TenantDb, between: Between, most: number): Promise<MonthResult[]> {
  const months = monthsIn(between, most)
  const rows = await resultsByMonth(db, { ...between, from: months[0]?.from ?? between.from })
  const found = new Map(rows.map(({ month, type, net }) => [`${month} ${type}`, shownSide(type, net)]))
  return months.map((days) => {
    const [revenue, expense] = ['revenue', 'expense'].map((type) => found.get(`${days.month} ${type}`) ?? 0n) as [bigint, bigint]
    return { ...days, revenue, expense, result: revenue - expense }
  })
}

/** What a day is asked for, and the day it is compared with. */
export interface At {
  at: string
  compare?: string | undefined
  project_id?: string | undefined
}

/** Assets, liabilities and equity at the end of a day. */
export const readBalanceSheet = (db: TenantDb, { at, compare, project_id }: At): Promise<Statement> =>
  onSnapshot(db, async (trx) =>
    balanceSheet(
      await netsOf(trx, { to: at, project_id }, compare === undefined ? undefined : { to: compare, project_id }),
      compare !== undefined,
    ),
  )

/** Money at the beginning of a range and by way of which accounts it moved. */
async function cashOf(trx: Trx, { from, to, project_id }: Between): Promise<{ opening: bigint; moves: Map<string, bigint> }> {
  const [before, moves] = await Promise.all([cashIn(trx, { to: dayBefore(from), project_id }), cashIn(trx, { from, to, project_id })])
  return { opening: [...before.values()].reduce((sum, amount) => sum + amount, 0n), moves }
}

/** Where money came from and went to in a range. */
export const readCashFlow = (db: TenantDb, between: Between, compare: Comparison | undefined): Promise<CashStatement> =>
  onSnapshot(db, async (trx) => {
    const [chart, own, other] = await Promise.all([
      chartOfAccounts(trx),
      cashOf(trx, between),
      compare ? cashOf(trx, { ...compare, project_id: between.project_id }) : undefined,
    ])
    const moves = chart.map(
      (row): CashMove => ({
        ...row,
        amount: own.moves.get(row.account.account_id ?? '') ?? 0n,
        ...(other ? { compared: other.moves.get(row.account.account_id ?? '') ?? 0n } : {}),
      }),
    )
    return cashFlow(moves, { amount: own.opening, ...(other ? { compared: other.opening } : {}) })
  })

/** What an account opens with: its balance, and how much of that is the result of earlier years that no journal closed. */
export interface Opening {
  opening: bigint
  earlier_result: bigint
}

/** The balance of an account before a range, as its trial balance opens: results from January on, earlier ones in equity. */
export async function openingOf(trx: Trx, account: AccountRow, between: Between): Promise<Opening> {
  const { before, opened } = await openingSums(trx, between)
  const id = account.account.account_id ?? ''
  const own = netOf(opened.get(id)) + (isResult(account.account.type) ? 0n : netOf(before.get(id)))
  if (account.own_role !== 'retained_earnings') return { opening: own, earlier_result: 0n }
  const chart = await chartOfAccounts(trx)
  const results = chart.filter((row) => isResult(row.account.type))
  const earlier_result = results.reduce((sum, row) => sum + netOf(before.get(row.account.account_id ?? '')), 0n)
  return { opening: own + earlier_result, earlier_result }
}
