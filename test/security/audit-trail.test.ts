/** Every write and every read of content, really done: each is found in the audit log by the id of its request (K6, K11). */
import { randomUUID } from 'node:crypto'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import { payloadToJSON } from '@temporalio/common/lib/proto-utils'
import { auditOf, type Route } from '../../api/kit/route'
import { exampleOf } from '../../api/kit/examples'
import { openApiRoutes } from '../../api/openapi'
import { routes as own } from '../../api/routes'
import { raise } from '../../db/auditor/incidents'
import { inTenant, PLATFORM } from '../../db/kit/client'
import { queueMail } from '../../db/mails'
import { notify } from '../../db/notifications'
import { registrationToken } from '../../db/platform'
import { openChannels } from '../../workers/channels'
import { dispatchDue } from '../../workers/kit/dispatcher'
import { tenantCodec } from '../../workflows/client/codec'
import type { TestApp } from '../support/app'
import { gone, moneyScene, put, siteScene } from '../support/audit-scenes'
import { note, type Noted, type Notes, toldIn, untold } from '../support/audit-walk'
import { cast, type Cast, documentIn, rowsOf, staged } from '../support/documents'
import { projectIn } from '../support/projects'
import { sample } from '../support/sample'
import { made, type Site, siteIn } from '../support/site'
import { type Body, type Caller, PASSWORD, person, send, signedIn, stranger, superAdmin, tenant } from '../support/tenant'
import { money, type Money, ok } from '../support/vouchers'
import { working } from '../support/working'

const routes: readonly Route[] = [...own, ...openApiRoutes(own)]
let app: TestApp
let site: Site
let admin: Caller
let operator: Caller
let of: Money
let people: Cast
let notes: Notes
const tenants = new Set<string>([PLATFORM])

working((its) => {
  app = its
})
beforeAll(async () => {
  notes = note()
  site = await siteIn(app)
  admin = site.business.admin
  operator = await superAdmin(app)
  of = await money(app)
  people = await cast(app)
  for (const { id } of [site.business, of.business, people.business]) tenants.add(id)
})
afterAll(() => notes.stop())

/** A record of every kind that a sampled body makes: made, changed, made again and taken away. */
test('plain records leave an event for each of their writes', async () => {
  const known = new Map<string, string>([
    ['users', admin.id],
    ['projects', site.project.id],
    ['phase_key', 'structure'],
  ]) // prettier-ignore
  const bodyOf = (route: Route): Body => {
    const body = sample(route.body as never, (to) => known.get(to)) as Body
    if (route.path.endsWith('/project-templates')) return { ...body, phase_keys: ['groundworks'] }
    if (route.path.endsWith('/subcontractors')) return { ...body, trade_type: known.get('trade_type') }
    return route.path.endsWith('/calendars') ? exampleOf(route) : body
  }
  const made_by = (path: string): Route | undefined => routes.find((route) => route.method === 'post' && route.path === path && route.body)
  for (const route of routes.filter(({ method, path }) => method === 'delete' && /^\/api\/admin\/[a-z/-]+\/:id$/.test(path))) {
    const path = route.path.slice(0, -'/:id'.length)
    const [post, changing] = [made_by(path), routes.find((one) => one.method === 'put' && one.path === route.path)]
    if (!post || !changing) continue
    const answers = [await admin.post(path, bodyOf(post)), await admin.post(path, bodyOf(post))]
    const [kept, other] = answers.map(({ status, body }) => (status === 201 ? (body.data as Body) : undefined))
    const name = path.split('/').at(-1) ?? ''
    if (kept && !known.has(name)) known.set(name, kept.id)
    if (name === 'trade-types') known.set('trade_type', kept?.name)
    const target = other ?? kept
    if (!target) continue
    const changed = await admin.put(`${path}/${target.id}`, { ...sampledChange(target), version: target.version })
    if (changed.status === 200) await admin.delete(`${path}/${target.id}`)
  }
})

const CHANGED = ['name', 'title', 'caption', 'notes', 'description', 'company_name', 'material_name', 'job_title', 'rate', 'duty']
/** Some field of a record with another value. */
function sampledChange(record: Body): Body {
  const field = CHANGED.find((name) => name in record) ?? 'name'
  if (field === 'rate') return { rate: '3.5' }
  return { [field]: field === 'duty' ? 'foreman' : `Changed ${randomUUID().slice(0, 8)}` }
}

