/** TASK-5 the gate in front of Temporal UI: read-only, own tenant only, rights of this moment, payloads for those who may read them. */
import { randomUUID } from 'node:crypto'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import { payloadToJSON } from '@temporalio/common/lib/proto-utils'
import { type Database, tenantDb } from '../../db/kit/client'
import { issuePass, PASS_SECONDS } from '../../api/temporal-gate/pass'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn } from '../support/documents'
import { type Answer, type Body, type Caller, person, send, signedIn, superAdmin } from '../support/tenant'
import { startTemporalUi, type TestUi } from '../support/temporal-ui'
import { startWorker, type TestWorker } from '../support/worker'
import { tenantCodec } from '../../workflows/client/codec'

let ui: TestUi
let app: TestApp
let worker: TestWorker
let db: Database
let own: Cast
let foreign: Cast
let ownDocument: Body
let foreignDocument: Body
beforeAll(async () => {
  ui = await startTemporalUi()
  app = await startApp({ env: { TEMPORAL_UI_URL: ui.url } })
  worker = await startWorker(app)
  db = app.services.db
  ;[own, foreign] = await Promise.all([cast(app), cast(app)])
  ownDocument = await documentIn(own, 'in_approval', { name: 'Lease of the tower' })
  foreignDocument = await documentIn(foreign, 'in_approval', { name: 'Secret of the others' })
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
  await ui.stop()
})

/** The cookie of a fresh pass. */
async function pass(who: Caller): Promise<string> {
  const answer = await who.post('/api/processes/session', {})
  expect(answer.status).toBe(200)
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}
const look = (path: string, cookie: string, more: { method?: string; body?: unknown } = {}): Promise<Answer> =>
  send(app.url, { method: more.method ?? 'GET', path: `/temporal${path}`, body: more.body, headers: { Cookie: cookie } })

const NS = '/api/v1/namespaces/cien'
const idOf = (document: Body): string => document.process.workflow_id
const at = (document: Body): string => `${NS}/workflows/${encodeURIComponent(idOf(document))}`
const list = (query: string): string => `${NS}/workflows?query=${encodeURIComponent(query)}&pageSize=100`
const idsIn = (answer: Answer): string[] => (answer.body.executions ?? []).map((each: Body) => each.execution.workflowId)

/** Visibility lags: until both documents are in it. */
async function visible(): Promise<string> {
  const operator = await pass(await superAdmin(app))
  const both = async (): Promise<boolean> => {
    const ids = idsIn(await look(list('WorkflowType = "document"'), operator))
    return ids.includes(idOf(ownDocument)) && ids.includes(idOf(foreignDocument))
  }
  await until(both, { what: 'Both documents in visibility', timeout_ms: 30_000 })
  return operator
}

