/** What keeps the house: workers' signs of life, the backlog of each business, mail that is sent once, indexes by change. */
import type { Migration } from '../kit/migrate'
import { PLATFORM_TENANT, tables, type TenantTable } from '../kit/schema'

/** A worker process writes its row every few seconds; a row that grows old is a worker that is gone. */
const heartbeats: TenantTable = {
  name: 'heartbeats',
  columns: `task_queue text not null,
    seen_at timestamptz not null default now(),
    check (tenant_id = ${PLATFORM_TENANT})`,
}

/** Counted by housekeeping inside each business, so that metrics need no look through the wall. */
const backlogs: TenantTable = {
  name: 'backlogs',
  columns: `open_tasks integer not null,
    waiting_processes integer not null,
    queued_mails integer not null,
    check (id = tenant_id)`,
  grants: 'select, insert, update',
  platform: 'the backlog of all businesses is a metric of the platform',
}

const base = tables(
  '0006-housekeeping',
  [heartbeats, backlogs],
  [
    `alter table mails add column key text, add column attempts integer not null default 0, add column held_until timestamptz,
    add constraint mails_tenant_id_key_key unique (tenant_id, key)`,
    "create index mails_waiting on mails (tenant_id, created_at) where status = 'queued'",
    'create index heartbeats_fresh on heartbeats (tenant_id, task_queue, seen_at)',
    'create index notifications_changed on notifications (tenant_id, updated_at)',
    'create index tasks_changed on tasks (tenant_id, updated_at)',
    'create index record_history_newest on record_history (tenant_id, at)',
    'create index effects_old on effects (tenant_id, created_at)',
  ],
)

export const housekeeping: Migration = {
  ...base,
  async down(knex) {
    await knex.raw('alter table mails drop column key, drop column attempts, drop column held_until')
    await base.down(knex)
  },
}
