/** Years on end: opening balances, year end without a closing journal and with one, reversals into the open month, every figure down to its lines (FIN-6). */
import { startApp, type TestApp } from '../support/app'
import { type Books, booksOf } from '../support/books'
import { rowsOf, upload } from '../support/documents'
import { type Body, type Business, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let books: Books
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  business = await tenant(app)
  books = await booksOf(app, business)
})

const minor = (amount: string): bigint => BigInt(amount.replace('.', ''))
const trial = async (from: string, to: string): Promise<Body[]> => (await books.report('trial-balance', { from, to })).data
const of = (rows: Body[], code: string): Body => rows.find((row) => row.code === code)
const net = (row: Body, side: 'opening' | 'closing'): bigint => minor(row[`${side}_debit`]) - minor(row[`${side}_credit`])
const result = async (from: string, to: string): Promise<string> => (await books.report('profit-and-loss', { from, to })).data.result
const sheet = async (at: string): Promise<Record<string, string>> => {
  const { sections, result: unclosed } = (await books.report('balance-sheet', { at })).data
  return { ...Object.fromEntries(sections.map(({ key, total }: Body) => [key, total])), result: unclosed }
}

/** The balances of an older system at the end of 2023, then three years of work; nobody closes a year. */
async function threeYears(): Promise<void> {
  const opening = `date,reference,account,debit,credit
2023-12-31,Old books,1020,10000.00,
2023-12-31,Old books,1100,2500.00,
2023-12-31,Old books,1500,4000.00,
2023-12-31,Old books,2010,,1800.00
2023-12-31,Old books,2500,,6000.00
2023-12-31,Old books,3010,,5000.00
`
  const { file_path } = (await upload(app, business.admin, { bytes: Buffer.from(opening), name: 'opening.csv' })).body.data
  const { status, body } = await business.admin.post('/api/admin/journals/import', { file_path, kind: 'opening' })
  expect([status, body.data.totals[0].added]).toEqual([201, '-3700.00'])
  for (const [year, income, cost] of [
    ['2024', '9000.00', '4000.00'],
    ['2025', '3000.00', '7500.00'],
    ['2026', '8000.00', '1000.00'],
  ] as const) {
    await books.book(`${year}-02-15`, ['1100', income], ['4010', `-${income}`])
    await books.book(`${year}-12-31`, ['5010', cost], ['2010', `-${cost}`])
  }
}

test('opening balances stand at the day before the first year, and no result is made of them', async () => {
  await threeYears()
  expect(await result('2023-01-01', '2023-12-31')).toBe('0.00')
  expect(await sheet('2023-12-31')).toEqual({ assets: '16500.00', liabilities: '7800.00', equity: '8700.00', result: '0.00' })
  const rows = await trial('2024-01-01', '2024-12-31')
  for (const [code, opens] of [
    ['1020', 1_000_000n],
    ['1100', 250_000n],
    ['1500', 400_000n],
    ['2010', -180_000n],
    ['2500', -600_000n],
    ['3010', -500_000n],
    ['3020', -370_000n],
  ] as const) {
    expect([code, net(of(rows, code), 'opening')]).toEqual([code, opens])
  }
})

test('each year opens with what the year before closed, and its profit or loss is carried to retained earnings by itself', async () => {
  await threeYears()
  const years = ['2024', '2025', '2026', '2027']
  const trials = await Promise.all(years.map((year) => trial(`${year}-01-01`, `${year}-12-31`)))
  expect(trials.map((rows) => net(of(rows, '3030') ?? { opening_debit: '0', opening_credit: '0' }, 'opening'))).toEqual([
    0n,
    -500_000n,
    -50_000n,
    -750_000n,
  ])
  trials.slice(1).forEach((rows, index) => {
    const last = trials[index] ?? []
    for (const row of rows.filter(({ type, code }) => !['revenue', 'expense'].includes(type) && code !== '3030')) {
      expect([row.code, net(row, 'opening')]).toEqual([row.code, net(of(last, row.code), 'closing')])
    }
    for (const row of rows.filter(({ type }) => ['revenue', 'expense'].includes(type)))
      expect([row.code, net(row, 'opening')]).toEqual([row.code, 0n])
  })
  for (const rows of trials) expect(rows.reduce((sum, row) => sum + net(row, 'opening'), 0n)).toBe(0n)
  expect(await Promise.all(years.map((year) => result(`${year}-01-01`, `${year}-12-31`)))).toEqual([
    '5000.00',
    '-4500.00',
    '7000.00',
    '0.00',
  ])
})

test('a balance sheet holds on every day across years, with its results of all years together', async () => {
  await threeYears()
  for (const at of ['2023-12-30', '2024-02-15', '2024-12-31', '2025-01-01', '2025-12-30', '2026-12-31', '2030-06-30']) {
    const { assets = '', liabilities = '', equity = '', result: unclosed = '' } = await sheet(at)
    expect([at, minor(assets)]).toEqual([at, minor(liabilities) + minor(equity) + minor(unclosed)])
    expect([at, unclosed]).toEqual([at, await result('2000-01-01', at)])
  }
  expect((await sheet('2026-12-31')).result).toBe('7500.00')
})

test('a dividend out of retained earnings lowers them in its year and in all that follow', async () => {
  await threeYears()
  await books.book('2025-05-01', ['3030', '1200.00'], ['1020', '-1200.00'])
  const opens = await Promise.all(
    ['2025', '2026'].map(async (year) => net(of(await trial(`${year}-01-01`, `${year}-12-31`), '3030'), 'opening')),
  )
  expect(opens).toEqual([-500_000n, 70_000n])
  expect(await sheet('2025-12-31')).toMatchObject({ equity: '7500.00', result: '500.00' })
})

