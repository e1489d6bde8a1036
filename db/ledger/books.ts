/** The books of a new business: its chart of accounts and an empty chain of journals. */
import { v7 as uuidv7 } from 'uuid'
import { chartOf } from '../../domain/rules/ledger/chart'
import type { Trx } from '../kit/client'

interface Founded {
  id: string
  base_currency: string
  locale: string
}

/** The rows that a business starts with, by table, parents first. */
export function givenBooks(business: Founded): { table: string; rows: Record<string, unknown>[] }[] {
  const tenant_id = business.id
  const chart = chartOf(business)
  const ids = new Map(chart.map(({ code }) => [code, uuidv7()]))
  const accounts = chart.map(({ code, name, type, parent, role }) => ({
    tenant_id,
    id: ids.get(code),
    code,
    name,
    type,
    role,
    parent_id: parent === null ? null : ids.get(parent),
  }))
  return [
    { table: 'accounts', rows: accounts },
    { table: 'ledger_heads', rows: [{ tenant_id, id: tenant_id }] },
  ]
}

/** Gives a new business its books, in the transaction that makes it. */
export async function insertBooks(trx: Trx, business: Founded): Promise<void> {
  for (const { table, rows } of givenBooks(business)) await trx(table).insert(rows)
}
