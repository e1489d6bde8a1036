/** Builds what an API process works with from its settings; nothing is connected before it is needed. */
import type { Logger } from 'pino'
import type { Settings } from '../../domain/settings'
import { openDatabase } from '../../db/kit/client'
import { openFiles } from '../../db/kit/files'
import { openRing } from '../../db/kit/keyring'
import { COST, type HashCost, openPasswords } from '../../db/kit/passwords'
import { openPolicies } from '../../policies'
import { connectTemporal } from '../../workflows/client/connection'
import { openProcesses } from '../../workflows/client/processes'
import { openActors } from './actors'
import { openEvents } from './events'
import { openLimits } from './limits'
import { openLog } from './log'
import type { Services } from './services'
import { openTokens } from './tokens'

export interface Built {
  services: Services
  /** Gives connections back, after the last request. */
  close(): Promise<void>
}

/** Everything a request handler may use; `hash_cost` is lower in tests only. */
export async function buildServices(settings: Settings, more: { log?: Logger; hash_cost?: HashCost } = {}): Promise<Built> {
  const db = openDatabase(settings.DATABASE_URL, settings.DATABASE_POOL, settings.DATABASE_PATIENCE_MS)
  const ring = openRing(db, settings.CIEN_MASTER_KEY)
  const temporal = connectTemporal(settings, ring)
  const tokens = openTokens(settings.CIEN_SECRET)
  const log = more.log ?? openLog(settings, 'api')
  const services: Services = {
    settings,
    db,
    ring,
    tokens,
    log,
    events: openEvents(db, log),
    files: openFiles(settings),
    policies: await openPolicies(),
    passwords: openPasswords(more.hash_cost ?? COST),
    processes: openProcesses({ client: () => temporal.client, task_queue: settings.TEMPORAL_TASK_QUEUE }),
    actors: openActors(db, tokens),
    limits: openLimits(settings),
  }
  const close = async (): Promise<void> => {
    services.events.close()
    await temporal.connection.close()
    await db.close()
  }
  return { services, close }
}
