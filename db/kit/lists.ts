/** Lists: filter, search, sort and page, with the total, over any tenant table. */
import { type QueryBuilder, raw } from 'objection'
import type { TenantDb, Trx } from './client'
import type { TenantModel } from './model'

/** A list request after validation. */
export interface ListQuery {
  page: number
  per_page: number
  sort: string
  descending: boolean
  search: string | undefined
  /** Only the best few of what is found, best first and not counted: for a search over many kinds at once. */
  best?: string | undefined
  filters: Record<string, string[]>
}

export interface Page<Row> {
  rows: Row[]
  total: number
}

/** Rows are counted up to this many; a business's hundred thousand are not walked for the sake of a number. */
export const COUNTED = 10_001

export type Builder = QueryBuilder<TenantModel, TenantModel[]>

/** `%` and `_` of the person's text are letters, not patterns. */
export const literally = (search: string): string => search.replace(/[\\%_]/g, '\\$&')
export const likePattern = (search: string): string => `%${literally(search)}%`

/** Rows containing `search` in any of the columns, ignoring case. */
export function searchIn(query: Builder, columns: readonly string[], search: string | undefined): Builder {
  if (search === undefined || columns.length === 0) return query
  return query.where((either) => {
    for (const column of columns) either.orWhereRaw('??::text ilike ?', [column, likePattern(search)])
  })
}

/** The values of a filter: `null` among them asks for empty ones as well. */
export const valuesOf = (values: readonly string[]): { empty: boolean; given: string[] } => ({
  empty: values.includes('null'),
  given: values.filter((value) => value !== 'null'),
})

/** The condition that a column holds any of the values of a filter, with its bindings. */
export function heldIn(
  column: string,
  values: readonly string[],
): [sql: string, bindings: [string, string[]] | [string, string, string[]]] {
  const { empty, given } = valuesOf(values)
  return empty ? ['(?? is null or ?? = any(?))', [column, column, given]] : ['?? = any(?)', [column, given]]
}

/** Rows whose columns hold any of the listed values; `null` asks for empty ones. One text however many values there are. */
export function filterBy(query: Builder, filters: Record<string, string[]>, prefix: string): Builder {
  for (const [name, values] of Object.entries(filters)) {
    query.whereRaw(...heldIn(`${prefix}.${name}`, values))
  }
  return query
}

/**
 * One page of a filtered query, with the total (at most `COUNTED`), asked for only when the page itself does not tell.
 * Sorting ends with the id, so that pages never overlap.
 */
export async function pageOf<Row>(query: Builder, list: ListQuery, table: string): Promise<Page<Row>> {
  const offset = (list.page - 1) * list.per_page
  const direction = list.descending ? 'desc' : 'asc'
  const rows = (await query
    .clone()
    .orderBy(`${table}.${list.sort}`, direction)
    .orderBy(`${table}.id`, direction)
    .limit(list.per_page)
    .offset(offset)) as unknown as Row[]
  if (rows.length < list.per_page && (rows.length > 0 || list.page === 1)) return { rows, total: offset + rows.length }
  const counted = query.clone().clearSelect().clearOrder().select(raw('1')).limit(COUNTED).toKnexQuery()
  const found = await query.knex().from(counted.as('counted')).count('* as n').first()
  return { rows, total: Number(found?.n ?? 0) }
}

/** `{id, name}` beside an id, as a column of the select; `label` is the naming column of the other table. */
export function nameOf(db: TenantDb | Trx, join: { table: string; field: string; to: string; label: string; as: string }) {
  return db.raw(`(select json_build_object('id', x.id, 'name', x.??) from ?? x where x.tenant_id = ??.tenant_id and x.id = ??.??) as ??`, [
    join.label,
    join.to,
    join.table,
    join.table,
    join.field,
    join.as,
  ])
}
