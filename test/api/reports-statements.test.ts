/** Financial statements over the API (FIN-6): years, comparison, projects, drill-down, formats; seen from one business only. */
import ExcelJS from 'exceljs'
import { inTenant } from '../../db/kit/client'
import { reverse } from '../../db/ledger/post'
import { startApp, type TestApp } from '../support/app'
import { type Books, booksOf } from '../support/books'
import { projectIn } from '../support/projects'
import { type Body, type Business, tenant } from '../support/tenant'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

interface Firm {
  business: Business
  books: Books
}
const firm = async (): Promise<Firm> => {
  const business = await tenant(app, { staff: [['reports.view'], ['projects.view']], client: 1 })
  return { business, books: await booksOf(app, business) }
}

/** Two years: capital, a loan and a machine in 2024, work in both years. */
async function twoYears(): Promise<Firm> {
  const one = await firm()
  const { book } = one.books
  await book('2024-01-10', ['1020', '5000.00'], ['3010', '-5000.00'])
  await book('2024-02-01', ['1020', '2000.00'], ['2500', '-2000.00'])
  await book('2024-03-15', ['1500', '1500.00'], ['1020', '-1500.00'])
  await book('2024-06-30', ['1100', '900.00'], ['4010', '-900.00'])
  await book('2024-11-20', ['5010', '300.00'], ['2010', '-300.00'])
  await book('2025-01-05', ['1020', '900.00'], ['1100', '-900.00'])
  await book('2025-01-31', ['2010', '300.00'], ['1020', '-300.00'])
  await book('2025-04-10', ['1100', '1250.50'], ['4010', '-1250.50'])
  await book('2025-04-11', ['5010', '2000.75'], ['2010', '-2000.75'])
  return one
}

const figures = (rows: Body[], code: string): Body => rows.find((row) => row.code === code)
const totals = (sections: Body[]): Record<string, string> => Object.fromEntries(sections.map((one) => [one.key, one.total]))

describe('FIN-6 trial balance', () => {
  test('opens revenue and expense at zero in January; the earlier result stands in equity', async () => {
    const { books } = await twoYears()
    const { data, meta } = await books.report('trial-balance', { from: '2025-01-01', to: '2025-12-31' })
    expect(figures(data, '4010')).toEqual({
      account_id: books.ids.get('4010'),
      code: '4010',
      name: 'Contract revenue',
      type: 'revenue',
      opening_debit: '0.00',
      opening_credit: '0.00',
      debit: '0.00',
      credit: '1250.50',
      closing_debit: '0.00',
      closing_credit: '1250.50',
    })
    expect(figures(data, '3030')).toMatchObject({ type: 'equity', opening_credit: '600.00', closing_credit: '600.00' })
    expect(figures(data, '1020')).toMatchObject({ opening_debit: '5500.00', debit: '900.00', credit: '300.00', closing_debit: '6100.00' })
    expect(figures(data, '6010')).toBeUndefined()
    expect(meta.totals.opening_debit).toBe(meta.totals.opening_credit)
    expect(meta.totals.closing_debit).toBe(meta.totals.closing_credit)
  })

  test('within a year it goes on from what the earlier months left, whatever days are asked for', async () => {
    const { books } = await twoYears()
    const { data } = await books.report('trial-balance', { from: '2025-04-11', to: '2025-04-11' })
    expect(figures(data, '4010')).toMatchObject({ opening_credit: '1250.50', debit: '0.00', credit: '0.00', closing_credit: '1250.50' })
    expect(figures(data, '5010')).toMatchObject({ opening_debit: '0.00', debit: '2000.75', closing_debit: '2000.75' })
    expect(figures(data, '2010')).toMatchObject({ opening_credit: '0.00', credit: '2000.75', closing_credit: '2000.75' })
  })

  test('a year that is closed by a journal leaves its result in the account, once', async () => {
    const { books } = await twoYears()
    await books.book('2024-12-31', ['4010', '900.00'], ['5010', '-300.00'], ['3030', '-600.00'])
    const { data } = await books.report('trial-balance', { from: '2025-01-01', to: '2025-01-31' })
    expect(figures(data, '3030')).toMatchObject({ opening_credit: '600.00' })
    const sheet = (await books.report('balance-sheet', { at: '2024-12-31' })).data
    expect(sheet.result).toBe('0.00')
  })

  test('a chart without an account of results gets a line for them', async () => {
    const { books, business } = await twoYears()
    await inTenant(app.services.db, business.id, (trx) => trx('accounts').where({ code: '3030' }).update({ role: null }))
    const { data } = await books.report('trial-balance', { from: '2025-01-01', to: '2025-01-31' })
    expect(data).toContainEqual(expect.objectContaining({ account_id: null, name: 'Result of earlier years', opening_credit: '600.00' }))
  })
})

