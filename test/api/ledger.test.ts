/** The general ledger over the API: chart, rates, journals posted, refused, listed and reversed (api.md §6; N01, N02, N04). */
import { randomUUID } from 'node:crypto'
import { startApp, type TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let admin: Caller
let accounts: Record<string, Body>
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  business = await tenant(app)
  admin = business.admin
  const { body } = await admin.get('/api/admin/accounts?per_page=100&sort=code')
  accounts = Object.fromEntries(body.data.map((account: Body) => [account.role ?? account.code, account]))
})

const lines = (debit: unknown, credit: unknown = debit): Body[] => [
  { account_id: accounts.bank?.id, debit },
  { account_id: accounts.revenue?.id, credit },
]
const post = (more: Body = {}, who = admin): Promise<Answer> =>
  who.post('/api/admin/journals', { entry_date: '2026-03-10', lines: lines('1200.00'), ...more })
const made = async (answer: Promise<Answer>): Promise<Body> => {
  const { status, body } = await answer
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data
}
const errorsOf = async (answer: Promise<Answer>): Promise<string[]> => {
  const { status, body } = await answer
  expect(status).toBe(422)
  return Object.keys(body.data.errors)
}

describe('the chart', () => {
  test('FIN-3 a business starts with the chart of its country, each role once', async () => {
    const generic = Object.values(accounts)
    expect(generic).toHaveLength(27)
    expect(accounts.bank).toMatchObject({ code: '1020', name: 'Bank', type: 'asset', currency: null, active: true })
    expect(accounts.bank?.parent).toMatchObject({ name: 'Assets' })
    const brazil = await tenant(app, { base_currency: 'BRL' })
    const { data } = (await brazil.admin.get('/api/admin/accounts?per_page=100')).body
    expect(data.find((account: Body) => account.role === 'payables')).toMatchObject({ code: '2.1.1.01', name: 'Fornecedores' })
    const roles = (list: Body[]): string[] => list.flatMap(({ role }) => role ?? []).sort()
    expect(roles(data)).toEqual(roles(generic))
  })

  test('codes are unique, currencies exist, nobody stands under themselves', async () => {
    const own = await made(admin.post('/api/admin/accounts', { code: '1099', name: 'Dollars', type: 'asset', currency: 'USD' }))
    expect(await errorsOf(admin.post('/api/admin/accounts', { code: '1099', name: 'Again', type: 'asset' }))).toEqual(['code'])
    expect(await errorsOf(admin.post('/api/admin/accounts', { code: '1098', name: 'X', type: 'money', currency: 'ZZZ' }))).toEqual([
      'type',
      'currency',
    ])
    const under = await made(admin.post('/api/admin/accounts', { code: '1100.1', name: 'Under', type: 'asset', parent_id: own.id }))
    expect(await errorsOf(admin.put(`/api/admin/accounts/${own.id}`, { parent_id: under.id, version: 1 }))).toEqual(['parent_id'])
    const base = await made(admin.post('/api/admin/accounts', { code: '1097', name: 'Euros', type: 'asset', currency: 'EUR' }))
    expect(base.currency).toBeNull()
  })

  test('what is used stays: in_use on delete, kind and currency locked', async () => {
    const own = await made(admin.post('/api/admin/accounts', { code: '4020', name: 'Fees', type: 'revenue' }))
    await made(
      post({
        lines: [
          { account_id: accounts.bank?.id, debit: '5.00' },
          { account_id: own.id, credit: '5.00' },
        ],
      }),
    )
    expect((await admin.delete(`/api/admin/accounts/${own.id}`)).body.data.reason).toBe('in_use')
    expect((await admin.delete(`/api/admin/accounts/${accounts.salaries?.id}`)).body.data.reason).toBe('in_use')
    expect((await admin.put(`/api/admin/accounts/${own.id}`, { type: 'expense', version: 1 })).body.data.reason).toBe('locked')
    expect((await admin.put(`/api/admin/accounts/${own.id}`, { name: 'Fees and more', version: 1 })).status).toBe(200)
    const free = await made(admin.post('/api/admin/accounts', { code: '4030', name: 'Free', type: 'revenue' }))
    expect((await admin.delete(`/api/admin/accounts/${free.id}`)).status).toBe(200)
  })

  test('a rate is above zero, one a day, never of the base currency', async () => {
    const rate = (more: Body): Promise<Answer> =>
      admin.post('/api/admin/exchange-rates', { currency: 'USD', rate_date: '2026-03-09', rate: '0.92', ...more })
    await made(rate({}))
    expect(await errorsOf(rate({}))).toEqual(['rate_date'])
    expect(await errorsOf(rate({ rate: '0.000' }))).toEqual(['rate'])
    expect(await errorsOf(rate({ rate: '-1' }))).toEqual(['rate'])
    expect(await errorsOf(rate({ rate: '99999999999' }))).toEqual(['rate'])
    expect(await errorsOf(rate({ currency: 'EUR' }))).toEqual(['currency'])
    expect(await errorsOf(rate({ currency: 'XXQ' }))).toEqual(['currency'])
  })
})

