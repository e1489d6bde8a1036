/** Journals from a CSV file: looked at wholly first, posted all or none, once; openings; fifty thousand lines (FIN-3, D04, N07). */
import { randomUUID } from 'node:crypto'
import { injectFault } from '../../domain/kit/failpoint'
import { startApp, type TestApp } from '../support/app'
import { rowsOf, upload } from '../support/documents'
import { projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let admin: Caller
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  business = await tenant(app, { staff: [['journals.view']] })
  admin = business.admin
})
afterEach(() => injectFault(undefined))

const PATH = '/api/admin/journals/import'
const HEAD = 'date,reference,account,description,debit,credit,currency,project'
const GOOD = `${HEAD}\r\n2026-03-31,A-1,1020,Rent,850.00,,,\r\n2026-03-31,A-1,4010,,,850.00,,\r\n2026-03-31,A-2,1020,,5,,,\r\n2026-03-31,A-2,4010,,,5,,\r\n`

const staged = async (text: string, name = 'books.csv', who = admin): Promise<string> => {
  const { status, body } = await upload(app, who, { bytes: Buffer.from(text), name })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data.file_path
}
const bring = async (text: string, more: Body = {}, key: string = randomUUID()): Promise<Answer> =>
  admin.post(PATH, { file_path: await staged(text), ...more }, { 'Idempotency-Key': key })
const journals = () => rowsOf(app, business.id, 'journals').orderBy('seq')

test('FIN-3 a dry run tells what would be posted and writes nothing', async () => {
  const { status, body } = await bring(GOOD, { dry_run: true })
  expect(status).toBe(200)
  expect(body.data).toMatchObject({
    id: null,
    posted: null,
    file_name: 'books.csv',
    lines: 4,
    journals: 2,
    from: '2026-03-31',
    to: '2026-03-31',
    totals: [{ currency: 'EUR', journals: 2, debit: '855.00', credit: '855.00', added: '0.00' }],
    problems: [],
    problem_count: 0,
    imported_before: null,
  })
  expect(body.data.first[0]).toMatchObject({ line: 2, date: '2026-03-31', reference: 'A-1', account: '1020', debit: '850.00' })
  expect(await journals()).toEqual([])
})

test('FIN-3 an import posts each reference as one journal, names itself as their source, and is audited', async () => {
  const { name } = await projectIn(business, 'active')
  const { status, body } = await bring(GOOD.replace('Rent,850.00,,,', `Rent,850.00,,,${String(name).toUpperCase()}`))
  expect([status, body.data.posted]).toMatchObject([
    201,
    { journals: 2, lines: 4, first_no: 'J-000001', last_no: 'J-000002', by: admin.name },
  ])
  const listed = (await admin.get(`/api/admin/journals?filter[source_id]=${body.data.id}&sort=journal_no`)).body.data
  expect(listed).toMatchObject([{ memo: 'A-1: Rent', total: '850.00', source_type: 'import' }, { memo: 'A-2' }])
  expect((await admin.get(`/api/admin/journals/${listed[0].id}`)).body.data.lines[0].project.name).toBe(name)
  const told = await rowsOf(app, business.id, 'audit_events').where({ action: 'journals.import' })
  expect(told.map(({ data }) => data)).toMatchObject([{ file: 'books.csv', journals: 2 }])
  expect((await admin.get('/api/admin/ledgers/verify')).body.data.ok).toBe(true)
  // Each may be reversed as one that was entered by hand.
  expect((await admin.post(`/api/admin/journals/${listed[1].id}/reverse`, { reason: 'Twice' })).status).toBe(201)
})

