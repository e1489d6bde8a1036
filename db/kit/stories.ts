/** The story of a record as people read it: its timeline, its field-level history, its process. */
import type { TenantDb } from './client'

/** What a record's story is asked by. */
export interface StoryOf {
  record_type: string
  record_id: string
}

const PERSON = (alias: string): string =>
  `case when ${alias}.id is null then null else json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`

/** Oldest first: one entry per step, decision, reminder and escalation. */
export async function readTimeline(db: TenantDb, of: StoryOf): Promise<Record<string, unknown>[]> {
  const found = await db.raw(
    `select t.at, t.kind, t.title, ${PERSON('u')} as actor, ${PERSON('p')} as on_behalf_of, t.outcome, t.comment, t.rule, t.task_id, t.data
     from timeline_entries t
     left join users u on u.tenant_id = t.tenant_id and u.id = t.actor_id
     left join users p on p.tenant_id = t.tenant_id and p.id = t.on_behalf_of_id
     where t.tenant_id = ? and t.record_type = ? and t.record_id = ? order by t.at, t.id`,
    [db.userParams.tenant_id, of.record_type, of.record_id],
  )
  return found.rows
}

/** Oldest first: field-level changes; views, downloads and shares stand there with no changes. */
export async function readHistory(db: TenantDb, of: StoryOf): Promise<Record<string, unknown>[]> {
  const found = await db.raw(
    `select h.at, ${PERSON('u')} as actor, h.record_version as version, h.action, h.changes from record_history h
     left join users u on u.tenant_id = h.tenant_id and u.id = h.actor_id
     where h.tenant_id = ? and h.record_type = ? and h.record_id = ? order by h.at, h.id`,
    [db.userParams.tenant_id, of.record_type, of.record_id],
  )
  return found.rows
}

// More than this is a record that was read long ago: what it is now says more than who did what.
const MOST_CHANGES = 10

/** Who changed which fields after a version, newest first. Values are left out: the record itself shows them as its readers may see them. */
export async function changesSince(db: TenantDb, of: StoryOf, version: number): Promise<Record<string, unknown>[]> {
  const found = await db.raw(
    `select h.at, ${PERSON('u')} as actor, h.record_version as version, h.action, array(select jsonb_object_keys(h.changes)) as fields
     from record_history h left join users u on u.tenant_id = h.tenant_id and u.id = h.actor_id
     where h.tenant_id = ? and h.record_type = ? and h.record_id = ? and h.record_version > ? order by h.at desc, h.id desc limit ${MOST_CHANGES}`,
    [db.userParams.tenant_id, of.record_type, of.record_id, version],
  )
  return found.rows
}

/** Where the record's process runs, for its detail page. */
export async function readProcess(db: TenantDb, record_id: string): Promise<{ workflow_id: string; run_id: string } | undefined> {
  return db('processes').where({ tenant_id: db.userParams.tenant_id, id: record_id }).first('workflow_id', 'run_id')
}
