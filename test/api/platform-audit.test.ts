/** Audit events and the troubleshooting page. */
import { v7 as uuidv7 } from 'uuid'
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { type Business, type Caller, person, tenant } from '../support/tenant'

let app: TestApp
let aurora: Business
let admin: Caller
let auditor: Caller
let viewer: Caller

beforeAll(async () => {
  app = await startApp()
  aurora = await tenant(app, { time_zone: 'America/Sao_Paulo', staff: [['audit.view'], ['locations.view', 'documents.verify']], client: 1 })
  admin = aurora.admin
  ;[auditor, viewer] = aurora.staff as [Caller, Caller]
})
afterAll(() => app.stop())

const path = '/api/admin/audit-events'
const insert = (rows: Record<string, unknown>[]) =>
  inTenant(app.services.db, aurora.id, (trx) =>
    trx('audit_events').insert(
      rows.map((row) => ({ tenant_id: aurora.id, id: uuidv7(), action: 'x', resource: 'probe', actor_id: viewer.id, ...row })),
    ),
  )

test('TEN-11 events are filtered by user, action, resource and days of the business, both ends included', async () => {
  // 23:30 on 31 May and 00:30 on 1 June in São Paulo (UTC-3), then 23:30 on 1 June and 00:30 on 2 June.
  const at = ['2030-06-01T02:30:00Z', '2030-06-01T03:30:00Z', '2030-06-02T02:30:00Z', '2030-06-02T03:30:00Z']
  await insert(at.map((instant) => ({ at: instant, action: 'probe.day' })))
  const one = await auditor.get(`${path}?filter[action]=probe.day&filter[from]=2030-06-01&filter[to]=2030-06-01&sort=at`)
  expect(one.body.data.map((each: { at: string }) => each.at)).toEqual(['2030-06-01T03:30:00.000Z', '2030-06-02T02:30:00.000Z'])
  expect(one.body.data[0]).toMatchObject({ actor: { id: viewer.id, name: viewer.name }, resource: 'probe' })
  const instant = await auditor.get(`${path}?filter[action]=probe.day&filter[from]=2030-06-02T02:30:00Z&filter[actor_id]=${viewer.id}`)
  expect(instant.body.meta.total).toBe(2)
  expect((await auditor.get(`${path}?filter[action]=probe.day&filter[actor_id]=${admin.id}`)).body.meta.total).toBe(0)
  for (const query of ['filter[from]=yesterday', 'filter[actor_id]=x', 'filter[data]=x', 'sort=data']) {
    expect((await auditor.get(`${path}?${query}`)).status).toBe(422)
  }
})

test('TEN-11 reading needs audit.view; a business reads its own events only', async () => {
  expect((await viewer.get(path)).body.data.reason).toBe('audit.view')
  const other = await tenant(app)
  await insert([{ action: 'probe.canary' }])
  expect((await other.admin.get(`${path}?filter[action]=probe.canary`)).body.meta.total).toBe(0)
  expect((await admin.get(`${path}?filter[action]=probe.canary`)).body.meta.total).toBe(1)
})

test('TEN-11 a refused right is an event that names the right', async () => {
  const refused = await viewer.get(path)
  const event = (await auditor.get(`${path}?filter[request_id]=${refused.headers.get('x-request-id')}`)).body.data
  expect(event).toMatchObject([
    { actor_id: viewer.id, action: 'get /api/admin/audit-events', refused: 'audit.view', data: { permission: 'audit.view' } },
  ])
})