test('one wrong line and nothing is posted: each is told with its line and column', async () => {
  const text = `${GOOD}2026-03-31,A-3,7777,,1.00,,,\r\n2026-03-31,A-3,4010,,,x,,\r\n`
  const { status, body } = await bring(text)
  expect(status).toBe(422)
  expect(body.data.errors).toEqual({
    'line.6.account': ['No account has the code 7777: correct it, or open the account first.'],
    'line.7.credit': [expect.stringContaining('no amount in EUR')],
  })
  expect(await journals()).toEqual([])
  const looked = (await bring(text, { dry_run: true })).body.data
  expect(looked.problems[0]).toMatchObject({ line: 6, field: 'account', reason: 'unknown_account', values: { code: '7777' } })
  expect([looked.problem_count, looked.problems.length, looked.lines]).toEqual([2, 2, 6])
})

test('semicolons, tabs, marks of bytes, days and amounts of other countries, quoted text', async () => {
  const brazil =
    '\ufeffDATE;Reference;account;description;debit;credit\n31/03/2026;B-1;1020;"Obra; fase ""2""";"1.234,50";\n31/03/2026;B-1;4010;;;1234,50\n'
  expect((await bring(brazil, { dates: 'dmy', decimals: 'comma' })).body.data.totals[0].debit).toBe('1234.50')
  expect((await bring(brazil, { dry_run: true })).body.data.problems.map(({ reason }: Body) => reason)).toContain('bad_date')
  expect((await journals()).map(({ memo }) => memo)).toEqual(['B-1: Obra; fase "2"'])
  const tabs = 'reference\tdate\tcredit\tdebit\taccount\nC-1\t2026-03-31\t\t1\t1020\nC-1\t2026-03-31\t1\t\t4010\n'
  expect((await bring(tabs)).status).toBe(201)
})

test('D04 N07 hostile headers, quotes and cells are told, never run', async () => {
  const reasons = async (text: string): Promise<string[]> =>
    (await bring(text, { dry_run: true })).body.data.problems.map(({ reason }: Body) => reason)
  expect(await reasons('__proto__,constructor\n1,2\n')).toEqual(expect.arrayContaining(['unknown_column', 'missing_column']))
  expect(await reasons(`${HEAD}\n`)).toEqual(['no_lines'])
  expect(await reasons(`${HEAD}\n2026-03-31,"A,1020\n`)).toEqual(['unreadable'])
  expect(await reasons(`${HEAD}\n2026-03-31,A,1020\n`)).toEqual(['cells'])
  expect(await reasons(`${HEAD}\n2026-03-31,A,${'x'.repeat(30_000)},,,,,\n`)).toEqual(['unreadable'])
  expect(({} as Body).polluted).toBeUndefined()
  const inert = `${HEAD}\n2026-03-31,D,1020,"'=1+1",1,,,\n2026-03-31,D,4010,,,1,,\n`
  expect((await bring(inert)).status).toBe(201)
  expect((await journals()).map(({ memo }) => memo)).toEqual(['D: =1+1'])
})

test('a request sent again posts once, also when the first try died after it had posted', async () => {
  const key = randomUUID()
  const file_path = await staged(GOOD)
  const send = () => admin.post(PATH, { file_path }, { 'Idempotency-Key': key })
  injectFault((point) => (point === 'K3' ? Promise.reject(new Error('died')) : undefined))
  expect((await send()).status).toBe(500)
  injectFault(undefined)
  const answers = await Promise.all([send(), send()])
  expect(answers.map(({ status, body }) => [status, body.data.posted.last_no])).toEqual([
    [201, 'J-000002'],
    [201, 'J-000002'],
  ])
  expect(await journals()).toHaveLength(2)
})