test('people, roles, sessions and businesses leave an event for each of their writes', async () => {
  const body = { name: 'Ana', username: `ana.${randomUUID().slice(0, 8)}`, email: `${randomUUID()}@example.test`, password: PASSWORD }
  const user = await made(admin, '/api/admin/users', { ...body, user_type: 'staff' })
  await put(admin, `/api/admin/users/${user.id}`, { name: 'Ana B.', version: user.version })
  for (const what of ['ban', 'unban', 'deactivate', 'activate']) await made(admin, `/api/admin/users/${user.id}/${what}`)
  const [role, spare] = [
    await made(admin, '/api/admin/roles', { name: 'Reader', permission_ids: [] }),
    { name: 'Spare', permission_ids: [] },
  ]
  await put(admin, `/api/admin/roles/${role.id}`, { name: 'Readers', version: role.version })
  await gone(admin, `/api/admin/roles/${(await made(admin, '/api/admin/roles', spare)).id}`)
  const colleague = await person(app, { tenant_id: site.business.id, user_type: 'admin' })
  const other = await signedIn(app, colleague)
  await put(colleague, '/api/me', { name: 'Bo' })
  expect((await colleague.put('/api/me/password', { current_password: 'wrong one here', password: 'Another-long-phrase-7' })).status).toBe(
    422,
  )
  await gone(colleague, `/api/me/sessions/${other.session_id}`)
  await put(colleague, '/api/me/password', { current_password: PASSWORD, password: 'Another-long-phrase-7' })
  await ok(stranger(app).post('/api/login', { username: colleague.username, password: 'Another-long-phrase-7' }))
  await made(await signedIn(app, colleague), '/api/logout')
  await made(colleague, '/api/logout-everywhere')
  const founder = { name: 'Eva', username: `eva.${randomUUID().slice(0, 8)}`, email: `${randomUUID()}@example.test`, password: PASSWORD }
  const wanted = { name: 'Nova', time_zone: 'UTC', base_currency: 'EUR', admin: founder }
  const business = await made(operator, '/api/platform/businesses', wanted)
  const path = `/api/platform/businesses/${business.id}`
  await put(operator, path, { name: 'Nova Lda', version: business.version })
  for (const what of ['suspend', 'reactivate']) await made(operator, `${path}/${what}`, { reason: 'unpaid' })
  const asks = { business_name: 'Sol', ...body, username: `sol.${randomUUID().slice(0, 8)}`, email: `${randomUUID()}@example.test` }
  await ok(stranger(app).post('/api/register', { ...asks, time_zone: 'UTC', base_currency: 'EUR' }))
  const [row] = await rowsOf(app, PLATFORM, 'registrations').where({ email: asks.email })
  await ok(stranger(app).post('/api/register/verify', { token: registrationToken(app.services.settings.CIEN_SECRET, row?.id) }))
})

test('a site leaves an event for each of its writes, through every portal', () => siteScene(app, site))

test('money leaves an event for each of its writes and papers', () => moneyScene(app, of))

test('a mail sent again leaves an event, in a business and on the platform', async () => {
  const { db, log, settings } = app.services
  const business = await tenant(app)
  tenants.add(business.id)
  for (const tenant_id of [business.id, PLATFORM]) {
    const mail = { to: 'ana@example.test', subject: 'Again', body: 'Hello', reason: 'test', key: `again ${tenant_id}` }
    await inTenant(db, tenant_id, (trx) => queueMail(trx, mail))
  }
  await dispatchDue({ db, log, channels: openChannels(settings) })
  for (const [who, portal] of [
    [business.admin, 'admin'],
    [operator, 'platform'],
  ] as const) {
    const { body } = await who.get(`/api/${portal}/outbox?filter[status]=outbox`)
    const { id, version } = body.data.find(({ subject }: Body) => subject === 'Again')
    await ok(who.post(`/api/${portal}/outbox/${id}/retry`, { version }))
  }
})

test('documents, tasks and processes leave an event for each of their writes', async () => {
  const { uploader, verifier, viewer, business } = people
  const path = '/api/admin/documents'
  const draft = await documentIn(people, 'draft')
  await put(uploader, `${path}/${draft.id}`, { name: 'Deed', version: draft.version })
  await made(uploader, `${path}/${draft.id}/submit`)
  await made(uploader, `${path}/${draft.id}/withdraw`)
  await made(people.admin, `${path}/${draft.id}/comments`, { body: 'Page two?' })
  const share = await made(people.admin, `${path}/${draft.id}/shares`, { user_id: viewer.id })
  await gone(people.admin, `${path}/${draft.id}/shares/${share.id}`)
  await gone(uploader, `${path}/${draft.id}`)
  const refused = await documentIn(people, 'rejected')
  await made(uploader, `${path}/${refused.id}/resubmit`, { file_path: await staged(app, uploader) })
  const queued = await documentIn(people, 'in_verification')
  for (const what of ['claim', 'release', 'claim']) await made(verifier, `/api/tasks/${queued.task.id}/${what}`)
  await made(verifier, `/api/tasks/${queued.task.id}/delegate`, { user_id: people.admin.id })
  await made(people.admin, '/api/tasks/complete', { items: [{ task_id: queued.task.id, outcome: 'verify' }] })
  await put(uploader, '/api/me/substitutes', [{ user_id: verifier.id, from: '2026-05-04', to: '2026-05-05' }])
  await put(people.admin, '/api/admin/settings/tasks/documents.verify', { due_after: 'PT48H' })
  const [client] = business.clients as [Caller]
  const project_id = (await projectIn(business, 'active', { client_user_id: client.id })).id
  const archived = await documentIn(people, 'archived', { project_id })
  await ok(client.get(`/api/client/documents/${archived.id}/file`))
  await ok(people.admin.get(`${path}/${archived.id}/file?download=1`))
  await inTenant(app.services.db, business.id, (trx) => notify(trx, { user_ids: [viewer.id], kind: 'test', title: 'News' }))
  await made(viewer, '/api/notifications/read', { all: true })
  await ok(people.admin.get('/api/admin/audit-events/export?format=csv'))
  await made(people.admin, '/api/processes/session')
  const context = { type: 'workflow', namespace: 'cien', workflowId: `${business.id}/document/${randomUUID()}` } as const
  const [payload] = await tenantCodec(app.services.ring).encode([defaultPayloadConverter.toPayload('x') as Payload], context)
  await ok(
    people.admin.post('/api/codec/decode', { payloads: [payloadToJSON(payload ?? {})] }).then((a) => ({ ...a, body: { data: a.body } })),
  )
})

