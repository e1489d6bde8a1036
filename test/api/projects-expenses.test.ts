/** Expenses: submitted, decided by the manager within their limit, payable or put right (reliability P01–P18 where they fit). */
import { randomUUID } from 'node:crypto'
import type { TestApp } from '../support/app'
import { rowsOf, staged } from '../support/documents'
import { projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, person, role, tenant } from '../support/tenant'
import { working } from '../support/working'

let app: TestApp
let business: Business
let clerk: Caller
let manager: Caller
let holder: Caller
let project_id: string

working((its) => {
  app = its
})
beforeEach(async () => {
  business = await tenant(app, { staff: [['projects.view'], ['expenses.view', 'expenses.manage', 'expenses.approve']] })
  ;[manager, holder] = business.staff as [Caller, Caller]
  const role_id = await role(app, business.id, ['expenses.view', 'expenses.manage', 'expenses.approve', 'x'])
  clerk = await person(app, { tenant_id: business.id, user_type: 'staff', role_id, manager_id: manager.id })
  project_id = (await projectIn(business, 'active')).id
})

const path = '/api/admin/expenses'
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
const decide = (who: Caller, task_id: string, body: Record<string, unknown>): Promise<Answer> =>
  who.post(`/api/tasks/${task_id}/complete`, body)

async function draft(more: Record<string, unknown> = {}, who = clerk): Promise<Body> {
  const made = await who.post(path, { project_id, category: 'Fuel', amount: '120.50', spent_on: '2026-05-04', ...more })
  expect(made.status).toBe(201)
  return made.body.data
}
async function submitted(more: Record<string, unknown> = {}, who = clerk): Promise<Body> {
  const sent = await who.post(`${path}/${(await draft(more, who)).id}/submit`, {})
  expect(sent.status).toBe(200)
  return sent.body.data
}

it('goes to the submitter’s manager, who needs no slug, and becomes payable', async () => {
  const sent = await submitted({ file_path: await staged(app, clerk) })
  expect(sent).toMatchObject({ status: 'submitted', amount: '120.50', has_file: true, task: { kind: 'expenses.approve' } })
  const [task] = (await manager.get('/api/tasks')).body.data
  expect(task).toMatchObject({ id: sent.task.id, can: { complete: true } })
  const done = await decide(manager, task.id, { outcome: 'approve' })
  expect(done.body.data.record).toMatchObject({ type: 'expense', status: 'payable' })
  const kinds = (await clerk.get(`${path}/${sent.id}/timeline`)).body.data.map((entry: Body) => entry.kind)
  expect(kinds).toEqual(['expense.created', 'expense.submitted', 'expense.approved'])
  const notices = await rowsOf(app, business.id, 'notifications').where({ user_id: clerk.id })
  expect(notices).toMatchObject([{ kind: 'expense.approved' }])
  expect((await clerk.get(`${path}/${sent.id}/file`)).status).toBe(200)
})