describe('posting', () => {
  test('FIN-3 posted at once with number, lines and audit; the same key posts once', async () => {
    const project = await projectIn(business, 'active')
    const body = { memo: 'March', lines: [{ ...lines('1200.00')[0], project_id: project.id }, lines('1200.00')[1]] }
    const key = { 'Idempotency-Key': randomUUID() }
    const sent = await Promise.all([1, 2, 3].map(() => admin.post('/api/admin/journals', { entry_date: '2026-03-10', ...body }, key)))
    expect(new Set(sent.map(({ body: answer }) => answer.data.id)).size).toBe(1)
    const journal = sent[0]?.body.data
    expect(journal).toMatchObject({
      journal_no: 'J-000001',
      entry_date: '2026-03-10',
      currency: 'EUR',
      total: '1200.00',
      source_type: 'manual',
      created_by: { id: admin.id },
      reversed_by: null,
      posted_by: null,
      lines: [
        { line_no: 1, account: { code: '1020' }, debit: '1200.00', credit: null, base_debit: '1200.00', project: { id: project.id } },
        { line_no: 2, account: { code: '4010' }, debit: null, credit: '1200.00', base_credit: '1200.00', project: null },
      ],
    })
    expect(await rowsOf(app, business.id, 'journals')).toHaveLength(1)
    expect(await rowsOf(app, business.id, 'audit_events').where({ action: 'journals.post' })).toHaveLength(1)
    expect((await admin.put(`/api/admin/journals/${journal.id}`, { memo: 'x', version: 1 })).status).toBe(404)
    expect((await admin.delete(`/api/admin/journals/${journal.id}`)).status).toBe(404)
  })

  test.each(['0', '0.00', '-1', '1.234', '1e3', 'NaN', 'Infinity', '0x10', '١٢', ' 1', '', '100000000000000000000', 12, 1.5, null, [], {}])(
    'N01 N02 the amount %p is a 422, and nothing is written',
    async (amount) => {
      const errors = await errorsOf(post({ lines: lines(amount) }))
      expect(errors.some((name) => name.startsWith('lines'))).toBe(true)
      expect(await rowsOf(app, business.id, 'journals')).toEqual([])
    },
  )

  test('N02 a currency without cents takes none', async () => {
    const japan = await tenant(app, { base_currency: 'JPY' })
    const { data } = (await japan.admin.get('/api/admin/accounts?per_page=100')).body
    const [bank, revenue] = ['bank', 'revenue'].map((role) => data.find((account: Body) => account.role === role).id)
    const yen = (amount: string): Promise<Answer> =>
      japan.admin.post('/api/admin/journals', {
        entry_date: '2026-03-10',
        lines: [
          { account_id: bank, debit: amount },
          { account_id: revenue, credit: amount },
        ],
      })
    expect(await errorsOf(yen('10.5'))).toEqual(expect.arrayContaining(['lines', 'lines.0.debit', 'lines.1.credit']))
    expect((await made(yen('10'))).total).toBe('10')
  })

  test('unbalanced, one-sided, both-sided and foreign lines are refused as lines', async () => {
    const other = await tenant(app)
    const theirs = (await other.admin.get('/api/admin/accounts?filter[role]=bank')).body.data[0].id
    const project = await projectIn(other, 'active')
    const bank = accounts.bank?.id
    for (const wrong of [
      lines('10.00', '9.99'),
      lines('10.00').slice(0, 1),
      [],
      undefined,
      [
        { account_id: bank, debit: '1.00', credit: '1.00' },
        { account_id: bank, debit: '1.00', credit: '1.00' },
      ],
      [{ account_id: bank }, { account_id: bank }],
      [
        { account_id: theirs, debit: '1.00' },
        { account_id: bank, credit: '1.00' },
      ],
      [
        { account_id: bank, debit: '1.00', project_id: project.id },
        { account_id: bank, credit: '1.00' },
      ],
    ]) {
      expect(await errorsOf(post({ lines: wrong }))).toEqual(['lines'])
    }
    expect(await errorsOf(post({ entry_date: '2026-02-30', more: 1 }))).toEqual(expect.arrayContaining(['entry_date', 'more']))
    const party = [{ ...lines('1.00')[0], party_id: admin.id }, lines('1.00')[1]]
    expect(await errorsOf(post({ lines: party }))).toEqual(expect.arrayContaining(['lines.0.party_type']))
  })

  test('FIN-7 a journal in another currency carries its base amounts at the day’s rate', async () => {
    const usd = await made(admin.post('/api/admin/accounts', { code: '1021', name: 'Dollars', type: 'asset', currency: 'USD' }))
    const body = {
      lines: [
        { account_id: usd.id, debit: '100.00' },
        { account_id: accounts.revenue?.id, credit: '100.00' },
      ],
    }
    const refused = await post(body)
    expect(refused.body.data.errors).toEqual({ lines: ['There is no exchange rate of USD for 2026-03-10.'] })
    await made(admin.post('/api/admin/exchange-rates', { currency: 'USD', rate_date: '2026-03-09', rate: '0.92155' }))
    const journal = await made(post(body))
    expect(journal).toMatchObject({
      currency: 'USD',
      total: '100.00',
      lines: [{ debit: '100.00', base_debit: '92.16' }, { base_credit: '92.16' }],
    })
  })
})

