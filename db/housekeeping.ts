/** What is thrown away when its time is over, and the backlog that operators watch; each business by itself. */
import { type Database, PLATFORM, type TenantDb, tenantDb } from './kit/client'

/** Rows deleted in one statement, so that no business holds a connection for long. */
const BATCH = 5000
const MOST_BATCHES = 20
const KEYS_KEPT = "interval '24 hours'"
const EFFECTS_KEPT = "interval '30 days'"
const SESSIONS_KEPT = "interval '90 days'"

const tenantOf = (db: TenantDb): string => db.userParams.tenant_id

/** A share of all businesses: those whose id hashes to `partition` of so many. */
export interface Part {
  partition: number
  of: number
}

/** All businesses. */
export const WHOLE: Part = { partition: 0, of: 1 }

/** The next businesses of a part after an id, the platform's own included, in the order of their ids. */
export async function businessesAfter(
  db: Database,
  after: string | null,
  { limit, part }: { limit: number; part: Part },
): Promise<string[]> {
  const query = tenantDb(db, PLATFORM)('businesses').orderBy('id').limit(limit)
  if (after !== null) query.where('id', '>', after)
  if (part.of > 1) query.whereRaw('(uuid_hash(id) & 2147483647) % ?::integer = ?::integer', [part.of, part.partition])
  return query.pluck('id')
}

/** Deletes batch by batch what `where` describes, the oldest leftovers waiting for the next run. */
async function purge(db: TenantDb, table: string, where: string): Promise<number> {
  let gone = 0
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const deleted = await db.raw(
      `delete from ${table} where tenant_id = ? and id in (select x.id from ${table} x where x.tenant_id = ? and ${where} limit ${BATCH})`,
      [tenantOf(db), tenantOf(db)],
    )
    gone += deleted.rowCount
    if (deleted.rowCount < BATCH) break
  }
  return gone
}

/** Idempotency keys older than 24 hours. */
export const purgeKeys = (db: TenantDb): Promise<number> => purge(db, 'idempotency_keys', `x.created_at < now() - ${KEYS_KEPT}`)

/** Effects of processes that ended more than 30 days ago: nobody repeats a step of theirs any more. */
export const purgeEffects = (db: TenantDb): Promise<number> =>
  purge(
    db,
    'effects',
    `x.created_at < now() - ${EFFECTS_KEPT} and exists (select 1 from processes p
       where p.tenant_id = x.tenant_id and p.workflow_id = split_part(x.key, ':', 1) and p.ended_at < now() - ${EFFECTS_KEPT})`,
  )

/** Sessions that ended or expired more than 90 days ago. */
export const purgeSessions = (db: TenantDb): Promise<number> =>
  purge(db, 'sessions', `coalesce(x.ended_at, x.expires_at) < now() - ${SESSIONS_KEPT}`)

/** Counts what waits in a business, for the metrics of the platform. */
export async function countBacklog(db: TenantDb): Promise<void> {
  const tenant_id = tenantOf(db)
  await db.raw(
    `insert into backlogs (tenant_id, id, open_tasks, waiting_processes, queued_mails) values (?, ?,
       (select count(*) from tasks where tenant_id = ? and state in ('open', 'claimed')),
       (select count(*) from processes where tenant_id = ? and ended_at is null),
       (select count(*) from mails where tenant_id = ? and status = 'queued'))
     on conflict (tenant_id, id) do update set open_tasks = excluded.open_tasks, waiting_processes = excluded.waiting_processes,
       queued_mails = excluded.queued_mails, updated_at = now(), version = backlogs.version + 1`,
    [tenant_id, tenant_id, tenant_id, tenant_id, tenant_id],
  )
}