test('D04 the export is complete past a batch, in order, with formulas made inert, and is itself an event', async () => {
  const total = 2345
  const start = Date.parse('2031-01-01T00:00:00Z')
  await insert(
    Array.from({ length: total }, (_, i) => ({
      action: 'probe.export',
      at: new Date(start + Math.floor(i / 3)),
      request_id: `=cmd|' /C calc'!A${i}`,
    })),
  )
  const answer = await auditor.get(`${path}/export?format=csv&filter[action]=probe.export`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const [head, ...lines] = String(answer.body).trimEnd().split('\r\n')
  expect(head?.replace('\uFEFF', '')).toBe('at,actor_id,actor_name,on_behalf_of_id,action,resource,resource_id,refused,request_id,data,id')
  expect(lines).toHaveLength(total)
  expect(new Set(lines.map((line) => line.split(',').at(-1))).size).toBe(total)
  const times = lines.map((line) => line.split(',')[0] ?? '')
  expect(times).toEqual([...times].sort())
  expect(lines.every((line) => line.includes(",'=cmd|"))).toBe(true)
  const exports = await auditor.get(`${path}?filter[action]=audit.export`)
  expect(exports.body.data[0]).toMatchObject({ actor_id: auditor.id, data: { action: ['probe.export'] } })
  expect((await viewer.get(`${path}/export`)).status).toBe(403)
  expect((await auditor.get(`${path}/export?format=xlsx`)).status).toBe(422)
})

test('TEN-11 events can be neither changed nor removed by the application', async () => {
  await insert([{ action: 'probe.stays' }])
  for (const method of ['put', 'delete'] as const) expect((await admin[method](`${path}/${uuidv7()}`, {})).status).toBe(404)
  for (const change of ["update audit_events set action = 'y'", 'delete from audit_events', 'truncate audit_events']) {
    await expect(inTenant(app.services.db, aurora.id, (trx) => trx.raw(change))).rejects.toThrow(/permission denied/)
  }
})

describe('why', () => {
  const why = async (query: Record<string, string>) =>
    (await admin.get(`/api/admin/why?${new URLSearchParams(query).toString()}`)).body.data
  const failed = (answer: { checks: { name: string; ok: boolean }[] }) => answer.checks.filter((each) => !each.ok).map((each) => each.name)

  test('TEN-17 a slug check names the role and the missing right', async () => {
    const yes = await why({ user_id: viewer.id, action: 'locations.view' })
    expect(yes).toMatchObject({
      portal: 'admin',
      user_status: 'active',
      business_status: 'active',
      slugs_held: ['documents.verify', 'locations.view'],
      decision: { allowed: true },
    })
    expect(failed(yes)).toEqual([])
    const no = await why({ user_id: viewer.id, action: 'locations.manage' })
    expect([no.decision.allowed, no.decision.reason, failed(no)]).toEqual([false, 'locations.manage', ['slug']])
    expect((await why({ user_id: admin.id, action: 'locations.manage' })).decision.allowed).toBe(true)
    expect(failed(await why({ user_id: viewer.id, action: 'no.such.right' }))).toEqual(['slug', 'action'])
  })

  test('TEN-17 somebody shut out is told first', async () => {
    const who = await person(app, { tenant_id: aurora.id, user_type: 'client', banned_at: new Date() })
    const answer = await why({ user_id: who.id, action: 'locations.view' })
    expect(answer).toMatchObject({
      portal: 'client',
      user_status: 'banned',
      decision: { allowed: false, rule: 'sign-in: user', reason: 'user' },
    })
  })

  test('TEN-17 for a record the deciding policy row is named, with the part the person took', async () => {
    const task = {
      tenant_id: aurora.id,
      id: uuidv7(),
      kind: 'documents.verify',
      title: 'Verify',
      subject_type: 'document',
      subject_id: uuidv7(),
      subject_label: 'Contract.pdf',
      outcomes: ['verify', 'reject'],
      workflow_id: 'x',
      process_type: 'document',
    }
    await inTenant(app.services.db, aurora.id, (trx) =>
      trx('tasks').insert({ ...task, parties: JSON.stringify({ uploader: [viewer.id] }) }),
    )
    const own = await why({ user_id: viewer.id, action: 'documents.verify', resource: 'document', id: task.subject_id })
    expect(own.decision).toMatchObject({ allowed: false, rule: 'documents.verify: deny any uploader', reason: 'separation_of_duties' })
    expect(failed(own)).toEqual(['not_uploader'])
    const boss = await why({ user_id: admin.id, action: 'documents.verify', resource: 'task', id: task.id })
    expect(boss.decision).toMatchObject({ allowed: true, rule: 'documents.verify: allow holder always' })
    const none = await why({ user_id: admin.id, action: 'documents.approve', id: task.subject_id })
    expect(failed(none)).toEqual(['task'])
  })

  test('TEN-17 people and records of others do not exist here; only admins ask', async () => {
    const other = await tenant(app)
    expect((await admin.get(`/api/admin/why?user_id=${other.admin.id}&action=x`)).status).toBe(404)
    expect((await admin.get(`/api/admin/why?user_id=${admin.id}&action=x&id=${uuidv7()}`)).status).toBe(404)
    expect((await auditor.get(`/api/admin/why?user_id=${admin.id}&action=x`)).body.data.reason).toBe('admin')
    expect(Object.keys((await admin.get('/api/admin/why')).body.data.errors).sort()).toEqual(['action', 'user_id'])
  })
})
