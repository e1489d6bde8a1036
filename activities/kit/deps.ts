/** What activities work with; built once per worker process. */
import type { Logger } from 'pino'
import type { Settings } from '../../domain/settings'
import type { Database } from '../../db/kit/client'
import type { FileStore } from '../../db/kit/files'
import type { Processes } from '../../workflows/client/processes'
import type { Runs } from '../../workflows/client/runs'

export interface Deps {
  db: Database
  files: FileStore
  /** What Temporal says of processes. */
  runs: Runs
  /** Goes on with processes from their rows. */
  processes: Processes
  settings: Settings
  log: Logger
}
