/** An API over a database of its own, listening on a free port. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi } from '../../api/app'
import { buildServices } from '../../api/kit/build-services'
import type { Route } from '../../api/kit/route'
import type { Services } from '../../api/kit/services'
import type { HashCost } from '../../db/kit/passwords'
import { readSettings } from '../../domain/settings'
import { cloneDatabase, type TestDatabase } from './postgres'
import { taskQueue, temporalServer } from './temporal'

export interface TestApp {
  url: string
  services: Services
  database: TestDatabase
  /** Ends the API and drops the database. */
  stop(): Promise<void>
}

/** The cheapest work argon2 does: tests are about who may come in, not about how long a guess takes. */
const CHEAP: HashCost = { memoryCost: 8, timeCost: 1, parallelism: 1 }

export interface AppOptions {
  /** Environment variables instead of those of the test run. */
  env?: Record<string, string>
  /** Services instead of the built ones. */
  services?: Partial<Services>
  /** Another API process over the database of `sibling`. */
  sibling?: TestApp
  hash_cost?: HashCost
  /** Routes instead of those of the product. */
  routes?: readonly Route[]
}

/** High enough that no test meets a limit by accident; tests of the limits set their own. */
const LIMITS = { CIEN_RATE_API: '100000', CIEN_RATE_PUBLIC: '100000', CIEN_RATE_BUSINESS: '100000' }

/** Starts an API; call `stop` in afterAll. */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const { sibling } = options
  const database = sibling?.database ?? (await cloneDatabase())
  const temporal = temporalServer()
  const data = mkdtempSync(join(tmpdir(), 'cien-test-'))
  const settings =
    sibling && !options.env
      ? sibling.services.settings
      : readSettings({
          DATABASE_URL: database.app_url,
          DATABASE_POOL: '8',
          DATABASE_PATIENCE_MS: '20000', // a busy machine is no dead server
          CIEN_DATA: data,
          TEMPORAL_ADDRESS: temporal.address,
          TEMPORAL_NAMESPACE: temporal.namespace,
          TEMPORAL_TASK_QUEUE: taskQueue(),
          CIEN_SECRET: sibling?.services.settings.CIEN_SECRET ?? randomBytes(32).toString('hex'),
          CIEN_MASTER_KEY: sibling?.services.settings.CIEN_MASTER_KEY ?? randomBytes(32).toString('hex'),
          LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
          ...LIMITS,
          ...options.env,
        })
  const built = await buildServices(settings, { hash_cost: options.hash_cost ?? CHEAP })
  const services = { ...built.services, ...options.services }
  const server = createApi(services, options.routes)
  // On a busy machine a test may think longer between two calls than servers keep a connection for.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeAllConnections()
    await closed
    await built.close()
    if (!sibling) await database.drop()
    rmSync(data, { recursive: true, force: true })
  }
  return { url: `http://127.0.0.1:${port}`, services, database, stop }
}
