/** Brings up the embedded Postgres and Temporal together, under one supervisor: for the product and for its tests. */
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readMark, writeMark } from './mark'
import { freePorts } from './ports'
import { type Cluster, openCluster, type Passwords, postgresReady, prepareRoles } from './postgres'
import type { Supervisor } from './supervisor'
import { MEMBERSHIP_NAMES, PORT_NAMES, prepareSchema, type TemporalPorts, temporalServer } from './temporal'
import { type Binaries, findBinaries } from './temporal-binaries'

export interface ServicesOptions {
  /** Holds `postgres/`, `temporal/` and `logs/`. */
  folder: string
  passwords: Passwords
  durable: boolean
  supervisor: Supervisor
  say: (line: string) => void
}

const USUAL: TemporalPorts = {
  frontend: 7233,
  http: 7243,
  history: 7234,
  matching: 7235,
  worker: 7239,
  frontend_membership: 6933,
  history_membership: 6934,
  matching_membership: 6935,
  worker_membership: 6939,
}

const LARGEST_LOG = 10_000_000

/** Where a child's output goes; a log that has grown large is put aside, one older copy is kept. */
export function logFile(folder: string, name: string): string {
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const file = join(folder, 'logs', `${name}.log`)
  if (existsSync(file) && statSync(file).size > LARGEST_LOG) renameSync(file, `${file}.1`)
  return file
}

/** Postgres with Cien's roles and the databases given; `port` is kept when it is free. */
export async function startPostgres(
  options: ServicesOptions,
  { port, databases }: { port: number | undefined; databases: Record<string, keyof Passwords> },
): Promise<Cluster> {
  const log_file = logFile(options.folder, 'postgres')
  const folder = join(options.folder, 'postgres')
  const cluster = await openCluster({ folder, wanted_port: port, passwords: options.passwords, log_file, durable: options.durable })
  await options.supervisor.start(cluster.spec)
  await postgresReady(cluster.url('postgres', 'postgres'))
  await prepareRoles(cluster, options.passwords, databases)
  return cluster
}

export interface EmbeddedTemporal extends ServicesOptions {
  cluster: Cluster
  namespace: string
  usual_ports: boolean
  time_skipping: boolean
}

function temporalPorts(usual: boolean): Promise<TemporalPorts> {
  const names = [...PORT_NAMES, ...MEMBERSHIP_NAMES]
  const any = Object.fromEntries(names.map((name) => [name, undefined])) as Record<keyof TemporalPorts, undefined>
  return freePorts<keyof TemporalPorts>(usual ? USUAL : any)
}

/** Registers the namespace once per database; on a later start nobody has to wait for the server here: its callers ask again. */
async function registerNamespace(address: string, namespace: string, visibility_url: string): Promise<void> {
  const mark = `namespace ${namespace}`
  if ((await readMark(visibility_url)) === mark) return
  const { prepareNamespace } = require('./temporal-namespace') as typeof import('./temporal-namespace')
  await prepareNamespace(address, namespace)
  await writeMark(visibility_url, mark)
}

/** Temporal on `cluster`, in the databases `temporal` and `temporal_visibility`; answers its address when the namespace exists. */
export async function startTemporal(options: EmbeddedTemporal): Promise<{ address: string; binaries: Binaries }> {
  const { cluster, passwords, supervisor } = options
  const binaries = await findBinaries(options.say)
  const database = { binaries, port: cluster.port, password: passwords.temporal, url: cluster.url('temporal', 'temporal') }
  await prepareSchema(database)
  const ports = await temporalPorts(options.usual_ports) // only now: a schema takes a while
  const temporal = {
    folder: join(options.folder, 'temporal'),
    database,
    ports,
    log_file: logFile(options.folder, 'temporal'),
    time_skipping: options.time_skipping,
  }
  await supervisor.start(temporalServer(temporal))
  const address = `127.0.0.1:${ports.frontend}`
  await registerNamespace(address, options.namespace, cluster.url('temporal', 'temporal_visibility'))
  return { address, binaries }
}
