/** A request sent again that runs into its own first try, after it looked for it and before it checks what was sent: made once, and told so (TASK-7). */
import { randomUUID } from 'node:crypto'
import { injectFault } from '../../domain/kit/failpoint'
import { until } from '../../scripts/stack/wait'
import type { TestApp } from '../support/app'
import { latch } from '../support/chaos-steps'
import { rowsOf, staged, upload } from '../support/documents'
import { samplePng } from '../support/samples/images'
import { type Answer, type Body, type Caller, PASSWORD, person, superAdmin } from '../support/tenant'
import { claim, type Money, moneyTests, ok } from '../support/vouchers'

let app: TestApp
let of: Money

moneyTests((started, people) => {
  app = started
  of = people
})
afterEach(() => injectFault(undefined))

interface Request {
  who: Caller
  path: string
  body: Body
  /** Where what was made is counted. */
  table: string
}

const file = async (bytes: Buffer, name: string): Promise<string> => (await ok(upload(app, of.admin, { bytes, name }))).file_path
const unique = (): string => randomUUID().slice(0, 8)
const BOOKS = 'date,reference,account,description,debit,credit\n2026-03-31,A,1020,,5,\n2026-03-31,A,4010,,,5\n'

async function journal(): Promise<Body> {
  const accounts = await rowsOf(app, of.business.id, 'accounts').whereIn('code', ['1020', '4010']).orderBy('code')
  const lines = accounts.map(({ id }, index) => ({ account_id: id, [index === 0 ? 'debit' : 'credit']: '5.00' }))
  return { entry_date: '2026-03-31', memo: 'By hand', lines }
}

const entry = (): Body => ({
  entry_type: 'claim',
  party_type: 'subcontractor',
  party_id: of.subcontractor_id,
  entry_date: '2026-05-04',
  debit: '1200.00',
})

/** A person and their names, as they are entered. */
const newPerson = (): Body => ({ name: 'Ana', username: `ana.${unique()}`, email: `${unique()}@example.test`, password: PASSWORD })

/** One request for each way in which something is made. */
const KINDS: Record<string, () => Promise<Omit<Request, 'who'> & { who?: Caller }>> = {
  async document() {
    const type = await ok(of.admin.post('/api/admin/document-types', { name: 'Contract' }))
    const body = { name: 'Contract', document_type_id: type.id, file_path: await staged(app, of.admin) }
    return { path: '/api/admin/documents', table: 'documents', body }
  },
  expense: async () => ({
    path: '/api/admin/expenses',
    table: 'expenses',
    body: {
      project_id: of.project_id,
      category: 'Fuel',
      amount: '9.00',
      spent_on: '2026-05-04',
      file_path: await staged(app, of.admin),
    },
  }),
  picture: async () => ({
    path: '/api/admin/gallery',
    table: 'gallery',
    body: { project_id: of.project_id, file_path: await file(samplePng(), 'site.png') },
  }),
  'import of journals': async () => ({
    path: '/api/admin/journals/import',
    table: 'journals',
    body: { file_path: await file(Buffer.from(BOOKS), 'books.csv') },
  }),
  journal: async () => ({ path: '/api/admin/journals', table: 'journals', body: await journal() }),
  async 'reversal of a journal'() {
    const { id } = await ok(of.admin.post('/api/admin/journals', await journal()))
    return { path: `/api/admin/journals/${id}/reverse`, table: 'journals', body: { reason: 'wrong' } }
  },
  'entry by hand': async () => ({ who: of.bookkeeper, path: '/api/admin/ledgers', table: 'ledger_entries', body: entry() }),
  async 'reversal of an entry'() {
    const { id } = await ok(of.bookkeeper.post('/api/admin/ledgers', entry()))
    return { who: of.bookkeeper, path: `/api/admin/ledgers/${id}/reverse`, table: 'ledger_entries', body: { reason: 'wrong' } }
  },
  voucher: async () => ({ who: of.clerk, path: '/api/admin/vouchers', table: 'vouchers', body: claim(of) }),
  'variation order': async () => ({
    who: of.clerk,
    path: '/api/admin/variation-orders',
    table: 'variation_orders',
    body: { project_id: of.project_id, title: 'Wider stairs', amount: '2500.00' },
  }),
  proposal: async () => ({
    path: '/api/admin/proposals',
    table: 'proposals',
    body: { project_id: of.project_id, title: 'Solar panels', quoted_amount: '9.00' },
  }),
  'named record': async () => ({ path: '/api/admin/trade-types', table: 'trade_types', body: { name: `Roof ${unique()}` } }),
  event: async () => ({
    path: '/api/admin/calendar',
    table: 'calendar',
    body: {
      project_id: of.project_id,
      title: 'Visit',
      event_type: 'meeting',
      starts_at: '2026-05-04T09:00:00Z',
      ends_at: '2026-05-04T10:00:00Z',
    },
  }),
  async 'work begun'() {
    const who = await person(app, { tenant_id: of.business.id, user_type: 'employee' })
    return { who, path: '/api/employee/clock-in', table: 'clock_entries', body: {} }
  },
  async 'movement of a stock'() {
    const body = { project_id: of.project_id, material_name: 'Cable', unit: 'm', quantity: '8' }
    const { id } = await ok(of.admin.post('/api/admin/material-stock', body))
    return { path: `/api/admin/material-stock/${id}/movements`, table: 'material_movements', body: { quantity: '-5', reason: 'used' } }
  },
  person: async () => ({ path: '/api/admin/users', table: 'users', body: { ...newPerson(), user_type: 'employee' } }),
  business: async () => ({
    who: await superAdmin(app),
    path: '/api/platform/businesses',
    table: 'tenants',
    body: { name: 'Boreal', time_zone: 'UTC', base_currency: 'EUR', admin: newPerson() },
  }),
}

