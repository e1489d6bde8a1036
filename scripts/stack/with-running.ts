/** Tools that look into a running Cien: its settings, its database and its Temporal, closed again at the end. */
import { type Database, openDatabase } from '../../db/kit/client'
import { openRing, type Ring } from '../../db/kit/keyring'
import { readSettings, type Settings } from '../../domain/settings'
import { connectTemporal } from '../../workflows/client/connection'
import { environmentOfRunning } from './running'

export interface RunningCien {
  settings: Settings
  db: Database
  ring: Ring
  temporal: ReturnType<typeof connectTemporal>
}

/** Runs `work` with what a running Cien stands on; `pool` connections to its database at most. */
export async function withRunning<T>(pool: number, work: (cien: RunningCien) => Promise<T>): Promise<T> {
  const settings = readSettings(environmentOfRunning())
  const db = openDatabase(settings.DATABASE_URL, pool)
  const ring = openRing(db, settings.CIEN_MASTER_KEY)
  const temporal = connectTemporal(settings, ring)
  try {
    return await work({ settings, db, ring, temporal })
  } finally {
    await temporal.connection.close()
    await db.close()
  }
}

/** Runs a tool; what it cannot do is one line, and the exit code. */
export function runTool(main: () => Promise<void>, exit_code: number): void {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = exit_code
  })
}
