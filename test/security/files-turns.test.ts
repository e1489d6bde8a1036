/** Reading PDFs is no queue for all businesses together (K8): while the hard ones of one are read, those of another are found. */
import { setTimeout as pause } from 'node:timers/promises'
import { tenantDb } from '../../db/kit/client'
import { type TestApp, startApp } from '../support/app'
import { type Cast, cast, upload } from '../support/documents'
import * as hostile from '../support/hostile'
import { samplePdf } from '../support/samples'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let firm: Cast
let other: Cast
beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  ;[firm, other] = [await cast(app), await cast(app)]
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

async function documentOf({ uploader, type_id }: Cast, bytes: Buffer): Promise<void> {
  const file = await upload(app, uploader, { bytes, name: 'plan.pdf' })
  const body = { name: 'Plan', document_type_id: type_id, file_path: file.body.data.file_path, submit: false }
  expect((await uploader.post('/api/admin/documents', body)).status).toBe(201)
}

const statesOf = ({ business }: Cast): Promise<string[]> =>
  tenantDb(app.services.db, business.id)('files').where({ tenant_id: business.id, mime_type: 'application/pdf' }).pluck('text_state')

/** Milliseconds until all files of a business have been read, or have been given up. */
async function readAfter(of: Cast): Promise<number> {
  const start = performance.now()
  while ((await statesOf(of)).includes('pending')) await pause(50)
  return performance.now() - start
}

it('another business finds the words of its PDF at once, while three hard ones are read', async () => {
  await documentOf(other, samplePdf('warm'))
  const alone = await readAfter(other)
  for (const seed of [1, 2, 3]) await documentOf(firm, Buffer.concat([hostile.drawingPdf(), Buffer.from(`%${seed}\n`)]))
  await documentOf(other, samplePdf('Reinforcement of the slab'))
  const beside = await readAfter(other)
  expect(await statesOf(firm)).toContain('pending')
  expect(await statesOf(other)).toEqual(['done', 'done'])
  // One new process on a busy machine; in one queue it would be the time of three hard ones.
  expect(beside).toBeLessThan(alone + 5000)
  const found = await other.admin.get('/api/admin/documents?search=reinforcement')
  expect(found.body.data.items ?? found.body.data).toHaveLength(1)
})
