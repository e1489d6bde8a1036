/** Brings up the embedded Postgres and Temporal together, under one supervisor: for the product and for its tests. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from './ports'
import { type Cluster, openCluster, type Passwords, postgresReady, prepareRoles } from './postgres'
import type { Supervisor } from './supervisor'
import { MEMBERSHIP_NAMES, PORT_NAMES, prepareSchema, type TemporalPorts, temporalServer } from './temporal'
import { findBinaries } from './temporal-binaries'
import { prepareNamespace } from './temporal-namespace'

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

function logFile(folder: string, name: string): string {
  mkdirSync(join(folder, 'logs'), { recursive: true })
  return join(folder, 'logs', `${name}.log`)
}

/** Postgres with Cien's roles and the databases given; `port` is kept when it is free. */
export async function startPostgres(
  options: ServicesOptions,
  { port, databases }: { port: number | undefined; databases: Record<string, keyof Passwords> },
): Promise<Cluster & { port: number }> {
  const { postgres } = await freePorts({ postgres: port })
  const log_file = logFile(options.folder, 'postgres')
  const folder = join(options.folder, 'postgres')
  const cluster = await openCluster({ folder, port: postgres, passwords: options.passwords, log_file, durable: options.durable })
  await options.supervisor.start(cluster.spec)
  await postgresReady(cluster.url('postgres', 'postgres'))
  await prepareRoles(cluster, options.passwords, databases)
  return { ...cluster, port: postgres }
}

/** Temporal on `cluster`, in the databases `temporal` and `temporal_visibility`; answers its address when the namespace is usable. */
export async function startTemporal(
  options: ServicesOptions & { cluster: Cluster & { port: number }; namespace: string; usual_ports: boolean; time_skipping: boolean },
): Promise<string> {
  const none = Object.fromEntries([...PORT_NAMES, ...MEMBERSHIP_NAMES].map((name) => [name, undefined])) as Record<
    keyof TemporalPorts,
    undefined
  >
  const ports = await freePorts<keyof TemporalPorts>(options.usual_ports ? USUAL : none)
  const temporal = {
    binaries: await findBinaries(options.say),
    folder: join(options.folder, 'temporal'),
    postgres: { port: options.cluster.port, password: options.passwords.temporal },
    database_url: options.cluster.url('temporal', 'temporal'),
    ports,
    log_file: logFile(options.folder, 'temporal'),
    time_skipping: options.time_skipping,
  }
  await prepareSchema(temporal)
  await options.supervisor.start(temporalServer(temporal))
  const address = `127.0.0.1:${ports.frontend}`
  await prepareNamespace(address, options.namespace)
  return address
}
