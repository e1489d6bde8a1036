/** Builds what an API process works with from its settings; nothing is connected before it is needed. */
import type { Logger } from 'pino'
import type { Settings } from '../../domain/settings'
import { type Database, openDatabase } from '../../db/kit/client'
import { openFiles } from '../../db/kit/files'
import { openRing } from '../../db/kit/keyring'
import { COST, type HashCost, openPasswords } from '../../db/kit/passwords'
import { Turns } from '../../db/kit/turns'
import { openPolicies } from '../../policies'
import { connectTemporal } from '../../workflows/client/connection'
import { openProcesses } from '../../workflows/client/processes'
import { openActors } from './actors'
import { openEvents } from './events'
import { openLimits } from './limits'
import { openLog } from './log'
import { waitedIn } from './metrics'
import type { Services } from './services'
import { openTokens } from './tokens'

export interface Built {
  services: Services
  /** Gives connections back, after the last request. */
  close(): Promise<void>
}

/** No dear statement takes longer. */
const HEAVY_MS = 20_000
/** Of one business so many wait for a dear read, so long at most. */
const HEAVY_QUEUE = { queue: 100, wait_ms: 5000 }

/** The pool of dear reads: each business may use half of it. */
function openHeavy({ DATABASE_URL, DATABASE_HEAVY_POOL: size, DATABASE_PATIENCE_MS: patience_ms }: Settings): Database {
  const turns = new Turns({ each: Math.max(1, Math.floor(size / 2)), ...HEAVY_QUEUE })
  return openDatabase(DATABASE_URL, size, { patience_ms, turns, waited: waitedIn('heavy'), statement_ms: HEAVY_MS })
}

/** Everything a request handler may use; `hash_cost` is lower in tests only. */
export async function buildServices(settings: Settings, more: { log?: Logger; hash_cost?: HashCost } = {}): Promise<Built> {
  const db = openDatabase(settings.DATABASE_URL, settings.DATABASE_POOL, {
    patience_ms: settings.DATABASE_PATIENCE_MS,
    waited: waitedIn('main'),
  })
  const heavy = openHeavy(settings)
  const ring = openRing(db, settings.CIEN_MASTER_KEY)
  const temporal = connectTemporal(settings, ring)
  const tokens = openTokens(settings.CIEN_SECRET)
  const actors = openActors(db, tokens)
  const log = more.log ?? openLog(settings, 'api')
  const services: Services = {
    settings,
    db,
    heavy,
    ring,
    tokens,
    log,
    events: openEvents(db, log, actors),
    files: openFiles(settings),
    policies: await openPolicies(),
    passwords: openPasswords(more.hash_cost ?? COST),
    processes: openProcesses({ client: () => temporal.client, task_queue: settings.TEMPORAL_TASK_QUEUE }),
    actors,
    limits: openLimits(settings),
  }
  const close = async (): Promise<void> => {
    services.events.close()
    await temporal.connection.close()
    await Promise.all([db.close(), heavy.close()])
  }
  return { services, close }
}
