/** Whose project is whose: people of the portals find, and enter records for, the projects the office put them on (PRJ-9, PRJ-10). */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { routes } from '../../api/routes'
import type { Route } from '../../api/kit/route'
import { startApp, type TestApp } from '../support/app'
import { rowsOf, upload } from '../support/documents'
import { projectIn } from '../support/projects'
import { samplePng } from '../support/samples/images'
import { sample } from '../support/sample'
import { made } from '../support/site'
import { type Answer, type Body, type Business, type Caller, send, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

type Made = Record<string, unknown>

let app: TestApp
let worker: TestWorker
let business: Business
let people: Record<string, Caller>
let own: Body
let foreign: Body

const joined = (user_id: string, project_id: string): Promise<Body> =>
  made(business.admin, '/api/admin/project-members', { project_id, user_id })
const projectsOf = async (who: Caller): Promise<string[]> =>
  (await who.get(`/api/${who.user_type}/projects?sort=name`)).body.data.map((row: Body) => row.name)

beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  business = await tenant(app, { employee: 1, contractor: 1, client: 1 })
  people = { employee: business.employees[0] as Caller, contractor: business.contractors[0] as Caller }
  own = await projectIn(business, 'active', { name: 'Mine' })
  foreign = await projectIn(business, 'active', { name: 'Foreign' })
  for (const { id } of Object.values(people)) await joined(id, own.id)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

describe('the office puts somebody on a project', () => {
  test.each(['employee', 'contractor'])('a member finds it, and no longer after leaving: %s', async (kind) => {
    const who = people[kind] as Caller
    const { id } = await projectIn(business, 'active', { name: 'Membership' })
    const member = await joined(who.id, id)
    expect(await projectsOf(who)).toEqual(['Membership', 'Mine'])
    const again = await business.admin.post('/api/admin/project-members', { project_id: id, user_id: who.id })
    expect([again.status, Object.keys(again.body.data.errors)]).toEqual([422, ['user_id']])
    expect((await business.admin.delete(`/api/admin/project-members/${member.id}`)).status).toBe(200)
    expect(await projectsOf(who)).toEqual(['Mine'])
  })

  test('by an event of theirs, and by a claim of their subcontractor unless it is cancelled', async () => {
    const { admin } = business
    const [employee, contractor] = [people.employee, people.contractor] as [Caller, Caller]
    const { id: project_id } = await projectIn(business, 'active', { name: 'Called to' })
    const event = { title: 'Visit', event_type: 'site_visit', starts_at: '2026-05-04T10:00:00Z', assigned_user_id: employee.id }
    const visit = await made(admin, '/api/admin/calendar', { ...event, project_id })
    expect(await projectsOf(employee)).toContain('Called to')
    await admin.delete(`/api/admin/calendar/${visit.id}`)
    expect(await projectsOf(employee)).not.toContain('Called to')

    await made(admin, '/api/admin/trade-types', { name: 'Electrical' })
    const party = { company_name: 'Volt', trade_type: 'Electrical', user_id: contractor.id }
    const { id: subcontractor_id } = await made(admin, '/api/admin/subcontractors', party)
    const claim = { project_id, subcontractor_id, voucher_type: 'Labour', amount: '12.00', week_ending: '2026-05-08' }
    const voucher = await made(admin, '/api/admin/vouchers', claim)
    expect(await projectsOf(contractor)).toContain('Called to')
    expect((await admin.delete(`/api/admin/vouchers/${voucher.id}`)).status).toBe(200)
    expect(await projectsOf(contractor)).not.toContain('Called to')
  })

  test('a business that has named no members has left its projects open to its own people', async () => {
    const open = await tenant(app, { contractor: 1 })
    const [contractor] = open.contractors as [Caller]
    const { id: project_id } = await projectIn(open, 'active', { name: 'Open' })
    const log = { project_id, log_date: '2026-05-04', notes: 'Poured the slab.' }
    expect((await contractor.post('/api/contractor/daily-logs', log)).status).toBe(201)
    expect((await contractor.post('/api/contractor/daily-logs', { ...log, project_id: own.id })).status).toBe(422)
    await made(open.admin, '/api/admin/project-members', {
      project_id: (await projectIn(open, 'active', { name: 'Staffed' })).id,
      user_id: contractor.id,
    })
    expect((await contractor.post('/api/contractor/daily-logs', log)).status).toBe(422)
  })

  test('only employees and contractors are members', async () => {
    const [client] = business.clients as [Caller]
    const refused = await business.admin.post('/api/admin/project-members', { project_id: own.id, user_id: client.id })
    expect([refused.status, Object.keys(refused.body.data.errors)]).toEqual([422, ['user_id']])
  })
})

const schemaOf = ({ body }: Route): { properties?: Record<string, unknown> } =>
  body instanceof z.ZodType ? z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) : {}
