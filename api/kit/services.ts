/** What every request handler may use; built once per API process. */
import type { Logger } from 'pino'
import type { Settings } from '../../domain/settings'
import type { Database } from '../../db/kit/client'
import type { FileStore } from '../../db/kit/files'
import type { Ring } from '../../db/kit/keyring'
import type { PolicyBook } from '../../policies/kit/policy'
import type { Processes } from '../../workflows/client/processes'
import type { ActorCache } from './actors'
import type { EventHub } from './events'
import type { Limits } from './limits'

export interface Services {
  settings: Settings
  db: Database
  files: FileStore
  ring: Ring
  policies: PolicyBook
  processes: Processes
  actors: ActorCache
  events: EventHub
  limits: Limits
  log: Logger
}
