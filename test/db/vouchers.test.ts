/** What the database itself keeps of money: numbers without gaps, sums of parties, one claim and one payment a decision, no more paid than owed. */
import { v7 as uuidv7 } from 'uuid'
import { inTenant, type Trx } from '../../db/kit/client'
import { nextNumber } from '../../db/vouchers'
import { balanceOf } from '../../db/vouchers/party-ledger'
import { statementPage, statementSums } from '../../db/vouchers/statements'
import { tenantDb } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { type Money, money } from '../support/vouchers'

let app: TestApp
let of: Money
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  of = await money(app)
})

const within = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => inTenant(app.services.db, of.business.id, work)

test('N11 fifty transactions, a third of them undone, leave numbers without gap or twin; series do not mix', async () => {
  const taken: string[] = []
  const take = (index: number): Promise<void> =>
    within(async (trx) => {
      const number = await nextNumber(trx, 'V')
      if (index % 3 === 0) throw new Error('undone')
      taken.push(number)
    })
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => take(index)))
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(17)
  expect(taken.sort()).toEqual(Array.from({ length: 33 }, (_, index) => `V-${String(index + 1).padStart(6, '0')}`))
  expect(await within((trx) => nextNumber(trx, 'VO'))).toBe('VO-000001')
})

const voucher = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  tenant_id: of.business.id,
  id: uuidv7(),
  voucher_no: `V-${uuidv7()}`,
  project_id: of.project_id,
  subcontractor_id: of.subcontractor_id,
  amount: 1000n,
  currency: 'EUR',
  week_ending: '2026-05-08',
  status: 'approved',
  created_by_id: of.clerk.id,
  ...more,
})
const entry = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  tenant_id: of.business.id,
  id: uuidv7(),
  entry_type: 'claim',
  debit: 1000n,
  currency: 'EUR',
  party_type: 'subcontractor',
  party_id: of.subcontractor_id,
  entry_date: '2026-05-08',
  ...more,
})

test('nothing is paid beyond the amount, nor before it is approved', async () => {
  for (const wrong of [{ paid_amount: 1001n }, { paid_amount: -1n }, { paid_amount: 1n, status: 'submitted' }, { amount: 0n }]) {
    await expect(within((trx) => trx('vouchers').insert(voucher(wrong)))).rejects.toMatchObject({ code: '23514' })
  }
  const statuses = await Promise.all(
    [0n, 999n, 1000n].map(async (paid_amount) => {
      const row = voucher({ paid_amount })
      await within((trx) => trx('vouchers').insert(row))
      return (await rowsOf(app, of.business.id, 'vouchers').where({ id: row.id }))[0]?.payment_status
    }),
  )
  expect(statuses).toEqual(['unpaid', 'partly_paid', 'paid'])
})

test('the database has the last word on once: one claim a voucher, one payment a decision', async () => {
  const row = voucher()
  const task_id = uuidv7()
  await within((trx) => trx('vouchers').insert(row))
  const [claims, payment] = [
    entry({ voucher_id: row.id }),
    entry({ voucher_id: row.id, task_id, entry_type: 'payment', debit: 0n, credit: 400n }),
  ]
  await within((trx) => trx('ledger_entries').insert([claims, payment]))
  for (const twin of [claims, payment]) {
    await expect(within((trx) => trx('ledger_entries').insert({ ...twin, id: uuidv7() }))).rejects.toMatchObject({ code: '23505' })
  }
})

test('sums of parties are what their entries add up to, whatever was posted at the same time', async () => {
  const parties = [of.subcontractor_id, uuidv7(), null]
  const rows = Array.from({ length: 60 }, (_, index) => {
    const credit = index % 2 === 0
    return entry({ party_id: parties[index % 3], debit: credit ? 0n : BigInt(index), credit: credit ? BigInt(index + 1) : 0n })
  })
  await Promise.all(Array.from({ length: 20 }, (_, at) => within((trx) => trx('ledger_entries').insert(rows.slice(at * 3, at * 3 + 3)))))
  const sums = await rowsOf(app, of.business.id, 'party_sums')
  const expected = parties.map((party_id) => {
    const own = rows.filter((row) => row.party_id === party_id)
    const total = (side: 'debit' | 'credit'): bigint => own.reduce((sum, row) => sum + (row[side] as bigint), 0n)
    return { party_id, debit: total('debit'), credit: total('credit') }
  })
  expect(sums).toHaveLength(3)
  for (const one of expected) expect(sums.find(({ party_id }) => party_id === one.party_id)).toMatchObject(one)
})

test('a statement’s pages run on from one another and close at the balance', async () => {
  const rows = Array.from({ length: 57 }, (_, index) => entry({ entry_date: `2026-0${1 + (index % 5)}-10`, debit: BigInt(index + 1) }))
  await within((trx) => trx('ledger_entries').insert(rows))
  const db = tenantDb(app.services.db, of.business.id)
  const asked = { party_type: 'subcontractor' as const, party_id: of.subcontractor_id, from: '2026-02-01', to: '2026-04-30' }
  const sums = await statementSums(db, asked)
  const lines = []
  for (let offset = 0; offset < sums.count; offset += 10) {
    lines.push(...(await statementPage(db, asked, { opening: sums.opening, offset, limit: 10 })))
  }
  let balance = sums.opening
  for (const line of lines) {
    balance += line.debit - line.credit
    expect(line.balance).toBe(balance)
  }
  expect(lines.length).toBe(sums.count)
  expect(balance).toBe(sums.opening + sums.debit - sums.credit)
  const whole = await balanceOf(db, asked)
  const later = await statementSums(db, { ...asked, from: '2026-05-01', to: undefined })
  expect(whole.debit - whole.credit).toBe(later.opening + later.debit - later.credit)
})
