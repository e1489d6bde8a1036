/** The compose file: every service, and each of ours runs with its own command and environment and answers its health check. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { parse } from 'yaml'
import { ROOT } from '../../scripts/stack/settings'
import { SERVER_VERSION, UI_VERSION } from '../../scripts/stack/temporal-binaries'
import { until } from '../../scripts/stack/wait'
import { databaseUrl, emptyDatabase, type TestDatabase } from '../support/postgres'
import { testStack } from '../support/stack'
import { temporalServer } from '../support/temporal'
import { freePort, statusOf } from './launch'

jest.setTimeout(120_000)

interface Service {
  image?: string
  command?: string[]
  environment?: Record<string, string>
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
  volumes?: string[]
}

const file = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as { services: Record<string, Service> }
const service = (name: string): Service => {
  const found = file.services[name]
  if (found === undefined) throw new Error(`The compose file has no service ${name}`)
  return found
}

const SECRETS: Record<string, string> = { CIEN_SECRET: 'a'.repeat(64), CIEN_MASTER_KEY: 'b'.repeat(64) }
let database: TestDatabase
let api_port: number
let worker_port: number
const running: ChildProcess[] = []

beforeAll(async () => {
  database = await emptyDatabase()
  api_port = await freePort()
  worker_port = await freePort()
})
afterAll(async () => {
  await Promise.all(
    running.map(async (child) => {
      const ended = new Promise((done) => child.once('exit', done))
      if (child.exitCode === null && child.kill('SIGTERM')) await ended
    }),
  )
  await database.drop()
})

/** The service's environment with names of the compose network replaced by those of the test run; nothing is added. */
function environmentOf(name: string): Record<string, string> {
  const replaced: Record<string, string> = {
    DATABASE_URL: database.app_url,
    DATABASE_OWNER_URL: database.owner_url,
    POSTGRES_ADMIN_URL: databaseUrl('postgres', 'postgres'),
    TEMPORAL_ADDRESS: temporalServer().address,
    PORT: String(api_port),
    METRICS_PORT: String(worker_port),
    CIEN_HOST: '127.0.0.1',
    CIEN_FILES_DIR: join(ROOT, '.data', 'test', 'compose-files'),
    CIEN_OWNER_PASSWORD: testStack().passwords.cien_owner,
    CIEN_APP_PASSWORD: testStack().passwords.cien_app,
    TEMPORAL_DB_PASSWORD: testStack().passwords.temporal,
    CIEN_API_URL: `http://127.0.0.1:${api_port}`,
    TEMPORAL_TASK_QUEUE: `compose-${process.pid}`,
    ...SECRETS,
  }
  const own = Object.entries(service(name).environment ?? {}).map(([key, value]) => {
    const variable = /^\$\{\w+:-(.*)\}$/.exec(value)
    return [key, replaced[key] ?? (variable ? (variable[1] ?? '') : value)]
  })
  return { PATH: process.env.PATH ?? '', NODE_ENV: 'production', TZ: 'UTC', ...Object.fromEntries(own) }
}

function commandOf(name: string): string[] {
  const [program, ...args] = service(name).command ?? []
  expect(program).toBe('node')
  return args
}

function runOnce(name: string): { status: number | null; output: string } {
  const run = spawnSync(process.execPath, commandOf(name), { cwd: ROOT, env: environmentOf(name), encoding: 'utf8' })
  return { status: run.status, output: `${run.stdout}${run.stderr}` }
}

function runOn(name: string): () => string {
  const child = spawn(process.execPath, commandOf(name), { cwd: ROOT, env: environmentOf(name), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  running.push(child)
  return () => output
}

/** Runs the very health check of the file, on the ports of the test. */
function healthCheck(name: string): number | null {
  const [, program, ...args] = service(name).healthcheck?.test ?? []
  expect(program).toBe('node')
  const here = args.map((arg) => arg.replace(':3000/', `:${api_port}/`).replace(':9464/', `:${worker_port}/`))
  return spawnSync(process.execPath, here, { cwd: ROOT }).status
}

test('the file holds the whole system as separate services', () => {
  const names = ['api', 'console', 'databases', 'first-data', 'postgres', 'prepare', 'temporal', 'temporal-schema', 'temporal-ui', 'worker']
  expect(Object.keys(file.services).sort()).toEqual(names)
  for (const { depends_on = {} } of Object.values(file.services)) {
    for (const name of Object.keys(depends_on)) expect(names).toContain(name)
  }
})

test('the versions are those of the embedded system', () => {
  expect(service('postgres').image).toBe('postgres:18')
  expect(service('temporal').image).toBe(`temporalio/server:${SERVER_VERSION}`)
  expect(service('temporal-schema').image).toBe(`temporalio/admin-tools:${SERVER_VERSION}`)
  expect(service('temporal-ui').image).toBe(`temporalio/ui:${UI_VERSION}`)
})

test('files that the services mount or copy exist', () => {
  const mounted = Object.values(file.services).flatMap(({ volumes = [] }) => volumes.filter((volume) => volume.startsWith('./')))
  const copied = ['Dockerfile', 'scripts/compose/nginx.conf', 'package-lock.json']
  for (const path of [...mounted.map((volume) => volume.split(':')[0] ?? ''), ...copied]) expect(existsSync(join(ROOT, path))).toBe(true)
})

test('processes that serve requests do not know the password of the owner', () => {
  for (const name of ['api', 'worker']) expect(JSON.stringify(service(name).environment)).not.toMatch(/OWNER|POSTGRES_PASSWORD/)
})

test('the jobs "databases" and "prepare" run, and again, and leave the schema behind', async () => {
  for (const name of ['databases', 'prepare', 'databases', 'prepare'])
    expect(runOnce(name)).toEqual({ status: 0, output: expect.stringContaining('prepared') })
  const client = new Client({ connectionString: database.owner_url })
  await client.connect()
  const { rows } = await client.query('select count(*)::int as n from schema_migrations')
  await client.end()
  expect(rows[0].n).toBeGreaterThan(0)
})

test('api and worker start with their environment, and their health checks pass', async () => {
  const outputs = { worker: runOn('worker'), api: runOn('api') }
  const ready = async () => (await statusOf(`http://127.0.0.1:${api_port}/api/ready`)) === 200
  await until(ready, { what: 'The API of the compose file', timeout_ms: 90_000, every_ms: 100 }).catch((error: Error) => {
    throw new Error(`${error.message}\n${outputs.api()}\n${outputs.worker()}`)
  })
  expect(healthCheck('api')).toBe(0)
  expect(healthCheck('worker')).toBe(0)
})

test('the job "first-data" makes the account of the platform, once, and says its password', async () => {
  const [, password = ''] = /platform with the password (\S+)/.exec(runOnce('first-data').output) ?? []
  const body = JSON.stringify({ username: 'platform', password })
  const answer = await fetch(`http://127.0.0.1:${api_port}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(200)
  expect(runOnce('first-data')).toEqual({ status: 0, output: expect.not.stringContaining('password') })
})
