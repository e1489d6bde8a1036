/** The books that a business gets with its accounts. */
import { givenBooks } from '../../db/ledger/books'
import type { Machine } from './machine'

/** Gives a business its chart of accounts in US dollars, as its registration would. */
export async function giveBooks({ sql }: Machine, id: string): Promise<void> {
  for (const { table, rows } of givenBooks({ id, base_currency: 'USD', locale: 'en' })) {
    for (const row of rows) {
      const names = Object.keys(row)
      const places = names.map((_, index) => `$${index + 1}`)
      await sql.query(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) on conflict do nothing`, Object.values(row))
    }
  }
}
