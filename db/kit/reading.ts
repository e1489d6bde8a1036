/** Reads of a resource as SQL that is written once: one page with its total, or one record, each in a single statement. */
import { metaOf } from '../../domain/kit/fields'
import { nameBeside, type Resource } from '../../domain/kit/resource'
import { ask, askPlanned, type TenantDb, type Trx } from './client'
import { labelOf } from './labels'
import { bestOf } from './words'
import { COUNTED, likePattern, type ListQuery, type Page, valuesOf } from './lists'

/** How rows of a table are read. */
export interface Reading {
  table: string
  /** The type of its records, and the columns in which words of a search may stand; the first names a record. */
  type: string
  words: readonly string[]
  /** The column of the words inside the record's file. */
  content: string | undefined
  /** The select list. */
  columns: string
  /** Joins that add at most one row to each. */
  joins: string
  /** Ids with the name of what they point at, and the column in which it arrives. */
  names: readonly { field: string; as: string; column: string }[]
}

/** What a reading has beside the fields of its resource. */
export interface ReadingOptions {
  /** The table's own columns; all unless said. */
  own?: readonly string[]
  /** Further expressions of the select list. */
  more?: string
  /** Further joins. */
  joins?: string
  /** Columns for a search of the best, where they are not those of the list. */
  words?: readonly string[]
  content?: string
}

/** The reading of a resource with the names behind its ids; make it once. */
export function readingOf(resource: Resource, options: ReadingOptions = {}): Reading {
  const { table } = resource
  const named = Object.entries(resource.fields).flatMap(([field, schema]) => {
    const { kind, to } = metaOf(schema)
    return (kind === 'ref' || kind === 'person') && to !== undefined ? [{ field, as: nameBeside(field), ...labelOf(to) }] : []
  })
  const own = options.own?.map((name) => `${table}.${name}`).join(', ') ?? `${table}.*`
  const columns = [own, ...named.map(({ as, label }) => `"=${as}"."${label}" as "=${as}"`), ...(options.more ? [options.more] : [])]
  const joins = named.map(
    ({ field, as, table: other }) =>
      `left join ${other} "=${as}" on "=${as}".tenant_id = ${table}.tenant_id and "=${as}".id = ${table}.${field}`,
  )
  const names = named.map(({ field, as }) => ({ field, as, column: `=${as}` }))
  const words = options.words ?? [...new Set([resource.label, ...resource.list.search])].filter((name) => resource.fields[name])
  const text = { type: resource.type, words, content: options.content }
  return { table, ...text, columns: columns.join(', '), joins: [...joins, options.joins ?? ''].join(' '), names }
}

const readings = new WeakMap<Resource, Reading>()

/** The plain reading of a resource, kept. */
export function plainReading(resource: Resource): Reading {
  const kept = readings.get(resource) ?? readingOf(resource)
  readings.set(resource, kept)
  return kept
}

/** Conditions joined by `and`, with their values; the first is always the tenant. */
export class Conditions {
  readonly values: unknown[]
  private readonly parts: string[]
  /** Set when an index of words finds the rows: all that match are found first, then sorted and counted. */
  by_words = false

  constructor(
    db: TenantDb | Trx,
    readonly table: string,
  ) {
    this.values = [db.userParams.tenant_id]
    this.parts = [`${table}.tenant_id = $1`]
  }