describe('who comes in', () => {
  test('without a pass there is a page with a sentence, and 403 in JSON for calls', async () => {
    const page = await look('/namespaces/cien/workflows', '')
    expect([page.status, page.body]).toEqual([403, expect.stringContaining('Open Temporal UI from Cien')])
    const call = await look(list(''), '')
    expect([call.status, call.body.code]).toEqual([403, 7])
  })

  test('staff without the slug and other portals get no pass', async () => {
    for (const who of [own.viewer, ...own.business.clients]) {
      const answer = await who.post('/api/processes/session', {})
      expect([answer.status, answer.body.data.reason]).toEqual([403, 'processes.view'])
    }
  })

  test('the pass is a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await own.admin.post('/api/processes/session', {})
    expect(answer.body.data.url).toBe('/temporal/namespaces/cien/workflows')
    const cookies = answer.headers.getSetCookie()
    expect(cookies.map((cookie) => /Path=([^;]+)/.exec(cookie)?.[1])).toEqual(['/temporal', '/api/codec'])
    for (const cookie of cookies) expect(cookie).toMatch(/; Max-Age=900; HttpOnly; SameSite=Strict$/)
  })

  test('a forged, changed or expired pass opens nothing, and neither does a bearer token in its place', async () => {
    const secret = app.services.settings.CIEN_SECRET
    const at = { tenant_id: own.business.id, session_id: own.admin.session_id, user_id: own.admin.id }
    const good = issuePass(secret, at, Date.now())
    const bad = [
      issuePass('00'.repeat(32), at, Date.now()),
      issuePass(secret, at, Date.now() - PASS_SECONDS * 1000 - 1),
      good.replace(at.tenant_id, foreign.business.id),
      `${good}x.y`,
      own.admin.token,
    ]
    expect((await look('/api/v1/settings', `cien_temporal=${good}`)).status).toBe(200)
    for (const each of bad) expect((await look('/api/v1/settings', `cien_temporal=${each}`)).status).toBe(403)
    expect((await send(app.url, { method: 'GET', path: '/api/me', headers: { Authorization: `Bearer ${good}` } })).status).toBe(401)
  })

  test('a pass in its second half is renewed', async () => {
    const at = { tenant_id: own.business.id, session_id: own.admin.session_id, user_id: own.admin.id }
    const old = issuePass(app.services.settings.CIEN_SECRET, at, Date.now() - (PASS_SECONDS * 1000) / 2 - 1000)
    const renewed = await look('/api/v1/settings', `cien_temporal=${old}`)
    expect(renewed.headers.getSetCookie()).toHaveLength(2)
    const fresh = await look('/api/v1/settings', await pass(own.admin))
    expect(fresh.headers.getSetCookie()).toEqual([])
  })

  test('an ended session and a revoked slug shut the gate within 5 seconds', async () => {
    const { business } = own
    const leaving = await signedIn(app, own.admin)
    const role_id = randomUUID()
    const tenant = tenantDb(db, business.id)
    await tenant('roles').insert({ tenant_id: business.id, id: role_id, name: role_id, slug: role_id, permission_ids: ['processes.view'] })
    const watcher = await person(app, { tenant_id: business.id, user_type: 'staff', role_id })
    const passes = [await pass(leaving), await pass(watcher)]
    for (const each of passes) expect((await look(list(''), each)).status).toBe(200)
    await tenant('sessions').where({ tenant_id: business.id, id: leaving.session_id }).update({ ended_at: new Date() })
    await tenant('roles').where({ tenant_id: business.id, id: role_id }).update({ permission_ids: [] })
    for (const each of passes) {
      await until(async () => (await look(list(''), each)).status === 403, { what: 'A shut gate', timeout_ms: 5000 })
    }
  })
})