test('the same content is imported twice only when asked to; once all of it is reversed it is free again', async () => {
  const sent = await Promise.all([bring(GOOD), bring(GOOD), bring(GOOD)])
  expect(sent.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  const refused = sent.find(({ status }) => status === 409)
  expect(refused?.body.data).toMatchObject({ reason: 'duplicate', current: { first_no: 'J-000001' } })
  expect((await bring(GOOD, { dry_run: true })).body.data.imported_before).toMatchObject({ last_no: 'J-000002' })
  expect((await bring(GOOD, { again: true })).status).toBe(201)
  for (const { id } of await journals())
    expect((await admin.post(`/api/admin/journals/${id}/reverse`, { reason: 'Wrong' })).status).toBe(201)
  expect((await bring(GOOD)).status).toBe(201)
})

test('opening balances balance by themselves against their account', async () => {
  const opening = `${HEAD}\n2026-01-01,Bank,1020,,1000.00,,,\n2026-01-01,Loan,2500,,,400.00,,\n`
  expect((await bring(opening)).status).toBe(422)
  const { body } = await bring(opening, { kind: 'opening' })
  expect(body.data.totals).toEqual([{ currency: 'EUR', journals: 2, debit: '1400.00', credit: '1400.00', added: '-600.00' }])
  const sheet = (await admin.get('/api/admin/reports/balance-sheet?at=2026-01-31')).body.data
  const equity = sheet.sections.find(({ key }: Body) => key === 'equity')
  expect(equity.rows.find(({ code }: Body) => code === '3020')).toMatchObject({ amount: '600.00' })
  expect((await journals()).map(({ source_type }) => source_type)).toEqual(['opening', 'opening'])
})

test('closed months, foreign accounts without a rate, other files, other people’s files', async () => {
  await rowsOf(app, business.id, 'periods').insert({ tenant_id: business.id, id: randomUUID(), month: '2026-03', status: 'closed' })
  expect((await bring(GOOD, { dry_run: true })).body.data.problems).toMatchObject([
    { reason: 'period_closed', line: 2 },
    { reason: 'period_closed', line: 4 },
  ])
  await admin.post('/api/admin/accounts', { code: '1021', name: 'Dollars', type: 'asset', currency: 'USD' })
  const dollars = `${HEAD}\n2026-04-01,U,1021,,1,,USD,\n2026-04-01,U,4010,,,1,,\n`
  expect((await bring(dollars, { dry_run: true })).body.data.problems).toMatchObject([{ reason: 'no_rate' }])
  await admin.post('/api/admin/exchange-rates', { currency: 'USD', rate_date: '2026-04-01', rate: '0.9' })
  expect((await bring(dollars)).body.data.totals).toMatchObject([{ currency: 'USD', debit: '1.00' }])
  const pdf = await upload(app, admin, { bytes: Buffer.from('%PDF-1.4\n%%EOF\n'), name: 'a.pdf' })
  const errors = async (answer: Promise<Answer>): Promise<string[]> => Object.keys((await answer).body.data.errors)
  expect(await errors(admin.post(PATH, { file_path: pdf.body.data.file_path }))).toEqual(['file_path'])
  const theirs = await staged(GOOD, 'a.csv', business.staff[0])
  expect(await errors(admin.post(PATH, { file_path: theirs }))).toEqual(['file_path'])
  expect((await business.staff[0]?.post(PATH, { file_path: theirs }))?.status).toBe(403)
})

test('fifty thousand lines are posted in one request, one more is refused', async () => {
  const row = (index: number): string =>
    `2026-0${1 + (index % 9)}-15,R-${index},1020,,${index + 1}.25,,,\n2026-0${1 + (index % 9)}-15,R-${index},4010,,,${index + 1}.25,,\n`
  const text = `${HEAD}\n${Array.from({ length: 25_000 }, (_, index) => row(index)).join('')}`
  expect((await bring(`${text}2026-01-15,X,1020,,1,,,\n`, { dry_run: true })).body.data.problems).toMatchObject([{ reason: 'many_lines' }])
  const { status, body } = await bring(text)
  expect([status, body.data.posted]).toMatchObject([201, { journals: 25_000, lines: 50_000, last_no: 'J-025000' }])
  const { data } = (await admin.get('/api/admin/reports/trial-balance?from=2026-01-01&to=2026-12-31')).body
  expect(data.find(({ code }: Body) => code === '1020').closing_debit).toBe(body.data.totals[0].debit)
}, 300_000)
