/** What ends together: the sessions of a person, the link to their calendar, their live streams; and what goes on to its end. */
import { setTimeout as pause } from 'node:timers/promises'
import { inTenant } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn, staged } from '../support/documents'
import { listen, type Listening } from '../support/events'
import { type Business, type Caller, PASSWORD, person, role, signedIn, stranger, superAdmin, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

/** The promise of api.md, and a busy machine. */
const PROMISED_MS = 5000
const SLACK_MS = 3000

let app: TestApp
let worker: TestWorker
let people: Cast
let business: Business
const streams: Listening[] = []

beforeAll(async () => {
  app = await startApp()
  ;[worker, people, business] = await Promise.all([startWorker(app), cast(app), tenant(app, { staff: [[], [], [], []], employee: 2 })])
})
afterEach(() => {
  for (const stream of streams.splice(0)) stream.leave()
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

async function stream(caller: Caller): Promise<Listening> {
  const opened = await listen(app, caller)
  expect(opened.status).toBe(200)
  streams.push(opened)
  return opened
}
async function link(caller: Caller): Promise<string> {
  const { url } = (await caller.post('/api/me/calendar-feed', {})).body.data
  const path = new URL(url).pathname
  expect((await stranger(app).get(path)).status).toBe(200)
  return path
}
const opens = async (path: string): Promise<number> => (await stranger(app).get(path)).status
const act = (id: string, action: string): Promise<{ status: number }> => business.admin.post(`/api/admin/users/${id}/${action}`, {})

/** The data of the audit events about a person's link, oldest first. */
async function linkEvents(user_id: string): Promise<[string, unknown][]> {
  const { body } = await business.admin.get(`/api/admin/audit-events?filter[resource]=calendar_feed&filter[resource_id]=${user_id}&sort=at`)
  return body.data.map(({ action, data }: { action: string; data: unknown }) => [action, data])
}
async function endsInTime(open: Listening): Promise<void> {
  const from = Date.now()
  await open.ended
  expect(Date.now() - from).toBeLessThan(PROMISED_MS + SLACK_MS)
}

async function refusedInTime(who: Caller): Promise<void> {
  const from = Date.now()
  while ((await who.get('/api/me')).status !== 401) {
    expect(Date.now() - from).toBeLessThan(PROMISED_MS + SLACK_MS)
    await pause(100)
  }
  expect((await listen(app, who)).status).toBe(401)
}

/** Ways in which all sessions of somebody end but the one that asked, and the reason in the audit. */
const WAYS: Record<string, (who: Caller, other: Caller) => Promise<{ status: number }>> = {
  logout_everywhere: (who) => who.post('/api/logout-everywhere', {}),
  password_changed: (_who, other) => other.put('/api/me/password', { current_password: PASSWORD, password: 'Another-horse-43-staple' }),
  deactivated: (who) => act(who.id, 'deactivate'),
  banned: (who) => act(who.id, 'ban'),
  account_changed: async ({ id }) => {
    const { version } = (await business.admin.get(`/api/admin/users/${id}`)).body.data
    return business.admin.put(`/api/admin/users/${id}`, { version, email: `new-${id}@example.test` })
  },
}

test.each(Object.keys(WAYS).map((reason, at) => [reason, at] as const))('%s ends sessions, streams and the link', async (reason, at) => {
  const who = [...business.staff, ...business.employees][at] as Caller
  const other = await signedIn(app, who)
  const [path, open] = [await link(who), await stream(who)]
  expect((await WAYS[reason]?.(who, other))?.status).toBe(200)
  expect(await opens(path)).toBe(404)
  await endsInTime(open)
  await refusedInTime(who)
  expect(await linkEvents(who.id)).toEqual([
    ['calendar_feed.create', {}],
    // The link was opened before, and answers no more.
    ['calendar_feed.viewed', {}],
    ['calendar_feed.delete', { reason }],
  ])
})

test('logging out of one session leaves the link and the other streams', async () => {
  const who = business.employees[1] as Caller
  const other = await signedIn(app, who)
  const [path, mine, theirs] = [await link(who), await stream(who), await stream(other)]
  expect((await who.post('/api/logout', {})).status).toBe(200)
  await endsInTime(mine)
  expect(await opens(path)).toBe(200)
  expect((await other.get('/api/me')).status).toBe(200)
  expect(await Promise.race([theirs.ended.then(() => 'ended'), Promise.resolve('open')])).toBe('open')
})

test('a business that is suspended has no links, and none when it comes back', async () => {
  const [platform, suspended] = await Promise.all([superAdmin(app), tenant(app)])
  const [path, open] = [await link(suspended.admin), await stream(suspended.admin)]
  const move = (action: string): Promise<{ status: number }> =>
    platform.post(`/api/platform/businesses/${suspended.id}/${action}`, { reason: 'a test' })
  expect((await move('suspend')).status).toBe(200)
  await endsInTime(open)
  expect(await opens(path)).toBe(404)
  expect((await move('reactivate')).status).toBe(200)
  expect(await opens(path)).toBe(404)
})

test('a download that has begun goes on to its end', async () => {
  const { uploader, viewer, type_id } = people
  const text = 'The agreed price is 1200.\n'.repeat(300_000)
  const file_path = await staged(app, uploader, text)
  const { id } = (await uploader.post('/api/admin/documents', { name: 'Long', document_type_id: type_id, file_path })).body.data
  const leaving = await signedIn(app, viewer)
  const answer = await fetch(`${app.url}/api/admin/documents/${id}/file`, { headers: { Authorization: `Bearer ${leaving.token}` } })
  expect(answer.status).toBe(200)
  expect((await leaving.post('/api/logout', {})).status).toBe(200)
  expect(await answer.text()).toBe(text)
})

test('staff hear of records of types that they have a right to, and of no others; a right may be taken while they listen', async () => {
  const { business: own, admin } = people
  const of = (id: string) => (event: { data: Record<string, unknown> }) => event.data.id === id
  const made = async (name: string): Promise<string> => (await admin.post('/api/admin/projects', { name })).body.data.id
  const role_id = await role(app, own.id, ['documents.verify', 'projects.view'])
  const hears = await stream(await person(app, { tenant_id: own.id, user_type: 'staff', role_id }))
  const document = await documentIn(people, 'draft')
  await hears.until(of(document.id))
  await inTenant(app.services.db, own.id, (trx) =>
    trx('roles')
      .where({ id: role_id })
      .update({ permission_ids: ['projects.view'] }),
  )
  await pause(PROMISED_MS)
  const unheard = await documentIn(people, 'draft')
  await hears.until(of(await made('Marker')))
  expect(JSON.stringify(hears.events)).not.toContain(unheard.id)
  expect(hears.events.filter(({ data }) => data.type === 'document').map(({ data }) => data.id)).toEqual([document.id])
})
