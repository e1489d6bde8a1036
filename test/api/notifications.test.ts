/** The bell and the live stream (INT-1). */
import { v7 as uuidv7 } from 'uuid'
import { inTenant } from '../../db/kit/client'
import { notify } from '../../db/notifications'
import { startApp, type TestApp } from '../support/app'
import { cast, documentIn } from '../support/documents'
import { listen, type Listening } from '../support/events'
import { type Business, type Caller, signedIn, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
const streams: Listening[] = []
beforeAll(async () => {
  app = await startApp({ env: { DATABASE_POOL: '10' } })
  worker = await startWorker(app)
})
afterEach(async () => {
  for (const stream of streams.splice(0)) {
    stream.leave()
    await stream.ended
  }
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const tell = (business: Business, who: Pick<Caller, 'id'>, title: string): Promise<void> =>
  inTenant(app.services.db, business.id, (trx) =>
    notify(trx, { user_ids: [who.id, who.id], kind: 'task.due_soon', title, subject_type: 'document', subject_id: uuidv7() }),
  )
const open = async (caller: Caller): Promise<Listening> => {
  const stream = await listen(app, caller)
  streams.push(stream)
  return stream
}

describe('the list', () => {
  test('INT-1 a person sees their own notifications, newest first, each once, with how many are unread', async () => {
    const business = await tenant(app, { staff: [[]] })
    const [staff] = business.staff as [Caller]
    for (const title of ['first', 'second']) await tell(business, staff, title)
    await tell(business, business.admin, 'not for staff')
    const { body } = await staff.get('/api/notifications')
    expect(body.data.map((one: { title: string }) => one.title)).toEqual(['second', 'first'])
    expect(body.meta).toEqual({ page: 1, per_page: 25, total: 2, unread: 2 })
    expect(body.data[0]).toMatchObject({
      kind: 'task.due_soon',
      read: false,
      read_at: null,
      subject: { type: 'document', id: expect.any(String) },
      task_id: null,
    })
  })

  test('INT-1 read by ids and all at once, filtered by read, counted', async () => {
    const { admin, ...business } = await tenant(app)
    for (const title of ['a', 'b', 'c']) await tell({ ...business, admin }, admin, title)
    const [newest] = (await admin.get('/api/notifications')).body.data
    expect((await admin.post('/api/notifications/read', { ids: [newest.id] })).body.data).toEqual({ marked: 1, count: 2 })
    expect((await admin.post('/api/notifications/read', { ids: [newest.id] })).body.data).toEqual({ marked: 0, count: 2 })
    expect((await admin.get('/api/notifications?filter[read]=true')).body.data.map((one: { id: string }) => one.id)).toEqual([newest.id])
    expect((await admin.get('/api/notifications?filter[read]=false')).body.meta.total).toBe(2)
    expect((await admin.get('/api/notifications/unread-count')).body.data).toEqual({ count: 2 })
    expect((await admin.post('/api/notifications/read', { all: true })).body.data).toEqual({ marked: 2, count: 0 })
  })

  test("INT-1 nobody reads or marks another person's notifications", async () => {
    const business = await tenant(app, { staff: [[]] })
    const [staff] = business.staff as [Caller]
    await tell(business, staff, 'mine')
    const [mine] = (await staff.get('/api/notifications')).body.data
    expect((await business.admin.post('/api/notifications/read', { ids: [mine.id] })).body.data.marked).toBe(0)
    expect((await business.admin.get('/api/notifications')).body.data).toEqual([])
    expect((await staff.get('/api/notifications/unread-count')).body.data.count).toBe(1)
  })

  test.each([[{}], [{ ids: [], all: true }], [{ ids: [uuidv7()], all: true }], [{ all: false }], [{ ids: ['x'] }]])(
    '%j is no way to mark: 422',
    async (body) => {
      const { admin } = await tenant(app)
      expect((await admin.post('/api/notifications/read', body)).status).toBe(422)
    },
  )
})

describe('the stream', () => {
  test('INT-1 the count comes at once and again whenever it changes, also when it is read in another window', async () => {
    const business = await tenant(app)
    const { admin } = business
    const stream = await open(admin)
    expect(await stream.until(() => true)).toEqual({ event: 'notification', data: { unread: 0 } })
    await tell(business, admin, 'news')
    await stream.until(({ event, data }) => event === 'notification' && data.unread === 1)
    await admin.post('/api/notifications/read', { all: true })
    await stream.until(({ event, data }) => event === 'notification' && data.unread === 0 && stream.events.length > 2)
    expect(stream.events.map(({ data }) => data.unread)).toEqual([0, 1, 0])
  })

  test('WEB-1 a new document is told once to the office: the task and the record; other portals learn only of tasks', async () => {
    const people = await cast(app)
    const office = await open(people.verifier)
    const [client] = people.business.clients as [Caller]
    const portal = await open(client)
    const document = await documentIn(people, 'in_verification')
    await office.until(({ event, data }) => event === 'record' && data.type === 'document' && data.id === document.id)
    await office.until(({ event }) => event === 'task')
    await portal.until(({ event }) => event === 'task')
    const more = await documentIn(people, 'draft')
    await office.until(({ event, data }) => event === 'record' && data.id === more.id)
    expect(office.events.filter(({ data }) => data.id === document.id)).toHaveLength(1)
    expect(portal.events.filter(({ event }) => event === 'record')).toEqual([])
  })

  test('TEN-1 nothing of another business is told', async () => {
    const [mine, theirs] = await Promise.all([tenant(app), cast(app)])
    const stream = await open(mine.admin)
    const other = await open(theirs.admin)
    const document = await documentIn(theirs, 'in_verification')
    await other.until(({ data }) => data.id === document.id)
    await tell(mine, mine.admin, 'marker')
    await stream.until(({ data }) => data.unread === 1)
    expect(stream.events.filter(({ event }) => event !== 'notification')).toEqual([])
  })

  test('TEN-5 the stream ends with the session', async () => {
    const { admin } = await tenant(app)
    const stream = await open(admin)
    expect((await admin.post('/api/logout', {})).status).toBe(200)
    await stream.ended
    expect((await listen(app, admin)).status).toBe(401)
  })

  test('the eleventh window of a person is refused, those of others are not', async () => {
    const business = await tenant(app, { staff: [[]] })
    const windows = await Promise.all(Array.from({ length: 10 }, () => open(business.admin)))
    expect(windows.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect((await open(business.admin)).status).toBe(429)
    expect((await open(business.staff[0] as Caller)).status).toBe(200)
    windows[0]?.leave()
    await windows[0]?.ended
    let status = 429
    while (status === 429) status = (await open(business.admin)).status
    expect(status).toBe(200)
  })

  test('a thousand changes at once are told by type', async () => {
    const business = await tenant(app)
    const stream = await open(business.admin)
    await inTenant(app.services.db, business.id, async (trx) => {
      const rows = Array.from({ length: 1000 }, () => ({
        tenant_id: business.id,
        id: uuidv7(),
        record_type: 'location',
        record_id: uuidv7(),
        record_version: 1,
        action: 'created',
      }))
      await trx.batchInsert('record_history', rows, 500)
    })
    await stream.until(({ event, data }) => event === 'record' && data.type === 'location' && data.id === null)
    expect(stream.events.filter(({ event }) => event === 'record').length).toBeLessThan(5)
  })

  test('people without a stream cost nothing: a second session of a person sees the same', async () => {
    const business = await tenant(app)
    const second = await signedIn(app, business.admin)
    const [one, two] = await Promise.all([open(business.admin), open(second)])
    await tell(business, business.admin, 'both')
    await Promise.all([one, two].map((stream) => stream.until(({ data }) => data.unread === 1)))
  })
})