test('a journal is reversed once, on the day said; later reading shows both links', async () => {
  const journal = await made(post({ memo: 'Wrong' }))
  const path = `/api/admin/journals/${journal.id}/reverse`
  expect(await errorsOf(admin.post(path, {}))).toEqual(['reason'])
  const back = await made(admin.post(path, { reason: 'Twice entered', entry_date: '2026-04-02' }))
  expect(back).toMatchObject({
    journal_no: 'J-000002',
    entry_date: '2026-04-02',
    memo: 'Reversal of J-000001: Twice entered',
    reverses: { id: journal.id, name: 'J-000001' },
    lines: [{ credit: '1200.00' }, { debit: '1200.00' }],
  })
  expect((await admin.get(`/api/admin/journals/${journal.id}`)).body.data.reversed_by).toEqual({ id: back.id, name: 'J-000002' })
  const again = await admin.post(path, { reason: 'Again' })
  expect([again.status, again.body.data.reason]).toEqual([409, 'duplicate'])
  const many = await made(post())
  const raced = await Promise.all([1, 2, 3].map(() => admin.post(`/api/admin/journals/${many.id}/reverse`, { reason: 'Race' })))
  expect(raced.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  expect((await admin.post(`/api/admin/journals/${randomUUID()}/reverse`, { reason: 'None' })).status).toBe(404)
})

test('lists are narrowed by date, account, project, party, number; other businesses see nothing', async () => {
  const project = await projectIn(business, 'active')
  const party = { party_type: 'other', party_id: randomUUID() }
  const first = await made(
    post({
      memo: 'First',
      lines: [
        { ...lines('1.00')[0], project_id: project.id },
        { ...lines('1.00')[1], ...party },
      ],
    }),
  )
  const second = await made(post({ entry_date: '2026-05-02', memo: 'Second' }))
  const numbers = async (query: string): Promise<string[]> =>
    (await admin.get(`/api/admin/journals?sort=journal_no&${query}`)).body.data.map(({ journal_no }: Body) => journal_no)
  expect(await numbers('')).toEqual([first.journal_no, second.journal_no])
  for (const [query, found] of [
    [`filter[project_id]=${project.id}`, [first.journal_no]],
    [`filter[party_id]=${party.party_id}`, [first.journal_no]],
    [`filter[account_id]=${accounts.bank?.id}`, [first.journal_no, second.journal_no]],
    [`filter[account_id]=${accounts.bank?.id}&filter[project_id]=null`, [second.journal_no]],
    [`filter[account_id]=${accounts.cash?.id}`, []],
    ['filter[from]=2026-03-11', [second.journal_no]],
    ['filter[to]=2026-03-10', [first.journal_no]],
    ['filter[entry_date]=2026-05-02', [second.journal_no]],
    ['filter[journal_no]=J-000001', [first.journal_no]],
    ['search=second', [second.journal_no]],
  ] as const) {
    expect([query, await numbers(query)]).toEqual([query, found])
  }
  expect(await errorsOf(admin.get('/api/admin/journals?filter[from]=soon'))).toEqual(['filter[from]'])
  const other = await tenant(app)
  expect((await other.admin.get('/api/admin/journals')).body.meta.total).toBe(0)
  expect((await other.admin.get(`/api/admin/journals/${first.id}`)).status).toBe(404)
  expect((await other.admin.post(`/api/admin/journals/${first.id}/reverse`, { reason: 'x' })).status).toBe(404)
})

test('FIN-8 the ledger verifies itself', async () => {
  const journal = await made(post())
  const { status, body } = await admin.get('/api/admin/ledgers/verify')
  expect(status).toBe(200)
  expect(body.data).toMatchObject({ ok: true, entries: 1, lines: 2, problems: [], head: { journal_no: journal.journal_no } })
})
