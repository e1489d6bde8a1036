/** The dashboard: right figures, its slug, its period, and its pace over many rows (PRJ-12). */
import { v7 as uuidv7 } from 'uuid'
import { connected } from '../../scripts/stack/postgres'
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { instrument, projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let viewer: Caller

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  business = await tenant(app, { staff: [['dashboard.view'], []], time_zone: 'America/Sao_Paulo' })
  ;[viewer] = business.staff as [Caller]
})

const dashboard = (query = ''): Promise<Answer> => viewer.get(`/api/admin/dashboard${query}`)

it('counts what is there, and another business adds nothing to it', async () => {
  const { id } = await projectIn(business, 'active')
  await projectIn(business, 'draft')
  const hour = 3_600_000
  await inTenant(app.services.db, business.id, (trx) =>
    trx('calendar').insert(
      [-1, 1].map((hours) => ({
        tenant_id: business.id,
        id: uuidv7(),
        title: 'Visit',
        project_id: id,
        event_type: 'site_visit',
        starts_at: new Date(Date.now() + hours * hour),
      })),
    ),
  )
  await instrument(app, business, { table: 'ledger_entries', values: { project_id: id, credit: '100000' } })
  await instrument(app, business, { table: 'variation_orders', values: { project_id: id, amount: '2550' } })
  const other = await tenant(app)
  await projectIn(other, 'active')
  expect((await dashboard()).body.data).toEqual({
    projects: { draft: 1, active: 1, on_hold: 0, completed: 0, cancelled: 0 },
    upcoming_event_count: 1,
    open_tasks: {},
    vouchers: { submitted: { count: 0, amount: '0.00' }, approved_unpaid: { count: 0, amount: '0.00' } },
    total_liability: '1025.50',
    overdue_tickets: 0,
    currency: 'EUR',
    series: null,
  })
})

it('needs dashboard.view', async () => {
  const answer = await (business.staff[1] as Caller).get('/api/admin/dashboard')
  expect([answer.status, answer.body.data.reason]).toEqual([403, 'dashboard.view'])
})

it('gives a row a day between from and to', async () => {
  const { id } = await projectIn(business, 'active')
  await instrument(app, business, { table: 'ledger_entries', values: { project_id: id, credit: '5000', entry_date: '2026-05-02' } })
  const { series } = (await dashboard('?from=2026-05-01&to=2026-05-03')).body.data
  expect(series.map((day: Body) => [day.date, day.payments, day.proposals_approved])).toEqual([
    ['2026-05-01', '0.00', 0],
    ['2026-05-02', '50.00', 0],
    ['2026-05-03', '0.00', 0],
  ])
  expect((await dashboard('?from=2026-05-03&to=2026-05-01')).body.data.errors).toHaveProperty('to')
  expect((await dashboard('?from=2020-01-01&to=2026-05-01')).body.data.errors).toHaveProperty('to')
})

it('says the right figures over a hundred thousand rows', async () => {
  const { id } = await projectIn(business, 'active')
  await connected(app.database.owner_url, async (client) => {
    await client.query('begin')
    await client.query("select set_config('app.tenant', $1, true)", [business.id])
    await client.query(
      `insert into ledger_entries (tenant_id, id, project_id, entry_type, credit, currency, party_type, entry_date)
       select $1, uuidv7(), $2, 'payment', 100, 'EUR', 'subcontractor', date '2026-01-01' + (n % 360)::int from generate_series(1, 90000) n`,
      [business.id, id],
    )
    await client.query(
      `insert into calendar (tenant_id, id, title, project_id, event_type, starts_at)
       select $1, uuidv7(), 'Visit', $2, 'meeting', now() + (n - 5000) * interval '1 minute' from generate_series(1, 10000) n`,
      [business.id, id],
    )
    await client.query('commit')
    await client.query('vacuum analyze ledger_entries, calendar')
  })
  expect((await dashboard()).body.data).toMatchObject({ total_liability: '90000.00' })
})
