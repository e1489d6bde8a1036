/** Variation and daywork orders: numbered, approved within a limit by somebody else, counted in the project's money (FIN-4). */
import { randomUUID } from 'node:crypto'
import type { TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { type Answer, type Body, type Caller, person, role, tenant } from '../support/tenant'
import { decide, type Money, moneyTests, ok, reasonOf } from '../support/vouchers'

let app: TestApp
let of: Money

moneyTests((started, people) => {
  app = started
  of = people
})

const VO = '/api/admin/variation-orders'
const DWO = '/api/admin/daywork-orders'
const variation = (more: Body = {}): Body => ({ project_id: of.project_id, title: 'Wider stairs', amount: '2500.00', ...more })
const daywork = (more: Body = {}): Body => ({
  project_id: of.project_id,
  work_date: '2026-05-04',
  hours: '7.5',
  day_rate: '320.00',
  amount: '300.00',
  ...more,
})
const summary = async (): Promise<Body> => ok(of.admin.get(`/api/admin/projects/${of.project_id}/summary`))

it('FIN-4 a variation order waits for its approval from the start, and counts in the project from then on', async () => {
  const made = await ok(of.clerk.post(VO, variation()))
  expect(made).toMatchObject({ vo_number: 'VO-000001', status: 'pending', amount: '2500.00', task: { kind: 'variation_orders.approve' } })
  expect(await summary()).toMatchObject({ vo_exposure: '2500.00', pending_vo_total: '2500.00', approved_vo_total: '0.00' })
  expect(reasonOf(await decide(of.clerk, made.task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
  expect(reasonOf(await decide(of.cashier, made.task.id, { outcome: 'approve' }))).toEqual([403, 'variation_orders.approve'])
  const done = await ok(decide(of.approver, made.task.id, { outcome: 'approve' }))
  expect(done.record).toMatchObject({ type: 'variation_order', status: 'approved' })
  expect(await summary()).toMatchObject({ vo_exposure: '2500.00', pending_vo_total: '0.00', approved_vo_total: '2500.00' })
  const path = `${VO}/${made.id}`
  const { version } = await ok(of.clerk.get(path))
  expect(reasonOf(await of.clerk.put(path, { amount: '1.00', version }))).toEqual([409, 'locked'])
  expect(reasonOf(await of.clerk.delete(path))).toEqual([409, 'locked'])
  expect((await ok(of.clerk.get(`${path}/timeline`))).map((line: Body) => line.kind)).toEqual([
    'variation_order.created',
    'variation_order.approved',
  ])
})

it('a variation may take scope away; nothing is no amount', async () => {
  const made = await ok(of.clerk.post(VO, variation({ amount: '-400.00' })))
  expect(made.amount).toBe('-400.00')
  await ok(decide(of.approver, made.task.id, { outcome: 'reject', comment: 'keep it' }))
  expect(await summary()).toMatchObject({ vo_exposure: '0.00' })
  for (const amount of ['0', '-0.00', '1.234', '1e3', 'NaN', '100000000000000000000', 5, '', null]) {
    const answer = await of.clerk.post(VO, variation({ amount }))
    expect([amount, answer.status, Object.keys(answer.body.data.errors)]).toEqual([amount, 422, ['amount']])
  }
})

it('P15 a changed variation is asked anew: a decision on what it was is late, and who changed it may not decide', async () => {
  const made = await ok(of.clerk.post(VO, variation()))
  const changed = await ok(of.admin.put(`${VO}/${made.id}`, { amount: '9000.00', version: made.version }))
  expect(changed.task.id).not.toBe(made.task.id)
  expect(changed.task.title).toContain('9000.00')
  expect(reasonOf(await decide(of.approver, made.task.id, { outcome: 'approve' }))).toEqual([409, 'task_closed'])
  expect(reasonOf(await decide(of.admin, changed.task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
  expect((await of.clerk.delete(`${VO}/${made.id}`)).status).toBe(200)
  expect((await of.clerk.get(`${VO}/${made.id}`)).status).toBe(404)
  expect(await summary()).toMatchObject({ vo_exposure: '0.00' })
  expect((await ok(of.clerk.post(VO, variation()))).vo_number).toBe('VO-000002')
  expect(await rowsOf(app, of.business.id, 'tasks').where({ state: 'open' })).toHaveLength(1)
})

it('a daywork order goes from draft to submitted to approved, and leaves the exposure', async () => {
  const made = await ok(of.clerk.post(DWO, daywork()))
  expect(made).toMatchObject({ dwo_number: 'DWO-000001', status: 'draft', hours: '7.50', day_rate: '320.00', task: null })
  expect(await summary()).toMatchObject({ dwo_exposure: '300.00' })
  const path = `${DWO}/${made.id}`
  expect(await ok(of.clerk.put(path, { amount: '310.00', version: 1 }))).toMatchObject({ amount: '310.00', status: 'draft' })
  const sent = await ok(of.clerk.post(`${path}/submit`, {}))
  expect(reasonOf(await of.clerk.put(path, { amount: '1.00', version: sent.version }))).toEqual([409, 'locked'])
  await ok(decide(of.approver, sent.task.id, { outcome: 'reject', comment: 'which machine?' }))
  const back = await ok(of.clerk.get(path))
  await ok(of.clerk.put(path, { description: 'Excavator', version: back.version }))
  const again = await ok(of.clerk.post(`${path}/submit`, {}))
  expect(reasonOf(await decide(of.approver, sent.task.id, { outcome: 'approve' }))).toEqual([409, 'task_closed'])
  await ok(decide(of.approver, again.task.id, { outcome: 'approve' }))
  expect(await summary()).toMatchObject({ dwo_exposure: '0.00' })
  expect(reasonOf(await of.clerk.post(`${path}/submit`, {}))).toEqual([409, 'illegal_transition'])
  expect(reasonOf(await of.clerk.delete(path))).toEqual([409, 'locked'])
})

it.each(['0', '-1', '1.234', '1e3', 'NaN', '100000000000000000000', 300, '', null])(
  'N01 a daywork amount of %p is refused on its field',
  async (amount) => {
    const answer = await of.clerk.post(DWO, daywork({ amount }))
    expect([answer.status, Object.keys(answer.body.data.errors)]).toEqual([422, ['amount']])
  },
)

it.each([
  ['variation', VO, '2499.99', 403],
  ['variation', VO, '2500.00', 200],
  ['variation', VO, '2500.01', 200],
  ['daywork', DWO, '299.99', 403],
  ['daywork', DWO, '300.00', 200],
  ['daywork', DWO, '300.01', 200],
])('P18 a %s order at %s and a limit of %s: %d, for an admin as well', async (kind, path, limit, status) => {
  const approval_limit = limit.replace('.', '')
  const role_id = await role(app, of.business.id, ['variation_orders.approve', 'daywork_orders.approve'])
  for (const user_type of ['staff', 'admin'] as const) {
    const boss = await person(app, { tenant_id: of.business.id, user_type, approval_limit, ...(user_type === 'staff' ? { role_id } : {}) })
    const made = await ok(of.clerk.post(path, kind === 'variation' ? variation() : daywork()))
    const task = made.task ?? (await ok(of.clerk.post(`${path}/${made.id}/submit`, {}))).task
    const answer = await decide(boss, task.id, { outcome: 'approve' })
    expect([answer.status, answer.body.data.reason]).toEqual([status, status === 403 ? 'approval_limit' : undefined])
    if (status === 403) expect((await decide(of.approver, task.id, { outcome: 'approve' })).status).toBe(200)
  }
})

it('P18 a variation that takes scope away counts against a limit by its size, in the inbox too', async () => {
  const role_id = await role(app, of.business.id, ['variation_orders.approve'])
  const of_limit = (approval_limit: string) => person(app, { tenant_id: of.business.id, user_type: 'staff', role_id, approval_limit })
  const [junior, senior] = [await of_limit('249999'), await of_limit('250000')]
  const { task } = await ok(of.clerk.post(VO, variation({ amount: '-2500.00' })))
  const seen = async (who: Caller): Promise<number> => (await ok(who.get(`/api/tasks?filter[subject_id]=${task.subject.id}`))).length
  expect([await seen(junior), await seen(senior)]).toEqual([0, 1])
  expect(reasonOf(await decide(junior, task.id, { outcome: 'approve' }))).toEqual([403, 'approval_limit'])
  expect((await decide(senior, task.id, { outcome: 'approve' })).status).toBe(200)
  expect(await summary()).toMatchObject({ approved_vo_total: '-2500.00' })
})

it('P01 the same key is the same order; P02 P09 P12 P20', async () => {
  for (const [path, body] of [
    [VO, variation()],
    [DWO, daywork()],
  ] as const) {
    const key = { 'Idempotency-Key': randomUUID() }
    const both = await Promise.all([of.clerk.post(path, body, key), of.clerk.post(path, body, key)])
    expect(both[1]?.body).toEqual(both[0]?.body)
    const many = await Promise.all(Array.from({ length: 10 }, () => of.clerk.post(path, body)))
    expect(new Set(many.map(({ body: { data } }) => data.vo_number ?? data.dwo_number)).size).toBe(10)
    const other = await tenant(app)
    expect((await other.admin.get(`${path}/${many[0]?.body.data.id}`)).status).toBe(404)
    const asked = path === VO ? many : await Promise.all(many.map(({ body: { data } }) => of.clerk.post(`${path}/${data.id}/submit`, {})))
    const [first, ...others] = asked.map(({ body: { data } }) => data.task.id as string)
    const race: Answer[] = await Promise.all([1, 2, 3].map(() => decide(of.approver, first ?? '', { outcome: 'approve' })))
    expect(race.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const items = [...others.map((task_id) => ({ task_id, outcome: 'approve' })), { task_id: first, outcome: 'approve' }]
    const results = await ok(of.approver.post('/api/tasks/complete', { items }))
    expect(results.map((each: Body) => each.status)).toEqual([...others.map(() => 200), 409])
  }
})

it('holds its project open while somebody has to decide', async () => {
  const made = await ok(of.clerk.post(VO, variation()))
  const end = (): Promise<Answer> => of.admin.post(`/api/admin/projects/${of.project_id}/transition`, { status: 'completed' })
  expect((await end()).body.data.open).toMatchObject([
    { type: 'variation_order', workflow_id: `${of.business.id}/variation_order/${made.id}` },
  ])
  await ok(decide(of.approver, made.task.id, { outcome: 'approve' }))
  expect((await end()).status).toBe(200)
})