describe('FIN-6 profit and loss', () => {
  test('a loss is negative; comparison stands beside rows, sections and result', async () => {
    const { books } = await twoYears()
    const { data } = await books.report('profit-and-loss', { from: '2025-01-01', to: '2025-12-31', compare: '2024-01-01..2024-12-31' })
    expect(data).toEqual({
      sections: [
        {
          key: 'revenue',
          rows: [{ account_id: books.ids.get('4010'), code: '4010', name: 'Contract revenue', amount: '1250.50', compare: '900.00' }],
          total: '1250.50',
          compare: '900.00',
        }, // prettier-ignore
        {
          key: 'expense',
          rows: [{ account_id: books.ids.get('5010'), code: '5010', name: 'Subcontractors', amount: '2000.75', compare: '300.00' }],
          total: '2000.75',
          compare: '300.00',
        }, // prettier-ignore
      ],
      result: '-750.25',
      compare: '600.00',
      currency: 'EUR',
    })
  })

  test('a reversal counts in the period it is dated, not in the one it reverses', async () => {
    const { books, business } = await twoYears()
    const { id } = await books.book('2025-02-10', ['1100', '70.00'], ['4010', '-70.00'])
    await inTenant(app.services.db, business.id, (trx) =>
      reverse(trx, { journal_id: id, reason: 'wrong client', entry_date: '2025-03-02', created_by_id: business.admin.id }),
    )
    const months = await Promise.all(
      ['2025-02', '2025-03'].map(
        async (month) => (await books.report('profit-and-loss', { from: `${month}-01`, to: `${month}-28` })).data.result,
      ),
    )
    expect(months).toEqual(['70.00', '-70.00'])
  })

  test('by project it holds what was posted for the project alone', async () => {
    const { books, business } = await firm()
    const [one, other] = [await projectIn(business, 'active'), await projectIn(business, 'active')]
    await books.book('2025-05-05', ['1100', '100.00'], ['4010', '-60.00', one.id], ['4010', '-40.00', other.id])
    const results = await Promise.all(
      [one.id, other.id].map(
        async (project_id) => (await books.report('profit-and-loss', { from: '2025-05-03', to: '2025-05-06', project_id })).data.result,
      ),
    )
    expect(results).toEqual(['60.00', '40.00'])
  })
})

describe('FIN-6 balance sheet', () => {
  test('assets = liabilities + equity + result at every day; the result of unclosed years is apart', async () => {
    const { books } = await twoYears()
    for (const at of ['2024-01-09', '2024-01-10', '2024-06-30', '2024-12-31', '2025-04-10', '2025-12-31']) {
      const { sections, result } = (await books.report('balance-sheet', { at })).data
      const { assets, liabilities, equity } = totals(sections)
      expect([at, Number(assets)]).toEqual([at, Number(liabilities) + Number(equity) + Number(result)])
    }
    const { data } = await books.report('balance-sheet', { at: '2025-12-31', compare: '2024-12-31' })
    expect([totals(data.sections), data.result, data.compare]).toEqual([
      { assets: '8850.50', liabilities: '4000.75', equity: '5000.00' },
      '-150.25',
      '600.00',
    ])
  })
})

