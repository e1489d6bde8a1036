/** The machine of a run: an embedded Postgres with durable settings, Temporal on it, Cien's API and worker, in a folder of their own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'pg'
import { prepareCienSchema } from '../../scripts/stack/schema'
import { freePorts } from '../../scripts/stack/ports'
import { processEnvironment, processesReady } from '../../scripts/stack/processes'
import { nodeChild } from '../../scripts/stack/node-child'
import { connected } from '../../scripts/stack/postgres'
import { openSecrets, type Secrets } from '../../scripts/stack/secrets'
import { logFile, type ServicesOptions, startPostgres, startTemporal } from '../../scripts/stack/services'
import { readSettings, ROOT } from '../../scripts/stack/settings'
import { type ChildSpec, createSupervisor, type Supervisor } from '../../scripts/stack/supervisor'

export interface Machine {
  folder: string
  supervisor: Supervisor
  secrets: Secrets
  temporal_address: string
  /** Where Cien's API listens. */
  port: number
  /** The address of a database as its superuser, whom no wall binds. */
  url(database: string): string
  /** Connections to Cien's database as superuser. */
  sql: Pool
  /** Runs a child whose output goes to a log file. */
  run(spec: ChildSpec): Promise<void>
  /** Process ids of the named children. */
  pids(...names: readonly string[]): number[]
  stop(): Promise<void>
}

export type Say = (line: string) => void

/** Cien as a whole. */
export const CIEN = ['api', 'worker', 'temporal', 'postgres'] as const

// Limits on callers are Cien's protection and not its speed; the peers write no request log either.
const SETTINGS = {
  CIEN_RATE_API: '1000000',
  CIEN_RATE_BUSINESS: '1000000',
  CIEN_RATE_PUBLIC: '1000000',
  LOG_LEVEL: 'warn',
  CIEN_DEMO: '0',
  // What the environment names is somebody else's server: the bench measures its own.
  DATABASE_URL: '',
  DATABASE_OWNER_URL: '',
  TEMPORAL_ADDRESS: '',
  S3_BUCKET: '',
}

/** A folder on the disk of the repository: /tmp may be memory, and then nothing would be durable. */
export function benchFolder(): string {
  mkdirSync(join(ROOT, '.data'), { recursive: true })
  return mkdtempSync(join(ROOT, '.data', 'bench-'))
}

const DATABASES = {
  cien: 'cien_owner',
  temporal: 'temporal',
  temporal_visibility: 'temporal',
  bare: 'cien_owner',
  orders: 'cien_owner',
} as const

async function startServers(options: ServicesOptions) {
  const cluster = await startPostgres(options, { port: undefined, databases: DATABASES })
  const [{ address }] = await Promise.all([
    startTemporal({ ...options, cluster, namespace: 'cien', usual_ports: false, time_skipping: false }),
    prepareCienSchema(cluster.url('cien_owner', 'cien'), options.say),
  ])
  await connected(cluster.url('postgres', 'cien'), async (client) => {
    await client.query('create extension if not exists pg_stat_statements').catch(() => undefined) // only to look closer, where it is there
  })
  return { cluster, address }
}

/** The children `worker` and `api`, as `npm start` runs them. */
function cienChildren(env: NodeJS.ProcessEnv): ChildSpec[] {
  return [
    nodeChild({ name: 'worker', script: 'workers/main.ts', env, heap_mb: 1024 }),
    nodeChild({ name: 'api', script: 'api/server.ts', env, heap_mb: 768 }),
  ]
}

/** Brings everything up; resolves when Cien says that it is ready. */
export async function startMachine(say: Say): Promise<Machine> {
  Object.assign(process.env, SETTINGS)
  const folder = benchFolder()
  const supervisor = createSupervisor({ on_exit: (name, reason) => say(`${name}: ${reason}`) })
  const secrets = openSecrets(folder)
  const { cluster, address } = await startServers({ folder, passwords: secrets.passwords, durable: true, supervisor, say })
  const { api: port } = await freePorts({ api: undefined })
  const settings = { ...readSettings(), data: folder, demo: false }
  const backing = { database_url: cluster.url('cien_app', 'cien'), owner_url: undefined, temporal_address: address, binaries: undefined }
  const run = (spec: ChildSpec): Promise<void> => supervisor.start({ ...spec, log_file: logFile(folder, spec.name) })
  for (const spec of cienChildren(processEnvironment({ settings, secrets, backing, port, ui_url: undefined }))) await run(spec)
  await processesReady(`http://127.0.0.1:${port}`)
  const url = (database: string): string => cluster.url('postgres', database)
  const sql = new Pool({ connectionString: url('cien'), max: 8 })
  return {
    folder,
    supervisor,
    secrets,
    temporal_address: address,
    port,
    url,
    sql,
    run,
    pids: (...names) => names.flatMap((name) => supervisor.pid(name) ?? []),
    async stop() {
      await sql.end()
      await supervisor.stop()
      if (process.env.BENCH_KEEP === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
