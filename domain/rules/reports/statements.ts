/** Trial balance, profit and loss and balance sheet from the sums of accounts; debits positive, in minor units. */
import type { AccountType } from '../ledger'

/** An account as a report names it; `account_id` is null where the result of earlier years has no account to stand in. */
export interface ReportAccount {
  account_id: string | null
  code: string
  name: string
  type: AccountType
}

/** What the trial balance adds up of one account; `before` and `opened` are debits less credits. */
export interface AccountMoves {
  account: ReportAccount
  /** Everything before the fiscal year in which the range begins. */
  before: bigint
  /** From the beginning of that year to the day before the range. */
  opened: bigint
  /** Within the range. */
  debit: bigint
  credit: bigint
}

export interface TrialBalanceRow extends ReportAccount {
  opening_debit: bigint
  opening_credit: bigint
  debit: bigint
  credit: bigint
  closing_debit: bigint
  closing_credit: bigint
}

/** True for accounts that begin each year at zero. */
export const isResult = (type: AccountType): boolean => type === 'revenue' || type === 'expense'

/** How a statement shows an amount: what the account usually holds is positive. */
export const shownSide = (type: AccountType, net: bigint): bigint => (type === 'asset' || type === 'expense' ? net : -net)

const byCode = (a: { code: string; name: string }, b: { code: string; name: string }): number =>
  a.code < b.code ? -1 : a.code > b.code ? 1 : a.name.localeCompare(b.name)

const rowOf = ({ account, before, opened, debit, credit }: AccountMoves): TrialBalanceRow => {
  const opening = before + opened
  const closing = opening + debit - credit
  return {
    ...account,
    opening_debit: opening > 0n ? opening : 0n,
    opening_credit: opening < 0n ? -opening : 0n,
    debit,
    credit,
    closing_debit: closing > 0n ? closing : 0n,
    closing_credit: closing < 0n ? -closing : 0n,
  }
}

const speaks = (row: TrialBalanceRow): boolean => row.opening_debit > 0n || row.opening_credit > 0n || row.debit > 0n || row.credit > 0n

/**
 * The trial balance: revenue and expense open at zero in January, and what earlier years left stands in `earnings`, the
 * equity account of results; accounts with nothing to tell are left out.
 */
export function trialBalance(moves: readonly AccountMoves[], earnings: ReportAccount): TrialBalanceRow[] {
  const left = moves.filter(({ account }) => isResult(account.type)).reduce((sum, { before }) => sum + before, 0n)
  const own = moves.find(({ account }) => account.account_id === earnings.account_id)
  const kept = own ?? { account: earnings, before: 0n, opened: 0n, debit: 0n, credit: 0n }
  const others = moves.filter((one) => one !== own)
  const opening = others.map((one) => (isResult(one.account.type) ? { ...one, before: 0n } : one))
  return [...opening, { ...kept, before: kept.before + left }].map(rowOf).filter(speaks).sort(byCode)
}

/** The sides of a trial balance added up. */
export type TrialTotals = Omit<TrialBalanceRow, keyof ReportAccount>

/** The sums under a trial balance; over all projects each debit equals its credit. */
export function trialTotals(rows: readonly TrialBalanceRow[]): TrialTotals {
  const sum = (side: keyof TrialTotals): bigint => rows.reduce((total, row) => total + row[side], 0n)
  return {
    opening_debit: sum('opening_debit'),
    opening_credit: sum('opening_credit'),
    debit: sum('debit'),
    credit: sum('credit'),
    closing_debit: sum('closing_debit'),
    closing_credit: sum('closing_credit'),
  }
}

/** The net of one account in the range asked for and, where one was asked for, in the range compared with. */
export interface AccountNet {
  account: ReportAccount
  net: bigint
  compared?: bigint
}

export interface StatementRow {
  account_id: string | null
  code: string
  name: string
  amount: bigint
  compare?: bigint
}

export interface Section<Key extends string = string> {
  key: Key
  rows: StatementRow[]
  total: bigint
  compare?: bigint
}

export interface Statement<Key extends string = string> {
  sections: Section<Key>[]
  /** A loss is negative. */
  result: bigint
  compare?: bigint
}

const SECTION_OF = { asset: 'assets', liability: 'liabilities', equity: 'equity', revenue: 'revenue', expense: 'expense' } as const
type SectionKey = (typeof SECTION_OF)[AccountType]

const total = (rows: readonly { amount: bigint }[]): bigint => rows.reduce((sum, row) => sum + row.amount, 0n)
const compared = (rows: readonly { compare?: bigint }[]): bigint => rows.reduce((sum, row) => sum + (row.compare ?? 0n), 0n)

const beside = (comparing: boolean, amount: () => bigint): { compare?: bigint } => (comparing ? { compare: amount() } : {})

function sectionOf(type: AccountType, nets: readonly AccountNet[], comparing: boolean): Section<SectionKey> {
  const rows = nets
    .filter(({ account, net, compared: other = 0n }) => account.type === type && (net !== 0n || (comparing && other !== 0n)))
    .map(({ account: { account_id, code, name }, net, compared: other = 0n }) => ({
      account_id,
      code,
      name,
      amount: shownSide(type, net),
      ...beside(comparing, () => shownSide(type, other)),
    }))
    .sort(byCode)
  return { key: SECTION_OF[type], rows, total: total(rows), ...beside(comparing, () => compared(rows)) }
}

/** What revenue and expense leave; a profit is positive. */
const resultOf = (nets: readonly AccountNet[], of: (net: AccountNet) => bigint): bigint =>
  nets.filter(({ account }) => isResult(account.type)).reduce((sum, net) => sum - of(net), 0n)

const statement = (types: readonly AccountType[], nets: readonly AccountNet[], comparing: boolean): Statement => ({
  sections: types.map((type) => sectionOf(type, nets, comparing)),
  result: resultOf(nets, ({ net }) => net),
  ...beside(comparing, () => resultOf(nets, ({ compared: other = 0n }) => other)),
})

/** Revenue and expense of a range; the result is their difference. */
export const profitAndLoss = (nets: readonly AccountNet[], comparing: boolean): Statement =>
  statement(['revenue', 'expense'], nets, comparing)

/** Assets, liabilities and equity at a day; `result` is what the years that nobody closed by a journal have left. */
export const balanceSheet = (nets: readonly AccountNet[], comparing: boolean): Statement =>
  statement(['asset', 'liability', 'equity'], nets, comparing)
