/** What activities work with, over a test's database, without an API or a worker. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { v7 as uuidv7 } from 'uuid'
import type { Deps } from '../../activities/kit/deps'
import { inTenant, openDatabase, PLATFORM } from '../../db/kit/client'
import { openFiles } from '../../db/kit/files'
import { insertBusiness } from '../../db/platform'
import { readSettings } from '../../domain/settings'
import type { Processes } from '../../workflows/client/processes'
import type { Runs } from '../../workflows/client/runs'
import { cloneDatabase, type TestDatabase } from './postgres'

export interface TestDeps extends Deps {
  database: TestDatabase
  stop(): Promise<void>
}

/** Where no Temporal is at hand: whoever asks it has a test of another kind to write. */
const NO_RUNS: Runs = {
  look: () => Promise.reject(new Error('There is no Temporal here')),
  running: () => {
    throw new Error('There is no Temporal here')
  },
  end: () => Promise.reject(new Error('There is no Temporal here')),
}
const away = (): Promise<never> => Promise.reject(new Error('There is no Temporal here'))
const NO_PROCESSES: Processes = {
  start: away,
  send: away,
  resume: away,
  readText: away,
  alive: async () => false,
  polled: async () => false,
}

/** Dependencies over a database of their own; `env` sets what the test is about. */
export async function testDeps(env: Record<string, string> = {}): Promise<TestDeps> {
  const database = await cloneDatabase()
  const data = mkdtempSync(join(tmpdir(), 'cien-test-'))
  const key = (): string => randomBytes(32).toString('hex')
  const settings = readSettings({
    DATABASE_URL: database.app_url,
    CIEN_DATA: data,
    CIEN_SECRET: key(),
    CIEN_MASTER_KEY: key(),
    LOG_LEVEL: 'silent',
    ...env,
  })
  const db = openDatabase(database.app_url, 5)
  return {
    database,
    db,
    settings,
    files: openFiles(settings),
    runs: NO_RUNS,
    processes: NO_PROCESSES,
    log: pino({ level: 'silent' }),
    async stop() {
      await db.close()
      await database.drop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** A business with its admin and nothing else; answers its id and the admin's. */
export async function bareBusiness(deps: Pick<Deps, 'db'>): Promise<{ id: string; admin_id: string }> {
  const id = uuidv7()
  const admin = {
    id: uuidv7(),
    name: 'Admin',
    username: `a${id.slice(-12)}`,
    email: `${id.slice(-12)}@example.test`,
    password_hash: 'none',
  }
  await inTenant(deps.db, PLATFORM, (trx) =>
    insertBusiness(trx, { id, name: 'Business', time_zone: 'UTC', base_currency: 'EUR', locale: 'en', pending: false, admin }),
  )
  return { id, admin_id: admin.id }
}
