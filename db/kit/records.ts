/** Plain records: read, list, insert, update and delete with history and audit in the same transaction. */
import { v7 as uuidv7 } from 'uuid'
import { metaOf } from '../../domain/kit/fields'
import { nameBeside, type Resource } from '../../domain/kit/resource'
import { conflict, invalid, notFound, staleVersion } from '../../domain/errors'
import { wordsOf } from '../../domain/rules/words'
import { inTransaction, type TenantDb, type Trx } from './client'
import { labelOf } from './labels'
import { nameOf, type Builder, type ListQuery, type Page } from './lists'
import { tableModel } from './model'
import { Conditions, plainReading, readInserted, readOne, readPage } from './reading'
import { insertText } from './writing'
import { auditRow, changesBetween, historyRow, writeAudit, writeHistory, type By } from './trail'

/** A row as the database gives it. */
export type Row = Record<string, unknown> & { id: string; version: number; created_at: Date; updated_at: Date }

/** A select over a resource with the names behind its ids. */
export function selectRecords(db: TenantDb | Trx, resource: Resource): Builder {
  const query = tableModel(resource.table).query(db) as unknown as Builder
  query.select(`${resource.table}.*`)
  for (const [field, schema] of Object.entries(resource.fields)) {
    const { kind, to } = metaOf(schema)
    if ((kind !== 'ref' && kind !== 'person') || to === undefined) continue
    const { table, label } = labelOf(to)
    query.select(nameOf(db, { table: resource.table, field, to: table, label, as: nameBeside(field) }))
  }
  return query
}

/** One page of a resource's records. */
export function listRecords(db: TenantDb | Trx, resource: Resource, list: ListQuery): Promise<Page<Row>> {
  const where = new Conditions(db, resource.table).filter(list.filters).search(resource.list.search, list.search)
  return readPage<Row>(db, plainReading(resource), { list, where })
}

/** One record with the names behind its ids, or undefined. */
export const findRecord = (db: TenantDb | Trx, resource: Resource, id: string): Promise<Row | undefined> =>
  readOne<Row>(db, plainReading(resource), id)

/** Inserts a record with its history and audit, all in one statement; `id` lets a repeated request find its first record. */
export async function insertRecord(
  db: TenantDb | Trx,
  by: By,
  write: { resource: Resource; values: Record<string, unknown>; id?: string },
): Promise<Row> {
  const { resource, values } = write
  const id = write.id ?? uuidv7()
  if (referencesIn(resource, values).length > 0) await inTransaction(db, (trx) => requireReferences(trx, resource, values))
  const row = { tenant_id: db.userParams.tenant_id, id, ...encoded(resource, values) }
  const changes = changesBetween({}, values)
  const told = historyRow(db, by, { record_type: resource.type, record_id: id, record_version: 1, action: 'created', changes })
  const kept = auditRow(db, by, { action: `${resource.slug}.create`, resource: resource.type, resource_id: id })
  const inserted: unknown[] = []
  const ctes = [
    `(${insertText({ table: resource.table, row }, inserted)} returning *)`,
    `told as (${insertText({ table: 'record_history', row: told }, inserted)})`,
    `kept as (${insertText({ table: 'audit_events', row: kept }, inserted)})`,
  ]
  return mapConstraint(resource, readInserted<Row>(db, plainReading(resource), { ctes: ctes.join(', '), values: inserted }))
}

/** Merges `values` into a record read at `version`; 404 when it is gone, 409 when it has changed since. */
export async function updateRecord(
  db: TenantDb | Trx,
  by: By,
  write: { resource: Resource; id: string; version: number; values: Record<string, unknown> },
): Promise<Row> {
  const { resource, id, version, values } = write
  return inTransaction(db, async (trx) => {
    const before = requireRecord(await lockRecord(trx, resource, id))
    if (before.version !== version) throw staleVersion({ version: before.version })
    const changes = changesBetween(before, values)
    if (Object.keys(changes).length === 0) return requireRecord(await findRecord(trx, resource, id))
    await requireReferences(trx, resource, values)
    const patch = { ...encoded(resource, values), version: version + 1, updated_at: trx.fn.now() }
    const scope = { tenant_id: trx.userParams.tenant_id, id }
    await Promise.all([
      mapConstraint(resource, trx(resource.table).where(scope).update(patch)),
      writeHistory(trx, by, { record_type: resource.type, record_id: id, record_version: version + 1, action: 'updated', changes }),
      writeAudit(trx, by, {
        action: `${resource.slug}.update`,
        resource: resource.type,
        resource_id: id,
        data: { fields: Object.keys(changes) },
      }),
    ])
    return requireRecord(await findRecord(trx, resource, id))
  })
}

