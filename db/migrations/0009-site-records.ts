/** Site records found their owners: who entered a stock line, thumbnails that cannot be swept away, uploads by what uses them. */
import type { Migration } from '../kit/migrate'
import { belongsTo } from '../kit/schema'

export const siteRecords: Migration = {
  name: '0009-site-records',
  async up(knex) {
    await knex.raw(`alter table gallery add constraint gallery_thumbnail ${belongsTo('thumbnail_file_id', 'files')}`)
    await knex.raw(`alter table material_stock add column created_by_id uuid,
      add constraint material_stock_created_by ${belongsTo('created_by_id', 'users')}`)
    await knex.raw('create index material_stock_of on material_stock (tenant_id, created_by_id)')
    await knex.raw('create index uploads_used_by on uploads (tenant_id, used_by) where used_by is not null')
    await knex.raw('create index gallery_by_file on gallery (tenant_id, file_id)')
    await knex.raw('create index gallery_by_thumbnail on gallery (tenant_id, thumbnail_file_id)')
  },
  async down(knex) {
    await knex.raw('drop index gallery_by_thumbnail')
    await knex.raw('drop index gallery_by_file')
    await knex.raw('drop index uploads_used_by')
    await knex.raw('alter table material_stock drop column created_by_id')
    await knex.raw('alter table gallery drop constraint gallery_thumbnail')
  },
}
