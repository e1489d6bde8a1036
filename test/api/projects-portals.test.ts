/** The portals: everybody sees and changes their own, proven on every portal route with two people of each kind (PRJ-9, PRJ-10, PRJ-11). */
import { routes } from '../../api/routes'
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { rowsOf, upload } from '../support/documents'
import { library, projectIn } from '../support/projects'
import { samplePng } from '../support/samples/images'
import { sample } from '../support/sample'
import { type Answer, type Body, type Business, type Caller, send, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let business: Business
let project_ids: string[]
/** Ids of what belongs to the first person of each kind, by path. */
const mine = new Map<string, string>()

const event = { event_type: 'site_visit', title: 'Visit', starts_at: '2026-05-04T10:00:00Z' }

async function made(who: Caller, path: string, body: Record<string, unknown>): Promise<Body> {
  const answer = await who.post(path, body)
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  return answer.body.data
}

/** One of everything for the first person of each kind. */
async function fill(): Promise<void> {
  const { admin } = business
  const [employee, contractor] = [business.employees[0], business.contractors[0]] as [Caller, Caller]
  const [project_id] = project_ids as [string]
  const own = async (who: Caller, path: string, body: Record<string, unknown>): Promise<void> => {
    mine.set(path, (await made(who, path, body)).id)
  }
  await own(contractor, '/api/contractor/daily-logs', { project_id, log_date: '2026-05-04', notes: 'Cables' })
  await own(contractor, '/api/contractor/materials', { project_id, material_name: 'Cable', unit: 'm', quantity: '100' })
  await own(contractor, '/api/contractor/expenses', { project_id, category: 'Fuel', amount: '5.00', spent_on: '2026-05-04' })
  const { file_path } = (await upload(app, employee, { bytes: samplePng(), name: 'slab.png' })).body.data
  await own(employee, '/api/employee/gallery', { project_id, file_path })
  await made(employee, '/api/employee/clock-in', { project_id })
  mine.set('/api/client/gallery', mine.get('/api/employee/gallery') ?? '')
  mine.set('/api/client/projects', project_id)
  await made(admin, '/api/admin/calendar', { ...event, project_id, assigned_user_id: employee.id })
  const proposal = await made(admin, '/api/admin/proposals', { project_id, title: 'Roof', quoted_amount: '10.00' })
  await made(admin, `/api/admin/proposals/${proposal.id}/submit`, {})
  mine.set('/api/client/proposals', proposal.id)
  const type = await made(admin, '/api/admin/document-types', { name: 'Minutes', requires_approval: false })
  const paper = (await upload(app, admin)).body.data.file_path
  const document = { name: 'Minutes', document_type_id: type.id, project_id, file_path: paper }
  mine.set('/api/client/documents', (await made(admin, '/api/admin/documents', document)).id)
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

const lists = portal.filter(({ method, path, meta }) => method === 'get' && meta && !path.includes(':'))
test.each(lists.map(({ path }) => path))('%s lists the own and nobody else’s', async (path) => {
  const [first, second] = peopleOf(path)
  const [own, other] = await Promise.all([call(first, 'get', path), call(second, 'get', path)])
  expect([own.status, other.status]).toEqual([200, 200])
  const ids = (answer: Answer): string[] => answer.body.data.map((row: Body) => row.id)
  expect(ids(own).filter((id) => ids(other).includes(id))).toEqual([])
  const known = mine.get(path)
  if (known) expect(ids(own)).toContain(known)
  expect(ids(other)).toHaveLength(path === '/api/client/projects' ? 1 : 0)
})

const single = portal.filter(({ path }) => path.includes(':id'))
test.each(single.map((route) => [route.method, route.path] as const))(
  '%s %s answers 404 to another of the same kind',
  async (method, path) => {
    const id = mine.get(path.slice(0, path.indexOf('/:id')))
    if (id === undefined) throw new Error(`Nothing was made for ${path}`)
    const [owner, other] = peopleOf(path)
    const route = single.find((one) => one.method === method && one.path === path)
    const at = path.replace(':id', id)
    const body = route?.body ? (sample(route.body) as object) : undefined
    const refused = await send(app.url, {
      method: method.toUpperCase(),
      path: at,
      body,
      headers: { Authorization: `Bearer ${other.token}` },
    })
    expect(refused.status).toBe(404)
    // A receipt that was never handed in is no file to anybody.
    if (method === 'get') expect((await call(owner, method, at)).status).toBe(path.endsWith('expenses/:id/file') ? 404 : 200)
  },
)

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

  test('in, in again, out, out again', async () => {
    const start = await person().post('/api/employee/clock-in', { project_id: project_ids[0] })
    expect(start.body.data).toMatchObject({ project_id: project_ids[0], clocked_out_at: null })
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
