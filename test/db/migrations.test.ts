/** The schema goes up, all the way down and up again to the very same catalogue; two at once are one. */
import { Client } from 'pg'
import { isCurrent, migrate, ownerKnex } from '../../db/kit/migrate'
import { emptyDatabase, type TestDatabase } from '../support/postgres'
import { connected } from '../../scripts/stack/postgres'

let database: TestDatabase
beforeAll(async () => {
  database = await emptyDatabase()
})
afterAll(() => database.drop())

const CATALOGUE = `
  select 'column' as kind, table_name || '.' || column_name as name, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as detail
    from information_schema.columns where table_schema = 'public'
  union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
  union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
  union all select 'policy', tablename || '.' || policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies where schemaname = 'public'
  union all select 'grant', table_name || '.' || privilege_type, '' from information_schema.role_table_grants where grantee = 'cien_app'
  order by 1, 2, 3`
const catalogue = (): Promise<unknown[]> => connected(database.owner_url, async (client: Client) => (await client.query(CATALOGUE)).rows)

test('up, down and up again leave the same catalogue, and down leaves nothing', async () => {
  expect(await isCurrent(database.owner_url)).toBe(false)
  await Promise.all([migrate(database.owner_url), migrate(database.owner_url)])
  expect(await isCurrent(database.owner_url)).toBe(true)
  const first = await catalogue()
  const knex = ownerKnex(database.owner_url)
  try {
    await knex.migrate.rollback(undefined, true)
  } finally {
    await knex.destroy()
  }
  const left = await connected(
    database.owner_url,
    async (client) =>
      (
        await client.query(
          "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S') order by 1",
        )
      ).rows,
  )
  expect(left.map((row) => row.relname)).toEqual([
    'schema_migrations',
    'schema_migrations_id_seq',
    'schema_migrations_lock',
    'schema_migrations_lock_index_seq',
  ])
  await migrate(database.owner_url)
  expect(await catalogue()).toEqual(first)
  expect(first.length).toBeGreaterThan(300)
})