/** Sends the request twice under one key: the second takes over while the first has not checked yet, and checks when the first is through. */
async function raced({ who, path, body }: Request, first: 'answers' | 'dies'): Promise<[Answer, Answer]> {
  const gates = [latch(), latch()]
  const through = latch()
  const arrived: number[] = []
  let done = 0
  injectFault((point) => {
    if (point === 'K13' && arrived.length < gates.length) return gates[arrived.push(arrived.length) - 1]?.opened
    if (point !== 'K3' || (done += 1) > 1) return undefined
    through.open()
    return first === 'dies' ? Promise.reject(new Error('died')) : undefined
  })
  const key = randomUUID()
  const send = (): Promise<Answer> => who.post(path, body, { 'Idempotency-Key': key })
  const there = (count: number) => ({ what: `Try ${count} before its checks`, timeout_ms: 30_000 })
  const one = send()
  await until(async () => arrived.length === 1, there(1))
  const other = send()
  // The first one lives and renews its claim; it is made to look dead until the other has taken over.
  await until(async () => {
    const keys = rowsOf(app, who.tenant_id, 'idempotency_keys').where({ key })
    if (arrived.length < 2) await keys.update({ held_until: new Date(0) })
    return arrived.length === 2
  }, there(2))
  gates[0]?.open()
  await through.opened
  if (first === 'answers') await one
  gates[1]?.open()
  return Promise.all([one, other])
}

const count = async ({ who, table }: Request): Promise<number> =>
  table === 'tenants'
    ? (await ok(who.get('/api/platform/businesses?search=Boreal'))).length
    : (await rowsOf(app, of.business.id, table)).length

describe.each(Object.keys(KINDS))('%s', (kind) => {
  it.each(['answers', 'dies'] as const)('is made once when the first try %s after the second has looked for it', async (first) => {
    const made = await KINDS[kind]?.()
    if (!made) throw new Error(kind)
    const request = { who: of.admin, ...made }
    const before = await count(request)
    const [one, other] = await raced(request, first)
    // The first one, cut off after its claim had passed on, is told what the other one found.
    expect([one.status, other.status]).toEqual([201, 201])
    expect(other.body).toEqual(one.body)
    expect(await count(request)).toBe(before + 1)
  })
})
