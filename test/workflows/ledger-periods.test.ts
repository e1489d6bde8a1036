/** A month of the books through its process: closed and opened again by two people, wholly or not at all (K16, P01–P20 where they fit). */
import { randomUUID } from 'node:crypto'
import { injectFault } from '../../domain/kit/failpoint'
import { connected } from '../../scripts/stack/postgres'
import { until } from '../../scripts/stack/wait'
import { databaseUrl } from '../support/postgres'
import type { TestApp } from '../support/app'
import { aroundNow } from '../support/days'
import { rowsOf } from '../support/documents'
import { type Answer, type Body, type Business, type Caller, person, role, tenant } from '../support/tenant'
import type { TestWorker } from '../support/worker'
import { working } from '../support/working'

let app: TestApp
let worker: TestWorker
let business: Business
let asker: Caller
let closer: Caller
let both: Caller
working((its, runs) => {
  app = its
  worker = runs
})
beforeEach(async () => {
  business = await tenant(app, { staff: [['periods.manage', 'journals.manage'], ['periods.close'], ['periods.manage', 'periods.close']] })
  ;[asker, closer, both] = business.staff as [Caller, Caller, Caller]
})
afterEach(() => injectFault(undefined))

const path = '/api/admin/periods'
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
const data = async (answer: Promise<Answer>, status: number): Promise<Body> => {
  const got = await answer
  if (got.status !== status) throw new Error(`${got.status} ${JSON.stringify(got.body)}`)
  return got.body.data
}
const ask = (kind: 'close' | 'reopen', who = asker, month = '2026-03'): Promise<Body> =>
  data(who.post(`${path}/${month}/${kind}`, { reason: 'Month end' }), 202)
const decide = (who: Caller, task_id: string, body: Body = { outcome: 'confirm' }): Promise<Answer> =>
  who.post(`/api/tasks/${task_id}/complete`, body)
const journal = async (entry_date = '2026-03-10'): Promise<Answer> => {
  const rows = await rowsOf(app, business.id, 'accounts').whereIn('role', ['bank', 'revenue'])
  const [bank, revenue] = ['bank', 'revenue'].map((name) => rows.find((row) => row.role === name)?.id)
  const lines = [
    { account_id: bank, debit: '10.00' },
    { account_id: revenue, credit: '10.00' },
  ]
  return asker.post('/api/admin/journals', { entry_date, lines })
}
const periodRow = async (month = '2026-03'): Promise<Body> => (await rowsOf(app, business.id, 'periods').where({ month }))[0]
test('FIN-3 closed by two people with the checklist, refused to postings, opened again, its history kept', async () => {
  const posted = await data(journal(), 201)
  const asked = await ask('close')
  expect(asked).toMatchObject({ month: '2026-03', status: 'closing', asked_by: { id: asker.id }, task: { kind: 'periods.close' } })
  expect(asked.checklist).toEqual(expect.arrayContaining([{ key: 'sums_differ', count: 0, blocking: true }]))
  expect((await journal()).status).toBe(201)
  await data(decide(closer, asked.task.id, { outcome: 'reject', comment: 'Two invoices are missing' }), 200)
  expect((await asker.get(`${path}/${asked.id}`)).body.data).toMatchObject({ status: 'open', decided_by: { id: closer.id } })
  const again = await ask('close')
  const done = await data(decide(closer, again.task.id), 200)
  expect(done.record).toMatchObject({ type: 'period', status: 'closed' })
  expect(reasonOf(await journal())).toEqual([409, 'period_closed'])
  const back = await asker.post(`/api/admin/journals/${posted.id}/reverse`, { reason: 'P19', entry_date: '2026-03-31' })
  expect(reasonOf(back)).toEqual([409, 'period_closed'])
  expect((await journal('2026-04-01')).status).toBe(201)
  const reopening = await ask('reopen')
  expect(reasonOf(await journal())).toEqual([409, 'period_closed'])
  await data(decide(closer, reopening.task.id), 200)
  expect((await journal()).status).toBe(201)
  const story = await data(asker.get(`${path}/${asked.id}/timeline`), 200)
  expect(story.map(({ kind }: Body) => kind)).toEqual(
    ['created', 'close_asked', 'rejected', 'close_asked', 'closed', 'reopen_asked', 'reopened'].map((name) => `period.${name}`),
  )
  expect(story[4].data.checklist).toHaveLength(8)
  const rows = await data(asker.get(`${path}/${asked.id}/history`), 200)
  expect(rows.map(({ changes }: Body) => changes.status)).toContainEqual(['closing', 'closed'])
  await worker.saveHistory(`${business.id}/period/${asked.id}`, 'period-closed-reopened-v1')
})

