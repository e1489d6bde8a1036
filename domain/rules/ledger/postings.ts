/** What makes a posting: its lines judged, its currency found, its amounts in the base currency. */
import { convertMoney, splitMoney } from '../../money'
import type { AccountRole, PartyType } from './index'

/** One line of a posting: an account by id or by role, and exactly one side above zero (minor units of the journal's currency). */
export interface PostingLine {
  account_id?: string
  role?: AccountRole
  debit?: bigint
  credit?: bigint
  party_type?: PartyType | null
  party_id?: string | null
  project_id?: string | null
}

/** An account as a posting sees it. */
export interface PostingAccount {
  id: string
  code: string
  /** Null: kept in the base currency, and open to entries of any currency at their base value. */
  currency: string | null
  role: string | null
  active: boolean
}

/** A line ready for the books. */
export interface BookedLine {
  account_id: string
  debit: bigint
  credit: bigint
  base_debit: bigint
  base_credit: bigint
  party_type: string | null
  party_id: string | null
  project_id: string | null
}

/** The most minor units one line may carry: thirteen digits before the point and four after. */
export const MOST = 10n ** 17n

type Find = (line: PostingLine) => PostingAccount | undefined

const sideOf = ({ debit = 0n, credit = 0n }: PostingLine): bigint => debit + credit
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** Everything that is wrong with the lines of a posting, in sentences; `currency` is what they all are in. */
export function problemsOf(lines: readonly PostingLine[], find: Find, currency: string): string[] {
  const each = lines.flatMap((line, index) => lineProblems(line, find(line), currency).map((problem) => `Line ${index + 1}: ${problem}`))
  const few = lines.length < 2 ? ['A journal has at least two lines.'] : []
  const debit = sum(lines.map((line) => line.debit ?? 0n))
  const credit = sum(lines.map((line) => line.credit ?? 0n))
  const unequal = debit === credit ? [] : ['The debits and the credits must have the same sum.']
  return [...few, ...each, ...unequal]
}

function lineProblems({ debit = 0n, credit = 0n }: PostingLine, account: PostingAccount | undefined, currency: string): string[] {
  const sides = debit < 0n || credit < 0n || debit > 0n === credit > 0n ? ['exactly one of debit and credit must be above zero.'] : []
  const big = debit > MOST || credit > MOST ? ['the amount is too large.'] : []
  if (!account) return [...sides, ...big, 'the selected account is invalid.']
  const closed = account.active ? [] : [`account ${account.code} is not active.`]
  const other =
    account.currency === null || account.currency === currency
      ? []
      : [`account ${account.code} is kept in ${account.currency}, not in ${currency}.`]
  return [...sides, ...big, ...closed, ...other]
}

/** The currency of a journal: what its accounts name, else the base currency. */
export const currencyOf = (lines: readonly PostingLine[], find: Find, base: string): string =>
  lines.map((line) => find(line)?.currency).find((currency) => currency != null) ?? base

/** Where the amounts of a journal come from and go to; `rate` is absent in the base currency. */
export interface Exchange {
  currency: string
  base: string
  rate: string | undefined
}

/** The lines with their base amounts: the journal's total is converted once, each side shares it, the rest goes to its biggest line. */
export function book(lines: readonly PostingLine[], find: Find, exchange: Exchange): BookedLine[] {
  const { currency, base, rate } = exchange
  const total = sum(lines.map((line) => line.debit ?? 0n))
  const base_total = rate === undefined ? total : convertMoney(total, rate, { from: currency, to: base })
  const shares = new Map<PostingLine, bigint>()
  for (const side of ['debit', 'credit'] as const) {
    const own = lines.filter((line) => (line[side] ?? 0n) > 0n)
    const parts = rate === undefined ? own.map(sideOf) : splitMoney(base_total, own.map(sideOf))
    own.forEach((line, index) => shares.set(line, parts[index] ?? 0n))
  }
  return lines.map((line) => {
    const { debit = 0n, credit = 0n } = line
    const share = shares.get(line) ?? 0n
    return {
      account_id: find(line)?.id ?? '',
      debit,
      credit,
      base_debit: debit > 0n ? share : 0n,
      base_credit: credit > 0n ? share : 0n,
      party_type: line.party_type ?? null,
      party_id: line.party_id ?? null,
      project_id: line.project_id ?? null,
    }
  })
}
