/** The words of the general ledger: kinds of account, the roles that processes post to, parties of a line. */

export const ACCOUNT_TYPES = ['asset', 'liability', 'equity', 'revenue', 'expense'] as const
export type AccountType = (typeof ACCOUNT_TYPES)[number]

/** What an account is for, as processes name it; at most one account of a business has each. */
export const ACCOUNT_ROLES = [
  'cash',
  'bank',
  'receivables',
  'inventory',
  'fixed_assets',
  'payables',
  'staff_payables',
  'taxes_payable',
  'customer_advances',
  'loans',
  'capital',
  'opening_equity',
  'retained_earnings',
  'revenue',
  'other_income',
  'subcontract_cost',
  'project_cost',
  'salaries',
  'administration',
  'exchange_differences',
  'adjustments',
] as const
export type AccountRole = (typeof ACCOUNT_ROLES)[number]

export const PARTY_TYPES = ['subcontractor', 'client', 'customer', 'supplier', 'staff', 'other'] as const
export type PartyType = (typeof PARTY_TYPES)[number]

/** A rate older than this many days is stale: weekends and holidays pass, a forgotten currency does not. */
export const RATE_DAYS = 7

/** `2026-03` of a date. */
export const monthOf = (date: string): string => date.slice(0, 7)

/** `J-000001`. */
export const journalNo = (seq: bigint): string => `J-${seq.toString().padStart(6, '0')}`