test('P05 neither the asker nor anybody without the slug confirms, an admin neither', async () => {
  const asked = await ask('close', both)
  expect(reasonOf(await decide(both, asked.task.id))).toEqual([403, 'separation_of_duties'])
  expect(reasonOf(await decide(asker, asked.task.id))).toEqual([403, 'periods.close'])
  const own = await ask('close', business.admin, '2026-04')
  expect(reasonOf(await decide(business.admin, own.task.id))).toEqual([403, 'separation_of_duties'])
  const stranger = await tenant(app)
  expect((await decide(stranger.admin, asked.task.id)).status).toBe(404)
  expect((await stranger.admin.get(`${path}/${asked.id}`)).status).toBe(404)
  expect((await decide(closer, asked.task.id, { outcome: 'reject' })).status).toBe(422)
  expect((await decide(closer, asked.task.id, { outcome: 'perhaps' })).status).toBe(422)
  // Who asked the last time may confirm what somebody else asks now.
  await data(decide(closer, asked.task.id), 200)
  const reopening = await ask('reopen')
  expect((await decide(both, reopening.task.id)).status).toBe(200)
})

test('P08 a right that was revoked confirms nothing; P07 nor does the substitute of the asker', async () => {
  const asked = await ask('close', both)
  const friend = await person(app, { tenant_id: business.id, user_type: 'staff', role_id: await role(app, business.id, ['periods.close']) })
  await data(both.put('/api/me/substitutes', [{ user_id: asker.id, ...aroundNow() }]), 200)
  expect((await decide(asker, asked.task.id)).status).toBe(403)
  const { role_id } = (await rowsOf(app, business.id, 'users').where({ id: friend.id }))[0]
  const held = await data(business.admin.get(`/api/admin/roles/${role_id}`), 200)
  await data(business.admin.put(`/api/admin/roles/${role_id}`, { permission_ids: ['journals.view'], version: held.version }), 200)
  const rights = async (): Promise<string[]> => (await friend.get('/api/me')).body.data.permissions
  await until(async () => !(await rights()).includes('periods.close'), { what: 'The end of the right', timeout_ms: 5000 })
  expect(reasonOf(await decide(friend, asked.task.id))).toEqual([403, 'periods.close'])
})

