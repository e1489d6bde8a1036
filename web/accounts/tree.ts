/** Accounts in the order of their tree. */
import { formatMoney, parseMoney } from '../../domain/money'
import type { Account } from '../journals/types'

export interface Branch {
  account: Account
  depth: number
}

/** Accounts by what they stand under. */
function under(accounts: readonly Account[], parentOf: (account: Account) => string | null): Map<string | null, Account[]> {
  const found = new Map<string | null, Account[]>()
  for (const account of accounts) {
    const parent = parentOf(account)
    const own = found.get(parent)
    if (own) own.push(account)
    else found.set(parent, [account])
  }
  return found
}

/** Each account under the one it belongs to, by code; one whose parent is not among them stands at the top. */
export function branchesOf(accounts: readonly Account[]): Branch[] {
  const known = new Set(accounts.map(({ id }) => id))
  const below = under(accounts, ({ parent_id }) => (parent_id && known.has(parent_id) ? parent_id : null))
  const walk = (parent: string | null, depth: number): Branch[] =>
    (below.get(parent) ?? []).flatMap((account) => [{ account, depth }, ...walk(account.id, depth + 1)])
  return walk(null, 0)
}

/** What each account and those under it come to together, as far as they are of its kind. */
export function totalsOf(accounts: readonly Account[], amounts: ReadonlyMap<string, string>, currency: string): Map<string, string> {
  const all = under(accounts, ({ parent_id }) => parent_id)
  const minor = (account: Account): bigint => {
    const own = parseMoney(amounts.get(account.id) ?? '0', currency, true) ?? 0n
    const below = (all.get(account.id) ?? []).filter(({ type }) => type === account.type)
    return below.reduce((sum, each) => sum + minor(each), own)
  }
  return new Map(accounts.map((account) => [account.id, formatMoney(minor(account), currency)]))
}

/** Accounts whose code begins with, or whose name holds, what was typed. */
export const matching = (accounts: readonly Account[], typed: string): Account[] => {
  const asked = typed.trim().toLowerCase()
  return accounts.filter(({ code, name }) => code.toLowerCase().startsWith(asked) || name.toLowerCase().includes(asked))
}