test('incidents and the stop of posting leave an event for each answer', async () => {
  const breach = { invariant: 'I1', check: 'unbalanced', findings: [{ type: 'journal', id: null, detail: 'x' }] } as const
  const { id } = await tenant(app)
  for (const [who, portal, tenant_id] of [
    [admin, 'admin', site.business.id],
    [operator, 'platform', PLATFORM],
  ] as const) {
    await inTenant(app.services.db, tenant_id, (trx) => raise(trx, breach))
    const [incident] = (await who.get(`/api/${portal}/audit-incidents`)).body.data
    const path = `/api/${portal}/audit-incidents/${incident.id}`
    await made(who, `${path}/acknowledge`, { version: 1 })
    await made(who, `${path}/resolve`, { version: 2, comment: 'Done' })
  }
  await inTenant(app.services.db, site.business.id, (trx) => raise(trx, { ...breach, check: 'again' }))
  await made(admin, '/api/admin/ledger-block/lift', { reason: 'Understood' })
  tenants.add(id)
})

test('K6 a document is never read unseen, whatever the shape of the request', async () => {
  const document = await documentIn(people, 'archived')
  const path = `/api/admin/documents/${document.id}/file`
  const shapes: [Record<string, string>, number][] = [
    [{}, 200],
    [{ Range: 'bytes=-99999999' }, 206],
    [{ Range: 'bytes=3-5' }, 206],
    [{ Range: 'bytes=0-0,3-5' }, 200],
    [{ Range: 'bytes=zz' }, 200],
    [{ Range: 'bytes=0-3', 'If-Range': '"other"' }, 200],
    [{ 'If-None-Match': '"other"' }, 200],
  ]
  for (const [headers, status] of shapes) {
    const reader = await person(app, { tenant_id: people.business.id, user_type: 'admin' })
    const seen = (): Promise<Body[]> =>
      rowsOf(app, people.business.id, 'audit_events')
        .where({ actor_id: reader.id })
        .then((rows) => rows as Body[])
    for (const method of ['HEAD', 'HEAD'])
      await send(app.url, { method, path, headers: { Authorization: `Bearer ${reader.token}`, ...headers } })
    expect(await seen()).toEqual([])
    const answer = await reader.get(path, headers)
    expect([headers, answer.status]).toEqual([headers, status])
    expect(await seen()).toMatchObject([{ action: 'documents.viewed', request_id: answer.headers.get('x-request-id') }])
    // Further parts are the same reading; the whole file again is another.
    await reader.get(path, { Range: 'bytes=1-2' })
    expect(await seen()).toHaveLength(1)
    await reader.get(`${path}?download=1`, { Range: 'bytes=1-2' })
    expect(await seen()).toHaveLength(2)
    const known = await reader.get(path, { 'If-None-Match': answer.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' })
    expect([known.status, (await seen()).length]).toEqual([304, 2])
  }
  const history = (await people.admin.get(`/api/admin/documents/${document.id}/history`)).body.data as Body[]
  expect(history.filter(({ action }) => action === 'viewed')).toHaveLength(shapes.length)
})

test('K11 a refresh token used twice and a wrong password are told with the request that did it', async () => {
  const who = await person(app, { tenant_id: site.business.id, user_type: 'admin' })
  const refresh = () => stranger(app).post('/api/refresh', { refresh_token: who.refresh_token })
  await refresh()
  await rowsOf(app, site.business.id, 'sessions').where({ id: who.session_id }).update({ generation: 5 })
  const [again, wrong] = [
    await refresh(),
    await admin.put('/api/me/password', { current_password: 'x', password: 'Another-long-phrase-7' }),
  ]
  const told = await rowsOf(app, site.business.id, 'audit_events').whereNotNull('refused')
  const by = (answer: typeof again): Body => told.find(({ request_id }) => request_id === answer.headers.get('x-request-id'))
  expect([by(again)?.action, by(wrong)?.action]).toEqual(['session.reuse', 'users.password'])
})

test('K6 K11 every route that must leave an event was called, and every success left one', async () => {
  const told = await toldIn(app, tenants)
  // The walk repeats some readings; those that one reading sums up are proved above.
  const fresh = (noted: Noted): boolean => noted.status !== 206
  expect(untold(routes, notes.all.filter(fresh), told)).toEqual({ never: [], silent: [] })
  expect(routes.filter((route) => typeof auditOf(route) === 'string').length).toBeGreaterThan(140)
})
