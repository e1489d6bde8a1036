/** The platform's businesses: made, changed, suspended. */
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { type Caller, PASSWORD, send, superAdmin, tenant } from '../support/tenant'

let app: TestApp
let platform: Caller

beforeAll(async () => {
  app = await startApp()
  platform = await superAdmin(app)
})
afterAll(() => app.stop())

const path = '/api/platform/businesses'
let count = 0
const fields = (more: Record<string, unknown> = {}) => {
  count += 1
  return {
    name: `Works ${count}`,
    time_zone: 'America/Sao_Paulo',
    base_currency: 'BRL',
    admin: { name: 'Rosa', username: `rosa.${count}`, email: `rosa${count}@example.test`, password: PASSWORD },
    ...more,
  }
}

test('TEN-13 a new business is active at once: its admin logs in, its system roles and its key exist', async () => {
  const body = fields()
  const made = await platform.post(path, body)
  expect([made.status, made.body.data]).toMatchObject([
    201,
    { name: body.name, status: 'active', locale: 'en', admin: { username: body.admin.username } },
  ])
  expect(made.body.data.admin).not.toHaveProperty('password')
  const entered = await send(app.url, { method: 'POST', path: '/api/login', body: { username: body.admin.username, password: PASSWORD } })
  expect(entered.body.data).toMatchObject({
    user_type: 'admin',
    user: { business_id: made.body.data.id, business: { time_zone: 'America/Sao_Paulo', base_currency: 'BRL' } },
  })
  const { roles, keys } = await inTenant(app.services.db, made.body.data.id, async (trx) => ({
    roles: await trx('roles').pluck('slug'),
    keys: await trx('tenant_keys').where({ current: true }),
  }))
  expect([roles.sort(), keys.length]).toEqual([['admin', 'staff'], 1])
})

test('TEN-13 wrong zones, currencies and taken names are told by field', async () => {
  const wrong = await platform.post(
    path,
    fields({
      time_zone: 'Mars/Base',
      base_currency: 'ABC',
      locale: 'xx',
      admin: { name: 'A', username: 'rosa', email: 'r@example.test', password: 'a-rosa-by-any-name' },
    }),
  )
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual(['admin.password', 'base_currency', 'locale', 'time_zone'])
  const first = fields()
  await platform.post(path, first)
  const taken = await platform.post(path, { ...fields(), admin: first.admin })
  expect(Object.keys(taken.body.data.errors).sort()).toEqual(['admin.email', 'admin.username'])
})

test('TEN-13 two requests at once with one username make one business', async () => {
  const body = fields()
  const race = await Promise.all([platform.post(path, body), platform.post(path, body)])
  expect(race.map((answer) => answer.status).sort()).toEqual([201, 422])
  expect((await platform.get(`${path}?search=${encodeURIComponent(body.name)}`)).body.meta.total).toBe(1)
})

test('TEN-13 the list filters by status; the platform itself is no business', async () => {
  const business = await tenant(app)
  await platform.post(`${path}/${business.id}/suspend`, { reason: 'Unpaid' })
  const suspended = (await platform.get(`${path}?filter[status]=suspended&per_page=100`)).body.data
  expect(suspended.map((each: { id: string }) => each.id)).toContain(business.id)
  const all = (await platform.get(`${path}?per_page=100&sort=name`)).body.data
  expect(all.map((each: { name: string }) => each.name)).not.toContain('Cien')
  expect((await platform.get(`${path}/00000000-0000-7000-8000-000000000000`)).status).toBe(404)
  expect((await platform.post(`${path}/00000000-0000-7000-8000-000000000000/suspend`, { reason: 'Oops' })).status).toBe(404)
})

test('TEN-13 suspending needs a reason, and only what is active can be suspended', async () => {
  const business = await tenant(app)
  expect((await platform.post(`${path}/${business.id}/suspend`, {})).body.data.errors).toHaveProperty('reason')
  const early = await platform.post(`${path}/${business.id}/reactivate`, { reason: 'No need' })
  expect([early.status, early.body.data]).toMatchObject([
    409,
    { reason: 'illegal_transition', current: { status: 'active' }, allowed: ['suspend'] },
  ])
})

test('A11 a suspended business is shut out of every process within five seconds, refresh tokens included', async () => {
  const second = await startApp({ sibling: app })
  try {
    const { admin, id } = await tenant(app)
    const me = (url: string) => send(url, { method: 'GET', path: '/api/me', headers: { Authorization: `Bearer ${admin.token}` } })
    expect([(await me(app.url)).status, (await me(second.url)).status]).toEqual([200, 200])
    await platform.post(`${path}/${id}/suspend`, { reason: 'Fraud' })
    const start = Date.now()
    let seen = [200, 200]
    while (seen.includes(200) && Date.now() - start < 5000) seen = [(await me(app.url)).status, (await me(second.url)).status]
    expect(seen).toEqual([401, 401])
    expect((await send(second.url, { method: 'POST', path: '/api/refresh', body: { refresh_token: admin.refresh_token } })).status).toBe(
      401,
    )
  } finally {
    await second.stop()
  }
})

test('TEN-13 name, zone and language change with the version; the currency never', async () => {
  const business = await tenant(app)
  const changed = await platform.put(`${path}/${business.id}`, { name: 'Renamed', time_zone: 'Europe/Madrid', version: 1 })
  expect(changed.body.data).toMatchObject({ name: 'Renamed', time_zone: 'Europe/Madrid', version: 2 })
  expect((await platform.put(`${path}/${business.id}`, { name: 'Late', version: 1 })).body.data.reason).toBe('stale_version')
  expect((await platform.put(`${path}/${business.id}`, { base_currency: 'USD', version: 2 })).body.data.errors.base_currency).toEqual([
    'The base currency field is prohibited.',
  ])
})

test('TEN-11 suspension stands in the audit of the platform and of the business', async () => {
  const business = await tenant(app)
  await platform.post(`${path}/${business.id}/suspend`, { reason: 'Unpaid' })
  await platform.post(`${path}/${business.id}/reactivate`, { reason: 'Paid' })
  const own = await business.admin.get('/api/admin/audit-events?filter[resource]=business')
  expect(own.status).toBe(401)
  const entered = await send(app.url, {
    method: 'POST',
    path: '/api/login',
    body: { username: business.admin.username, password: PASSWORD },
  })
  const headers = { Authorization: `Bearer ${entered.body.data.token}` }
  const told = await send(app.url, { method: 'GET', path: '/api/admin/audit-events?filter[resource]=business&sort=created_at', headers })
  expect(told.body.data.map((each: { action: string; actor: unknown }) => [each.action, each.actor])).toEqual([
    ['businesses.suspend', null],
    ['businesses.reactivate', null],
  ])
  const everywhere = await platform.get(`/api/platform/audit-events?filter[action]=businesses.suspend&filter[business_id]=${business.id}`)
  expect(everywhere.body.data[0]).toMatchObject({ business_id: business.id, data: { reason: 'Unpaid', by: 'platform' } })
})
