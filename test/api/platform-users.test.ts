/** User management: who may be made, changed and shut out, and how fast it takes effect. */
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { type Business, type Caller, PASSWORD, person, role, send, superAdmin, tenant } from '../support/tenant'

let app: TestApp
let aurora: Business
let admin: Caller

beforeAll(async () => {
  app = await startApp()
  aurora = await tenant(app, { staff: [['projects.view'], ['manage_roles', 'projects.view']], employee: 1, contractor: 1, client: 1 })
  admin = aurora.admin
})
afterAll(() => app.stop())

let count = 0
const fields = (more: Record<string, unknown> = {}) => {
  count += 1
  return {
    name: `Person ${count}`,
    username: `person.${count}.${aurora.id.slice(-6)}`,
    email: `p${count}.${aurora.id.slice(-6)}@example.test`,
    password: PASSWORD,
    user_type: 'employee',
    ...more,
  }
}
const path = '/api/admin/users'
const logIn = (username: string, password = PASSWORD) => send(app.url, { method: 'POST', path: '/api/login', body: { username, password } })

test('TEN-10 an admin makes people of every type, who can log in at once', async () => {
  for (const user_type of ['admin', 'staff', 'employee', 'contractor', 'client']) {
    const made = await admin.post(path, fields({ user_type }))
    expect([made.status, made.body.data.status, made.body.data.user_type]).toEqual([201, 'active', user_type])
    expect(made.body.data).not.toHaveProperty('password')
    expect((await logIn(made.body.data.username)).body.data.user_type).toBe(user_type)
  }
})

test('TEN-8 staff with a role, a manager and limits: the names stand beside the ids, amounts are decimal strings', async () => {
  const role_id = await role(app, aurora.id, ['vouchers.view'])
  const made = await admin.post(
    path,
    fields({ user_type: 'staff', role_id, manager_id: admin.id, approval_limit: '1200.5', discount_limit: '7.5' }),
  )
  expect(made.body.data).toMatchObject({
    role_id,
    role: { id: role_id },
    manager_id: admin.id,
    manager: { id: admin.id, name: admin.name },
    approval_limit: '1200.50',
    version: 1,
  })
  expect(Number(made.body.data.discount_limit)).toBe(7.5)
  const cleared = await admin.put(`${path}/${made.body.data.id}`, { approval_limit: null, manager_id: null, version: 1 })
  expect(cleared.body.data).toMatchObject({ approval_limit: null, manager: null, role_id, version: 2 })
})

test('TEN-10 every wrong field is told at once; super admins, foreign roles and managers cannot be named', async () => {
  const wrong = await admin.post(path, {
    name: '',
    username: 'a b',
    email: 'x',
    password: 'Password123!',
    user_type: 'super_admin',
    approval_limit: '-5',
    tenant_id: aurora.id,
    status: 'active',
  })
  expect(wrong.status).toBe(422)
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual([
    'approval_limit',
    'email',
    'name',
    'password',
    'status',
    'tenant_id',
    'user_type',
    'username',
  ])
  const other = await tenant(app)
  const foreign = await admin.post(path, fields({ user_type: 'staff', role_id: await role(app, other.id, []), manager_id: other.admin.id }))
  expect([foreign.status, Object.keys(foreign.body.data.errors).sort()]).toEqual([422, ['manager_id', 'role_id']])
  const client = await admin.post(path, fields({ user_type: 'client', role_id: await role(app, aurora.id, []) }))
  expect(client.body.data.errors).toHaveProperty('role_id')
})

test('TEN-10 usernames and e-mails are unique over the whole system, whatever the case', async () => {
  const other = await tenant(app)
  const taken = await admin.post(path, fields({ username: other.admin.username.toUpperCase(), email: other.admin.email.toUpperCase() }))
  expect([taken.status, Object.keys(taken.body.data.errors).sort()]).toEqual([422, ['email', 'username']])
  const same = fields()
  const race = await Promise.all(Array.from({ length: 5 }, () => admin.post(path, same)))
  expect(race.map((answer) => answer.status).sort()).toEqual([201, 422, 422, 422, 422])
})

