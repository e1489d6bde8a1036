/** Records of a resource that one person may see: one condition for list and detail, so that the two never disagree. */
import type { Resource } from '../../domain/kit/resource'
import type { TenantDb, Trx } from '../kit/client'
import type { ListQuery, Page } from '../kit/lists'
import { Conditions, plainReading, readPage } from '../kit/reading'
import type { Row } from '../kit/records'

/** Adds what narrows the rows to a person or a period. */
export type Narrow = (where: Conditions) => Conditions

/** One page of a resource's records within a narrowing. */
export function listOwn(db: TenantDb | Trx, resource: Resource, at: { list: ListQuery; narrow: Narrow }): Promise<Page<Row>> {
  const { list, narrow } = at
  const where = narrow(new Conditions(db, resource.table).filter(list.filters).search(resource.list.search, list.search))
  return readPage<Row>(db, plainReading(resource), { list, where })
}

const ONE = { page: 1, per_page: 1, sort: 'id', descending: false, search: undefined }

/** One record within a narrowing, or undefined. */
export async function findOwn(db: TenantDb | Trx, resource: Resource, at: { id: string; narrow: Narrow }): Promise<Row | undefined> {
  const { rows } = await listOwn(db, resource, { list: { ...ONE, filters: { id: [at.id] } }, narrow: at.narrow })
  return rows[0]
}

/** Rows whose column names a person. */
export const belongingTo =
  (column: string, user_id: string): Narrow =>
  (where) =>
    where.add(`${where.table}.${column} = ${where.value(user_id)}`)

/** Rows of the projects of a client. */
export const ofClient =
  (user_id: string): Narrow =>
  (where) =>
    where.add(
      `exists (select from projects p where p.tenant_id = ${where.table}.tenant_id and p.id = ${where.table}.project_id and p.client_user_id = ${where.value(user_id)})`,
    )

/** Both narrowings. */
export const both =
  (one: Narrow, other: Narrow): Narrow =>
  (where) =>
    other(one(where))
