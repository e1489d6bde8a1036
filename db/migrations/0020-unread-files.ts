/** Housekeeping looks for files whose words nobody has begun to read: an index of those few. */
import type { Migration } from '../kit/migrate'

export const unreadFiles: Migration = {
  name: '0020-unread-files',
  async up(knex) {
    await knex.raw("create index files_unread on files (tenant_id, created_at) where text_state = 'pending'")
  },
  async down(knex) {
    await knex.raw('drop index files_unread')
  },
}
