/** What changed in a business lately, for those who look at it live. */
import type { TenantDb } from './kit/client'

/** Who is looking, and since when. */
export interface Looking {
  since: Date
  user_ids: readonly string[]
  session_ids: readonly string[]
}

/** One change; `stamp` tells a later change of the same thing apart. */
export interface Change {
  kind: 'notification' | 'task' | 'record'
  /** A person for notifications, else a record. */
  id: string
  type: string | null
  stamp: string
}

export interface News {
  changes: Change[]
  /** The sessions that still count. */
  live: ReadonlySet<string>
}

/** More changes than this in one look are told as one. */
export const MOST_CHANGES = 200

interface Line {
  kind: Change['kind'] | 'session'
  id: string
  type: string | null
  stamp: string
}

/** Changes since a moment, and which of the sessions are still alive: one statement on indexes by time. */
export async function readNews(db: TenantDb, looking: Looking): Promise<News> {
  const tenant_id: string = db.userParams.tenant_id
  const { since, user_ids, session_ids } = looking
  const found = await db.raw(
    `(select 'session' as kind, s.id, null as type, '' as stamp from sessions s
       where s.tenant_id = ? and s.id = any(?::uuid[]) and s.ended_at is null and s.expires_at > now())
     union all
     (select 'notification', n.user_id, null, count(*)::text || max(n.updated_at)::text from notifications n
       where n.tenant_id = ? and n.updated_at > ? and n.user_id = any(?::uuid[]) group by n.user_id)
     union all
     (select 'task', t.id, null, t.version::text from tasks t where t.tenant_id = ? and t.updated_at > ? limit ${MOST_CHANGES})
     union all
     (select 'record', h.record_id, h.record_type, max(h.record_version)::text || max(h.at)::text from record_history h
       where h.tenant_id = ? and h.at > ? group by h.record_id, h.record_type limit ${MOST_CHANGES})`,
    [tenant_id, [...session_ids], tenant_id, since, [...user_ids], tenant_id, since, tenant_id, since],
  )
  const lines: Line[] = found.rows
  const live = new Set(lines.filter((line) => line.kind === 'session').map((line) => line.id))
  return { live, changes: lines.filter((line): line is Change => line.kind !== 'session') }
}

/** The database's clock, which stamps the changes. */
export async function databaseNow(db: TenantDb): Promise<Date> {
  const found = await db.raw('select now() as now')
  return found.rows[0].now
}
