/** A worker's signs of life in the database, by which the API knows that somebody will answer. */
import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { beat, stopBeating } from '../../db/health'
import type { Database } from '../../db/kit/client'

const EVERY_MS = 3000

export interface Heartbeat {
  /** The last sign: this worker has ended. */
  stop(): Promise<void>
}

/** Beats now and every three seconds; a beat that fails is logged, and the next one is tried. */
export async function startBeating(db: Database, task_queue: string, log: Logger): Promise<Heartbeat> {
  const id = uuidv7()
  let pending = Promise.resolve()
  const once = (): Promise<void> => {
    pending = beat(db, { id, task_queue }).catch((error: unknown) => log.warn({ err: error }, 'no sign of life could be given'))
    return pending
  }
  await once()
  const timer = setInterval(() => void once(), EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await pending
      await stopBeating(db, id)
    },
  }
}