/** Deletes a record; 409 `in_use` while others refer to it. */
export async function deleteRecord(db: TenantDb | Trx, by: By, target: { resource: Resource; id: string }): Promise<void> {
  const { resource, id } = target
  await inTransaction(db, async (trx) => {
    const before = requireRecord(await lockRecord(trx, resource, id))
    await mapConstraint(resource, trx(resource.table).where({ tenant_id: trx.userParams.tenant_id, id }).delete())
    const gone = Object.fromEntries(Object.keys(resource.fields).map((name) => [name, before[name]]))
    await Promise.all([
      writeHistory(trx, by, {
        record_type: resource.type,
        record_id: id,
        record_version: before.version,
        action: 'deleted',
        changes: swapped(gone),
      }),
      writeAudit(trx, by, { action: `${resource.slug}.delete`, resource: resource.type, resource_id: id }),
    ])
  })
}

/** The row, locked until the transaction ends. */
export async function lockRecord(trx: Trx, resource: Pick<Resource, 'table'>, id: string): Promise<Row | undefined> {
  return trx(resource.table).where({ tenant_id: trx.userParams.tenant_id, id }).forUpdate().first()
}

/** The record, or 404. */
export function requireRecord<T>(row: T | undefined): T {
  if (row === undefined) throw notFound()
  return row
}

const swapped = (values: Record<string, unknown>): Record<string, [unknown, unknown]> =>
  Object.fromEntries(Object.entries(changesBetween({}, values)).map(([field, [, was]]) => [field, [was, null]]))

// Lists of keys are text[] columns, which knex writes as they are; any other object is jsonb.
const encoded = (resource: Resource, values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const schema = resource.fields[name]
      const words = schema !== undefined && metaOf(schema).kind === 'keys'
      const json = value !== null && typeof value === 'object' && !(value instanceof Date) && !words && !isWords(value)
      return [name, json ? JSON.stringify(value) : value]
    }),
  )
const isWords = (value: object): boolean => Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')

/** The ids among the values, with the table each must stand in. */
function referencesIn(resource: Resource, values: Record<string, unknown>): { field: string; value: string; table: string }[] {
  return Object.entries(values).flatMap(([field, value]) => {
    const schema = resource.fields[field]
    if (!schema || typeof value !== 'string') return []
    const { kind, to } = metaOf(schema)
    return (kind === 'ref' || kind === 'person') && to !== undefined ? [{ field, value, table: labelOf(to).table }] : []
  })
}

/** Every id that points nowhere in this business is a 422 on its field. */
export async function requireReferences(trx: Trx, resource: Resource, values: Record<string, unknown>): Promise<void> {
  const asked = referencesIn(resource, values)
  const found = await Promise.all(
    asked.map(async ({ field, value, table }) => {
      const row = await trx(table).select('id').where({ tenant_id: trx.userParams.tenant_id, id: value }).first()
      return row ? [] : [{ field, message: `The selected ${wordsOf(field)} is invalid.` }]
    }),
  )
  const wrong = Object.fromEntries(found.flat().map(({ field, message }) => [field, [message]]))
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
}

interface PgError {
  code?: string
  constraint?: string
  column?: string
}

/** Turns what the database refuses into what the caller is told. */
export async function mapConstraint<T>(resource: Pick<Resource, 'unique'>, work: PromiseLike<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const { code, constraint = '', column } = error as PgError
    if (code === '23505') {
      const field = resource.unique.find((name) => constraint.includes(`_${name}_`)) ?? resource.unique[0]
      if (field) throw invalid({ [field]: [`The ${wordsOf(field)} has already been taken.`] })
    }
    if (code === '23502' && column !== undefined) throw invalid({ [column]: [`The ${wordsOf(column)} field is required.`] })
    if (code === '23503' || code === '23001') throw conflict('in_use', 'Other records use this one.')
    throw error
  }
}
