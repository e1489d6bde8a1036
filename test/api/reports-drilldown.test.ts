/** Every figure of a project's summary and of the dashboard has a list behind it whose rows add up to it (PRJ-4, PRJ-12). */
import { formatMoney, parseMoney } from '../../domain/money'
import { startApp, type TestApp } from '../support/app'
import { instrument, projectIn } from '../support/projects'
import { made } from '../support/site'
import { type Body, type Caller, person, role } from '../support/tenant'
import { type Money, money, ok, voucherIn } from '../support/vouchers'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let of: Money
let admin: Caller
let other_id: string
const HOUR = 3_600_000
const today = new Date().toISOString().slice(0, 10)

/** Every row of a list, page by page, so that paging is part of the sum. */
async function rowsOf(path: string): Promise<Body[]> {
  const rows: Body[] = []
  for (let page = 1; ; page += 1) {
    const { status, body } = await admin.get(`${path}${path.includes('?') ? '&' : '?'}per_page=2&page=${page}`)
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`)
    rows.push(...body.data)
    if (body.data.length === 0 || rows.length === body.meta.total) return rows
  }
}

const added = (amounts: readonly unknown[]): string =>
  formatMoney(
    amounts.map((amount) => parseMoney(String(amount), 'EUR', true)).reduce((sum: bigint, amount) => sum + (amount ?? 0n), 0n),
    'EUR',
  )
const sumOf = async (path: string, amount: (row: Body) => unknown = (row) => row.amount): Promise<string> =>
  added((await rowsOf(path)).map(amount))
const paid = (row: Body): unknown => added([row.credit, `-${row.debit}`])

/** Two projects with instruments of every status, a reversed payment among them. */
async function fill(): Promise<void> {
  const { business, project_id } = of
  other_id = (await projectIn(business, 'active', { name: 'Other', contract_value: '900.00' })).id
  await projectIn(business, 'draft', { name: 'Untouched' })
  for (const [id, factor] of [
    [project_id, 1],
    [other_id, 3],
  ] as const) {
    const at = (table: Parameters<typeof instrument>[2]['table'], values: Record<string, unknown>): Promise<string> =>
      instrument(app, business, { table, values: { project_id: id, ...values } })
    for (const credit of ['12500', '7501', '1']) await at('ledger_entries', { credit: String(Number(credit) * factor), entry_date: today })
    await at('ledger_entries', { debit: '1', entry_date: today })
    await at('ledger_entries', { entry_type: 'claim', credit: '777' })
    for (const [status, amount] of [
      ['pending', 3000],
      ['approved', 5000],
      ['approved', -200],
      ['rejected', 9000],
    ] as const)
      await at('variation_orders', { status, amount: String(amount * factor) })
    for (const [status, amount] of [
      ['draft', 400],
      ['submitted', 600],
      ['approved', 1000],
    ] as const)
      await at('daywork_orders', { status, amount: String(amount * factor) })
    for (const hours of [-2, 1, 2, 3]) {
      const starts_at = new Date(Date.now() + hours * HOUR).toISOString()
      await made(admin, '/api/admin/calendar', { project_id: id, title: 'Visit', event_type: 'meeting', starts_at })
    }
  }
}

beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  of = await money(app)
  admin = of.admin
  await fill()
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

test('the figures of a project, each from the list its page leads to', async () => {
  const { project_id } = of
  const summary = await ok(admin.get(`/api/admin/projects/${project_id}/summary`))
  const list = (resource: string, filter: string): string => `/api/admin/${resource}?filter[project_id]=${project_id}&${filter}`
  const behind = `/api/admin/projects/${project_id}/liability`
  expect({
    budget_consumed: await sumOf(list('ledgers', 'filter[entry_type]=payment'), paid),
    vo_exposure: await sumOf(list('variation-orders', 'filter[status]=pending,approved')),
    dwo_exposure: await sumOf(list('daywork-orders', 'filter[status]=draft,submitted')),
    approved_vo_total: await sumOf(list('variation-orders', 'filter[status]=approved')),
    pending_vo_total: await sumOf(list('variation-orders', 'filter[status]=pending')),
    total_liability: await sumOf(behind),
    remaining: added([summary.contract_value, `-${await sumOf(behind)}`]),
    upcoming_event_count: (await rowsOf(list('calendar', 'filter[upcoming]=true'))).length,
  }).toEqual({
    budget_consumed: summary.budget_consumed,
    vo_exposure: summary.vo_exposure,
    dwo_exposure: summary.dwo_exposure,
    approved_vo_total: summary.approved_vo_total,
    pending_vo_total: summary.pending_vo_total,
    total_liability: summary.total_liability,
    remaining: summary.remaining,
    upcoming_event_count: summary.upcoming_event_count,
  })
  expect(summary).toMatchObject({ total_liability: '288.01', upcoming_event_count: 3 })
})

test('the liability of a project by its parts: each list says its sum, whatever page is read', async () => {
  const path = `/api/admin/projects/${of.project_id}/liability`
  const summary = await ok(admin.get(`/api/admin/projects/${of.project_id}/summary`))
  for (const part of ['budget_consumed', 'vo_exposure', 'dwo_exposure']) {
    const { body } = await admin.get(`${path}?filter[part]=${part}&per_page=1&page=2&sort=amount`)
    expect([part, body.meta.sum, await sumOf(`${path}?filter[part]=${part}`)]).toEqual([part, summary[part], summary[part]])
  }
  const rows = await rowsOf(`${path}?sort=-amount`)
  expect(rows.map((row) => Number(row.amount))).toEqual([...rows.map((row) => Number(row.amount))].sort((a, b) => b - a))
})

test('who may not see a kind of record sees none of it there, and is told what is left out', async () => {
  const role_id = await role(app, of.business.id, ['projects.view', 'variation_orders.view'])
  const viewer = await person(app, { tenant_id: of.business.id, user_type: 'staff', role_id })
  const { body } = await viewer.get(`/api/admin/projects/${of.project_id}/liability`)
  expect(new Set(body.data.map((row: Body) => row.part))).toEqual(new Set(['vo_exposure']))
  expect(body.meta).toMatchObject({ sum: '78.00', hidden: ['budget_consumed', 'dwo_exposure'], total: 3 })
})

test('the figures of the dashboard, each from the list its tile leads to', async () => {
  const voucher = await voucherIn(of, 'submitted')
  for (const status of ['submitted', 'approved', 'approved'] as const) await voucherIn(of, status)
  const from = new Date(Date.now() - 5 * 24 * HOUR).toISOString().slice(0, 10)
  const now = await ok(admin.get(`/api/admin/dashboard?from=${from}&to=${today}`))
  const count = async (path: string): Promise<number> => (await rowsOf(path)).length
  const statuses = Object.keys(now.projects)
  const kinds = Object.keys(now.open_tasks)
  expect(voucher.status).toBe('submitted')
  expect({
    projects: Object.fromEntries(
      await Promise.all(statuses.map(async (status) => [status, await count(`/api/admin/projects?filter[status]=${status}`)])),
    ),
    upcoming_event_count: await count('/api/admin/calendar?filter[upcoming]=true'),
    open_tasks: Object.fromEntries(
      await Promise.all(kinds.map(async (kind) => [kind, await count(`/api/admin/processes?filter[task_kind]=${kind}`)])),
    ),
    all_tasks: await count(`/api/admin/processes?filter[task_kind]=${kinds.join(',')}`),
    submitted: await sumOf('/api/admin/vouchers?filter[status]=submitted'),
    unpaid: await sumOf('/api/admin/vouchers?filter[status]=approved&filter[payment_status]=unpaid,partly_paid', (row) =>
      added([row.amount, `-${row.paid_amount}`]),
    ),
    total_liability: await sumOf('/api/admin/projects/liability', (row) => row.total_liability),
    told: (await admin.get('/api/admin/projects/liability?per_page=1')).body.meta.sum,
    payments: await sumOf(`/api/admin/ledgers?filter[entry_type]=payment&filter[from]=${from}&filter[to]=${today}`, paid),
  }).toEqual({
    projects: now.projects,
    upcoming_event_count: now.upcoming_event_count,
    open_tasks: now.open_tasks,
    all_tasks: Object.values<number>(now.open_tasks).reduce((sum, n) => sum + n, 0),
    submitted: now.vouchers.submitted.amount,
    unpaid: now.vouchers.approved_unpaid.amount,
    total_liability: now.total_liability,
    told: now.total_liability,
    payments: added(now.series.map((day: Body) => day.payments)),
  })
  expect(kinds.length).toBeGreaterThan(1)
})

test('the projects behind the total, the largest first, each with its parts; by status and name the sum follows', async () => {
  const path = '/api/admin/projects/liability'
  const rows = await rowsOf(path)
  expect(rows.map((row) => row.id)).toEqual([other_id, of.project_id])
  for (const row of rows) {
    const summary = await ok(admin.get(`/api/admin/projects/${row.id}/summary`))
    for (const name of ['contract_value', 'budget_consumed', 'vo_exposure', 'dwo_exposure', 'total_liability'])
      expect([name, row[name]]).toEqual([name, summary[name]])
  }
  const { body } = await admin.get(`${path}?search=oTHer&filter[status]=active`)
  expect([body.meta.total, body.meta.sum]).toEqual([1, rows[0]?.total_liability])
  expect((await admin.get(`${path}?filter[status]=draft`)).body.meta).toMatchObject({ total: 0, sum: '0.00' })
})