test('P02 P12 equal requests and decisions at the same instant have one effect', async () => {
  const asks = await Promise.all(Array.from({ length: 10 }, () => asker.post(`${path}/2026-03/close`, { reason: 'Month end' })))
  expect(asks.map(({ status }) => status).sort()).toEqual([202, ...Array(9).fill(409)])
  const task_id = (await rowsOf(app, business.id, 'tasks').where({ kind: 'periods.close' }))[0]?.id
  const decided = await Promise.all([
    decide(closer, task_id),
    decide(both, task_id, { outcome: 'reject', comment: 'No' }),
    decide(business.admin, task_id),
  ])
  expect(decided.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const row = await periodRow()
  expect(['open', 'closed']).toContain(row.status)
  expect((await rowsOf(app, business.id, 'timeline_entries').whereIn('kind', ['period.closed', 'period.rejected'])).length).toBe(1)
  expect(reasonOf(await decide(closer, task_id))).toEqual([409, 'task_closed'])
})

test('P01 P11 P13 P14 the same key once, what is done not again, stale and skipped steps refused', async () => {
  const key = { 'Idempotency-Key': randomUUID() }
  const first = await asker.post(`${path}/2026-03/close`, { reason: 'Month end' }, key)
  const second = await asker.post(`${path}/2026-03/close`, { reason: 'Month end' }, key)
  expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true'])
  expect((await asker.post(`${path}/2026-03/close`, { reason: 'Other' }, key)).status).toBe(422)
  expect(reasonOf(await asker.post(`${path}/2026-03/close`, { reason: 'Again' }))).toEqual([409, 'illegal_transition'])
  expect(reasonOf(await asker.post(`${path}/2026-03/reopen`, { reason: 'Skip' }))).toEqual([409, 'illegal_transition'])
  await data(decide(closer, first.body.data.task.id), 200)
  expect(reasonOf(await asker.post(`${path}/2026-03/reopen`, { reason: 'Stale', version: 1 }))).toEqual([409, 'stale_version'])
  for (const month of ['2026-13', '2026-3', '26-03', 'soon']) {
    expect([month, (await asker.post(`${path}/${month}/close`, { reason: 'x' })).status]).toEqual([month, 422])
  }
  expect((await asker.post(`${path}/2026-03/reopen`, {})).status).toBe(422)
  expect(reasonOf(await closer.post(`${path}/2026-03/reopen`, { reason: 'No slug' }))).toEqual([403, 'periods.manage'])
})

test('what stands in the way refuses the close with the whole list, at the request and at the decision', async () => {
  await data(journal(), 201)
  const asked = await ask('close')
  await connected(databaseUrl('postgres', app.database.name), async (client) => {
    await client.query('set session_replication_role = replica')
    await client.query('update account_sums set debit = debit + 1 where tenant_id = $1 and debit > 0', [business.id])
  })
  const refused = await decide(closer, asked.task.id)
  expect(reasonOf(refused)).toEqual([409, 'checklist'])
  expect(refused.body.data.checklist).toContainEqual({ key: 'sums_differ', count: 1, blocking: true })
  expect((await periodRow()).status).toBe('closing')
  await data(decide(closer, asked.task.id, { outcome: 'reject', comment: 'The sums are wrong' }), 200)
  expect(reasonOf(await asker.post(`${path}/2026-03/close`, { reason: 'Again' }))).toEqual([409, 'checklist'])
})

test('K16 a close that dies inside its step leaves the month wholly open, and the next try closes it', async () => {
  const asked = await ask('close')
  let died = 0
  injectFault((point) => {
    if (point !== 'K16' || died > 0) return undefined
    died += 1
    return Promise.reject(new Error('died'))
  })
  const seen: string[] = []
  const done = decide(closer, asked.task.id)
  seen.push((await periodRow()).status)
  expect((await done).body.data.record).toMatchObject({ status: 'closed' })
  expect([died, seen[0]]).toEqual([1, 'closing'])
  expect(await rowsOf(app, business.id, 'timeline_entries').where({ kind: 'period.closed' })).toHaveLength(1)
})

test('a task of a period reminds and escalates by the business’s settings', async () => {
  const setting = { due_after: 'PT48H', remind_before: 'PT24H', escalate_to: 'manager' }
  await data(business.admin.put('/api/admin/settings/tasks/periods.close', setting), 200)
  const asked = await ask('close')
  await worker.fastForward(`${business.id}/period/${asked.id}`, '49 hours')
  const kinds = (await data(asker.get(`${path}/${asked.id}/timeline`), 200)).map(({ kind }: Body) => kind)
  expect(kinds).toEqual(expect.arrayContaining(['task.reminded', 'task.escalated']))
  expect((await decide(closer, asked.task.id)).status).toBe(200)
  await worker.saveHistory(`${business.id}/period/${asked.id}`, 'period-escalated-v1')
})

test('fifty postings and a close at the same time: what was posted before stands, what comes later is refused', async () => {
  const asked = await ask('close')
  const [done, ...posts] = await Promise.all([decide(closer, asked.task.id), ...Array.from({ length: 50 }, () => journal())])
  expect(done?.status).toBe(200)
  const kept = posts.filter(({ status }) => status === 201).length
  expect(posts.filter(({ status }) => status !== 201).every((answer) => reasonOf(answer)[1] === 'period_closed')).toBe(true)
  const { closed_at } = await periodRow()
  expect(closed_at).not.toBeNull()
  expect(await rowsOf(app, business.id, 'journals')).toHaveLength(kept)
  expect((await business.admin.get('/api/admin/ledgers/verify')).body.data).toMatchObject({ ok: true, entries: kept })
})
