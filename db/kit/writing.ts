/** Rows written by as few statements as possible: several inserts become one, in one round trip. */
import { ask, type TenantDb, type Trx } from './client'

/** A row on its way into a table; values that are undefined are left to the column's default. */
export interface NewRow {
  table: string
  row: Record<string, unknown>
}

/** `insert into …` for a row; its values are added to those of the statement it becomes a part of. */
export function insertText({ table, row }: NewRow, values: unknown[]): string {
  const given = Object.entries(row).filter(([, value]) => value !== undefined)
  const names = given.map(([name]) => `"${name}"`).join(', ')
  const places = given.map(([, value]) => `$${values.push(value)}`).join(', ')
  return `insert into ${table} (${names}) values (${places})`
}

/** Inserts rows into different tables with one statement. */
export async function insertRows(db: TenantDb | Trx, rows: readonly NewRow[]): Promise<void> {
  const values: unknown[] = []
  const texts = rows.map((row) => insertText(row, values))
  const last = texts.pop()
  if (last === undefined) return
  const before = texts.map((text, index) => `w${index} as (${text})`)
  await ask(db, before.length > 0 ? `with ${before.join(', ')} ${last}` : last, values)
}
