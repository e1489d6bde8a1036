/** Signs of life: whether Postgres answers, whether a worker beats, how much work waits. */
import { type Database, PLATFORM, tenantDb } from './kit/client'

/** Seconds after which a silent worker counts as gone; it beats every three. */
const SILENT_SECONDS = 10

/** Postgres answers (else this rejects), and a worker of the task queue has given a sign of life lately. */
export async function readPulse(db: Database, task_queue: string): Promise<{ worker: boolean }> {
  const found = await tenantDb(db, PLATFORM).raw(
    `select exists (select 1 from heartbeats where tenant_id = ? and task_queue = ? and seen_at > now() - interval '${SILENT_SECONDS} seconds') as worker`,
    [PLATFORM, task_queue],
  )
  return found.rows[0]
}

/** Writes a worker's sign of life, and forgets those of workers gone for a day. */
export async function beat(db: Database, worker: { id: string; task_queue: string }): Promise<void> {
  const platform = tenantDb(db, PLATFORM)
  await platform('heartbeats')
    .insert({ tenant_id: PLATFORM, ...worker })
    .onConflict(['tenant_id', 'id'])
    .merge({ seen_at: platform.fn.now(), updated_at: platform.fn.now() })
  await platform('heartbeats').where({ tenant_id: PLATFORM }).whereRaw("seen_at < now() - interval '1 day'").delete()
}

/** A worker says that it ends. */
export async function stopBeating(db: Database, id: string): Promise<void> {
  await tenantDb(db, PLATFORM)('heartbeats').where({ tenant_id: PLATFORM, id }).delete()
}

/** Work that waits, over all businesses, as housekeeping last counted it. */
export interface Backlog {
  open_tasks: number
  waiting_processes: number
  queued_mails: number
}

/** The backlog of the whole platform. */
export async function readBacklog(db: Database): Promise<Backlog> {
  const found = await tenantDb(db, PLATFORM).raw(
    `select coalesce(sum(open_tasks), 0)::int as open_tasks, coalesce(sum(waiting_processes), 0)::int as waiting_processes,
       coalesce(sum(queued_mails), 0)::int as queued_mails from backlogs`,
  )
  return found.rows[0]
}
