/** How many records of a table stand in each status: one walk over the index by status. */
import { ask, type TenantDb } from './client'

/** Every status with its number; those nobody has come with 0. `table` is named by the code, never by a caller. */
export async function countByStatus<S extends string>(db: TenantDb, table: string, statuses: readonly S[]): Promise<Record<S, number>> {
  const rows = await ask<{ status: S; n: number }>(
    db,
    `select status, count(*)::int as n from ${table} where tenant_id = $1 group by status`,
    [db.userParams.tenant_id],
  )
  const counted = new Map(rows.map(({ status, n }) => [status, n]))
  return Object.fromEntries(statuses.map((status) => [status, counted.get(status) ?? 0])) as Record<S, number>
}
