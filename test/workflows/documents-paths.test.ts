/** Every path of a document through its process, each history kept for later versions to replay; and none of it readable in Temporal. */
import { historyToJSON } from '@temporalio/common/lib/proto-utils'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn, staged } from '../support/documents'
import type { Body, Caller } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const PATH = '/api/admin/documents'

let app: TestApp
let worker: TestWorker
let people: Cast
beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  people = await cast(app)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const read = async (id: string): Promise<Body> => (await people.admin.get(`${PATH}/${id}`)).body.data
const ok = async (answer: Promise<{ status: number; body: Body }>): Promise<Body> => {
  const { status, body } = await answer
  expect([status, body.success]).toEqual([status === 201 ? 201 : 200, true])
  return body.data
}
const act = (who: Caller, task_id: string, what: string, body: object = {}): Promise<Body> =>
  ok(who.post(`/api/tasks/${task_id}/${what}`, body))
const ended = (document: Body): Promise<unknown> => worker.client.workflow.getHandle(document.process.workflow_id).result()
const keep = (document: Body, name: string): Promise<void> => worker.saveHistory(document.process.workflow_id, name)
const timeline = async (id: string): Promise<string[]> =>
  (await ok(people.admin.get(`${PATH}/${id}/timeline`))).map((entry: Body) => entry.kind)

test('DOC-1 uploaded, edited, submitted, verified, approved', async () => {
  const draft = await documentIn(people, 'draft')
  await ok(people.uploader.put(`${PATH}/${draft.id}`, { name: 'Contract of sale', version: draft.version }))
  const queued = await ok(people.uploader.post(`${PATH}/${draft.id}/submit`, { comment: 'please check' }))
  await act(people.verifier, queued.task.id, 'complete', { outcome: 'verify', comment: 'complete' })
  await act(people.approver, (await read(draft.id)).task.id, 'complete', { outcome: 'approve' })
  await ended(draft)
  expect((await read(draft.id)).status).toBe('archived')
  await keep(draft, 'document-archived-v1')
})

test('DOC-1 rejected, resubmitted as a new version, rejected by the approver, resubmitted and archived', async () => {
  const rejected = await documentIn(people, 'rejected')
  const again = await ok(people.uploader.post(`${PATH}/${rejected.id}/resubmit`, { file_path: await staged(app, people.uploader) }))
  await act(people.verifier, again.task.id, 'complete', { outcome: 'verify' })
  await act(people.approver, (await read(rejected.id)).task.id, 'complete', { outcome: 'reject', comment: 'not signed' })
  const third = await ok(people.uploader.post(`${PATH}/${rejected.id}/resubmit`, { file_path: await staged(app, people.uploader) }))
  await act(people.verifier, third.task.id, 'complete', { outcome: 'verify' })
  await act(people.approver, (await read(rejected.id)).task.id, 'complete', { outcome: 'approve' })
  await ended(rejected)
  expect(await read(rejected.id)).toMatchObject({ status: 'archived', document_version: 3 })
  await keep(rejected, 'document-resubmitted-v1')
})

test('DOC-1 withdrawn by the uploader and deleted', async () => {
  const queued = await documentIn(people, 'in_verification')
  await ok(people.uploader.post(`${PATH}/${queued.id}/withdraw`, {}))
  await ok(people.uploader.delete(`${PATH}/${queued.id}`))
  await ended(queued)
  await keep(queued, 'document-withdrawn-deleted-v1')
})

test('a document whose type needs no approval is archived in one step', async () => {
  const type = await ok(people.admin.post('/api/admin/document-types', { name: 'Photo', requires_approval: false }))
  const document = await documentIn(people, 'in_verification', { document_type_id: type.id })
  await ended(document)
  expect((await read(document.id)).status).toBe('archived')
  await keep(document, 'document-no-approval-v1')
})

test('TASK-3 reminded, escalated, claimed, released, delegated, then decided', async () => {
  await ok(
    people.admin.put('/api/admin/settings/tasks/documents.verify', { due_after: 'PT48H', remind_before: 'PT24H', escalate_to: 'manager' }),
  )
  const queued = await documentIn(people, 'in_verification')
  const { workflow_id } = queued.process
  await worker.fastForward(workflow_id, '25 hours')
  expect(await timeline(queued.id)).toContain('task.reminded')
  await worker.fastForward(workflow_id, '24 hours')
  expect(await timeline(queued.id)).toContain('task.escalated')
  await act(people.verifier, queued.task.id, 'claim')
  await act(people.verifier, queued.task.id, 'release')
  await act(people.admin, queued.task.id, 'claim')
  await act(people.admin, queued.task.id, 'delegate', { user_id: people.verifier.id, comment: 'yours' })
  await act(people.verifier, queued.task.id, 'complete', { outcome: 'verify' })
  await act(people.approver, (await read(queued.id)).task.id, 'complete', { outcome: 'approve' })
  await ended(queued)
  await keep(queued, 'document-escalated-delegated-v1')
})

test('TASK-5 nothing people typed can be read in what Temporal stores, and searching finds the process by its attributes', async () => {
  const document = await documentIn(people, 'rejected', { name: 'Divorce papers of Ana' })
  const handle = worker.client.workflow.getHandle(document.process.workflow_id)
  const stored = historyToJSON(await handle.fetchHistory())
  const readable = stored.replace(/[A-Za-z0-9+/]{8,}={0,2}/g, (text) => `${text} ${Buffer.from(text, 'base64').toString('utf8')}`)
  expect(readable).toContain('binary/encrypted')
  for (const secret of ['Divorce', 'Ana', 'unreadable', people.uploader.name]) expect(readable).not.toContain(secret)
  const described = await handle.describe()
  const attributes = Object.fromEntries(described.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]))
  expect(attributes).toMatchObject({ TenantId: people.business.id, Process: 'document', RecordId: document.id, Stage: 'rejected' })
  expect(await described.staticSummary()).toContain('Divorce papers of Ana')
})
