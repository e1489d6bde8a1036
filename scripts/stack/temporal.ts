/** The embedded Temporal: its schema in our Postgres, its server, and how the supervisor runs it. */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readMark, writeMark } from './mark'
import { connected } from './postgres'
import type { ChildSpec } from './supervisor'
import { type Binaries, SERVER_VERSION } from './temporal-binaries'

export interface TemporalDatabase {
  binaries: Binaries
  /** Of Postgres on the loopback, and the password of the role `temporal`. */
  port: number
  password: string
  /** The database `temporal` as its owner. */
  url: string
}

export interface TemporalOptions {
  database: TemporalDatabase
  /** Where the configuration is written. */
  folder: string
  ports: TemporalPorts
  log_file: string
  /** True lets tests jump a workflow over its timers. */
  time_skipping: boolean
}

export const PORT_NAMES = ['frontend', 'http', 'history', 'matching', 'worker'] as const
export const MEMBERSHIP_NAMES = ['frontend_membership', 'history_membership', 'matching_membership', 'worker_membership'] as const
export type TemporalPorts = Record<(typeof PORT_NAMES)[number] | (typeof MEMBERSHIP_NAMES)[number], number>

const MARK = `temporal ${SERVER_VERSION}`
const SCHEMAS = { temporal: 'temporal', temporal_visibility: 'visibility' }

// Fairness works per partition, so a task queue has one; visibility keeps workflow ids in VARCHAR(255).
const DYNAMIC = [
  'limit.maxIDLength: [{value: 255}]',
  'matching.enableFairness: [{value: true}]',
  // The gate asks for lists on behalf of people; ten a second would make two managers wait for each other.
  'frontend.namespaceRPS.visibility: [{value: 50}]',
]
const ONE_PARTITION = ['matching.numTaskqueueReadPartitions: [{value: 1}]', 'matching.numTaskqueueWritePartitions: [{value: 1}]']
const TIME_SKIPPING = 'frontend.WorkflowTimeSkippingEnabled: [{value: true}]'

/** Brings Temporal's two databases to the schema of its version; does nothing when they are marked as such. */
export async function prepareSchema({ binaries, port, password, url }: TemporalDatabase): Promise<void> {
  if ((await readMark(url)) === MARK) return
  const env = {
    ...process.env,
    SQL_PLUGIN: 'postgres12',
    SQL_HOST: '127.0.0.1',
    SQL_PORT: String(port),
    SQL_USER: 'temporal',
    SQL_PASSWORD: password,
  }
  const tool = (args: string[]) => promisify(execFile)(binaries.sql_tool, args, { env })
  const one = async ([database, schema]: [string, string]) => {
    const known = await connected(url.replace(/[^/]+$/, database), (client) => client.query("select to_regclass('schema_version') as t"))
    if (known.rows[0]?.t === null) await tool(['--db', database, 'setup-schema', '-v', '0.0'])
    await tool(['--db', database, 'update-schema', '--schema-name', `postgresql/v12/${schema}`])
  }
  await Promise.all(Object.entries(SCHEMAS).map(one))
  await writeMark(url, MARK)
}

function portEnvironment(ports: TemporalPorts): Record<string, string> {
  const env: Record<string, string> = { FRONTEND_HTTP_PORT: String(ports.http) }
  for (const role of ['frontend', 'history', 'matching', 'worker'] as const) {
    env[`${role.toUpperCase()}_GRPC_PORT`] = String(ports[role])
    env[`${role.toUpperCase()}_MEMBERSHIP_PORT`] = String(ports[`${role}_membership`])
  }
  return env
}

/** How the supervisor runs the server; writes its dynamic configuration. */
export function temporalServer(options: TemporalOptions): ChildSpec {
  mkdirSync(options.folder, { recursive: true })
  const dynamic = join(options.folder, 'dynamic.yaml')
  const lines = [...DYNAMIC, ...ONE_PARTITION, ...(options.time_skipping ? [TIME_SKIPPING] : [])]
  writeFileSync(dynamic, `${lines.join('\n')}\n`)
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DB: 'postgres12',
    POSTGRES_SEEDS: '127.0.0.1',
    DB_PORT: String(options.database.port),
    POSTGRES_USER: 'temporal',
    POSTGRES_PWD: options.database.password,
    DBNAME: 'temporal',
    VISIBILITY_DBNAME: 'temporal_visibility',
    NUM_HISTORY_SHARDS: '4', // fixed for the life of the databases
    BIND_ON_IP: '127.0.0.1',
    TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
    DYNAMIC_CONFIG_FILE_PATH: dynamic,
    LOG_LEVEL: 'warn',
    ...portEnvironment(options.ports),
  }
  return {
    name: 'temporal',
    command: options.database.binaries.server,
    args: ['--allow-no-auth', 'start'],
    cwd: options.folder,
    env,
    stop_signal: 'SIGTERM',
    grace_ms: 10_000,
    log_file: options.log_file,
  }
}
