/** `npm start`: up from nothing, up again quickly, on its feet after every kill, gone without a trace. */
import { readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { until } from '../../scripts/stack/wait'
import { allEnded, dataFolder, freePort, type Launched, launch, pidOf, spawnStart, statusOf } from './launch'

jest.setTimeout(240_000)

// Generous, because other suites share the machine's cores; `npm run bench` holds the figures of an idle one.
const SECOND_START_MS = 60_000
const SERVICE_BACK_MS = 60_000
const RESTART_MS = 3_000
const folder = dataFolder()
const { data } = folder
let port: number
const environment = (more: Record<string, string> = {}) => ({
  CIEN_DATA: data,
  PORT: String(port),
  CIEN_DEMO: '0',
  LOG_LEVEL: 'warn',
  ...more,
})
let cien: Launched

beforeAll(async () => {
  port = await freePort()
  cien = await launch(environment())
})

afterAll(async () => {
  await cien.stop()
  folder.remove()
})

const back = (what: string, timeout_ms: number) =>
  until(async () => (await statusOf(`${cien.url}/api/ready`)) === 200, { what, timeout_ms, every_ms: 25 })

async function killed(program: string): Promise<void> {
  const pid = pidOf(cien, program)
  process.kill(pid, 'SIGKILL')
  const replaced = async () => cien.children().some((child) => child.program.endsWith(program) && child.pid !== pid)
  await until(replaced, { what: `Another ${program}`, timeout_ms: RESTART_MS })
}

test('an empty folder becomes a running system: API, Temporal and its UI answer at the printed addresses', async () => {
  expect(cien.url).toBe(`http://127.0.0.1:${port}`)
  expect(await statusOf(`${cien.url}/api/health`)).toBe(200)
  expect(await statusOf(`${cien.url}/api/ready`)).toBe(200)
  expect(await statusOf(cien.temporal_ui_url)).toBe(200)
  const settings = (await (await fetch(`${cien.temporal_ui_url}/api/v1/settings`)).json()) as { DisableWriteActions: boolean }
  expect(settings.DisableWriteActions).toBe(true)
})

test('folders and files of the data are closed to other accounts', () => {
  // Under root another account passes through to Postgres, without seeing anything.
  expect(statSync(data).mode & 0o066).toBe(0)
  const entries = readdirSync(data, { withFileTypes: true })
  expect(entries.length).toBeGreaterThan(3)
  const open = entries.filter(({ name }) => (statSync(join(data, name)).mode & 0o077) !== 0)
  expect(open.map(({ name }) => name)).toEqual([])
})

test('the secrets are readable by their owner only', () => {
  expect(statSync(join(data, 'secrets.json')).mode & 0o077).toBe(0)
})

test('a second start on the same folder is refused, and so is a port in use', async () => {
  const again = spawnStart(environment({ PORT: String(await freePort()) }))
  expect(await again.ended).toBe(1)
  expect(again.output()).toContain('already runs')
  const other = dataFolder()
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => blocker.once('listening', done))
  const address = blocker.address()
  const taken = String(typeof address === 'object' ? address?.port : '')
  const blocked = spawnStart({ ...environment(), CIEN_DATA: other.data, PORT: taken })
  expect(await blocked.ended).toBe(1)
  expect(blocked.output()).toContain(`Port ${taken}`)
  blocker.close()
  other.remove()
})

test('Postgres killed with SIGKILL is back on the same port, and so are those who use it', async () => {
  await killed('bin/postgres')
  await back('Cien after Postgres was killed', SERVICE_BACK_MS)
})

test('Temporal killed with SIGKILL is back', async () => {
  await killed('temporal-server')
  await back('Cien after Temporal was killed', SERVICE_BACK_MS)
})

test('the API killed with SIGKILL is started again within three seconds and answers', async () => {
  const [api] = cien.children() // the last started is the first to stop
  const count = cien.children().length
  process.kill(api?.pid ?? 0, 'SIGKILL')
  const replaced = async () => cien.children().length === count && cien.children()[0]?.pid !== api?.pid
  await until(replaced, { what: 'Another API', timeout_ms: RESTART_MS })
  await back('Cien after the API was killed', SERVICE_BACK_MS)
})

test('a stop ends every process in order and gives code 0', async () => {
  const pids = cien.children().map(({ pid }) => pid)
  expect(await cien.stop('SIGINT')).toBe(0)
  await allEnded(pids, 100)
})

test('a second start prepares nothing again', async () => {
  cien = await launch(environment())
  expect(cien.output()).not.toContain('bringing the schema')
  expect(cien.output()).not.toContain('installing dependencies')
  expect(cien.ready_ms).toBeLessThan(SECOND_START_MS)
})

test('when the supervisor itself is killed its children end too, and the next start finds everything as it was', async () => {
  const pids = cien.children().map(({ pid }) => pid)
  await cien.stop('SIGKILL')
  await allEnded(pids, 30_000)
  cien = await launch(environment())
  expect(await statusOf(`${cien.url}/api/ready`)).toBe(200)
})

test('several API and worker processes share one port, beside another copy of Cien', async () => {
  const other = dataFolder()
  const settings = { API_PROCESSES: '2', WORKER_PROCESSES: '2', CIEN_DATA: other.data, PORT: String(await freePort()) }
  const copy = await launch({ ...environment(), ...settings })
  try {
    expect(copy.children().filter(({ program }) => program === process.execPath)).toHaveLength(3)
    expect(await statusOf(`${copy.url}/api/ready`)).toBe(200)
    expect(await statusOf(`${cien.url}/api/ready`)).toBe(200)
    expect(copy.temporal_ui_url).not.toBe(cien.temporal_ui_url)
  } finally {
    await copy.stop()
    other.remove()
  }
})
