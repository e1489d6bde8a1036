/** A process killed at each named point of a request and of a step, while the caller asks again elsewhere (reliability F01, F02). */
import { randomUUID } from 'node:crypto'
import { until } from '../../scripts/stack/wait'
import type { Point } from '../../domain/kit/failpoint'
import { startApp, type TestApp } from '../support/app'
import { type Fleet, persist, startFleet } from '../support/chaos'
import { uploadAnyhow } from '../support/chaos-documents'
import { type Cast, cast, rowsOf, staged } from '../support/documents'
import type { Body } from '../support/tenant'

let app: TestApp
let fleet: Fleet
let people: Cast

beforeAll(async () => {
  app = await startApp()
  fleet = await startFleet(app, { apis: 2, workers: 2 })
}, 180_000)
afterAll(async () => {
  await fleet?.stop()
  await app?.stop()
})
beforeEach(async () => {
  people = await cast(app)
  await fleet.ready()
}, 120_000)

const path = '/api/admin/documents'
const API = ['K1', 'K2', 'K3'] as const
const WORKER = ['K4', 'K5', 'K6'] as const
const POINTS = [...API, ...WORKER]

/** What a step leaves behind, counted over the whole business. */
async function effectsOf(id: string): Promise<Record<string, unknown>> {
  const { id: tenant_id } = people.business
  const about = { record_id: id }
  const [timeline, history, effects, tasks, used] = await Promise.all([
    rowsOf(app, tenant_id, 'timeline_entries').where(about),
    rowsOf(app, tenant_id, 'record_history').where(about),
    rowsOf(app, tenant_id, 'effects'),
    rowsOf(app, tenant_id, 'tasks').where({ subject_id: id }),
    rowsOf(app, tenant_id, 'uploads'),
  ])
  return {
    timeline: timeline.map((line) => line.kind).sort(),
    history: history.map((line) => line.action).sort(),
    // One answer a message: that of the start, and one for each update by its id.
    effects: effects.map((effect) => (effect.key.endsWith(':start') ? 'start' : 'update')).sort(),
    tasks: tasks.map((task) => `${task.kind} ${task.state}`).sort(),
    used: used.map((upload) => upload.used_by),
  }
}

/** Runs `work` for both APIs at once while the point strikes one process of the kind; answers what both came to. */
async function struckAt<T>(point: Point, kind: 'api' | 'worker', work: (first: number) => Promise<T>): Promise<T[]> {
  const dead = (): number => [...fleet.deaths].filter(([name]) => name.startsWith(kind)).reduce((sum, [, deaths]) => sum + deaths, 0)
  const before = dead()
  fleet.arm(point, 'kill')
  const answers = await Promise.all([0, 1].map(work))
  expect(fleet.struck()).toBe(true)
  await until(async () => dead() > before, { what: `A death at ${point}`, timeout_ms: 10_000 })
  return answers
}

/** Two callers with one key, one at each API, while the point strikes. */
function postedAt(point: Point, call: { who: Cast['uploader']; path: string; body: unknown }): Promise<Body[]> {
  const key = randomUUID()
  const kind = API.some((name) => name === point) ? 'api' : 'worker'
  return struckAt(point, kind, (first) => persist(fleet.urls, { ...call, method: 'POST', key, first }))
}

test.each(POINTS)(
  '%s while a document is created: one document, and both tries get the same answer',
  async (point) => {
    const { uploader, type_id, business } = people
    const file_path = await staged(app, uploader)
    const body = { name: 'Contract', document_type_id: type_id, file_path, submit: true }
    const [one, other] = await postedAt(point, { who: uploader, path, body })
    expect([one?.status, other?.status]).toEqual([201, 201])
    expect(other?.body).toEqual(one?.body)
    const { id } = one?.body.data ?? {}
    expect((await rowsOf(app, business.id, 'documents')).map((row) => row.id)).toEqual([id])
    expect(await effectsOf(id)).toEqual({
      timeline: ['document.created', 'document.submitted'],
      history: ['created'],
      effects: ['start'],
      tasks: ['documents.verify open'],
      used: [`document/${id}`],
    })
  },
  120_000,
)

test.each(POINTS)(
  '%s while a decision is made: decided once, and both tries get the same answer',
  async (point) => {
    const { uploader, verifier, approver, type_id } = people
    const file_path = await staged(app, uploader)
    const created = await persist(fleet.urls, {
      who: uploader,
      method: 'POST',
      path,
      body: { name: 'Contract', document_type_id: type_id, file_path, submit: true },
      key: randomUUID(),
    })
    const { id, task } = created.body.data
    const [one, other] = await postedAt(point, { who: verifier, path: `/api/tasks/${task.id}/complete`, body: { outcome: 'verify' } })
    expect([one?.status, other?.status]).toEqual([200, 200])
    expect(other?.body).toEqual(one?.body)
    expect(one?.body.data).toMatchObject({ task: { id: task.id, state: 'completed' }, record: { id, status: 'in_approval', version: 2 } })
    expect(await effectsOf(id)).toEqual({
      timeline: ['document.created', 'document.submitted', 'document.verified'],
      history: ['created', 'verified'],
      effects: ['start', 'update'],
      tasks: ['documents.approve open', 'documents.verify completed'],
      used: [`document/${id}`],
    })
    // The process knows the same next task as the database: what comes after is not lost either.
    const next = await persist(fleet.urls, { who: approver, method: 'GET', path: '/api/tasks' })
    const to = `/api/tasks/${next.body.data[0].id}/complete`
    const approved = await persist(fleet.urls, { who: approver, method: 'POST', path: to, body: { outcome: 'approve' }, key: randomUUID() })
    expect([approved.status, approved.body.data.record?.status]).toEqual([200, 'archived'])
  },
  120_000,
)

test('K14 while a sign-in is renewed: the same token is taken once more, and there is one session', async () => {
  const { viewer, business } = people
  const body = { refresh_token: viewer.refresh_token }
  const renew = { who: viewer, method: 'POST', path: '/api/refresh', body }
  const [one] = await struckAt('K14', 'api', async (first) => (first === 0 ? persist(fleet.urls, renew) : undefined))
  // Asked again at once it gets the successor; later than that the person signs in again.
  expect([200, 401]).toContain(one?.status)
  const sessions = await rowsOf(app, business.id, 'sessions').where({ user_id: viewer.id })
  expect(sessions.map(({ id, generation }) => [id, generation])).toEqual([[viewer.session_id, 2]])
}, 60_000)

test.each(['K1', 'K2', 'K12', 'K3'] as const)(
  '%s while a file is sent in: one upload, whose bytes are all there',
  async (point) => {
    const { uploader } = people
    const file = { text: `A contract. ${randomUUID()}`, key: randomUUID() }
    const [one, other] = await struckAt(point, 'api', (first) => uploadAnyhow(fleet, uploader, { ...file, first }))
    expect(other).toBe(one)
    const uploads = await rowsOf(app, people.business.id, 'uploads')
    expect(uploads.map(({ id }) => `uploads/${id}`)).toEqual([one])
    const body = { name: 'Contract', document_type_id: people.type_id, file_path: one }
    const created = await persist(fleet.urls, { who: uploader, method: 'POST', path, body, key: randomUUID() })
    const headers = { Authorization: `Bearer ${people.viewer.token}` }
    const served = await fetch(`${app.url}${path}/${created.body.data.id}/file`, { headers })
    expect(await served.text()).toBe(file.text)
  },
  120_000,
)
