/** Postings for tests, written as people read them: which account, which side, how much. */
import { inTenant } from '../../db/kit/client'
import { type Posted, post } from '../../db/ledger/post'
import { parseMoney } from '../../domain/money'
import type { TestApp } from './app'
import type { Body, Business } from './tenant'

/** `['1020', '100.00']` is a debit of the account with this code, `['4010', '-100.00']` a credit; a project may follow. */
export type BookLine = readonly [code: string, amount: string, project_id?: string]

export interface Books {
  ids: Map<string, string>
  /** Posts one journal; amounts in the base currency. */
  book(entry_date: string, ...lines: readonly BookLine[]): Promise<Posted>
  /** Opens an account. */
  open(account: Record<string, unknown>): Promise<string>
  /** The data of a report; throws what was refused. */
  report(name: string, query?: Record<string, string>): Promise<Body>
}

/** The books of a business whose accounts are the generic chart. */
export async function booksOf(app: TestApp, business: Business, currency = 'EUR'): Promise<Books> {
  const ids = new Map<string, string>()
  const { db } = app.services
  const known = await inTenant(db, business.id, (trx) => trx('accounts').where({ tenant_id: business.id }).select('id', 'code'))
  for (const { id, code } of known) ids.set(code, id)
  const lineOf = ([code, amount, project_id]: BookLine) => {
    const minor = parseMoney(amount, currency, true) ?? 0n
    const side = minor < 0n ? { credit: -minor } : { debit: minor }
    return { account_id: ids.get(code) ?? code, ...side, ...(project_id === undefined ? {} : { project_id }) }
  }
  return {
    ids,
    book: (entry_date, ...lines) =>
      inTenant(db, business.id, (trx) =>
        post(trx, {
          entry_date,
          memo: 'Test',
          source: { type: 'manual', id: null },
          created_by_id: business.admin.id,
          lines: lines.map(lineOf),
        }),
      ),
    async open(account) {
      const made = await business.admin.post('/api/admin/accounts', account)
      if (made.status !== 201) throw new Error(`account: ${JSON.stringify(made.body)}`)
      ids.set(String(account.code), made.body.data.id)
      return made.body.data.id
    },
    async report(name, query = {}) {
      const answer = await business.admin.get(`/api/admin/reports/${name}?${new URLSearchParams(query).toString()}`)
      if (answer.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
  }
}
