/** Databases for tests: a template is migrated once, and each test file gets a copy of its own. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Client } from 'pg'
import { migrate } from '../../db/kit/migrate'
import { contentHash } from '../../scripts/stack/hash'
import { connected, letIndexFindWords, type Passwords } from '../../scripts/stack/postgres'
import type { TestStack } from '../../scripts/stack/test-stack'
import { testStack } from './stack'

const ROOT = join(__dirname, '..', '..')
const LOCK = 727_301

export interface TestDatabase {
  name: string
  /** As the application's role: row policies bind it. */
  app_url: string
  /** As the owner of the tables. */
  owner_url: string
  drop(): Promise<void>
}

/** The address of a database of the test run as one of the roles. */
export function databaseUrl(role: keyof Passwords, database: string, stack: TestStack = testStack()): string {
  return `postgres://${role}:${stack.passwords[role]}@127.0.0.1:${stack.postgres_port}/${database}`
}

async function exists(client: Client, name: string): Promise<boolean> {
  return (await client.query('select 1 from pg_database where datname = $1', [name])).rows.length > 0
}

/** The name of the migrated template, made when the schema's sources changed; runs at once wait for each other. */
export async function prepareTemplate(stack: TestStack): Promise<string> {
  const name = `cien_template_${contentHash(ROOT, ['db', 'domain', 'policies'])}`
  await connected(databaseUrl('postgres', 'postgres', stack), async (client) => {
    if (await exists(client, name)) return
    await client.query('select pg_advisory_lock($1)', [LOCK])
    if (await exists(client, name)) return
    const building = `${name}_building`
    await client.query(`drop database if exists ${building} with (force)`)
    await client.query(`create database ${building} owner cien_owner`)
    await letIndexFindWords(databaseUrl('postgres', building, stack))
    await migrate(databaseUrl('cien_owner', building, stack))
    await client.query(`alter database ${building} rename to ${name}`)
  })
  return name
}

async function copy(template: string): Promise<TestDatabase> {
  const admin = databaseUrl('postgres', 'postgres')
  const name = `test_${randomBytes(8).toString('hex')}`
  await connected(admin, (client) => client.query(`create database ${name} template ${template} owner cien_owner`))
  return {
    name,
    app_url: databaseUrl('cien_app', name),
    owner_url: databaseUrl('cien_owner', name),
    drop: async () => {
      await connected(admin, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** A database of its own with the newest schema and no rows but those of the migrations. */
export function cloneDatabase(): Promise<TestDatabase> {
  const template = process.env.CIEN_TEST_TEMPLATE
  if (template === undefined) throw new Error('No template database: the suite belongs into a project with the global set-up')
  return copy(template)
}

/** A database without any schema, owned by the owner's role: for tests of the migrations themselves. */
export function emptyDatabase(): Promise<TestDatabase> {
  return copy('template0')
}
