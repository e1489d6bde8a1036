/** Postgres or Temporal stopped, or killed under load: bounded waiting, a 503 that says when to come back, and nothing lost (F03, F04, F13, F14). */
import { randomUUID } from 'node:crypto'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Outcome, persist } from '../support/chaos'
import { brokenIndexes, type OwnStack, startOwnStack } from '../support/chaos-stack'
import { type Cast, cast, documentIn, rowsOf, staged } from '../support/documents'
import type { Answer, Body } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let stack: OwnStack
let app: TestApp
let worker: TestWorker
let people: Cast

beforeAll(async () => {
  stack = await startOwnStack()
  app = await startApp({ env: { ...stack.env, DATABASE_PATIENCE_MS: '3000' } })
  worker = await startWorker(app)
}, 240_000)
afterAll(async () => {
  await worker?.stop()
  await app?.stop()
  await stack?.stop()
}, 60_000)
beforeEach(async () => {
  const works = async (): Promise<boolean> => {
    people = await cast(app)
    return (await documentIn(people, 'draft')).status === 'draft'
  }
  await until(works, { what: 'Cien', timeout_ms: 60_000, every_ms: 200 })
}, 90_000)

const path = '/api/admin/documents'
const LONGEST_MS = 15_000

const timed = async (work: Promise<Answer>): Promise<Answer & { ms: number }> => {
  const start = Date.now()
  return { ...(await work), ms: Date.now() - start }
}
const documents = (): Promise<Body[]> => rowsOf(app, people.business.id, 'documents')
/** The body of a creation with a file of its own. */
const creation = async (): Promise<Record<string, unknown>> => ({
  name: 'Contract',
  document_type_id: people.type_id,
  file_path: await staged(app, people.uploader),
  submit: true,
})
const unavailable = (answer: Answer & { ms: number }): void => {
  expect([answer.status, answer.body.success, answer.body.data.reason]).toEqual([503, false, 'unavailable'])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(answer.ms).toBeLessThan(LONGEST_MS)
}

test('F13 Temporal stands still: starts and decisions are 503 with Retry-After, reading works, and later the same key finds its effect', async () => {
  const waiting = await documentIn(people, 'in_verification')
  const body = await creation()
  const keys = { create: { 'Idempotency-Key': randomUUID() }, decide: { 'Idempotency-Key': randomUUID() } }
  const create = (): Promise<Answer> => people.uploader.post(path, body, keys.create)
  const decide = (): Promise<Answer> => people.verifier.post(`/api/tasks/${waiting.task.id}/complete`, { outcome: 'verify' }, keys.decide)
  stack.temporal('SIGSTOP')
  try {
    const asked = [timed(create()), timed(decide())]
    const reads = [`${path}/${waiting.id}`, path, '/api/tasks', `${path}/${waiting.id}/timeline`]
    for (const read of reads) {
      const answer = await timed(people.admin.get(read))
      expect([read, answer.status, answer.ms < 3000]).toEqual([read, 200, true])
    }
    for (const answer of await Promise.all(asked)) unavailable(answer)
    expect((await people.admin.get('/api/ready')).status).toBe(503)
  } finally {
    stack.temporal('SIGCONT')
  }
  const again = async (work: () => Promise<Answer>): Promise<Answer> => {
    let answer = await work()
    await until(async () => (answer.status === 503 ? ((answer = await work()), false) : true), { what: 'An answer', timeout_ms: 40_000 })
    return answer
  }
  expect((await again(create)).status).toBe(201)
  expect((await again(decide)).body.data.record).toMatchObject({ status: 'in_approval', version: 2 })
  expect((await documents()).filter((row) => row.name === 'Contract')).toHaveLength(3)
}, 120_000)

test('F14 Postgres stands still: whoever waits is told so while it does, later ones at once, and all is as before after it', async () => {
  const { id } = await documentIn(people, 'in_verification')
  await stack.postgres('SIGSTOP')
  const asked = Array.from({ length: 40 }, (_, index) => timed(people.admin.get(index % 2 === 0 ? `${path}/${id}` : '/api/tasks')))
  try {
    for (const answer of await Promise.all(asked)) unavailable(answer)
    unavailable(await timed(people.admin.get(`${path}/${id}`)))
  } finally {
    await stack.postgres('SIGCONT')
  }
  const back = async (): Promise<boolean> => (await people.admin.get(`${path}/${id}`)).status === 200
  await until(back, { what: 'Postgres', timeout_ms: 15_000 })
  const after = await timed(people.admin.get(`${path}/${id}`))
  expect(after.status).toBe(200)
}, 60_000)

/** Eight callers who create documents one after the other until told to stop, each until it is answered. */
async function underLoad(during: () => Promise<void>): Promise<Outcome[]> {
  const bodies = await Promise.all(Array.from({ length: 60 }, creation))
  const outcomes: Outcome[] = []
  const caller = async (): Promise<void> => {
    for (let body = bodies.shift(); body; body = bodies.shift()) {
      outcomes.push(await persist([app.url], { who: people.uploader, method: 'POST', path, body, key: randomUUID() }))
    }
  }
  const load = Promise.all(Array.from({ length: 8 }, caller))
  await until(async () => outcomes.length >= 5, { what: 'The load', timeout_ms: 30_000 })
  await during()
  await load
  return outcomes
}

/** Everything that was answered is there once, with all that belongs to it. */
async function nothingLost(outcomes: readonly Outcome[]): Promise<void> {
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 201))
  const ids = outcomes.map(({ body }) => body.data.id).sort()
  const { id } = people.business
  const found = (await documents()).filter((row) => row.status === 'in_verification')
  expect(found.map((row) => row.id).sort()).toEqual(ids)
  const [tasks, history] = await Promise.all([rowsOf(app, id, 'tasks'), rowsOf(app, id, 'record_history')])
  expect(tasks.map((task) => task.subject_id).sort()).toEqual(ids)
  expect(history.filter((row) => ids.includes(row.record_id))).toHaveLength(ids.length)
}

test('F04 Postgres killed with all its sessions under load: back within 15 s, nothing acknowledged is missing, indexes are sound', async () => {
  let down = 0
  const outcomes = await underLoad(async () => {
    await stack.postgres('SIGKILL')
    const start = Date.now()
    const back = async (): Promise<boolean> => (await people.admin.get(path)).status === 200
    await until(back, { what: 'Postgres', timeout_ms: 30_000 })
    down = Date.now() - start
  })
  expect(down).toBeLessThan(15_000)
  expect(outcomes.some(({ tries }) => tries > 1)).toBe(true)
  await nothingLost(outcomes)
  expect(await brokenIndexes(stack.admin_url)).toEqual([])
}, 180_000)

test('F03 Temporal killed under load and started again: every process goes on', async () => {
  const waiting = await documentIn(people, 'in_verification')
  const outcomes = await underLoad(async () => stack.temporal('SIGKILL'))
  await nothingLost([...outcomes, { ...outcomes[0], body: { data: waiting } } as Outcome])
  const decided = await persist([app.url], {
    who: people.verifier,
    method: 'POST',
    path: `/api/tasks/${waiting.task.id}/complete`,
    body: { outcome: 'verify' },
    key: randomUUID(),
  })
  expect(decided.body.data.record).toMatchObject({ id: waiting.id, status: 'in_approval' })
}, 180_000)