test('a year that the accountant does close by a journal is carried once, and the balance sheet comes to the same', async () => {
  await threeYears()
  const before = await sheet('2025-06-30')
  await books.book('2024-12-31', ['4010', '9000.00'], ['5010', '-4000.00'], ['3030', '-5000.00'])
  expect(net(of(await trial('2025-01-01', '2025-12-31'), '3030'), 'opening')).toBe(-500_000n)
  const after = await sheet('2025-06-30')
  expect(minor(after.equity ?? '') + minor(after.result ?? '')).toBe(minor(before.equity ?? '') + minor(before.result ?? ''))
  expect([before.result, after.result, after.assets]).toEqual(['8000.00', '3000.00', before.assets])
})

test('a mistake of a closed year is reversed into the open month: the closed year stays as it was reported', async () => {
  await threeYears()
  const wrong = await books.book('2024-11-30', ['6020', '450.00'], ['2010', '-450.00'])
  const reported = [await result('2024-01-01', '2024-12-31'), await sheet('2024-12-31'), await trial('2024-01-01', '2024-12-31')]
  await rowsOf(app, business.id, 'periods').where({ month: '2024-11' }).update({ status: 'closed' })
  const path = `/api/admin/journals/${wrong.id}/reverse`
  const refused = await business.admin.post(path, { reason: 'Private bill', entry_date: '2024-11-30' })
  expect([refused.status, refused.body.data.reason]).toEqual([409, 'period_closed'])
  expect((await business.admin.post(path, { reason: 'Private bill', entry_date: '2025-01-10' })).status).toBe(201)
  expect([await result('2024-01-01', '2024-12-31'), await sheet('2024-12-31'), await trial('2024-01-01', '2024-12-31')]).toEqual(reported)
  expect(await result('2025-01-01', '2025-01-31')).toBe('450.00')
  expect(await result('2024-01-01', '2025-12-31')).toBe('500.00')
})

/** The ledger of an account over some days. */
const ledger = (code: string, from: string, to: string): Promise<Body> =>
  books.report('account-ledger', { account_id: books.ids.get(code) ?? '', from, to, per_page: '100' })

test('every figure is its lines: sections, rows, the ledger of each account, its journals', async () => {
  await threeYears()
  await books.book('2025-07-01', ['3030', '10.00'], ['1020', '-10.00'])
  const [from, to] = ['2025-01-01', '2025-12-31']
  const sheetOf = (await books.report('balance-sheet', { at: to })).data
  const profit = (await books.report('profit-and-loss', { from, to })).data
  for (const { rows, total } of [...sheetOf.sections, ...profit.sections]) {
    expect(rows.reduce((sum: bigint, { amount }: Body) => sum + minor(amount), 0n)).toBe(minor(total))
  }
  const turned = (key: string, amount: bigint): bigint => (['assets', 'expense'].includes(key) ? amount : -amount)
  for (const { key, rows } of sheetOf.sections)
    for (const { code, amount } of rows) {
      const { meta } = await ledger(code, from, to)
      expect([code, turned(key, minor(meta.closing) - minor(meta.earlier_result))]).toEqual([code, minor(amount)])
    }
  for (const { key, rows } of profit.sections)
    for (const { code, amount } of rows) {
      const { meta, data } = await ledger(code, from, to)
      expect([code, turned(key, minor(meta.debit) - minor(meta.credit))]).toEqual([code, minor(amount)])
      expect(data.reduce((sum: bigint, line: Body) => sum + minor(line.debit) - minor(line.credit), 0n)).toBe(
        minor(meta.debit) - minor(meta.credit),
      )
    }
  for (const row of await trial(from, to)) {
    const { meta, data } = await ledger(row.code, from, to)
    expect([row.code, minor(meta.opening), meta.debit, meta.credit, minor(meta.closing)]).toEqual([
      row.code,
      net(row, 'opening'),
      row.debit,
      row.credit,
      net(row, 'closing'),
    ])
    for (const line of data) {
      const { lines, total } = (await business.admin.get(`/api/admin/journals/${line.journal_id}`)).body.data
      expect(lines.map(({ account }: Body) => account.code)).toContain(row.code)
      expect(lines.reduce((sum: bigint, each: Body) => sum + minor(each.debit ?? '0'), 0n)).toBe(minor(total))
    }
  }
})

test('month by month is what each month’s own statement says, whole months or parts of them, in one answer', async () => {
  await threeYears()
  const days = { from: '2024-02-10', to: '2025-12-30' }
  const { data, meta } = await books.report('profit-and-loss/months', days)
  expect([data.length, data[0].from, data.at(-1).to, meta.currency]).toEqual([23, '2024-02-10', '2025-12-30', 'EUR'])
  for (const { month, from, to, revenue, expense, result: left } of data) {
    const own = (await books.report('profit-and-loss', { from, to })).data
    const totals = Object.fromEntries(own.sections.map(({ key, total }: Body) => [key, total]))
    expect({ month, revenue, expense, left }).toEqual({ month, revenue: totals.revenue, expense: totals.expense, left: own.result })
  }
  expect(await result(days.from, days.to)).toBe('8000.00')
  const long = (await books.report('profit-and-loss/months', { from: '2000-01-01', to: '2026-12-31' })).data
  expect([long.length, long[0].month]).toEqual([60, '2022-01'])
})
