/** What activities work with; built once per worker process. */
import type { Logger } from 'pino'
import type { Settings } from '../../domain/settings'
import type { Database } from '../../db/kit/client'
import type { FileStore } from '../../db/kit/files'
import type { Runs } from '../../workflows/client/runs'

export interface Deps {
  db: Database
  files: FileStore
  /** What Temporal says of processes. */
  runs: Runs
  settings: Settings
  log: Logger
}
