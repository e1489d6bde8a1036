/** The party ledger by hand: entries posted for good, balances, statements, and what each kind of person may see of them. */
import { randomUUID } from 'node:crypto'
import ExcelJS from 'exceljs'
import type { TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { type Answer, type Body, tenant } from '../support/tenant'
import { type Money, moneyTests, ok, reasonOf, subcontractor, voucherIn } from '../support/vouchers'

let app: TestApp
let of: Money

moneyTests((started, people) => {
  app = started
  of = people
})

const LEDGERS = '/api/admin/ledgers'
const entry = (more: Body = {}): Body => ({
  entry_type: 'claim',
  debit: '1200.00',
  party_type: 'subcontractor',
  party_id: of.subcontractor_id,
  entry_date: '2026-05-04',
  ...more,
})
const post = (more: Body = {}): Promise<Answer> => of.bookkeeper.post(LEDGERS, entry(more))
const statement = (query = ''): Promise<Answer> =>
  of.bookkeeper.get(`${LEDGERS}/statement?party_type=subcontractor&party_id=${of.subcontractor_id}${query}`)

it('FIN-2 posts with its journal; the balance is debits less credits', async () => {
  const made = await post({ reference: 'X-1', project_id: of.project_id, description: 'by hand' })
  expect(made.status).toBe(201)
  expect(made.body.data).toMatchObject({
    debit: '1200.00',
    credit: '0.00',
    journal: { name: 'J-000001' },
    party: { name: 'Volt Ltd' },
    decisions: [],
  })
  await ok(post({ entry_type: 'payment', debit: null, credit: '1000' }))
  await ok(post({ entry_type: 'opening', party_type: 'client', party_id: of.business.clients[0]?.id, debit: '50.00' }))
  const query = `party_type=subcontractor&party_id=${of.subcontractor_id}`
  expect(await ok(of.bookkeeper.get(`${LEDGERS}/balance?${query}`))).toMatchObject({
    debit: '1200.00',
    credit: '1000.00',
    balance: '200.00',
  })
  expect(await ok(of.bookkeeper.get(`${LEDGERS}/balance?party_type=client`))).toMatchObject({ balance: '50.00', approved_unposted: '0.00' })
  const listed = await of.bookkeeper.get(
    `${LEDGERS}?filter[party_id]=${of.subcontractor_id}&filter[entry_type]=payment&from=2026-05-01&to=2026-05-31`,
  )
  expect(listed.body.meta.total).toBe(1)
  expect((await of.bookkeeper.get(`${LEDGERS}?to=2026-05-03`)).body.meta.total).toBe(0)
})

it.each(['0', '-1', '1.234', '1e3', 'NaN', '100000000000000000000', 1000, ''])(
  'N01 an amount of %p is refused on its field',
  async (debit) => {
    const answer = await post({ debit })
    expect([answer.status, Object.keys(answer.body.data.errors)]).toEqual([422, ['debit']])
    expect(await rowsOf(app, of.business.id, 'journals')).toEqual([])
  },
)

it('exactly one side, a party of its type, a project of this business', async () => {
  expect(Object.keys((await post({ debit: null })).body.data.errors).sort()).toEqual(['credit', 'debit'])
  expect(Object.keys((await post({ credit: '1.00' })).body.data.errors).sort()).toEqual(['credit', 'debit'])
  expect(Object.keys((await post({ debit: '0', credit: '0.00' })).body.data.errors).sort()).toEqual(['credit', 'debit'])
  expect(Object.keys((await post({ party_id: randomUUID() })).body.data.errors)).toEqual(['party_id'])
  expect(Object.keys((await post({ party_type: 'client' })).body.data.errors)).toEqual(['party_id'])
  expect(Object.keys((await post({ project_id: randomUUID() })).body.data.errors)).toEqual(['project_id'])
  const wrong = await of.bookkeeper.post(LEDGERS, { entry_type: 'gift', party_type: 'friend', reverses_id: randomUUID() })
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual(['entry_date', 'entry_type', 'party_type', 'reverses_id'])
  expect((await post({ party_type: 'supplier', party_id: randomUUID(), debit: '0.00', credit: '5.00' })).status).toBe(201)
})

it('a posted entry keeps all but its description; it is never deleted, and a reversal is not reversed', async () => {
  const made = await ok(post())
  const path = `${LEDGERS}/${made.id}`
  expect(reasonOf(await of.bookkeeper.delete(path))).toEqual([409, 'posted'])
  expect(reasonOf(await of.bookkeeper.put(path, { debit: '1.00', version: 1 }))).toEqual([409, 'posted'])
  expect(await ok(of.bookkeeper.put(path, { description: 'week 18', version: 1 }))).toMatchObject({ description: 'week 18', version: 2 })
  expect(reasonOf(await of.bookkeeper.put(path, { description: 'x', version: 1 }))).toEqual([409, 'stale_version'])
  expect((await of.bookkeeper.post(`${path}/reverse`, {})).body.data.errors).toHaveProperty('reason')
  const reversal = await ok(of.bookkeeper.post(`${path}/reverse`, { reason: 'wrong party' }))
  expect(reversal).toMatchObject({ debit: '0.00', credit: '1200.00', entry_type: 'claim', reverses_id: made.id })
  expect(reasonOf(await of.bookkeeper.post(`${LEDGERS}/${reversal.id}/reverse`, { reason: 'back' }))).toEqual([409, 'locked'])
  expect((await of.bookkeeper.delete(`${LEDGERS}/${randomUUID()}`)).status).toBe(404)
  const other = await tenant(app)
  expect((await other.admin.post(`${path}/reverse`, { reason: 'mine' })).status).toBe(404)
})

it('twenty reversals at once: one', async () => {
  const made = await ok(post())
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => of.bookkeeper.post(`${LEDGERS}/${made.id}/reverse`, { reason: 'wrong' })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect([...new Set(answers.filter(({ status }) => status !== 201).map((answer) => reasonOf(answer).join()))]).toEqual(['409,duplicate'])
  expect(await rowsOf(app, of.business.id, 'ledger_entries')).toHaveLength(2)
})

it('a statement opens with what was owed before, runs by line over its pages, and closes with what is owed', async () => {
  await ok(post({ entry_date: '2026-04-20', debit: '100.00' }))
  await ok(post({ entry_date: '2026-05-02', debit: '40.00', reference: 'A' }))
  await ok(post({ entry_date: '2026-05-03', debit: null, credit: '90.00', entry_type: 'payment' }))
  await ok(post({ entry_date: '2026-06-01', debit: '1.00' }))
  const may = await statement('&from=2026-05-01&to=2026-05-31')
  expect(may.body.data).toMatchObject({
    opening_balance: '100.00',
    closing_balance: '50.00',
    debit: '40.00',
    credit: '90.00',
    party: { name: 'Volt Ltd' },
  })
  expect(may.body.data.lines.map((line: Body) => [line.entry_date, line.balance])).toEqual([
    ['2026-05-02', '140.00'],
    ['2026-05-03', '50.00'],
  ])
  const second = await statement('&page=2&per_page=3')
  expect(second.body.meta).toEqual({ page: 2, per_page: 3, total: 4 })
  expect(second.body.data.lines).toMatchObject([{ entry_date: '2026-06-01', balance: '51.00' }])
  expect((await statement('&from=2026-05-02&to=2026-05-01')).body.data.errors).toHaveProperty('to')
  expect((await of.bookkeeper.get(`${LEDGERS}/statement?party_type=supplier&party_id=${randomUUID()}`)).status).toBe(404)
})

it('a statement is taken away as CSV, Excel and PDF; text in it is never a formula', async () => {
  await ok(post({ reference: '=1+1', description: '@cmd', project_id: of.project_id }))
  await ok(post({ reference: 'two', description: 'lines\nand\ufffe \uffff ;=1 #', entry_date: '2026-05-05' }))
  const csv = await statement('&format=csv')
  expect(csv.body.replace('\ufeff', '').split('\r\n').slice(0, 3)).toEqual([
    'entry_date,entry_type,reference,description,project,debit,credit,balance',
    "2026-05-04,claim,'=1+1,'@cmd,House,1200.00,0.00,1200.00",
    '2026-05-05,claim,two,"lines\nand\ufffe \uffff ;\'=1 #",,1200.00,0.00,2400.00',
  ])
  const fetched = async (format: string): Promise<Buffer> => {
    const headers = { Authorization: `Bearer ${of.bookkeeper.token}` }
    const query = `party_type=subcontractor&party_id=${of.subcontractor_id}&format=${format}`
    return Buffer.from(await (await fetch(`${app.url}${LEDGERS}/statement?${query}`, { headers })).arrayBuffer())
  }
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await fetched('xlsx')) as never)
  const sheet = book.worksheets[0]
  expect(sheet?.getRow(1).values).toEqual([
    undefined,
    'entry_date',
    'entry_type',
    'reference',
    'description',
    'project',
    'debit',
    'credit',
    'balance',
  ])
  expect([sheet?.getCell('C2').value, sheet?.getCell('F2').value, sheet?.getCell('H2').value]).toEqual(['=1+1', 1200, 1200])
  expect([sheet?.getCell('A2').value, sheet?.getCell('D3').value]).toEqual([new Date('2026-05-04T00:00:00Z'), 'lines\nand  ;=1 #'])
  expect((await fetched('pdf')).subarray(0, 5).toString()).toBe('%PDF-')
})

it('a contractor sees what is claimed and paid of their own subcontractor, and nothing else', async () => {
  const [contractor] = of.business.contractors
  const own = await subcontractor(of.business, 'Own Ltd', { user_id: contractor?.id })
  const voucher = await voucherIn(of, 'paid', { subcontractor_id: own, amount: '300.00' })
  const foreign = await voucherIn(of, 'paid')
  const read = async (path: string): Promise<Body> => ok((contractor as typeof of.clerk).get(`/api/contractor/${path}`))
  expect((await read('vouchers')).map((row: Body) => row.id)).toEqual([voucher.id])
  expect(await read(`vouchers/${voucher.id}`)).toMatchObject({ voucher_no: voucher.voucher_no, payment_status: 'paid' })
  expect((await contractor?.get(`/api/contractor/vouchers/${foreign.id}`))?.status).toBe(404)
  const ledger = await read('ledger?sort=entry_date')
  expect(ledger.map((row: Body) => [row.entry_type, row.party.name]).sort()).toEqual([
    ['claim', 'Own Ltd'],
    ['payment', 'Own Ltd'],
  ])
  expect(await read('ledger/balance')).toMatchObject({ debit: '300.00', credit: '300.00', balance: '0.00' })
})
