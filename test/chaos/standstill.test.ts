/** A worker that stands still in the middle of a step, and one that is cut off from Temporal: the step is done once all the same (F12, F16). */
import { randomUUID } from 'node:crypto'
import { injectFault } from '../../domain/kit/failpoint'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Fleet, persist, startFleet } from '../support/chaos'
import { openWire } from '../support/chaos-proxy'
import { type Cast, cast, documentIn, rowsOf } from '../support/documents'
import type { Body } from '../support/tenant'
import { startWorker } from '../support/worker'

const apps: TestApp[] = []
let fleet: Fleet | undefined

async function ownApp(): Promise<TestApp> {
  const app = await startApp()
  apps.push(app)
  return app
}
afterEach(async () => {
  injectFault(undefined)
  await fleet?.stop()
  fleet = undefined
  for (const app of apps.splice(0)) await app.stop()
}, 60_000)

const complete = (task_id: string): string => `/api/tasks/${task_id}/complete`
const verifying = (people: Cast, task_id: string) => ({
  who: people.verifier,
  method: 'POST',
  path: complete(task_id),
  body: { outcome: 'verify' },
  key: randomUUID(),
})

/** What two steps of one document leave behind, however often the second was tried. */
async function doneOnce({ app, business }: Cast, id: string): Promise<void> {
  const rows = async (table: string, about: Record<string, string>): Promise<Body[]> => rowsOf(app, business.id, table).where(about)
  const history = await rows('record_history', { record_id: id })
  expect(history.map((row) => row.action).sort()).toEqual(['created', 'verified'])
  const effects = await rowsOf(app, business.id, 'effects')
  expect(effects.map((row) => row.key.endsWith(':start')).sort()).toEqual([false, true])
  const tasks = await rows('tasks', { subject_id: id })
  expect(tasks.map((task) => `${task.kind} ${task.state}`).sort()).toEqual(['documents.approve open', 'documents.verify completed'])
}

test.each(['K4', 'K5'] as const)(
  'F12 a worker stopped at %s: another takes the step over, and what the first does later changes nothing',
  async (point) => {
    const app = await ownApp()
    fleet = await startFleet(app, { apis: 1, workers: 2 })
    const people = await cast(app)
    const { id, task } = await documentIn(people, 'in_verification')
    fleet.arm(point, 'stop')
    const decided = await persist(fleet.urls, verifying(people, task.id))
    expect([decided.status, decided.body.data.record.status]).toEqual([200, 'in_approval'])
    expect(fleet.struck()).toBe(true)
    for (const name of fleet.names) fleet.signal(name, 'SIGCONT')
    const { up, names } = fleet
    await until(async () => (await up()).length === names.length, { what: 'The stopped worker', timeout_ms: 30_000 })
    await doneOnce(people, id)
  },
  120_000,
)

test('F16 a worker is cut off from Temporal right after a commit: no process fails, and the step is done once', async () => {
  const app = await ownApp()
  const { settings } = app.services
  const wire = await openWire(`http://${settings.TEMPORAL_ADDRESS}`)
  const TEMPORAL_ADDRESS = new URL(wire.url('http://127.0.0.1')).host
  const worker = await startWorker({ ...app, services: { ...app.services, settings: { ...settings, TEMPORAL_ADDRESS } } })
  try {
    const people = await cast(app)
    const { id, task, process } = await documentIn(people, 'in_verification')
    injectFault((point) => {
      if (point === 'K6') wire.dead(true)
      return undefined
    })
    const verify = verifying(people, task.id)
    const unheard = await people.verifier.post(verify.path, verify.body, { 'Idempotency-Key': verify.key })
    expect(unheard.status).toBe(503)
    injectFault(undefined)
    wire.dead(false)
    wire.cut()
    const decided = await persist([app.url], verify)
    expect([decided.status, decided.body.data.record.status]).toEqual([200, 'in_approval'])
    await doneOnce(people, id)
    expect((await worker.client.workflow.getHandle(process.workflow_id).describe()).status.name).toBe('RUNNING')
  } finally {
    await worker.stop()
    await wire.close()
  }
}, 120_000)
