/** Lists of projects and proposals begin with the newest: an index gives the first page of a hundred thousand without sorting them. */
import type { Migration } from '../kit/migrate'

export const newestFirst: Migration = {
  name: '0015-newest-first',
  async up(knex) {
    await knex.raw('create index projects_newest on projects (tenant_id, created_at desc, id desc)')
    await knex.raw('create index proposals_newest on proposals (tenant_id, created_at desc, id desc)')
  },
  async down(knex) {
    await knex.raw('drop index proposals_newest')
    await knex.raw('drop index projects_newest')
  },
}
