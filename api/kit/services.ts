/** What every request handler may use; built once per API process. */
import type { Logger } from 'pino'
import type { Settings } from '../../domain/settings'
import type { Database } from '../../db/kit/client'
import type { FileStore } from '../../db/kit/files'
import type { Ring } from '../../db/kit/keyring'
import type { Passwords } from '../../db/kit/passwords'
import type { PolicyBook } from '../../policies/kit/policy'
import type { Processes } from '../../workflows/client/processes'
import type { ActorCache } from './actors'
import type { EventHub } from './events'
import type { Limits } from './limits'
import type { Tokens } from './tokens'

export interface Services {
  settings: Settings
  db: Database
  /** The same database for reads that cost much: a few connections, and a turn for each business. */
  heavy: Database
  files: FileStore
  ring: Ring
  policies: PolicyBook
  processes: Processes
  actors: ActorCache
  tokens: Tokens
  passwords: Passwords
  events: EventHub
  limits: Limits
  log: Logger
}
