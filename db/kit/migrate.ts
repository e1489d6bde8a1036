/** Brings a database to the newest schema, as its owner. */
import knexFactory, { type Knex } from 'knex'
import { Client } from 'pg'
import { migrations } from '../migrations'

/** A step of the schema: its number and name, and how to go there and back. */
export interface Migration {
  name: string
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
}

const source = (list: readonly Migration[]): Knex.MigrationSource<Migration> => ({
  getMigrations: async () => [...list],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
})

/** A knex of the owner with the migration list; close it with `destroy()`. */
export function ownerKnex(owner_url: string): Knex {
  return knexFactory({
    client: 'pg',
    connection: owner_url,
    pool: { min: 0, max: 1 },
    migrations: { migrationSource: source(migrations), tableName: 'schema_migrations' },
  })
}

/** True when the schema of `owner_url` already holds every migration: one cheap query, no lock. */
export async function isCurrent(owner_url: string): Promise<boolean> {
  const client = new Client({ connectionString: owner_url })
  await client.connect()
  try {
    const table = await client.query("select to_regclass('schema_migrations') as name")
    if (table.rows[0].name === null) return false
    const done = await client.query('select name from schema_migrations')
    const names = new Set(done.rows.map((row: { name: string }) => row.name))
    return migrations.every((migration) => names.has(migration.name))
  } finally {
    await client.end()
  }
}

/** Runs what is missing; several processes may call it at once, one of them works and the others wait. */
export async function migrate(owner_url: string): Promise<void> {
  if (await isCurrent(owner_url)) return
  const lock = new Client({ connectionString: owner_url })
  await lock.connect()
  const knex = ownerKnex(owner_url)
  try {
    await lock.query('select pg_advisory_lock(727300)')
    await knex.migrate.latest()
  } finally {
    await knex.destroy()
    await lock.end()
  }
}