test('TEN-10 a POST repeated with its Idempotency-Key makes one person', async () => {
  const body = fields()
  const headers = { 'Idempotency-Key': `user-${body.username}` }
  const [first, again] = [await admin.post(path, body, headers), await admin.post(path, body, headers)]
  expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true'])
  const other = await admin.post(path, { ...body, name: 'Other' }, headers)
  expect([other.status, Object.keys(other.body.data.errors)]).toEqual([422, ['Idempotency-Key']])
})

test.each([
  ['ban', 'unban', 'banned'],
  ['deactivate', 'activate', 'deactivated'],
])('TEN-10 %s ends every session, %s lets in again', async (shut, open, status) => {
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  const done = await admin.post(`${path}/${who.id}/${shut}`, { reason: 'Left the company' })
  expect([done.status, done.body.data.status]).toEqual([200, status])
  expect((await who.get('/api/me')).status).toBe(401)
  expect((await logIn(who.username)).body.data.reason).toBe(status)
  const again = await admin.post(`${path}/${who.id}/${shut}`, {})
  expect([again.status, again.body.data.reason, again.body.data.current.status]).toEqual([409, 'illegal_transition', status])
  expect((await admin.post(`${path}/${who.id}/${open}`)).body.data.status).toBe('active')
  expect((await logIn(who.username)).status).toBe(200)
})

test('TEN-10 nobody shuts themselves out, and the last admin stays, also in a race of two admins', async () => {
  const business = await tenant(app)
  const own = await business.admin.post(`${path}/${business.admin.id}/ban`, {})
  expect([own.status, own.body.data.reason]).toEqual([409, 'own_account'])
  const second = await person(app, { tenant_id: business.id, user_type: 'admin' })
  const race = await Promise.all([business.admin.post(`${path}/${second.id}/ban`, {}), second.post(`${path}/${business.admin.id}/ban`, {})])
  expect(race.filter((answer) => answer.status === 200)).toHaveLength(1)
  const left = race[0]?.status === 200 ? business.admin : second
  const active = await left.get(`${path}?filter[user_type]=admin&filter[status]=active`)
  expect(active.body.data.map((each: { id: string }) => each.id)).toEqual([left.id])
  const demote = await left.put(`${path}/${left.id}`, { user_type: 'client', version: 1 })
  expect([demote.status, demote.body.data.reason]).toEqual([409, 'own_account'])
})

test('TEN-8 a demoted admin loses the portal; a new e-mail address or password ends the sessions', async () => {
  const boss = await person(app, { tenant_id: aurora.id, user_type: 'admin' })
  expect((await admin.put(`${path}/${boss.id}`, { user_type: 'employee', version: 1 })).status).toBe(200)
  expect((await boss.get('/api/me')).status).toBe(401)
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  const changed = await admin.put(`${path}/${who.id}`, { password: 'A-new-strong-phrase-7', email: `new-${who.email}`, version: 1 })
  expect([changed.status, changed.body.data.version]).toEqual([200, 2])
  expect((await who.get('/api/me')).status).toBe(401)
  expect([(await logIn(who.username)).status, (await logIn(`new-${who.email}`, 'A-new-strong-phrase-7')).status]).toEqual([401, 200])
})

