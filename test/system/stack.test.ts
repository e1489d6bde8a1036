/** The stack that tests stand on: databases of their own, roles that own nothing, a Temporal with our attributes. */
import { Client } from 'pg'
import { type TestDatabase, cloneDatabase } from '../support/postgres'
import { connectTemporal, temporalServer } from '../support/temporal'

let database: TestDatabase
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('a cloned database holds the schema, and the application owns none of it', async () => {
  const tables = await ask(database.app_url, "select tableowner, tablename from pg_tables where schemaname = 'public'")
  expect(tables.length).toBeGreaterThan(5)
  expect(tables.filter((table) => table.tableowner !== 'cien_owner')).toEqual([])
})

test('the application can neither bypass row policies nor make roles, databases or tables', async () => {
  const [role] = await ask(
    database.app_url,
    "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'cien_app'",
  )
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false })
  await expect(ask(database.app_url, 'create table intruder (id int)')).rejects.toThrow('permission denied')
})

test('two clones do not share rows', async () => {
  const other = await cloneDatabase()
  await ask(database.owner_url, 'create table only_here (id int)')
  expect(await ask(other.owner_url, "select 1 from pg_tables where tablename = 'only_here'")).toEqual([])
  await other.drop()
  await expect(ask(other.app_url, 'select 1')).rejects.toThrow('does not exist')
})

test('Temporal knows the four search attributes and keeps histories for thirty days', async () => {
  const connection = await connectTemporal()
  const { namespace } = temporalServer()
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(['TenantId', 'Process', 'RecordId', 'Stage']))
    const { config } = await connection.workflowService.describeNamespace({ namespace })
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600)
  } finally {
    await connection.close()
  }
})
