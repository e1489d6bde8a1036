/** What operators ask (OPS-1): alive, ready, measured; and what they are told when something is missing. */
import { beat, stopBeating } from '../../db/health'
import type { Processes } from '../../workflows/client/processes'
import { v7 as uuidv7 } from 'uuid'
import { startApp, type TestApp } from '../support/app'
import { stranger } from '../support/tenant'
import { startWorker } from '../support/worker'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const answering = (more: Partial<Processes>): Processes => ({ ...app.services.processes, ...more })

/** Another API over the same database, with parts that are there or not. */
async function ready(
  processes: Processes,
  env?: Record<string, string>,
): Promise<{ status: number; data: Record<string, unknown>; retry: string | null }> {
  const other = await startApp({ sibling: app, services: { processes }, ...(env ? { env } : {}) })
  try {
    const { status, body, headers } = await stranger(other).get('/api/ready')
    return { status, data: body.data, retry: headers.get('retry-after') }
  } finally {
    await other.stop()
  }
}

test('OPS-1 a process that lives says so to anybody', async () => {
  expect(await stranger(app).get('/api/health')).toMatchObject({ status: 200, body: { success: true, data: { status: 'ok' } } })
})

test('OPS-1 without a worker it is not ready, and says which part is missing', async () => {
  expect(await ready(answering({}))).toMatchObject({
    status: 503,
    data: { missing: ['worker'], postgres: true, temporal: true, worker: false },
    retry: '2',
  })
})

test('OPS-1 with a worker that polls and beats it is ready', async () => {
  const worker = await startWorker(app)
  const id = uuidv7()
  const { TEMPORAL_TASK_QUEUE: task_queue } = app.services.settings
  try {
    expect((await ready(answering({}))).data).toMatchObject({ missing: ['worker'] })
    await beat(app.services.db, { id, task_queue })
    let answer = await ready(answering({}))
    while (answer.status !== 200) answer = await ready(answering({}))
    expect(answer.data).toEqual({ postgres: true, temporal: true, worker: true })
    expect((await ready(answering({ polled: async () => false }))).data).toMatchObject({ missing: ['worker'] })
    await stopBeating(app.services.db, id)
    expect((await ready(answering({}))).data).toMatchObject({ missing: ['worker'] })
  } finally {
    await worker.stop()
  }
})

test('OPS-1 a beat for another task queue is not ours', async () => {
  const id = uuidv7()
  await beat(app.services.db, { id, task_queue: 'another' })
  expect((await ready(answering({ polled: async () => true }))).data).toMatchObject({ missing: ['worker'] })
  await stopBeating(app.services.db, id)
})

test('OPS-1 without Temporal it is not ready', async () => {
  expect((await ready(answering({ alive: async () => false, polled: async () => false }))).data).toMatchObject({
    missing: ['temporal', 'worker'],
  })
})

test('OPS-1 without Postgres it is alive but not ready', async () => {
  const away = await startApp({ sibling: app, env: { DATABASE_URL: 'postgres://cien_app:x@127.0.0.1:1/none' } })
  try {
    expect((await stranger(away).get('/api/health')).status).toBe(200)
    const { status, body } = await stranger(away).get('/api/ready')
    expect({ status, missing: body.data.missing }).toEqual({ status: 503, missing: expect.arrayContaining(['postgres']) })
    expect((await stranger(away).get('/metrics')).body).toContain('cien_part_up{part="postgres"} 0')
  } finally {
    await away.stop()
  }
})

describe('metrics', () => {
  test('OPS-1 on the machine itself: requests by route, what waits, the process', async () => {
    await stranger(app).get('/api/health')
    const { status, body, headers } = await stranger(app).get('/metrics')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/plain')
    expect(body).toMatch(/cien_http_request_seconds_count\{method="GET",route="\/api\/health",status="200"\} \d+/)
    for (const name of ['cien_open_tasks', 'cien_waiting_processes', 'cien_queued_mails', 'cien_api_process_cpu_seconds_total'])
      expect(body).toContain(name)
  })

  test('Q03 from elsewhere only with the token', async () => {
    const token = 'a-token-for-the-scraper'
    const guarded = await startApp({ sibling: app, env: { DATABASE_URL: app.database.app_url, CIEN_METRICS_TOKEN: token } })
    try {
      const get = (headers: Record<string, string>) => stranger(guarded).get('/metrics', { 'X-Forwarded-For': '203.0.113.9', ...headers })
      expect(await get({})).toMatchObject({ status: 403, body: { data: { reason: 'metrics_token' } } })
      expect((await get({ Authorization: 'Bearer wrong' })).status).toBe(403)
      expect((await get({ Authorization: `Bearer ${token}` })).status).toBe(200)
    } finally {
      await guarded.stop()
    }
  })

  test('without a token set, no token opens them', async () => {
    expect((await stranger(app).get('/metrics', { 'X-Forwarded-For': '203.0.113.9', Authorization: 'Bearer ' })).status).toBe(403)
  })
})