test('TEN-10 a stale version is 409 with the version now, a missing one 422', async () => {
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee' })
  const race = await Promise.all([1, 2, 3].map((n) => admin.put(`${path}/${who.id}`, { name: `Name ${n}`, version: 1 })))
  expect(race.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
  const late = await admin.put(`${path}/${who.id}`, { name: 'Late', version: 1 })
  expect(late.body.data).toMatchObject({ reason: 'stale_version', current: { version: 2 } })
  expect((await admin.put(`${path}/${who.id}`, { name: 'None' })).body.data.errors).toHaveProperty('version')
})

test('TEN-10 the list filters, searches, sorts and pages', async () => {
  const business = await tenant(app, { employee: 3, client: 2 })
  const [banned] = business.clients
  await business.admin.post(`${path}/${banned?.id}/ban`, {})
  const employees = await business.admin.get(`${path}?filter[user_type]=employee,client&sort=name&per_page=2`)
  expect([employees.body.data.length, employees.body.meta]).toEqual([2, { page: 1, per_page: 2, total: 5 }])
  const shut = await business.admin.get(`${path}?filter[status]=banned`)
  expect(shut.body.data.map((each: { id: string }) => each.id)).toEqual([banned?.id])
  const found = await business.admin.get(`${path}?search=${banned?.username.slice(2)}`)
  expect(found.body.data).toHaveLength(1)
  for (const query of ['per_page=101', 'filter[password_hash]=x', 'sort=password_hash', 'filter[status]=odd', 'search=%00', 'x=1']) {
    expect((await business.admin.get(`${path}?${query}`)).status).toBe(422)
  }
})

test('TEN-7 TEN-8 only admins manage users; the people picker is for the admin portal and names names only', async () => {
  const [staff] = aurora.staff
  for (const caller of [staff, ...aurora.employees, ...aurora.contractors, ...aurora.clients]) {
    const refused = await caller?.get(path)
    expect([refused?.status, refused?.body.data.reason]).toEqual([403, caller === staff ? 'admin' : 'portal'])
  }
  const people = await staff?.get(`/api/admin/people?search=${admin.name.slice(0, 5)}`)
  expect(people?.body.data).toContainEqual({ id: admin.id, name: admin.name, user_type: 'admin' })
  expect((await aurora.clients[0]?.get('/api/admin/people'))?.status).toBe(403)
})

test('TEN-1 a person of another business answers like nobody', async () => {
  const other = await tenant(app)
  const calls = [
    (id: string) => admin.get(`${path}/${id}`),
    (id: string) => admin.put(`${path}/${id}`, { name: 'X', version: 1 }),
    (id: string) => admin.post(`${path}/${id}/ban`, {}),
  ]
  for (const call of calls) {
    const [foreign, missing] = [await call(other.admin.id), await call('0198f000-0000-7000-8000-000000000000')]
    expect([foreign.status, foreign.body]).toEqual([404, missing.body])
  }
  expect((await other.admin.get('/api/me')).status).toBe(200)
})

test('TEN-11 every change leaves history with old and new, and an audit event; refusals too', async () => {
  const who = await person(app, { tenant_id: aurora.id, user_type: 'employee', name: 'Before' })
  await admin.put(`${path}/${who.id}`, { name: 'After', version: 1 })
  await admin.post(`${path}/${who.id}/ban`, { reason: 'Fraud' })
  await aurora.staff[0]?.post(`${path}/${who.id}/unban`, {})
  const { history, audit } = await inTenant(app.services.db, aurora.id, async (trx) => ({
    history: await trx('record_history').where({ record_id: who.id }).orderBy('at'),
    audit: await trx('audit_events').where({ resource_id: who.id }).orderBy('at'),
  }))
  expect(history.map((row) => [row.action, row.actor_id, row.record_version])).toEqual([
    ['updated', admin.id, 2],
    ['banned', admin.id, 3],
  ])
  expect(history[0].changes).toEqual({ name: ['Before', 'After'] })
  expect(audit.map((row) => [row.action, row.refused])).toEqual([
    ['users.update', null],
    ['users.ban', null],
    ['post /api/admin/users/:id/unban', 'admin'],
  ])
})

test('TEN-13 the platform is nobody of a business', async () => {
  const platform = await superAdmin(app)
  const refused = await platform.get(path)
  expect([refused.status, refused.body.data.reason]).toEqual([403, 'portal'])
  expect((await admin.get('/api/platform/businesses')).body.data.reason).toBe('portal')
})