const writing = routes.filter(({ method, path }) => method !== 'get' && /^\/api\/(employee|contractor)\//.test(path))
const naming = writing.filter((route) => 'project_id' in (schemaOf(route).properties ?? {}))
const one = writing.filter(({ path }) => path.includes('/:id'))
const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`
const routeOf = (name: string): Route => writing.find((route) => nameOf(route) === name) as Route
const whoOf = ({ path }: Route): Caller => people[String(path.split('/')[2])] as Caller

/** Tables that a portal writes to. */
const TABLES = ['daily_logs', 'material_stock', 'material_movements', 'expenses', 'gallery', 'clock_entries']
const written = async (): Promise<number> => (await Promise.all(TABLES.map((table) => rowsOf(app, business.id, table)))).flat().length

const ask = (route: Route, path: string, body: Made): Promise<Answer> =>
  send(app.url, {
    method: route.method.toUpperCase(),
    path,
    body: route.method === 'delete' ? undefined : body,
    headers: { Authorization: `Bearer ${whoOf(route).token}` },
  })

/** A body that fits, with a picture behind it where one is asked for. */
async function bodyOf(route: Route, more: Made): Promise<Made> {
  const body = { ...(sample(route.body as z.ZodType) as Made), ...more }
  if (!('file_path' in body)) return body
  return { ...body, file_path: (await upload(app, whoOf(route), { bytes: samplePng(), name: 'slab.png' })).body.data.file_path }
}

const own_bodies: Record<string, Made> = {
  'daily-logs': { log_date: '2026-05-04', notes: 'Cables' },
  materials: { material_name: 'Cable', unit: 'm', quantity: '100' },
  expenses: { category: 'Fuel', amount: '5.00', spent_on: '2026-05-04' },
}
const entered = (route: Route, project_id: string): Promise<Body> => {
  const [base] = route.path.split('/:id') as [string]
  return made(whoOf(route), base, { ...own_bodies[String(base.split('/').pop())], project_id })
}

test('every route of a portal that names a project, or one record of it, is walked', () => {
  expect(naming.map(nameOf).sort()).toEqual(
    expect.arrayContaining(['POST /api/contractor/expenses', 'POST /api/employee/clock-in', 'POST /api/employee/gallery']),
  )
  expect(naming.length).toBeGreaterThanOrEqual(7)
  expect(one.length).toBeGreaterThanOrEqual(6)
})

test.each(naming.filter(({ method }) => method === 'post').map(nameOf))(
  "%s for somebody else's project is answered like one that does not exist, and writes nothing",
  async (name) => {
    const route = routeOf(name)
    const before = await written()
    const answers = await Promise.all(
      [foreign.id, randomUUID()].map(async (project_id) => ask(route, route.path, await bodyOf(route, { project_id }))),
    )
    for (const { status, body } of answers) expect([status, body]).toEqual([422, answers[0]?.body])
    expect(Object.keys(answers[0]?.body.data.errors)).toEqual(['project_id'])
    expect(await written()).toBe(before)
    const accepted = await ask(route, route.path, await bodyOf(route, { project_id: own.id }))
    expect([accepted.status, await written()]).toEqual([201, before + 1])
  },
)

test.each(naming.filter(({ method }) => method === 'put').map(nameOf))('%s moves no record to a foreign project', async (name) => {
  const route = routeOf(name)
  const { id, version } = await entered(route, own.id)
  const to = (project_id: string): Promise<Answer> => ask(route, route.path.replace(':id', id), { project_id, version })
  const answers = [await to(foreign.id), await to(randomUUID())]
  for (const { status, body } of answers) expect([status, body]).toEqual([422, answers[0]?.body])
})

test.each(one.map(nameOf))('%s of a project one has left: still read, changed no more', async (name) => {
  const route = routeOf(name)
  const who = whoOf(route)
  const left = await projectIn(business, 'active', { name: 'Left' })
  const member = await joined(who.id, left.id)
  const { id, version } = await entered(route, left.id)
  expect((await business.admin.delete(`/api/admin/project-members/${member.id}`)).status).toBe(200)
  const path = route.path.replace(':id', id)
  expect((await who.get(path.slice(0, path.indexOf(id) + id.length))).status).toBe(200)
  const body = route.body ? (sample(route.body as z.ZodType) as Made) : {}
  const answer = await ask(route, path, { ...body, ...(route.method === 'put' ? { version } : {}) })
  // What one entered and nobody has decided may be taken back.
  if (route.method === 'delete') expect(answer.status).toBe(200)
  else expect([answer.status, answer.body.data.reason]).toEqual([403, 'not_on_project'])
})

test('an expense of a project one has left says so before anybody tries', async () => {
  const left = await projectIn(business, 'active', { name: 'Left' })
  const who = people.contractor as Caller
  const member = await joined(who.id, left.id)
  const { id } = await made(who, '/api/contractor/expenses', { ...own_bodies.expenses, project_id: left.id })
  await business.admin.delete(`/api/admin/project-members/${member.id}`)
  const { can } = (await who.get(`/api/contractor/expenses/${id}`)).body.data
  expect(can).toMatchObject({ edit: { allowed: false, reason: 'not_on_project' }, submit: { allowed: false }, remove: { allowed: true } })
})
