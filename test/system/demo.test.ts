/** The demo data (api.md §1): loaded once into an empty database, by its own people, alive when it is there. */
import { PLATFORM, tenantDb } from '../../db/kit/client'
import { DEMO_PASSWORD } from '../../scripts/demo/client'
import { loadDemo } from '../../scripts/demo'
import { startApp, type TestApp } from '../support/app'
import { type Answer, type Body, send, stranger, superAdmin } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const apps: TestApp[] = []
const workers: TestWorker[] = []
// Forty processes and two hundred calls, on a machine that may be busy with other suites.
jest.setTimeout(240_000)

afterAll(async () => {
  for (const worker of workers) await worker.stop()
  for (const app of apps) await app.stop()
})

async function emptyApp(): Promise<TestApp> {
  const app = await startApp({ env: { DATABASE_POOL: '10' } })
  apps.push(app)
  return app
}

const said: string[] = []
const load = (app: TestApp, demo = true): Promise<void> =>
  loadDemo({ console_url: app.url, database_url: app.database.app_url, demo, say: (line) => void said.push(line) })

const logIn = (app: TestApp, username: string, password = DEMO_PASSWORD): Promise<Answer> =>
  stranger(app).post('/api/login', { username, password })
const as = async (app: TestApp, username: string, path: string): Promise<Body> => {
  const { body } = await logIn(app, username)
  const answer = await send(app.url, { method: 'GET', path, headers: { Authorization: `Bearer ${body.data.token}` } })
  expect(answer.status).toBe(200)
  return answer.body
}
const total = async (app: TestApp, table: string): Promise<number> => {
  const ids: string[] = await tenantDb(app.services.db, PLATFORM)('businesses').pluck('id')
  const counts = await Promise.all(ids.map((id) => tenantDb(app.services.db, id)(table).where({ tenant_id: id }).count('* as n').first()))
  return counts.reduce((sum, row) => sum + Number(row?.n), 0)
}
const TABLES = [
  'businesses',
  'users',
  'roles',
  'documents',
  'document_versions',
  'projects',
  'tasks',
  'locations',
  'calendars',
  'timeline_entries',
  'phases',
  'proposals',
  'calendar',
  'daily_logs',
  'material_movements',
  'expenses',
  'vouchers',
  'ledger_entries',
  'journals',
  'variation_orders',
  'daywork_orders',
]
const totals = (app: TestApp): Promise<number[]> => Promise.all(TABLES.map((table) => total(app, table)))

test('the demo fills an empty database with two businesses at work, once', async () => {
  const app = await emptyApp()
  workers.push(await startWorker(app))
  await load(app)

  for (const key of ['platform', 'aurora.admin', 'boreal.admin', 'aurora.client', 'boreal.employee', 'aurora.contractor']) {
    expect([key, (await logIn(app, key)).status]).toEqual([key, 200])
  }
  expect((await as(app, 'aurora.admin', '/api/me')).data.business).toMatchObject({ base_currency: 'BRL', time_zone: 'America/Sao_Paulo' })
  expect((await as(app, 'boreal.admin', '/api/me')).data.business).toMatchObject({ base_currency: 'EUR', time_zone: 'Europe/Lisbon' })
  for (const company of ['aurora', 'boreal']) {
    expect((await as(app, `${company}.director`, '/api/admin/documents/counts')).data).toEqual({
      draft: 2,
      in_verification: 3,
      in_approval: 2,
      archived: 4,
      rejected: 1,
    })
    expect((await as(app, `${company}.admin`, '/api/admin/setup')).data.map(({ done }: Body) => done)).toEqual(Array(9).fill(true))
    expect((await as(app, `${company}.verifier2`, '/api/tasks')).meta.total).toBe(2)
    expect((await as(app, `${company}.approver`, '/api/tasks')).meta.total).toBe(2)
    expect((await as(app, `${company}.office`, '/api/notifications')).data.length).toBeGreaterThan(1)
    expect((await as(app, `${company}.client`, '/api/client/documents')).data.length).toBeGreaterThan(0)
    const offers = (await as(app, `${company}.projects`, '/api/admin/proposals')).data
    expect([...new Set(offers.map(({ status }: Body) => status))].sort()).toEqual(['approved', 'draft', 'rejected', 'revised', 'submitted'])
    const spent = (await as(app, `${company}.contractor`, '/api/contractor/expenses')).data
    expect(spent.map(({ status }: Body) => status).sort()).toEqual(['payable', 'rejected', 'submitted'])
    const vouchers = (await as(app, `${company}.projects`, '/api/admin/vouchers?sort=created_at')).data
    expect(vouchers.map(({ status, payment_status }: Body) => (status === 'approved' ? payment_status : status))).toEqual([
      'paid',
      'paid',
      'partly_paid',
      'unpaid',
      'rejected',
      'cancelled',
      'submitted',
      'submitted',
      'draft',
    ])
    expect((await as(app, `${company}.controller`, '/api/tasks')).data.map(({ kind }: Body) => kind).sort()).toEqual([
      'daywork_orders.approve',
      'variation_orders.approve',
      'vouchers.approve',
    ])
    expect((await as(app, `${company}.accountant`, '/api/tasks')).meta.total).toBe(2)
    expect((await as(app, `${company}.accountant`, '/api/admin/ledgers')).meta.total).toBe(9)
    expect((await as(app, `${company}.contractor`, '/api/contractor/vouchers')).data.length).toBeGreaterThan(3)
    const seen = (await as(app, `${company}.admin`, '/api/admin/dashboard')).data
    expect(seen).toMatchObject({ projects: { active: 2 }, upcoming_event_count: 3, open_tasks: { 'expenses.approve': 1 } })
  }

  const before = await totals(app)
  await load(app)
  expect(await totals(app)).toEqual(before)
  // As a load that was killed before its last line would leave it.
  const platform = tenantDb(app.services.db, PLATFORM)
  await platform('businesses')
    .where({ id: PLATFORM })
    .update({ settings: { demo: 'loading' } })
  await load(app)
  expect(await totals(app)).toEqual(before)
})

test('CIEN_DEMO=0 makes only the platform account, with a random password said once', async () => {
  const app = await emptyApp()
  said.length = 0
  await load(app, false)
  const password = /password (\S+)/.exec(said.join('\n'))?.[1] ?? ''
  expect((await logIn(app, 'platform', password)).status).toBe(200)
  expect((await logIn(app, 'platform')).status).toBe(401)
  expect([await total(app, 'users'), await total(app, 'businesses')]).toEqual([1, 1])
  said.length = 0
  await load(app, false)
  await load(app, true)
  expect([said, await total(app, 'users')]).toEqual([[], 1])
})

test('a database in use is left alone', async () => {
  const app = await emptyApp()
  await superAdmin(app)
  await load(app)
  expect([await total(app, 'users'), await total(app, 'businesses')]).toEqual([1, 1])
})