it('without a manager whoever holds the slug decides; P05 never who made or submitted it', async () => {
  const sent = await submitted({}, holder)
  expect(reasonOf(await decide(holder, sent.task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
  expect(reasonOf(await decide(manager, sent.task.id, { outcome: 'approve' }))).toEqual([403, 'expenses.approve'])
  const made = await draft()
  const byOther = await holder.post(`${path}/${made.id}/submit`, {})
  expect(reasonOf(await decide(clerk, byOther.body.data.task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
  expect(reasonOf(await decide(holder, byOther.body.data.task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
  expect((await decide(business.admin, byOther.body.data.task.id, { outcome: 'approve' })).status).toBe(200)
})

it.each([
  ['120.49', 403],
  ['120.50', 200],
  ['120.51', 200],
])('P18 a limit of %s decides 120.50 with %d, and the task stays for somebody else', async (limit, status) => {
  const boss = await person(app, { tenant_id: business.id, user_type: 'staff', approval_limit: limit.replace('.', '') })
  const role_id = await role(app, business.id, ['expenses.view', 'expenses.manage'])
  const worker_of = await person(app, { tenant_id: business.id, user_type: 'staff', role_id, manager_id: boss.id })
  const sent = await submitted({}, worker_of)
  const answer = await decide(boss, sent.task.id, { outcome: 'approve' })
  expect(answer.status).toBe(status)
  if (status === 200) return
  expect(answer.body.data.reason).toBe('approval_limit')
  expect((await boss.get('/api/tasks')).body.data).toEqual([])
  expect((await decide(holder, sent.task.id, { outcome: 'approve' })).status).toBe(200)
})

it('P17 a rejection needs a comment; put right and submitted again it gets a new task, the old one is closed', async () => {
  const sent = await submitted()
  expect((await decide(manager, sent.task.id, { outcome: 'reject' })).body.data.errors).toHaveProperty('comment')
  await decide(manager, sent.task.id, { outcome: 'reject', comment: 'whose car?' })
  const row = (await clerk.get(`${path}/${sent.id}`)).body.data
  const right = await clerk.put(`${path}/${sent.id}`, { description: 'The van', amount: '99.00', version: row.version })
  expect(right.body.data).toMatchObject({ status: 'rejected', amount: '99.00' })
  const again = await clerk.post(`${path}/${sent.id}/submit`, {})
  expect(again.body.data).toMatchObject({ status: 'submitted' })
  expect(reasonOf(await decide(manager, sent.task.id, { outcome: 'approve' }))).toEqual([409, 'task_closed'])
  expect((await decide(manager, again.body.data.task.id, { outcome: 'approve' })).status).toBe(200)
})

it('P12 two decisions at once: one wins; P16 a submitted or payable one is locked', async () => {
  const sent = await submitted()
  expect(reasonOf(await clerk.put(`${path}/${sent.id}`, { category: 'x', version: sent.version }))).toEqual([409, 'locked'])
  const both = await Promise.all([
    decide(manager, sent.task.id, { outcome: 'approve' }),
    decide(holder, sent.task.id, { outcome: 'reject', comment: 'no' }),
  ])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 409])
})

it('a payable one is locked for good, a draft is changed with its version and deleted', async () => {
  const sent = await submitted()
  await decide(manager, sent.task.id, { outcome: 'approve' })
  expect([409, 404]).toContain((await clerk.delete(`${path}/${sent.id}`)).status)
  const made = await draft()
  expect(reasonOf(await clerk.put(`${path}/${made.id}`, { category: 'x', version: 9 }))).toEqual([409, 'stale_version'])
  expect((await clerk.delete(`${path}/${made.id}`)).status).toBe(200)
  expect((await clerk.get(`${path}/${made.id}`)).status).toBe(404)
})

it('P01 the same key is the same expense, and every wrong field is named', async () => {
  const body = { project_id, category: 'Fuel', amount: '5.00', spent_on: '2026-05-04' }
  const key = { 'Idempotency-Key': randomUUID() }
  const [a, b] = [await clerk.post(path, body, key), await clerk.post(path, body, key)]
  expect(b.body).toEqual(a.body)
  expect(await rowsOf(app, business.id, 'expenses')).toHaveLength(1)
  const wrong = await clerk.post(path, { amount: '1.005', spent_on: 'May', status: 'payable', project_id: 'x' })
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual(['category', 'project_id', 'spent_on', 'status'])
  for (const amount of ['0', '1.005', '-1']) {
    expect((await clerk.post(path, { ...body, amount })).body.data.errors).toHaveProperty('amount')
  }
})

it('keeps its project open while somebody has to decide', async () => {
  const sent = await submitted()
  const move = (): Promise<Answer> => business.admin.post(`/api/admin/projects/${project_id}/transition`, { status: 'completed' })
  expect((await move()).body.data.open).toMatchObject([{ type: 'expense', id: sent.id }])
  await decide(manager, sent.task.id, { outcome: 'approve' })
  expect((await move()).status).toBe(200)
})
