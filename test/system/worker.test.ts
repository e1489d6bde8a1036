/** The worker process: up with a sign of life, measurable, and down in order when told to stop. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { readPulse } from '../../db/health'
import { type Database, openDatabase } from '../../db/kit/client'
import { freePorts } from '../../scripts/stack/ports'
import { until } from '../../scripts/stack/wait'
import { cloneDatabase, type TestDatabase } from '../support/postgres'
import { taskQueue, temporalServer } from '../support/temporal'

const ROOT = join(__dirname, '..', '..')

let database: TestDatabase
let db: Database
const children: ChildProcess[] = []
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase(database.app_url, 2)
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

interface Started {
  child: ChildProcess
  queue: string
  port: number
  output(): string
}

async function start(env: Record<string, string> = {}): Promise<Started> {
  const { address, namespace } = temporalServer()
  const { metrics: port } = await freePorts({ metrics: 19_464 })
  const queue = taskQueue()
  const child = spawn(process.execPath, ['-r', require.resolve('tsx/cjs'), join(ROOT, 'workers', 'main.ts')], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      TZ: 'UTC',
      DATABASE_URL: database.app_url,
      DATABASE_POOL: '2',
      METRICS_PORT: String(port),
      LOG_LEVEL: 'info',
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_TASK_QUEUE: queue,
      CIEN_SECRET: randomBytes(32).toString('hex'),
      CIEN_MASTER_KEY: randomBytes(32).toString('hex'),
      ...env,
    }, // prettier-ignore
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)))
  return { child, queue, port, output: () => text }
}

const beats = (queue: string) => async (): Promise<boolean> => (await readPulse(db, queue)).worker

test('a worker gives signs of life and metrics until SIGTERM, then ends in order', async () => {
  const worker = await start()
  await until(beats(worker.queue), { what: `The worker ${worker.output()}`, timeout_ms: 45_000 })

  const health = await fetch(`http://127.0.0.1:${worker.port}/health`)
  expect([health.status, await health.json()]).toEqual([200, { state: 'RUNNING' }])
  const measured = async (): Promise<boolean> => {
    const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text()
    return /^cien_worker_process_cpu_seconds_total/m.test(metrics) && /^temporal_worker_task_slots_available/m.test(metrics)
  }
  await until(measured, { what: 'Both kinds of metrics', timeout_ms: 10_000 })
  expect((await fetch(`http://127.0.0.1:${worker.port}/other`)).status).toBe(404)

  worker.child.kill('SIGTERM')
  const [code] = await once(worker.child, 'exit')
  expect({ code, output: worker.output() }).toEqual({ code: 0, output: expect.stringContaining('worker has ended') })
  expect(await beats(worker.queue)()).toBe(false)
})

test('a worker that finds no Temporal waits for it, and still ends when told to', async () => {
  const { nobody } = await freePorts({ nobody: 19_700 })
  const worker = await start({ TEMPORAL_ADDRESS: `127.0.0.1:${nobody}` })
  await until(async () => worker.output().includes('Temporal does not answer yet'), { what: 'The warning', timeout_ms: 30_000 })
  worker.child.kill('SIGTERM')
  const [code] = await once(worker.child, 'exit')
  expect(code).toBe(0)
})

test('wrong settings end a worker at once, and the message names each of them', async () => {
  const worker = await start({ CIEN_MASTER_KEY: 'short', DATABASE_URL: '' })
  const [code] = await once(worker.child, 'exit')
  expect(code).toBe(1)
  expect(worker.output()).toContain('CIEN_MASTER_KEY')
  expect(worker.output()).toContain('DATABASE_URL')
})
