/** Roles, permissions, and how soon a changed right counts. */
import { permissions } from '../../policies/permissions'
import { startApp, type TestApp } from '../support/app'
import { type Business, type Caller, person, role, tenant } from '../support/tenant'

let app: TestApp
let aurora: Business
let admin: Caller
let granter: Caller
let viewer: Caller

beforeAll(async () => {
  app = await startApp()
  aurora = await tenant(app, { staff: [['manage_roles', 'locations.view'], ['locations.view']] })
  admin = aurora.admin
  ;[granter, viewer] = aurora.staff as [Caller, Caller]
})
afterAll(() => app.stop())

const path = '/api/admin/roles'

test('ADM-012 the catalogue holds every slug of the matrix, its id equal to its slug', async () => {
  const { body } = await admin.get('/api/admin/permissions')
  expect(body.data.map((each: { slug: string }) => each.slug)).toEqual(permissions.map((each) => each.slug))
  expect(body.data.every((each: { id: string; slug: string }) => each.id === each.slug)).toBe(true)
  expect((await viewer.get('/api/admin/permissions')).body.data.reason).toBe('manage_roles')
})

test('ADM-011 a role gets its slug from its name, and keeps it when renamed', async () => {
  const made = await admin.post(path, { name: 'Site Engineer Ão', permission_ids: ['projects.view', 'locations.view'] })
  expect([made.status, made.body.data]).toMatchObject([
    201,
    { slug: 'site-engineer-ao', system: false, permission_ids: ['projects.view', 'locations.view'] },
  ])
  const renamed = await admin.put(`${path}/${made.body.data.id}`, { name: 'Site lead', permission_ids: [], version: 1 })
  expect(renamed.body.data).toMatchObject({ name: 'Site lead', slug: 'site-engineer-ao', permission_ids: [] })
  const slug = await admin.put(`${path}/${made.body.data.id}`, { slug: 'other', version: 2 })
  expect([slug.status, slug.body.data.errors.slug]).toEqual([422, ['The slug field is prohibited.']])
})

test('ADM-011 names taken, empty slugs, unknown and repeated permissions are 422', async () => {
  await admin.post(path, { name: 'Cashier', permission_ids: [] })
  const bad: [Record<string, unknown>, string][] = [
    [{ name: 'cashier', permission_ids: [] }, 'name'],
    [{ name: 'Cashier!', permission_ids: [] }, 'name'],
    [{ name: 'Admin', permission_ids: [] }, 'name'],
    [{ name: '---', permission_ids: [] }, 'name'],
    [{ name: admin.id, permission_ids: [] }, 'name'],
    [{ name: 'X', permission_ids: ['everything'] }, 'permission_ids'],
    [{ name: 'X', permission_ids: ['platform.approve_registration'] }, 'permission_ids'],
    [{ name: 'X', permission_ids: ['projects.view', 'projects.view'] }, 'permission_ids'],
    [{ name: 'X' }, 'permission_ids'],
    [{ name: 'X', permission_ids: [], system: true }, 'system'],
  ]
  for (const [body, field] of bad) {
    const answer = await admin.post(path, body)
    expect([answer.status, Object.keys(answer.body.data.errors)]).toEqual([422, [field]])
  }
})

test('ADM-011 the system roles admin and staff exist in each business and cannot be changed or deleted', async () => {
  const system = (await admin.get(`${path}?filter[system]=true&sort=name`)).body.data
  expect(system.map((each: { slug: string }) => each.slug)).toEqual(['admin', 'staff'])
  for (const each of system) {
    const calls = [await admin.put(`${path}/${each.id}`, { name: 'Mine', version: 1 }), await admin.delete(`${path}/${each.id}`)]
    for (const answer of calls) expect([answer.status, answer.body.data.reason]).toEqual([409, 'system_role'])
  }
})

test('ADM-011 staff with manage_roles create and view roles, but change and delete none', async () => {
  const made = await granter.post(path, { name: 'Viewer of places', permission_ids: ['locations.view'] })
  expect(made.status).toBe(201)
  expect((await granter.get(`${path}/${made.body.data.id}`)).status).toBe(200)
  const changed = await granter.put(`${path}/${made.body.data.id}`, { name: 'Mine', version: 1 })
  expect([changed.status, changed.body.data.reason]).toEqual([403, 'admin'])
  expect((await granter.delete(`${path}/${made.body.data.id}`)).status).toBe(403)
  expect((await viewer.post(path, { name: 'Z', permission_ids: [] })).body.data.reason).toBe('manage_roles')
})

test('TEN-9 staff cannot grant a right they lack', async () => {
  const grab = await granter.post(path, { name: 'All powerful', permission_ids: ['locations.view', 'vouchers.manage'] })
  expect([grab.status, grab.body.data.reason]).toEqual([403, 'vouchers.manage'])
})

test('ADM-011 a role that people have cannot be deleted; afterwards it can, once', async () => {
  const role_id = await role(app, aurora.id, [])
  const who = await person(app, { tenant_id: aurora.id, user_type: 'staff', role_id })
  const used = await admin.delete(`${path}/${role_id}`)
  expect([used.status, used.body.data.reason]).toEqual([409, 'in_use'])
  await admin.put(`/api/admin/users/${who.id}`, { role_id: null, version: 1 })
  expect((await admin.delete(`${path}/${role_id}`)).body).toEqual({ success: true, msg: 'OK', data: null })
  expect((await admin.delete(`${path}/${role_id}`)).status).toBe(404)
})

test('TEN-8 a revoked slug is gone within five seconds in every process', async () => {
  const second = await startApp({ sibling: app })
  try {
    const role_id = await role(app, aurora.id, ['locations.view'])
    const who = await person(app, { tenant_id: aurora.id, user_type: 'staff', role_id })
    const elsewhere = async (): Promise<number> =>
      (await fetch(`${second.url}/api/admin/locations`, { headers: { Authorization: `Bearer ${who.token}` } })).status
    expect([(await who.get('/api/admin/locations')).status, await elsewhere()]).toEqual([200, 200])
    await admin.put(`${path}/${role_id}`, { permission_ids: [], version: 1 })
    const start = Date.now()
    let seen = [200, 200]
    while (seen.includes(200) && Date.now() - start < 5000) seen = [(await who.get('/api/admin/locations')).status, await elsewhere()]
    expect(seen).toEqual([403, 403])
    expect(Date.now() - start).toBeLessThan(5000)
  } finally {
    await second.stop()
  }
})

test('TEN-1 a role of another business answers like a missing one', async () => {
  const other = await tenant(app)
  const foreign = (await other.admin.get(path)).body.data[0].id
  const [theirs, missing] = [await admin.get(`${path}/${foreign}`), await admin.get(`${path}/0198f000-0000-7000-8000-000000000000`)]
  expect([theirs.status, theirs.body]).toEqual([404, missing.body])
})
