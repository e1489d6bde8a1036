/** A try of a step that died on its way may have recorded other ids, or another message: the process goes on from what stands in the database. */
import { v7 as uuidv7 } from 'uuid'
import { createActivities } from '../../activities'
import type { DocumentState } from '../../domain/rules/documents'
import type { Step, StepResult } from '../../domain/rules/process'
import { openRuns } from '../../workflows/client/runs'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn, rowsOf, staged } from '../support/documents'
import { startWorker, type TestWorker } from '../support/worker'

type DocumentStep = Step<DocumentState>

let app: TestApp
let worker: TestWorker
let people: Cast
let real: ReturnType<typeof createActivities>
/** What the first try of the next verification recorded before it died. */
let died: (step: DocumentStep) => Promise<StepResult>

beforeAll(async () => {
  app = await startApp()
  const verifyDocument = async (step: DocumentStep): Promise<StepResult> => {
    await died(step)
    return real.verifyDocument(step)
  }
  worker = await startWorker(app, { activities: { verifyDocument } })
  real = createActivities({ ...app.services, runs: openRuns(worker.client) })
  people = await cast(app)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const openTask = async (id: string): Promise<string> => {
  const [task] = await rowsOf(app, people.business.id, 'tasks').where({ subject_id: id, state: 'open' })
  return task?.id
}

test('recorded with another next task: the task that people see is the one that the process waits for', async () => {
  const other = uuidv7()
  died = (step) => {
    const { task } = step.state
    return real.verifyDocument({ ...step, state: { ...step.state, task: task && { ...task, id: other } } })
  }
  const { id, task } = await documentIn(people, 'in_verification')
  const verified = await people.verifier.post(`/api/tasks/${task.id}/complete`, { outcome: 'verify' })
  expect([verified.status, await openTask(id)]).toEqual([200, other])
  const approved = await people.approver.post(`/api/tasks/${other}/complete`, { outcome: 'approve' })
  expect([approved.status, approved.body.data.record?.status]).toEqual([200, 'archived'])
})

test('recorded with another message: that one counts, and the message of this try is judged on what it left', async () => {
  died = (step) => {
    const message = { ...step.message, outcome: 'reject', comment: 'unreadable' }
    return real.rejectDocument({ ...step, message_id: 'another', message, state: { ...step.state, status: 'rejected', task: null } })
  }
  const { id, task } = await documentIn(people, 'in_verification')
  const verified = await people.verifier.post(`/api/tasks/${task.id}/complete`, { outcome: 'verify' })
  expect(verified.status).toBe(409)
  const path = `/api/admin/documents/${id}`
  expect((await people.uploader.get(path)).body.data.status).toBe('rejected')
  const again = await people.uploader.post(`${path}/resubmit`, { file_path: await staged(app, people.uploader) })
  expect([again.status, again.body.data.status]).toEqual([200, 'in_verification'])
})
