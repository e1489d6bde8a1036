/** What every migration shares: the shape of a tenant table and its wall. */
import type { Knex } from 'knex'

/** The tenant of the transaction, or null outside one. */
export const CURRENT_TENANT = "nullif(current_setting('app.tenant', true), '')::uuid"
export const PLATFORM_TENANT = "'00000000-0000-7000-8000-000000000000'::uuid"

export interface TenantTable {
  name: string
  /** Column and constraint lines, SQL, after tenant_id, id, created_at, updated_at and version. */
  columns: string
  /** What the application may do; nothing else is granted. */
  grants?: string
  /** Why the platform may see rows of every tenant (a named exception to the wall). */
  platform?: string
  /** True for append-only rows, which have no updated_at and version. */
  append_only?: boolean
}

/** Creates a tenant table: tenant first in its key, row-level security forced, grants for the application's role. */
export async function tenantTable(knex: Knex, table: TenantTable): Promise<void> {
  const changing = table.append_only ? '' : 'updated_at timestamptz not null default now(),\n version integer not null default 1,'
  await knex.raw(`create table ${table.name} (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz not null default now(),
    ${changing}
    ${table.columns},
    primary key (tenant_id, id)
  )`)
  await wall(knex, table)
}

/** Row-level security and grants for a table that was made by hand. */
export async function wall(knex: Knex, table: Pick<TenantTable, 'name' | 'grants' | 'platform' | 'append_only'>): Promise<void> {
  const rule = `tenant_id = ${CURRENT_TENANT}`
  const grants = table.grants ?? (table.append_only ? 'select, insert' : 'select, insert, update, delete')
  await knex.raw(`alter table ${table.name} enable row level security`)
  await knex.raw(`alter table ${table.name} force row level security`)
  await knex.raw(`create policy tenant on ${table.name} using (${rule}) with check (${rule})`)
  if (table.platform) {
    const all = `${CURRENT_TENANT} = ${PLATFORM_TENANT}`
    await knex.raw(`create policy platform on ${table.name} using (${all}) with check (${all})`)
    await knex.raw(`comment on table ${table.name} is 'platform: ${table.platform.replace(/'/g, "''")}'`)
  }
  await knex.raw(`grant ${grants} on ${table.name} to cien_app`)
}

/** A foreign key that cannot leave the tenant, as a column line. */
export const belongsTo = (column: string, table: string, rule = 'restrict'): string =>
  `foreign key (tenant_id, ${column}) references ${table} (tenant_id, id) on delete ${rule}`

/** A migration that creates tenant tables in order and drops them in reverse. */
export function tables(
  name: string,
  list: readonly TenantTable[],
  indexes: readonly string[] = [],
): {
  name: string
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
} {
  return {
    name,
    async up(knex) {
      for (const table of list) await tenantTable(knex, table)
      for (const index of indexes) await knex.raw(index)
    },
    async down(knex) {
      for (const table of [...list].reverse()) await knex.raw(`drop table ${table.name}`)
    },
  }
}
