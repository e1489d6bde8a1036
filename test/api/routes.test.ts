/** Every route of Cien, walked: who is let in, what is refused, what a stranger's id answers (C01, C05, A07). */
import { v7 as uuidv7 } from 'uuid'
import type { UserType } from '../../domain/actor'
import { permissionMatrix } from '../../api/kit/matrix'
import { PUBLIC, type Route } from '../../api/kit/route'
import { exampleOf } from '../../api/kit/examples'
import { openApiRoutes } from '../../api/openapi'
import { routes as own } from '../../api/routes'
import { inTenant } from '../../db/kit/client'
import { isPermission, permissions } from '../../policies/permissions'
import { policies } from '../../policies'
import { startApp, type TestApp } from '../support/app'
import { cast, documentIn } from '../support/documents'
import { sample } from '../support/sample'
import { type Answer, type Business, type Caller, send, superAdmin, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const routes: readonly Route[] = [...own, ...openApiRoutes(own)]
const guarded = routes.filter((route) => route.permission !== PUBLIC)
const nameOf = (route: Pick<Route, 'method' | 'path'>): string => `${route.method.toUpperCase()} ${route.path}`

let app: TestApp
let worker: TestWorker
let mine: Business
let theirs: Business
const callers = new Map<UserType, Caller>()

beforeAll(async () => {
  app = await startApp({ env: { DATABASE_POOL: '20' } })
  mine = await tenant(app, { staff: [[]], employee: 1, contractor: 1, client: 1 })
  worker = await startWorker(app)
  const people = await cast(app)
  theirs = people.business
  await documentIn(people, 'in_verification')
  callers.set('admin', mine.admin).set('super_admin', await superAdmin(app))
  for (const caller of [...mine.staff, ...mine.employees, ...mine.contractors, ...mine.clients]) callers.set(caller.user_type, caller)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const callerOf = (type: UserType): Caller => {
  const caller = callers.get(type)
  if (!caller) throw new Error(`No caller of type ${type}`)
  return caller
}

/** The path with ids in place of its parameters. */
const at = (path: string, id: string): string =>
  path.replace(/:[a-z_]+/g, (name) => (/:(kind|key|slug|yyyy-mm|provider)/.test(name) ? 'documents.verify' : id))

const call = (route: Route, path: string, body?: unknown, caller?: Caller): Promise<Answer> =>
  send(app.url, {
    method: route.method.toUpperCase(),
    path,
    ...(body === undefined || route.method === 'get' ? {} : { body }),
    headers: caller ? { Authorization: `Bearer ${caller.token}` } : {},
  })

/** Somebody whom the route lets in as far as validation. */
function admitted(route: Route): Caller {
  const row = permissionMatrix([route])[0]
  const type = (['admin', 'super_admin', 'employee', 'contractor', 'client'] as const).find((each) => row?.rights[each] !== 'no')
  if (!type) throw new Error(`${nameOf(route)} lets nobody in`)
  return callerOf(type)
}

/** Runs a check for every item, a few at a time, and collects what is wrong, so that one failure does not hide the next. */
async function wrongOf<T>(items: readonly T[], check: (item: T) => Promise<string | undefined>): Promise<string[]> {
  const wrong: string[] = []
  const left = [...items]
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      const said = await check(item)
      if (said !== undefined) wrong.push(said)
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
  return wrong.sort()
}

test('C01 public routes are exactly these', () => {
  const open = routes.filter((route) => route.permission === PUBLIC).map(nameOf)
  expect(open.sort()).toEqual(PUBLIC_ROUTES)
})
const PUBLIC_ROUTES = [
  'GET /api/calendar/:token.ics',
  'GET /api/docs',
  'GET /api/docs/:file',
  'GET /api/health',
  'GET /api/openapi.json',
  'GET /api/ready',
  'GET /api/verify/:code',
  'GET /metrics',
  'POST /api/login',
  'POST /api/refresh',
  'POST /api/register',
  'POST /api/register/verify',
]

test('C01 no two routes share a method and path; each names a slug of the catalogue, a policy or a known access', () => {
  const names = routes.map(nameOf)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  const actions = new Set(policies.flatMap((policy) => Object.keys(policy.actions)))
  const unknown = routes.filter(
    (route) => typeof route.permission === 'string' && !isPermission(route.permission) && !actions.has(route.permission),
  )
  expect(unknown.map(nameOf)).toEqual([])
  expect(routes.filter((route) => route.summary.trim() === '' || route.tag.trim() === '').map(nameOf)).toEqual([])
  expect(new Set(permissions.map((each) => each.slug)).size).toBe(permissions.length)
})

test('TEN-4 every route but the public ones answers 401 without a token, with the same bytes', async () => {
  const wrong = await wrongOf(guarded, async (route) => {
    const { status, body } = await call(route, at(route.path, uuidv7()), {})
    const plain = JSON.stringify(body) === '{"success":false,"msg":"Unauthenticated","data":null}'
    return status === 401 && plain ? undefined : `${nameOf(route)}: ${status}`
  })
  expect(wrong).toEqual([])
})

test('TEN-7 TEN-9 C08 every user type that the matrix leaves out is refused with 403 and the reason', async () => {
  const cases = guarded.flatMap((route) => {
    const { rights } = permissionMatrix([route])[0] ?? { rights: {} as Record<UserType, string> }
    return [...callers]
      .filter(([type]) => rights[type] === 'no' || rights[type] === 'slug')
      .map(([type, caller]) => ({ route, type, caller, right: rights[type] }))
  })
  const wrong = await wrongOf(cases, async ({ route, type, caller, right }) => {
    const { status, body } = await call(route, at(route.path, uuidv7()), {}, caller)
    const reason = body?.data?.reason
    const expected = right === 'slug' ? [route.permission] : ['portal', 'admin', route.permission]
    return status === 403 && expected.includes(reason) ? undefined : `${nameOf(route)} as ${type}: ${status} ${reason}`
  })
  expect(wrong).toEqual([])
  expect(cases.length).toBeGreaterThan(guarded.length * 3)
})

test('C05 every body refuses fields it does not know, and says which', async () => {
  const withBody = routes.filter((route) => route.body && !route.stream)
  const extra = { zz_unknown: 1, tenant_id: uuidv7(), approved_by: uuidv7() }
  const wrong = await wrongOf(withBody, async (route) => {
    const caller = route.permission === PUBLIC ? undefined : admitted(route)
    const { status, body } = await call(route, at(route.path, uuidv7()), extra, caller)
    const fields = Object.keys(body?.data?.errors ?? {})
    const told = fields.includes('zz_unknown') || fields.includes('body')
    return status === 422 && told ? undefined : `${nameOf(route)}: ${status} ${fields.join(',')}`
  })
  expect(wrong).toEqual([])
})

test('TEN-16 every route refuses query names it does not know, and every body that is no JSON or no object', async () => {
  const json = guarded.filter((route) => !('media' in route.answer) && !route.stream)
  const wrong = await wrongOf(json, async (route) => {
    const path = at(route.path, uuidv7())
    const odd = await call(route, `${path}?zz_unknown=1`, route.body ? sample(route.body) : undefined, admitted(route))
    if (odd.status !== 422) return `${nameOf(route)}?zz_unknown: ${odd.status}`
    if (!route.body) return undefined
    for (const body of ['{', '[1', '"text"', 'null']) {
      const { status } = await call(route, path, body, admitted(route))
      if (status !== 422) return `${nameOf(route)} with ${body}: ${status}`
    }
    return undefined
  })
  expect(wrong).toEqual([])
})

/** A sampled body; where a schema alone does not say what belongs together, the example of the description. */
function bodyFor(route: Route, made: ReadonlyMap<string, string>): unknown {
  const body = sample(route.body as never, (to) => made.get(to)) as Record<string, unknown>
  if (route.path.endsWith('/project-templates')) return { ...body, phase_keys: [made.get('phase_key')] }
  if (route.path.endsWith('/subcontractors')) return { ...body, trade_type: made.get('trade_type') }
  if (route.path.endsWith('/calendars')) return exampleOf(route)
  return body
}

/** Records in the other business, one for each plain POST that a sampled body satisfies. */
async function fill(): Promise<void> {
  const made = new Map<string, string>([['users', theirs.admin.id]])
  const posts = own.filter(
    (route) =>
      route.method === 'post' && route.status === 201 && route.body && !route.path.includes(':') && route.path.startsWith('/api/admin/'),
  )
  for (let round = 0; round < 3; round += 1) {
    for (const route of posts) {
      const name = route.path.split('/').at(-1) ?? ''
      if (made.has(name) && name !== 'users') continue
      const answer = await call(route, route.path, bodyFor(route, made), theirs.admin)
      if (answer.status !== 201) continue
      made.set(name, answer.body.data.id)
      if (name === 'phase-library') made.set('phase_key', answer.body.data.phase_key)
      if (name === 'trade-types') made.set('trade_type', answer.body.data.name)
    }
  }
}

/** The id of some row of the other business in the table behind a path, or undefined. */
async function foreignId(path: string): Promise<string | undefined> {
  const before = path.slice(0, path.indexOf('/:'))
  const table = (before.split('/').at(-1) ?? '').replaceAll('-', '_')
  return inTenant(app.services.db, theirs.id, async (trx) => {
    const known = await trx.raw('select to_regclass(?) as name', [table])
    if (known.rows[0].name === null) return undefined
    const row = await trx(table).where({ tenant_id: theirs.id }).first('id')
    return row?.id
  })
}

const bare = ({ status, body, headers }: Answer): string => {
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name))
  return JSON.stringify([status, body, kept])
}

test("TEN-1 A07 another business's id answers exactly like a missing one, on every route that takes an id", async () => {
  await fill()
  const withId = own.filter((route) => /:id\b/.test(route.path) && route.permission !== PUBLIC && !route.stream)
  const foreign: string[] = []
  const wrong = await wrongOf(withId, async (route) => {
    const body = route.body ? sample(route.body) : undefined
    const missing = await call(route, at(route.path, uuidv7()), body, admitted(route))
    if (missing.status !== 404) return `${nameOf(route)} with a missing id: ${missing.status} ${JSON.stringify(missing.body).slice(0, 200)}`
    const id = route.path.startsWith('/api/platform/') ? undefined : await foreignId(route.path)
    if (id === undefined) return undefined
    foreign.push(nameOf(route))
    const strange = await call(route, at(route.path, id), body, admitted(route))
    return bare(strange) === bare(missing)
      ? undefined
      : `${nameOf(route)} with a foreign id: ${strange.status} ${JSON.stringify(strange.body).slice(0, 200)}`
  })
  expect(wrong).toEqual([])
  // The walk means little where nothing foreign exists to be found.
  expect(foreign.length).toBeGreaterThan(40)
})

test('C02 look-alike paths are no way around a check', async () => {
  const cases = [
    '/api/admin/users/',
    '/api/admin//users',
    '/API/admin/users',
    '/api/admin/users;x=1',
    '/api/admin/users%2f',
    '/api/login/../admin/users',
    '/api/%61dmin/users',
    '/api/admin/users?x=/api/login',
    '/api/admin/users#/api/login',
  ]
  for (const path of cases) {
    const answer = await send(app.url, { method: 'GET', path })
    expect([path, answer.status]).toEqual([path, 401])
  }
  const override = await send(app.url, {
    method: 'POST',
    path: '/api/login',
    body: {},
    headers: { 'X-HTTP-Method-Override': 'GET', 'X-Original-URL': '/api/admin/users', 'X-Rewrite-URL': '/api/admin/users' },
  })
  expect(override.status).toBe(422)
  const head = await fetch(`${app.url}/api/admin/users`, { method: 'HEAD' })
  expect(head.status).toBe(401)
  const [client] = mine.clients
  const quiet = await fetch(`${app.url}/api/admin/users`, { method: 'HEAD', headers: { Authorization: `Bearer ${client?.token}` } })
  expect(quiet.status).toBe(403)
})

test('TEN-16 every answer carries the security headers and never names its software', async () => {
  const answer = await mine.admin.get('/api/me')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-powered-by')).toBeNull()
})
