/** Every path of a proposal and of an expense through its process, each history kept for later versions to replay. */
import { startApp, type TestApp } from '../support/app'
import { type Body, type Business, type Caller, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let business: Business
let seller: Caller
let client: Caller
let clerk: Caller
let project_id: string
beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  business = await tenant(app, {
    staff: [
      ['proposals.view', 'proposals.manage'],
      ['expenses.view', 'expenses.manage'],
    ],
    client: 1,
  })
  ;[seller, clerk] = business.staff as [Caller, Caller]
  ;[client] = business.clients as [Caller]
  project_id = (await business.admin.post('/api/admin/projects', { name: 'House', client_user_id: client.id })).body.data.id
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const ok = async (answer: Promise<{ status: number; body: Body }>): Promise<Body> => {
  const { status, body } = await answer
  expect([status, body.success]).toEqual([status === 201 ? 201 : 200, true])
  return body.data
}
const workflow = (type: string, id: string): string => `${business.id}/${type}/${id}`
const decide = (who: Caller, task_id: string, body: object): Promise<Body> => ok(who.post(`/api/tasks/${task_id}/complete`, body))
const draft = (more: object = {}): Promise<Body> =>
  ok(seller.post('/api/admin/proposals', { project_id, title: 'Roof', quoted_amount: '90000.00', ...more }))
const post = (who: Caller, path: string, body: object = {}): Promise<Body> => ok(who.post(path, body))

test('PRJ-5 edited, sent, changes asked, sent again, approved', async () => {
  const { id, version } = await draft()
  await ok(seller.put(`/api/admin/proposals/${id}`, { title: 'Roof and gutters', version }))
  const first = await post(seller, `/api/admin/proposals/${id}/submit`)
  await decide(client, first.task.id, { outcome: 'request_changes', comment: 'cheaper' })
  const second = await post(seller, `/api/admin/proposals/${id}/revise`, { quoted_amount: '84000.00' })
  await decide(client, second.task.id, { outcome: 'approve' })
  await worker.client.workflow.getHandle(workflow('proposal', id)).result()
  await worker.saveHistory(workflow('proposal', id), 'proposal-two-rounds-v1')
})

test('PRJ-5 rejected, sent again with a last day, reminded and run out', async () => {
  const { id } = await draft()
  const first = await post(seller, `/api/admin/proposals/${id}/submit`)
  await decide(client, first.task.id, { outcome: 'reject', comment: 'too much' })
  const valid_until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  await post(seller, `/api/admin/proposals/${id}/revise`, { quoted_amount: '70000.00', valid_until })
  await worker.fastForward(workflow('proposal', id), '12 days')
  const kinds = (await ok(seller.get(`/api/admin/proposals/${id}/timeline`))).map((entry: Body) => entry.kind)
  expect(kinds).toEqual(expect.arrayContaining(['task.reminded', 'proposal.expired']))
  await worker.saveHistory(workflow('proposal', id), 'proposal-expired-v1')
})

test('PRJ-5 a draft is deleted', async () => {
  const { id } = await draft()
  await ok(seller.delete(`/api/admin/proposals/${id}`))
  await worker.client.workflow.getHandle(workflow('proposal', id)).result()
  await worker.saveHistory(workflow('proposal', id), 'proposal-deleted-v1')
})

test('PRJ-10 an expense rejected, put right and payable', async () => {
  const path = '/api/admin/expenses'
  const made = await ok(clerk.post(path, { project_id, category: 'Fuel', amount: '120.50', spent_on: '2026-05-04' }))
  const first = await post(clerk, `${path}/${made.id}/submit`)
  await decide(business.admin, first.task.id, { outcome: 'reject', comment: 'no receipt' })
  const again = await post(clerk, `${path}/${made.id}/submit`)
  await decide(business.admin, again.task.id, { outcome: 'approve' })
  await worker.client.workflow.getHandle(workflow('expense', made.id)).result()
  await worker.saveHistory(workflow('expense', made.id), 'expense-payable-v1')
})
