/** One outbox for everything that leaves the house: what waits, when it is due and how often it was tried. */
import type { Migration } from '../kit/migrate'
import { tables, type TenantTable } from '../kit/schema'

/** A row for each thing that waits, under the id of what is sent; its content stands in the table of its kind. */
const outbox: TenantTable = {
  name: 'outbox',
  columns: `kind text not null check (kind ~ '^[a-z][a-z_]*$'),
    due_at timestamptz not null default now(),
    attempts integer not null default 0 check (attempts >= 0)`,
  platform: 'the dispatcher finds what is due in all businesses; only that something waits stands here, and no content',
}

const base = tables('0018-outbox', [outbox], ['create index outbox_due on outbox (due_at)'])

export const outboxTable: Migration = {
  ...base,
  async up(knex) {
    await base.up(knex)
    await knex.raw('alter table mails add column next_attempt_at timestamptz')
    // The wall is for the application, not for the schema: what waits in any business goes on waiting here.
    for (const table of ['mails', 'outbox']) await knex.raw(`alter table ${table} no force row level security`)
    await knex.raw(`insert into outbox (tenant_id, id, kind, due_at)
      select tenant_id, id, 'mail', greatest(now(), held_until) from mails where status = 'queued'`)
    for (const table of ['mails', 'outbox']) await knex.raw(`alter table ${table} force row level security`)
    await knex.raw('alter table mails drop column held_until')
  },
  async down(knex) {
    await knex.raw('alter table mails drop column next_attempt_at, add column held_until timestamptz')
    await base.down(knex)
  },
}
