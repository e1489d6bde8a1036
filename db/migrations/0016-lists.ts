/** Lists of a hundred thousand records: an index for each order that is offered, so that a page is read and not a business sorted. */
import type { Migration } from '../kit/migrate'

const CARRIED = ['created_at', 'updated_at'] as const

/** The orders offered, by table; those that other indexes give already are left out. Each serves both directions. */
const ORDERS: Record<string, readonly string[]> = {
  projects: ['updated_at', 'name', 'start_date', 'end_date', 'status', 'contract_value'],
  phases: [...CARRIED, 'name', 'sort_order', 'planned_start', 'planned_end', 'progress_percent'],
  proposals: ['updated_at', 'title', 'quoted_amount', 'valid_until', 'submitted_at'],
  calendar: [...CARRIED, 'title', 'starts_at', 'ends_at'],
  daily_logs: [...CARRIED, 'log_date'],
  material_stock: [...CARRIED, 'material_name', 'quantity'],
  gallery: [...CARRIED, 'caption', 'taken_at'],
  expenses: [...CARRIED, 'category', 'amount', 'spent_on', 'submitted_at'],
  variation_orders: [...CARRIED, 'amount', 'title', 'decided_at'],
  daywork_orders: [...CARRIED, 'amount', 'work_date', 'submitted_at'],
  vouchers: [...CARRIED, 'amount', 'week_ending', 'submitted_at'],
}

const names = Object.entries(ORDERS).flatMap(([table, columns]) =>
  columns.map((column) => ({ table, column, name: `${table}_in_${column}` })),
)

export const lists: Migration = {
  name: '0016-lists',
  async up(knex) {
    for (const { table, column, name } of names) await knex.raw(`create index ${name} on ${table} (tenant_id, ${column}, id)`)
    await knex.raw('drop index calendar_by_start')
    // How long the longest event is: none that began earlier than that before a day still lies in it.
    await knex.raw('create index calendar_longest on calendar (tenant_id, (ends_at - starts_at))')
    await knex.raw(
      'create index project_sums_owed on project_sums (tenant_id, (payments + vo_pending + vo_approved + dwo_draft + dwo_submitted), id)',
    )
  },
  async down(knex) {
    await knex.raw('drop index project_sums_owed')
    await knex.raw('drop index calendar_longest')
    await knex.raw('create index calendar_by_start on calendar (tenant_id, starts_at)')
    for (const { name } of names.toReversed()) await knex.raw(`drop index ${name}`)
  },
}