  /** The placeholder of a value. */
  value(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  add(part: string): this {
    this.parts.push(part)
    return this
  }

  /** Rows whose columns hold any of the listed values; `null` asks for empty ones. Few texts however many values there are. */
  filter(filters: Record<string, readonly string[]>): this {
    for (const [name, values] of Object.entries(filters)) this.add(this.held(`${this.table}.${name}`, values))
    return this
  }

  /** The condition that a column holds any of the values of a filter. */
  held(column: string, values: readonly string[]): string {
    const { empty, given } = valuesOf(values)
    if (given.length === 0) return `${column} is null`
    const held = given.length === 1 ? `${column} = ${this.value(given[0])}` : `${column} = any(${this.value(given)})`
    return empty ? `(${column} is null or ${held})` : held
  }

  /** Rows containing `search` in any of the columns, ignoring case. */
  search(columns: readonly string[], search: string | undefined): this {
    if (search === undefined || columns.length === 0) return this
    const pattern = this.value(likePattern(search))
    return this.add(`(${columns.map((name) => `${this.table}.${name}::text ilike ${pattern}`).join(' or ')})`)
  }

  /** True when something narrows the rows of the business. */
  get narrowed(): boolean {
    return this.parts.length > 1
  }

  /** Rows that an index of words finds; `condition` uses it. */
  words(condition: string): this {
    this.by_words = true
    return this.add(condition)
  }

  get sql(): string {
    return this.parts.join(' and ')
  }
}

/**
 * `limit … offset …` of a page. The first page stands in the text: a limit that Postgres does not know makes its kept
 * plan look dear, so that it would plan the statement anew each time, which costs more than running it.
 */
export function limitsOf(where: Conditions, { page, per_page }: Pick<ListQuery, 'page' | 'per_page'>): string {
  if (page === 1 && per_page % 25 === 0) return `limit ${Number(per_page)}`
  return `limit ${where.value(per_page)} offset ${where.value((page - 1) * per_page)}`
}

type Read = Record<string, unknown>

/** Puts `{id, name}` beside each id. */
function withNames<Row>(row: Read, { names }: Reading): Row {
  for (const { field, as, column } of names) {
    const name = row[column]
    row[as] = name == null ? null : { id: row[field], name }
    row[column] = undefined // not deleted: that would make the row a slow one
  }
  return row as Row
}

const counted = (rows: string): string => `(select count(*)::int from (select from ${rows} limit ${COUNTED}) counted) as "=total"`

/** Walks the rows in the order asked for, until the page is full. */
function walkedText({ table, columns, joins }: Reading, list: ListQuery, where: Conditions): string {
  const direction = list.descending ? 'desc' : 'asc'
  const order = `order by ${table}.${list.sort} ${direction}, ${table}.id ${direction}`
  const { sql } = where
  const page = `select * from ${table} where ${sql} ${order} ${limitsOf(where, list)}`
  return `select ${columns}, ${counted(`${table} where ${sql}`)} from (${page}) ${table} ${joins} ${order}`
}

/** Finds all rows once, by the index of words: Postgres cannot know how common a word is, and would walk past half a million rows. */
function foundText({ table, columns, joins }: Reading, list: ListQuery, where: Conditions): string {
  const direction = list.descending ? 'desc' : 'asc'
  const found = `found as materialized (select id, ${list.sort} as sorted from ${table} where ${where.sql})`
  const page = `select id from found order by sorted ${direction}, id ${direction} ${limitsOf(where, list)}`
  const rows = `select ${table}.* from (${page}) page join ${table} on ${table}.tenant_id = $1 and ${table}.id = page.id`
  const order = `order by ${table}.${list.sort} ${direction}, ${table}.id ${direction}`
  return `with ${found} select ${columns}, ${counted('found')} from (${rows}) ${table} ${joins} ${order}`
}

/**
 * One page with the total. The page is cut before names are looked up, so that 25 rows are joined and not a business's
 * all. Sorting ends with the id, so that pages never overlap. Past `COUNTED` rows the total says `COUNTED`.
 */
export async function readPage<Row>(db: TenantDb | Trx, reading: Reading, at: { list: ListQuery; where: Conditions }): Promise<Page<Row>> {
  const { list, where } = at
  if (list.best !== undefined) return readBest<Row>(db, reading, { best: list.best, where, per_page: list.per_page })
  const offset = (list.page - 1) * list.per_page
  const used = [...where.values]
  const text = (where.by_words ? foundText : walkedText)(reading, list, where)
  const rows = await (list.search === undefined ? ask : askPlanned)<Read>(db, text, where.values)
  const total = rows[0]?.['=total'] as number | undefined
  for (const row of rows) row['=total'] = undefined
  return { rows: rows.map((row) => withNames<Row>(row, reading)), total: total ?? (offset === 0 ? 0 : await countOf(db, where, used)) }
}

/** The best few of a search, uncounted. */
async function readBest<Row>(
  db: TenantDb | Trx,
  reading: Reading,
  at: { best: string; where: Conditions; per_page: number },
): Promise<Page<Row>> {
  const { where, per_page } = at
  const { table, columns, joins } = reading
  const { found, order } = bestOf(reading, where, at.best)
  const page = `(select * from ${table} where ${where.sql} and ${table}.id = any(array(${found})) ${order} limit ${where.value(per_page)}) ${table}`
  const rows = await askPlanned<Read>(db, `select ${columns} from ${page} ${joins} ${order}`, where.values)
  return { rows: rows.map((row) => withNames<Row>(row, reading)), total: rows.length }
}

/** The total of a page that lies past the end. */
async function countOf(db: TenantDb | Trx, where: Conditions, used: readonly unknown[]): Promise<number> {
  const text = `select count(*)::int as total from (select from ${where.table} where ${where.sql} limit ${COUNTED}) counted`
  const [row] = await ask<{ total: number }>(db, text, used)
  return row?.total ?? 0
}

/** One record with the names behind its ids, or undefined. */
export async function readOne<Row>(db: TenantDb | Trx, reading: Reading, id: string): Promise<Row | undefined> {
  const { table, columns, joins } = reading
  const text = `select ${columns} from ${table} ${joins} where ${table}.tenant_id = $1 and ${table}.id = $2`
  const [row] = await ask<Read>(db, text, [db.userParams.tenant_id, id])
  return row && withNames<Row>(row, reading)
}

/** Runs an `insert … returning *`, with further statements behind it, and reads the new row with the names behind its ids. */
export async function readInserted<Row>(
  db: TenantDb | Trx,
  reading: Reading,
  at: { ctes: string; values: readonly unknown[] },
): Promise<Row> {
  const { table, columns, joins } = reading
  const [row] = await ask<Read>(db, `with made as ${at.ctes} select ${columns} from made as ${table} ${joins}`, at.values)
  if (!row) throw new Error(`Nothing was inserted into ${table}`)
  return withNames<Row>(row, reading)
}
