/** The cash flow statement by the direct method: where money came from and went to, by the account on the other side. */
import type { ReportAccount, Section } from './statements'

export const CASH_SECTIONS = ['operating', 'investing', 'financing'] as const
export type CashSection = (typeof CASH_SECTIONS)[number]

/** What an account is in the cash flow statement: money itself, or the section its movements of money stand in. */
export const CASH_FLOWS = ['cash', ...CASH_SECTIONS] as const
export type CashFlow = (typeof CASH_FLOWS)[number]

/** What decides an account's section. */
export interface CashAccount {
  account: ReportAccount
  /** Its own role, or that of the nearest account above it that has one. */
  role: string | null
  /** Said for the account itself; the rule decides where nothing is said. */
  cash_flow: CashFlow | null
}

/** Money that came in (positive) or went out by way of one account. */
export interface CashMove extends CashAccount {
  amount: bigint
  compared?: bigint
}

export interface CashStatement {
  sections: Section<CashSection>[]
  opening: bigint
  change: bigint
  closing: bigint
  compare?: { opening: bigint; change: bigint; closing: bigint }
}

const SECTION_OF_ROLE: Record<string, CashSection> = { fixed_assets: 'investing', loans: 'financing' }

/** The section money by way of an account stands in: what is said of it, else by its role, else equity finances and all else is operation. */
export function cashSectionOf({ account, role, cash_flow }: CashAccount): CashSection {
  if (cash_flow !== null && cash_flow !== 'cash') return cash_flow
  return SECTION_OF_ROLE[role ?? ''] ?? (account.type === 'equity' ? 'financing' : 'operating')
}

const sum = (numbers: readonly bigint[]): bigint => numbers.reduce((total, one) => total + one, 0n)

function sectionOf(key: CashSection, moves: readonly CashMove[], comparing: boolean): Section<CashSection> {
  const rows = moves
    .filter((move) => cashSectionOf(move) === key && (move.amount !== 0n || (comparing && (move.compared ?? 0n) !== 0n)))
    .map(({ account: { account_id, code, name }, amount, compared = 0n }) => ({
      account_id,
      code,
      name,
      amount,
      ...(comparing ? { compare: compared } : {}),
    }))
    .sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
  const total = sum(rows.map(({ amount }) => amount))
  return { key, rows, total, ...(comparing ? { compare: sum(rows.map(({ compare = 0n }) => compare)) } : {}) }
}

/** The statement of a range; `opening` is the money there was before it, and before the range compared with. */
export function cashFlow(moves: readonly CashMove[], opening: { amount: bigint; compared?: bigint }): CashStatement {
  const comparing = opening.compared !== undefined
  const sections = CASH_SECTIONS.map((key) => sectionOf(key, moves, comparing))
  const change = sum(moves.map(({ amount }) => amount))
  const before = opening.compared ?? 0n
  const other = sum(moves.map(({ compared = 0n }) => compared))
  return {
    sections,
    opening: opening.amount,
    change,
    closing: opening.amount + change,
    ...(comparing ? { compare: { opening: before, change: other, closing: before + other } } : {}),
  }
}
