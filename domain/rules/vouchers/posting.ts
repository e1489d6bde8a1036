/** How an entry of the party ledger stands in the general ledger: one account that controls the party, one that says what it was about. */
import type { AccountRole } from '../ledger'

export const ENTRY_TYPES = ['claim', 'payment', 'receipt', 'adjustment', 'opening'] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

export const PARTY_TYPES = ['subcontractor', 'client', 'supplier', 'staff', 'other'] as const
export type PartyType = (typeof PARTY_TYPES)[number]

/**
 * The account a party's balance is part of. `owes` says whose debt a debit of the party ledger is: a claim of a
 * subcontractor is a debit there and a debt of ours, so it is credited to payables; a claim on a client is a debt of theirs.
 */
export const CONTROL: Record<PartyType, { role: AccountRole; owes: 'we' | 'they' }> = {
  subcontractor: { role: 'payables', owes: 'we' },
  supplier: { role: 'payables', owes: 'we' },
  other: { role: 'payables', owes: 'we' },
  staff: { role: 'staff_payables', owes: 'we' },
  client: { role: 'receivables', owes: 'they' },
}

/** What a claim is for: work and goods bought are a cost of the project, people's pay and everything else of the office, work sold is revenue. */
const CLAIM: Record<PartyType, AccountRole> = {
  subcontractor: 'subcontract_cost',
  supplier: 'project_cost',
  staff: 'salaries',
  other: 'administration',
  client: 'revenue',
}

/** The account on the other side of an entry: payments and receipts move the bank, openings stand against equity. */
export function counterOf(entry_type: EntryType, party_type: PartyType): AccountRole {
  switch (entry_type) {
    case 'claim':
      return CLAIM[party_type]
    case 'adjustment':
      return 'adjustments'
    case 'opening':
      return 'opening_equity'
    default:
      return 'bank'
  }
}

/** An entry of the party ledger: one of debit and credit is more than nothing. */
export interface EntryAmounts {
  entry_type: EntryType
  party_type: PartyType
  debit: bigint
  credit: bigint
}

/** One side of a posting. */
export interface PostingSide {
  role: AccountRole
  debit: bigint
  credit: bigint
  /** True for the side that carries the party. */
  control: boolean
}

/** The two sides of an entry in the general ledger: the party's control account and its counterpart. */
export function postingSides({ entry_type, party_type, debit, credit }: EntryAmounts): [PostingSide, PostingSide] {
  const { role, owes } = CONTROL[party_type]
  const [taken, given] = owes === 'they' ? [debit, credit] : [credit, debit]
  return [
    { role, debit: taken, credit: given, control: true },
    { role: counterOf(entry_type, party_type), debit: given, credit: taken, control: false },
  ]
}