describe('FIN-6 cash flow', () => {
  test('goes by the account on the other side; opening and closing are the balances of cash and bank', async () => {
    const { books } = await twoYears()
    const year = (await books.report('cash-flow', { from: '2024-01-01', to: '2024-12-31', compare: '2025-01-01..2025-12-31' })).data
    expect(totals(year.sections)).toEqual({ operating: '0.00', investing: '-1500.00', financing: '7000.00' })
    expect(year).toMatchObject({
      opening: '0.00',
      change: '5500.00',
      closing: '5500.00',
      compare: { opening: '5500.00', change: '600.00', closing: '6100.00' },
    })
    const days = (await books.report('cash-flow', { from: '2025-01-05', to: '2025-01-30' })).data
    expect(days).toMatchObject({ opening: '5500.00', change: '900.00', closing: '6400.00' })
    expect(days.sections[0].rows).toEqual([
      { account_id: books.ids.get('1100'), code: '1100', name: 'Accounts receivable', amount: '900.00' },
    ])
  })

  test('between cash and bank nothing flows; a bank opened under the bank is money, whatever is said of another account counts', async () => {
    const { books } = await firm()
    await books.open({ code: '1021', name: 'Second bank', type: 'asset', parent_id: books.ids.get('1020') })
    await books.open({ code: '2090', name: 'Owner loan', type: 'liability', cash_flow: 'financing' })
    await books.book('2025-01-02', ['1021', '50.00'], ['1020', '-50.00'])
    await books.book('2025-01-03', ['1010', '80.00'], ['2090', '-80.00'])
    const { sections, change, closing } = (await books.report('cash-flow', { from: '2025-01-01', to: '2025-01-31' })).data
    expect(totals(sections)).toEqual({ operating: '0.00', investing: '0.00', financing: '80.00' })
    expect([change, closing]).toEqual(['80.00', '80.00'])
  })

  test('an account stays money, or none, once something is posted to it', async () => {
    const { books, business } = await firm()
    const id = await books.open({ code: '1300', name: 'Wallet', type: 'asset' })
    const change = async (cash_flow: string | null) => {
      const { version } = (await business.admin.get(`/api/admin/accounts/${id}`)).body.data
      return (await business.admin.put(`/api/admin/accounts/${id}`, { cash_flow, version })).status
    }
    expect(await change('cash')).toBe(200)
    await books.book('2025-01-02', ['1300', '50.00'], ['3010', '-50.00'])
    expect([await change(null), await change('investing')]).toEqual([409, 409])
  })
})

describe('FIN-6 drill-down', () => {
  test('the lines of an account carry the balance after each and end where the trial balance closes, page by page', async () => {
    const { books } = await twoYears()
    for (let day = 10; day < 20; day += 1) await books.book(`2025-05-${day}`, ['1020', `${day}.10`], ['4090', `-${day}.10`])
    const asked = { from: '2025-01-15', to: '2025-05-15' }
    const trial = (await books.report('trial-balance', asked)).data
    for (const code of ['1020', '4090', '4010', '2010', '3030']) {
      const account_id = books.ids.get(code) ?? ''
      const row = figures(trial, code)
      const pages: Body[] = []
      for (const page of ['1', '2', '3']) pages.push(await books.report('account-ledger', { ...asked, account_id, page, per_page: '3' }))
      const lines = pages.flatMap((page) => page.data)
      const { meta } = pages[0]
      expect([code, meta.opening, meta.closing]).toEqual([code, net(row, 'opening'), net(row, 'closing')])
      expect([meta.debit, meta.credit, meta.total]).toEqual([row.debit, row.credit, lines.length])
      expect(lines.at(-1)?.balance ?? meta.opening).toBe(meta.closing)
    }
    const [first] = (await books.report('account-ledger', { ...asked, account_id: books.ids.get('1020') ?? '' })).data
    expect(first).toMatchObject({
      journal_no: 'J-000007',
      entry_date: '2025-01-31',
      debit: '0.00',
      credit: '300.00',
      balance: '6100.00',
      source_type: 'manual',
    })
  })

  const net = (row: Body, side: string): string => (Number(row[`${side}_debit`]) - Number(row[`${side}_credit`])).toFixed(2)

  test('an account of nobody, or of somebody else, is not found', async () => {
    const [{ business }, other] = [await firm(), await firm()]
    const theirs = await business.admin.get(`/api/admin/reports/account-ledger?account_id=${other.books.ids.get('1020')}`)
    expect([theirs.status, theirs.body.data]).toEqual([404, null])
  })
})

