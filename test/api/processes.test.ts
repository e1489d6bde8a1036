/** TASK-5 running processes for those who watch them: what waits, for whom, how long, and where most. */
import { tenantDb } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn } from '../support/documents'
import { type Answer, type Body, type Caller, person, role } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let people: Cast
let watcher: Caller
let verifying: Body
let approving: Body
beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  people = await cast(app)
  const tenant_id = people.business.id
  watcher = await person(app, { tenant_id, user_type: 'staff', role_id: await role(app, tenant_id, ['processes.view']) })
  verifying = await documentIn(people, 'in_verification', { name: 'Lease' })
  approving = await documentIn(people, 'in_approval', { name: 'Invoice' })
  await documentIn(people, 'archived', { name: 'Done' })
  await people.approver.post(`/api/tasks/${approving.task.id}/claim`, {})
  await tenantDb(
    app.services.db,
    tenant_id,
  )('processes')
    .where({ tenant_id, id: approving.id })
    .update({ stage_since: new Date(Date.now() - 50 * 3600_000) })
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const list = (query = '', who = watcher): Promise<Answer> => who.get(`/api/admin/processes${query}`)
const ids = async (query: string): Promise<string[]> => (await list(query)).body.data.map((row: Body) => row.id)

test('lists what runs, longest waiting first, and nothing that has ended', async () => {
  const { status, body } = await list()
  expect(status).toBe(200)
  expect(body.data.map((row: Body) => row.label)).toEqual(['Invoice', 'Lease'])
  expect(body.data[0]).toMatchObject({
    id: approving.id,
    process_type: 'document',
    stage: 'in_approval',
    started_by: { id: people.uploader.id, name: people.uploader.name },
    task: { id: approving.task.id, kind: 'documents.approve', state: 'claimed', assignee: { id: people.approver.id } },
    process: {
      workflow_id: approving.process.workflow_id,
      temporal_ui_url: expect.stringMatching(/^\/temporal\/namespaces\/cien\/workflows\/.*history$/),
    },
  })
  expect(body.meta).toMatchObject({ page: 1, total: 2 })
})

test('says where processes wait longest', async () => {
  const { longest_waits } = (await list()).body.meta
  expect(longest_waits.map((place: Body) => [place.stage, place.count])).toEqual([
    ['in_approval', 1],
    ['in_verification', 1],
  ])
  expect(longest_waits[0].average_seconds).toBeGreaterThanOrEqual(50 * 3600)
  expect(longest_waits[1].average_seconds).toBeLessThan(3600)
})

test('filters by kind, stage, age, people and name', async () => {
  expect(await ids('?filter[stage]=in_verification')).toEqual([verifying.id])
  expect(await ids('?filter[process_type]=proposal')).toEqual([])
  expect(await ids('?filter[task_kind]=documents.approve')).toEqual([approving.id])
  expect(await ids('?filter[waiting_hours]=49')).toEqual([approving.id])
  expect(await ids(`?filter[assignee_id]=${people.approver.id}`)).toEqual([approving.id])
  expect(await ids(`?filter[started_by_id]=${people.verifier.id}`)).toEqual([])
  expect(await ids('?search=leas')).toEqual([verifying.id])
  expect(await ids('?search=%25')).toEqual([])
  expect(await ids('?sort=-created_at&per_page=1&page=2')).toEqual([verifying.id])
  expect((await list('?filter[waiting_hours]=soon')).status).toBe(422)
  expect((await list('?filter[colour]=red')).status).toBe(422)
})

test('needs the slug, and shows nothing of another business', async () => {
  expect((await list('', people.viewer)).body.data.reason).toBe('processes.view')
  const other = await cast(app)
  expect((await list('', other.admin)).body).toMatchObject({ data: [], meta: { total: 0, longest_waits: [] } })
})
