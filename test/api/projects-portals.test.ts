/** The portals: everybody sees and changes their own, proven on every portal route with two people of each kind (PRJ-9, PRJ-10, PRJ-11). */
import { routes } from '../../api/routes'
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { rowsOf, upload } from '../support/documents'
import { library, projectIn } from '../support/projects'
import { samplePng } from '../support/samples/images'
import { sample } from '../support/sample'
import { made } from '../support/site'
import { type Answer, type Body, type Business, type Caller, send, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let business: Business
let project_ids: string[]
/** Ids of what belongs to the first person of each kind, by path. */
const mine = new Map<string, string>()

const event = { event_type: 'site_visit', title: 'Visit', starts_at: '2026-05-04T10:00:00Z' }

/** A claim and an entry of the subcontractor that the first contractor is linked to; the second has one without either. */
async function fillMoney(project_id: string): Promise<void> {
  const { admin, contractors } = business
  await made(admin, '/api/admin/trade-types', { name: 'Electrical' })
  const [party_id] = await Promise.all(
    contractors.map(
      async ({ id }, n) =>
        (await made(admin, '/api/admin/subcontractors', { company_name: `Volt ${n}`, trade_type: 'Electrical', user_id: id })).id,
    ),
  )
  const claim = { project_id, subcontractor_id: party_id, voucher_type: 'Labour', amount: '12.00', week_ending: '2026-05-08' }
  mine.set('/api/contractor/vouchers', (await made(admin, '/api/admin/vouchers', claim)).id)
  const entry = { project_id, entry_type: 'claim', debit: '7.00', party_type: 'subcontractor', party_id, entry_date: '2026-05-08' }
  mine.set('/api/contractor/ledger', (await made(admin, '/api/admin/ledgers', entry)).id)
}

/** One of everything for the first person of each kind. */
async function fill(): Promise<void> {
  const { admin } = business
  const [employee, contractor] = [business.employees[0], business.contractors[0]] as [Caller, Caller]
  const [project_id] = project_ids as [string]
  const own = async (who: Caller, path: string, body: Record<string, unknown>): Promise<void> => {
    mine.set(path, (await made(who, path, body)).id)
  }
  for (const { id: user_id } of [employee, contractor]) await made(admin, '/api/admin/project-members', { project_id, user_id })
  await fillMoney(project_id)
  await own(contractor, '/api/contractor/daily-logs', { project_id, log_date: '2026-05-04', notes: 'Cables' })
  await own(contractor, '/api/contractor/materials', { project_id, material_name: 'Cable', unit: 'm', quantity: '100' })
  await own(contractor, '/api/contractor/expenses', { project_id, category: 'Fuel', amount: '5.00', spent_on: '2026-05-04' })
  const { file_path } = (await upload(app, employee, { bytes: samplePng(), name: 'slab.png' })).body.data
  await own(employee, '/api/employee/gallery', { project_id, file_path })
  await made(employee, '/api/employee/clock-in', { project_id })
  mine.set('/api/client/gallery', mine.get('/api/employee/gallery') ?? '')
  mine.set('/api/client/projects', project_id)
  mine.set('/api/employee/projects', project_id)
  mine.set('/api/contractor/projects', project_id)
  const visit = await made(admin, '/api/admin/calendar', { ...event, project_id, assigned_user_id: employee.id })
  for (const list of ['calendar', 'site-visits']) mine.set(`/api/employee/${list}`, visit.id)
  const proposal = await made(admin, '/api/admin/proposals', { project_id, title: 'Roof', quoted_amount: '10.00' })
  await made(admin, `/api/admin/proposals/${proposal.id}/submit`, {})
  mine.set('/api/client/proposals', proposal.id)
  const type = await made(admin, '/api/admin/document-types', { name: 'Minutes', requires_approval: false })
  const paper = (await upload(app, admin)).body.data.file_path
  const document = { name: 'Minutes', document_type_id: type.id, project_id, file_path: paper }
  mine.set('/api/client/documents', (await made(admin, '/api/admin/documents', document)).id)
  mine.set('/api/employee/search', visit.id)
  mine.set('/api/contractor/search', mine.get('/api/contractor/materials') ?? '')
  mine.set('/api/client/search', mine.get('/api/client/documents') ?? '')
}

beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  business = await tenant(app, { employee: 2, contractor: 2, client: 2, time_zone: 'Europe/Berlin' })
  project_ids = await Promise.all(
    business.clients.map(async ({ id }) => (await projectIn(business, 'active', { client_user_id: id, contract_value: '100.00' })).id),
  )
  await fill()
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const portal = routes.filter(({ path }) => /^\/api\/(employee|contractor|client)\//.test(path))
const peopleOf = (path: string): [Caller, Caller] => {
  const kind = path.split('/')[2]
  const all = kind === 'employee' ? business.employees : kind === 'contractor' ? business.contractors : business.clients
  return all as [Caller, Caller]
}
const call = (who: Caller, method: string, path: string): Promise<Answer> =>
  send(app.url, { method: method.toUpperCase(), path, headers: { Authorization: `Bearer ${who.token}` } })

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method.toUpperCase()} ${path}`
const single = portal.filter(({ path }) => path.includes(':id'))
const whole = portal.filter(({ method, path }) => method === 'get' && !path.includes(':'))

test('every route of the portals is walked here', () => {
  const written = portal.filter((route) => route.method !== 'get' && !route.path.includes(':id')).map(nameOf)
  expect(portal.length).toBe(single.length + whole.length + written.length)
  expect(whole.length).toBeGreaterThan(12)
  // What makes something of one's own: there is nobody else's record in its path.
  expect(written.filter((name) => !/^POST .*(clock-in|clock-out|daily-logs|materials|expenses|gallery|support)$/.test(name))).toEqual([])
})

/** Words that find something of the first person. */
const ASKED: Record<string, string> = {
  '/api/employee/search': event.title,
  '/api/contractor/search': 'Cable',
  '/api/client/search': 'Minutes',
}
const asked = (path: string): string => (ASKED[path] ? `${path}?q=${encodeURIComponent(ASKED[path])}` : path)

/** The path with the id of what was made for the first person. */
function pathOf(path: string): string {
  const id = mine.get(path.slice(0, path.indexOf('/:id')))
  if (id === undefined) throw new Error(`Nothing was made for ${path}`)
  return path.replace(':id', id).replace(':round', '1')
}

// A receipt that was never handed in is no file to anybody.
const isFile = (path: string): boolean => /\/(file|thumbnail|pdf)$/.test(path)
// Version 7, as every record has: patterns in definitions name the others.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
const idsIn = ({ body }: Answer): string[] => [...new Set(JSON.stringify(body).match(UUID) ?? [])]

test.each(whole.map(({ path }) => path))('GET %s tells one nothing that belongs to another of the same kind', async (path) => {
  const [first, second] = peopleOf(path)
  const read = single.filter((route) => route.method === 'get' && route.path.split('/')[2] === path.split('/')[2] && !isFile(route.path))
  const theirs = await Promise.all([asked(path), ...read.map((route) => pathOf(route.path))].map((at) => call(first, 'get', at)))
  expect(theirs.map(({ status }) => status)).toEqual(theirs.map(() => 200))
  const known = mine.get(path)
  if (known) expect(idsIn(theirs[0] as Answer)).toContain(known)
  const answer = await call(second, 'get', asked(path))
  expect(answer.status).toBe(200)
  const told = idsIn(answer)
  expect(theirs.flatMap(idsIn).filter((id) => told.includes(id))).toEqual([])
})

test.each(single.map((route) => [route.method, route.path] as const))(
  '%s %s answers 404 to another of the same kind',
  async (method, path) => {
    const at = pathOf(path)
    const [owner, other] = peopleOf(path)
    const route = single.find((one) => one.method === method && one.path === path)
    const body = route?.body ? (sample(route.body) as object) : undefined
    const headers = { Authorization: `Bearer ${other.token}` }
    expect((await send(app.url, { method: method.toUpperCase(), path: at, body, headers })).status).toBe(404)
    if (method === 'get') expect((await call(owner, method, at)).status).toBe(path.endsWith('expenses/:id/file') ? 404 : 200)
  },
)

test('a portal describes the record types it serves, at its own paths', async () => {
  const { body } = await (business.contractors[0] as Caller).get('/api/contractor/resources')
  const paths = body.data.map((each: Body) => each.path)
  expect(paths.every((path: string) => path.startsWith('/api/contractor/'))).toBe(true)
  expect(body.data.find((each: Body) => each.name === 'daily-logs')).toMatchObject({
    path: '/api/contractor/daily-logs',
    methods: ['list', 'get', 'post', 'put'],
    can: { view: true, manage: true },
  })
  const office = (await business.admin.get('/api/admin/resources')).body.data
  expect(office.every((each: Body) => each.path.startsWith('/api/admin/'))).toBe(true)
  expect(office.find((each: Body) => each.name === 'gallery').methods).toEqual(['list', 'get', 'post', 'put', 'delete'])
})

test('a client sees progress, phases and visible milestones, and no money', async () => {
  const [client] = business.clients as [Caller]
  const [project_id] = project_ids as [string]
  await library(business.admin, { Frame: 5 })
  const phase = await made(business.admin, '/api/admin/phases', { project_id, phase_key: 'frame' })
  await business.admin.put(`/api/admin/phases/${phase.id}`, { progress_percent: 40, version: 1 })
  const milestone = { ...event, event_type: 'milestone', project_id }
  await made(business.admin, '/api/admin/calendar', { ...milestone, title: 'Roof is on', client_visible: true })
  await made(business.admin, '/api/admin/calendar', { ...milestone, title: 'Hidden' })
  const seen = (await client.get(`/api/client/projects/${project_id}`)).body.data
  expect(seen).toMatchObject({ project_progress: '40.00', phases: [{ phase_key: 'frame', progress_percent: 40 }] })
  expect(seen.milestones.map((one: Body) => one.title)).toEqual(['Roof is on'])
  expect(JSON.stringify(seen)).not.toMatch(/contract_value|100\.00|currency/)
})

describe('the clock', () => {
  const person = (): Caller => business.employees[1] as Caller
  beforeAll(() => made(business.admin, '/api/admin/project-members', { project_id: project_ids[1], user_id: person().id }))

  test('in, in again, out, out again', async () => {
    const start = await person().post('/api/employee/clock-in', { project_id: project_ids[1] })
    expect(start.body.data).toMatchObject({ project_id: project_ids[1], clocked_out_at: null })
    expect((await person().post('/api/employee/clock-in', {})).body.data).toMatchObject({ reason: 'clocked_in' })
    expect((await person().get('/api/employee/clock')).body.data).toMatchObject({ clocked_in: true, open: { id: start.body.data.id } })
    expect((await person().post('/api/employee/clock-out', {})).body.data).toMatchObject({ id: start.body.data.id })
    expect((await person().post('/api/employee/clock-out', {})).body.data).toMatchObject({ reason: 'not_clocked_in' })
    expect((await person().post('/api/employee/clock-in', { project_id: person().id })).body.data.errors).toHaveProperty('project_id')
  })

  test('of ten who clock in at once as one person one gets in, and one gets out', async () => {
    const ten = (path: string) => Promise.all(Array.from({ length: 10 }, () => person().post(path, {})))
    const [ins, outs] = [await ten('/api/employee/clock-in'), await ten('/api/employee/clock-out')]
    expect(ins.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)])
    expect(outs.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)])
    const open = (await rowsOf(app, business.id, 'clock_entries').where({ user_id: person().id })).filter((row) => !row.clocked_out_at)
    expect(open).toEqual([])
  })

  test('hours by day and week of a period, in the zone of the business', async () => {
    const stays = [
      ['2026-03-02T22:00:00Z', '2026-03-03T01:00:00Z'],
      ['2026-03-03T08:00:00Z', '2026-03-03T12:30:00Z'],
    ]
    await inTenant(app.services.db, business.id, (trx) =>
      trx('clock_entries').insert(
        stays.map(([clocked_in_at, clocked_out_at], n) => ({
          tenant_id: business.id,
          id: `01980000-0000-7000-8000-00000000000${n}`,
          user_id: person().id,
          clocked_in_at,
          clocked_out_at,
        })),
      ),
    )
    const { body } = await person().get('/api/employee/clock?from=2026-03-01&to=2026-03-31')
    expect(body.data.entries).toHaveLength(2)
    expect(body.data.days.map((day: Body) => [day.date, day.hours])).toEqual([
      ['2026-03-02', '1.00'],
      ['2026-03-03', '6.50'],
    ])
    expect(body.data.weeks).toMatchObject([{ week: '2026-W10', hours: '7.50' }])
  })
})