describe('what a manager sees', () => {
  let manager: string
  beforeAll(async () => {
    await visible()
    manager = await pass(own.admin)
  })

  test('only processes of the own business, however the query is worded', async () => {
    const queries = [
      '',
      'WorkflowType = "document"',
      `TenantId = '${foreign.business.id}'`,
      `TenantId != '${own.business.id}'`,
      "Stage = 'x' OR TenantId != ''",
    ]
    for (const query of queries) {
      const answer = await look(list(query), manager)
      expect(answer.status).toBe(200)
      expect(idsIn(answer).filter((id) => !id.startsWith(`${own.business.id}/`))).toEqual([])
    }
    expect(idsIn(await look(list(''), manager))).toContain(idOf(ownDocument))
    for (const query of ["Stage = 'x') OR (TenantId != ''", "Stage = 'x", "TenantId != '' --"]) {
      expect((await look(list(query), manager)).status).toBe(400)
    }
  })

  test('counts count only the own', async () => {
    const count = (query: string): Promise<Answer> => look(`${NS}/workflow-count?query=${encodeURIComponent(query)}`, manager)
    const own_ids = idsIn(await look(list(''), manager))
    expect((await count('')).body.count).toBe(String(own_ids.length))
    expect((await count(`TenantId = '${foreign.business.id}'`)).body).toEqual({})
    const groups = (await count('GROUP BY ExecutionStatus')).body.groups as { count: string }[]
    expect(groups.reduce((sum, group) => sum + Number(group.count), 0)).toBe(own_ids.length)
    expect((await count("Stage = 'x') OR (TenantId != ''")).status).toBe(400)
  })

  test('pages are turned with tokens of the gate only', async () => {
    await documentIn(own, 'draft')
    const page = (token: string): Promise<Answer> => look(`${NS}/workflows?pageSize=1&nextPageToken=${encodeURIComponent(token)}`, manager)
    const two = async (): Promise<boolean> => (await page('')).body.nextPageToken !== undefined
    await until(two, { what: 'A second page', timeout_ms: 30_000 })
    const token: string = (await page('')).body.nextPageToken
    expect(idsIn(await page(token))).toHaveLength(1)
    const [plain = ''] = token.split('.')
    for (const forged of [plain, `${plain}.AAAA`, `x${token}`]) expect((await page(forged)).status).toBe(404)
    const elsewhere = await look(`${at(ownDocument)}/history?next_page_token=${encodeURIComponent(token)}`, manager)
    expect(elsewhere.status).toBe(404)
  })

  test('a process of the own business is readable to its names, input and outcomes', async () => {
    const described = await look(`${at(ownDocument)}?execution.runId=${ownDocument.process.run_id}`, manager)
    const summary = described.body.executionConfig.userMetadata.summary
    expect(JSON.parse(Buffer.from(summary.data, 'base64').toString())).toContain('Lease of the tower')
    for (const path of ['history', 'history-reverse']) {
      const history = await look(`${at(ownDocument)}/${path}?waitNewEvent=false&maximumPageSize=1000`, manager)
      const text = JSON.stringify(history.body)
      expect(text).not.toContain(Buffer.from('binary/encrypted').toString('base64'))
      const start = history.body.history.events.find((event: Body) => event.workflowExecutionStartedEventAttributes)
      const [input] = start.workflowExecutionStartedEventAttributes.input.payloads
      expect(JSON.parse(Buffer.from(input.data, 'base64').toString()).tenant_id).toBe(own.business.id)
    }
  })

  test('the current details of a running process are answered by its worker', async () => {
    const path = '/query/__temporal_workflow_metadata'
    const body = { execution: { workflowId: idOf(foreignDocument) }, query: { queryType: '__stack_trace' } }
    const answer = await look(`${at(ownDocument)}${path}`, manager, { method: 'POST', body })
    const [payload] = answer.body.queryResult.payloads
    expect(Buffer.from(payload.data, 'base64').toString()).toContain('in_approval')
    expect((await look(`${at(foreignDocument)}${path}`, manager, { method: 'POST', body })).status).toBe(404)
  })

  test('a process of another business answers exactly like one that does not exist', async () => {
    const missing = `${NS}/workflows/${encodeURIComponent(`${own.business.id}/document/${randomUUID()}`)}`
    for (const suffix of ['', '/history', '/history-reverse', `?execution.runId=${foreignDocument.process.run_id}`]) {
      const [theirs, none] = await Promise.all([look(at(foreignDocument) + suffix, manager), look(missing + suffix, manager)])
      expect([theirs.status, theirs.body]).toEqual([none.status, none.body])
      expect(theirs.status).toBe(404)
    }
  })

  test('neither another run id nor overriding parameters nor odd paths lead to another business', async () => {
    const theirs = encodeURIComponent(idOf(foreignDocument))
    const sneaky = [
      `${at(ownDocument)}/..%2f${theirs}`,
      `${at(ownDocument)}%2F..%2F..%2F..%2F${theirs}`,
      `${NS}/workflows/${idOf(foreignDocument)}`,
      `${NS}/workflows/${encodeURIComponent(theirs)}`,
      `${NS}/workflows/%E0%A4%A`,
      `${NS}/workflows/${own.business.id}`,
    ]
    for (const path of sneaky) expect([path, (await look(path, manager)).status]).toEqual([path, 404])
    const answers = [foreignDocument.process.run_id, randomUUID()].map(async (run_id: string) => {
      const { status, body } = await look(`${at(ownDocument)}/history?execution.runId=${run_id}`, manager)
      return { status, text: JSON.stringify(body).replaceAll(run_id, 'run') }
    })
    const [another, none] = await Promise.all(answers)
    expect(another).toEqual(none)
    expect(another?.status).toBe(400)
    const overridden = await look(`${at(ownDocument)}?execution.workflowId=${theirs}&execution.workflow_id=${theirs}`, manager)
    expect(overridden.body.workflowExecutionInfo.execution.workflowId).toBe(idOf(ownDocument))
  })

  test('nothing but reading and nothing beside the list', async () => {
    const { process } = ownDocument
    const refused: [string, string][] = [
      ['GET', `${NS}/schedules`],
      ['GET', `${NS}/batch-operations`],
      ['GET', `${NS}/worker-deployments`],
      ['GET', `${NS}/archived-workflows`],
      ['GET', '/api/v1/namespaces/temporal-system'],
      ['GET', '/api/v1/namespaces/temporal-system/workflows'],
      ['GET', '/api/v1/nexus/endpoints'],
      ['GET', `${NS}/task-queues/other`],
      ['GET', `${NS}/workflows/${encodeURIComponent(process.workflow_id)}/run/${process.run_id}/history.json`],
      ['POST', `${at(ownDocument)}/terminate`],
      ['POST', `${at(ownDocument)}/signal/x`],
      ['POST', `${at(ownDocument)}/cancel`],
      ['POST', `${at(ownDocument)}/query/__stack_trace`],
      ['POST', `${NS}/workflows/x`],
      ['DELETE', at(ownDocument)],
      ['PUT', at(ownDocument)],
      ['POST', '/namespaces/cien'],
      ['GET', '/api/v2/settings'],
    ] // prettier-ignore
    for (const [method, path] of refused)
      expect([method, path, (await look(path, manager, { method })).status]).toEqual([method, path, 404])
    expect((await fetch(`${app.url}/temporal${list('')}`, { method: 'HEAD', headers: { Cookie: manager } })).status).toBe(404)
    const namespaces = await look('/api/v1/namespaces', manager)
    expect(namespaces.body.namespaces.map((each: Body) => each.namespaceInfo.name)).toEqual(['cien'])
  })

  test('the UI is told to change nothing and to ask no codec', async () => {
    const { body } = await look('/api/v1/settings', manager)
    expect(body).toMatchObject({ DisableWriteActions: true, Codec: { Endpoint: '' } })
  })

  test('pages carry a policy of hashed scripts, assets are kept, cookies of the UI stay behind', async () => {
    const page = await look('/namespaces/cien/workflows', manager)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(page.status).toBe(200)
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+'/)
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe')
    expect(page.headers.getSetCookie()).toEqual([])
    const [file = ''] = /\/_app\/immutable\/entry\/start[^"]+\.js/.exec(page.body) ?? []
    const asset = await look(file, manager)
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable'])
    expect(asset.headers.getSetCookie()).toEqual([])
    expect((await look(file, '')).status).toBe(403)
    const frame = await look('/render?content=%3Cscript%3Ealert(1)%3C%2Fscript%3E', manager)
    expect(frame.headers.get('content-security-policy')).toContain('sandbox')
  })
})

test('an operator sees and reads the processes of every business', async () => {
  const operator = await visible()
  for (const document of [ownDocument, foreignDocument]) {
    const history = await look(`${at(document)}/history?waitNewEvent=false`, operator)
    expect(history.status).toBe(200)
    expect(JSON.stringify(history.body)).not.toContain(Buffer.from('binary/encrypted').toString('base64'))
  }
})

test('while the UI is away, the gate says so and the rest of Cien goes on', async () => {
  const away = await startApp({ sibling: app, env: { TEMPORAL_UI_URL: 'http://127.0.0.1:9' } })
  const admin = await signedIn(away, own.admin)
  const cookie = (await admin.post('/api/processes/session', {})).headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await send(away.url, { method: 'GET', path: '/temporal/', headers: { Cookie: cookie } })
  expect([page.status, page.headers.get('retry-after'), page.body]).toEqual([
    503,
    '5',
    expect.stringContaining('Temporal UI is not reachable'),
  ])
  expect((await admin.get('/api/me')).status).toBe(200)
  await away.stop()
})

describe('the codec endpoint', () => {
  const encrypted = async (tenant_id: string, value: unknown): Promise<Body> => {
    const context = { type: 'workflow', namespace: 'cien', workflowId: `${tenant_id}/document/${randomUUID()}` } as const
    const [payload] = await tenantCodec(app.services.ring).encode([defaultPayloadConverter.toPayload(value) as Payload], context)
    return payloadToJSON(payload ?? {})
  }
  const valueOf = (payload: Body): unknown => JSON.parse(Buffer.from(payload.data, 'base64').toString())

  test('opens own payloads and leaves those of others and plain ones as they are', async () => {
    const [mine, theirs] = await Promise.all([encrypted(own.business.id, 'mine'), encrypted(foreign.business.id, 'theirs')])
    const plain = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data: Buffer.from('5').toString('base64') }
    const manager = await own.admin.post('/api/codec/decode?preserveStorageRefs=true', { payloads: [mine, theirs, plain] })
    expect(valueOf(manager.body.payloads[0])).toBe('mine')
    expect(manager.body.payloads.slice(1)).toEqual([theirs, plain])
    const operator = await (await superAdmin(app)).post('/api/codec/decode', { payloads: [mine, theirs] })
    expect(operator.body.payloads.map(valueOf)).toEqual(['mine', 'theirs'])
  })

  test('says what was changed on the way and what is erased, without failing the rest', async () => {
    const [mine, changed, gone] = await Promise.all([1, 2, 3].map((value) => encrypted(own.business.id, value)))
    const bytes = Buffer.from(changed.data, 'base64')
    bytes[15] = (bytes[15] ?? 0) ^ 1
    const payloads = [
      mine,
      { ...changed, data: bytes.toString('base64') },
      { ...gone, metadata: { ...gone.metadata, 'key-id': Buffer.from(randomUUID()).toString('base64') } },
    ]
    const answer = await own.admin.post('/api/codec/decode', { payloads })
    expect(answer.body.payloads.map(valueOf)).toEqual([1, '[damaged]', '[erased]'])
  })

  test('is closed to strangers and to those without the slug; nonsense is a 422', async () => {
    expect((await send(app.url, { method: 'POST', path: '/api/codec/decode', body: { payloads: [] } })).status).toBe(401)
    expect((await own.viewer.post('/api/codec/decode', { payloads: [] })).body.data.reason).toBe('processes.view')
    for (const body of [{}, { payloads: 1 }, { payloads: [{ data: '%' }] }, { payloads: [], more: 1 }]) {
      expect((await own.admin.post('/api/codec/decode', body)).status).toBe(422)
    }
  })

  test('lets the page of Temporal UI in with the pass, and no other page', async () => {
    const payload = await encrypted(own.business.id, 'mine')
    const cookie = await pass(own.admin)
    const from = (Origin: string, method: string, body?: unknown): Promise<Answer> =>
      send(app.url, { method, path: '/api/codec/decode', body, headers: { Origin, Cookie: cookie } })
    const preflight = await from(ui.url, 'OPTIONS')
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(ui.url)
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true')
    const decoded = await from(ui.url, 'POST', { payloads: [payload] })
    expect(valueOf(decoded.body.payloads[0])).toBe('mine')
    for (const method of ['OPTIONS', 'POST']) {
      const other = await from('https://elsewhere.example', method, method === 'POST' ? { payloads: [] } : undefined)
      expect(other.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

test('opening Temporal UI leaves a line in the audit', async () => {
  const business = await cast(app)
  await business.admin.post('/api/processes/session', {})
  const rows = await tenantDb(
    db,
    business.business.id,
  )('audit_events').where({ tenant_id: business.business.id, action: 'processes.opened' })
  expect(rows).toEqual([expect.objectContaining({ actor_id: business.admin.id, resource: 'process' })])
})
