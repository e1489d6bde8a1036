/** Accounts in the order of their tree. */
import type { Account } from '../journals/types'

export interface Branch {
  account: Account
  depth: number
}

/** Each account under the one it belongs to, by code; one whose parent is not among them stands at the top. */
export function branchesOf(accounts: readonly Account[]): Branch[] {
  const known = new Set(accounts.map(({ id }) => id))
  const under = Map.groupBy(accounts, ({ parent_id }) => (parent_id && known.has(parent_id) ? parent_id : null))
  const walk = (parent: string | null, depth: number): Branch[] =>
    (under.get(parent) ?? []).flatMap((account) => [{ account, depth }, ...walk(account.id, depth + 1)])
  return walk(null, 0)
}

/** Accounts whose code begins with, or whose name holds, what was typed. */
export const matching = (accounts: readonly Account[], typed: string): Account[] => {
  const asked = typed.trim().toLowerCase()
  return accounts.filter(({ code, name }) => code.toLowerCase().startsWith(asked) || name.toLowerCase().includes(asked))
}