describe('FIN-6 formats', () => {
  const names = ['trial-balance', 'profit-and-loss', 'balance-sheet', 'cash-flow'] as const

  test('csv: headers are field names, each account one row, amounts as they are', async () => {
    const { books, business } = await twoYears()
    const csv = await business.admin.get('/api/admin/reports/trial-balance?from=2025-01-01&to=2025-12-31&format=csv')
    const [head, ...rows] = csv.body.replace('\uFEFF', '').trim().split('\r\n')
    expect(head).toBe('account_id,code,name,type,opening_debit,opening_credit,debit,credit,closing_debit,closing_credit')
    expect(rows).toContain(`${books.ids.get('1020')},1020,Bank,asset,5500.00,0.00,900.00,300.00,6100.00,0.00`)
    const sheet = await business.admin.get('/api/admin/reports/balance-sheet?at=2025-12-31&format=csv')
    expect(sheet.body).toContain('section,account_id,code,name,amount\r\n')
    expect(sheet.body).toContain('result,,,Result,-150.25')
  })

  test.each(names)('%s comes as Excel and as PDF, in the language of the reader', async (name) => {
    const { business } = await twoYears()
    for (const [format, media] of [
      ['xlsx', 'spreadsheetml.sheet'],
      ['pdf', 'application/pdf'],
    ]) {
      // prettier-ignore
      const { status, headers, body } = await business.admin.get(`/api/admin/reports/${name}?format=${format}`)
      expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining(media ?? '')])
      expect(String(body).length).toBeGreaterThan(1000)
    }
  })

  test('the six amounts of a trial balance stand on the long side of the paper', async () => {
    const { business } = await twoYears()
    const sides = async (name: string): Promise<string | undefined> => {
      const { body } = await business.admin.get(`/api/admin/reports/${name}&format=pdf`)
      return /MediaBox \[0 0 (\d+)/.exec(body)?.[1]
    }
    expect(await sides('trial-balance?from=2025-01-01&to=2025-12-31')).toBe('841')
    expect(await sides('balance-sheet?at=2025-12-31')).toBe('595')
  })

  test('an account ledger is taken away with all its lines', async () => {
    const { books, business } = await twoYears()
    const csv = await business.admin.get(
      `/api/admin/reports/account-ledger?account_id=${books.ids.get('1020')}&from=2024-01-01&to=2025-12-31&format=csv`,
    )
    expect(csv.body.trim().split('\r\n')).toHaveLength(6)
    expect(csv.body).toContain('2025-01-31,J-000007,Test,,0.00,300.00,6100.00,manual')
    const headers = { Authorization: `Bearer ${business.admin.token}` }
    const asked = `account-ledger?account_id=${books.ids.get('1020')}&from=2024-01-01&to=2025-12-31&format=xlsx`
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await (await fetch(`${app.url}/api/admin/reports/${asked}`, { headers })).arrayBuffer()) as never)
    // A day is a day, so it can be sorted and filtered as one.
    expect(book.worksheets[0]?.getColumn(1).values.slice(2)).toContainEqual(new Date('2025-01-31T00:00:00Z'))
  })
})

test('FIN-6 what is asked wrongly is said field by field; who may not look is told the slug', async () => {
  const { business } = await firm()
  const wrong = async (path: string) => Object.keys((await business.admin.get(`/api/admin/reports/${path}`)).body.data.errors)
  expect(await wrong('trial-balance?from=2025-02-30&to=x&page=1')).toEqual(expect.arrayContaining(['from', 'to', 'page']))
  expect(await wrong('profit-and-loss?from=2025-02-02&to=2025-02-01')).toEqual(['to'])
  expect(await wrong('profit-and-loss?compare=2025-02-02..2025-02-01')).toEqual(['compare'])
  expect(await wrong('balance-sheet?at=2025-02-02&compare=2025-02-02..2025-02-03')).toEqual(['compare'])
  expect(await wrong('account-ledger')).toEqual(['account_id'])
  const [may, mayNot] = business.staff
  expect((await may?.get('/api/admin/reports/cash-flow'))?.status).toBe(200)
  expect((await mayNot?.get('/api/admin/reports/cash-flow'))?.body.data.reason).toBe('reports.view')
})
