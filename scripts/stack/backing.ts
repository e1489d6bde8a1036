/** The servers that Cien stands on: those of the environment where it names them, else embedded ones. */
import type { Binaries } from './temporal-binaries'
import { cachedBinaries } from './temporal-binaries'
import { type EmbeddedTemporal, logFile, type ServicesOptions, startPostgres, startTemporal } from './services'
import type { Cluster, Passwords } from './postgres'
import { prepareCienSchema } from './schema'
import type { Secrets } from './secrets'
import type { StartSettings } from './settings'
import type { Supervisor } from './supervisor'
import { temporalUi, UI_PATH } from './temporal-ui'
import { freePorts } from './ports'
import { join } from 'node:path'

export interface Backing {
  database_url: string
  /** Missing when the environment names a database but no owner: then the schema is somebody else's care. */
  owner_url: string | undefined
  temporal_address: string
  binaries: Binaries | undefined
}

export interface BackingOptions {
  settings: StartSettings
  secrets: Secrets
  supervisor: Supervisor
  say: (line: string) => void
}

const USUAL_POSTGRES_PORT = 5433
const USUAL_UI_PORT = 8233
const TEMPORAL_DATABASES = { temporal: 'temporal', temporal_visibility: 'temporal' } as const

function services({ settings, secrets, supervisor, say }: BackingOptions): ServicesOptions {
  return { folder: settings.data, passwords: secrets.passwords, durable: true, supervisor, say }
}

async function cluster(options: BackingOptions): Promise<Cluster | undefined> {
  const { settings } = options
  if (settings.database_url !== undefined && settings.temporal_address !== undefined) return undefined
  const databases: Record<string, keyof Passwords> = {}
  if (settings.database_url === undefined) databases.cien = 'cien_owner'
  if (settings.temporal_address === undefined) Object.assign(databases, TEMPORAL_DATABASES)
  return startPostgres(services(options), { port: USUAL_POSTGRES_PORT, databases })
}

async function temporal(options: BackingOptions, postgres: Cluster | undefined) {
  const { temporal_address, namespace } = options.settings
  if (temporal_address !== undefined || postgres === undefined) {
    const address = temporal_address ?? ''
    const { prepareNamespace } = require('./temporal-namespace') as typeof import('./temporal-namespace')
    await prepareNamespace(address, namespace)
    return { address, binaries: cachedBinaries() }
  }
  const embedded: EmbeddedTemporal = { ...services(options), cluster: postgres, namespace, usual_ports: true, time_skipping: false }
  return startTemporal(embedded)
}

/** Starts what is ours to start and prepares schema and namespace, both at once. */
export async function startBacking(options: BackingOptions): Promise<Backing> {
  const { settings, say } = options
  const postgres = await cluster(options)
  const database_url = settings.database_url ?? postgres?.url('cien_app', 'cien') ?? ''
  const owner_url = settings.database_url === undefined ? postgres?.url('cien_owner', 'cien') : settings.database_owner_url
  const schema =
    owner_url === undefined ? say('DATABASE_OWNER_URL is not set: the schema is left as it is') : prepareCienSchema(owner_url, say)
  const [{ address, binaries }] = await Promise.all([temporal(options, postgres), schema])
  return { database_url, owner_url, temporal_address: address, binaries }
}

/** Starts Temporal's UI; answers its base address, or undefined when there is no program for it. */
export async function startUi(options: BackingOptions, backing: Backing, console_url: string): Promise<string | undefined> {
  const { settings, supervisor } = options
  if (settings.temporal_ui_url !== undefined) return settings.temporal_ui_url.replace(/\/$/, '')
  if (backing.binaries === undefined) return undefined
  const { ui } = await freePorts({ ui: USUAL_UI_PORT })
  const spec = temporalUi({
    program: backing.binaries.ui,
    folder: join(settings.data, 'temporal-ui'),
    port: ui,
    temporal_address: backing.temporal_address,
    namespace: settings.namespace,
    console_url,
    log_file: logFile(settings.data, 'temporal-ui'),
  })
  await supervisor.start(spec)
  return `http://127.0.0.1:${ui}`
}

/** The address at which an operator opens Temporal's UI, or a dash when there is none. */
export function operatorUrl(base: string | undefined, own: boolean): string {
  if (base === undefined) return '-'
  return own ? `${base}${UI_PATH}` : base
}
