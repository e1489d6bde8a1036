/** A column added while connections live: what was prepared before is planned anew, in and outside transactions, and nobody notices. */
import { Client } from 'pg'
import { askPlanned, ask, type Database, inTenant, openDatabase, PLATFORM, tenantDb } from '../../db/kit/client'
import { connected } from '../../scripts/stack/postgres'
import { cloneDatabase, type TestDatabase } from '../support/postgres'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase(database.app_url, 3)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const TEXT = 'select * from locations where tenant_id = $1'
const alter = (sql: string): Promise<unknown> => connected(database.owner_url, (client: Client) => client.query(sql))
const handle = () => tenantDb(db, PLATFORM)

/** The same question in every way there is, three at a time so that each connection has its plan. */
async function everyWay(): Promise<unknown[]> {
  const ways = [
    () => ask(handle(), TEXT, [PLATFORM]),
    () => askPlanned(handle(), TEXT, [PLATFORM]),
    () => handle()('locations').where({ tenant_id: PLATFORM }).select(),
    () => inTenant(db, PLATFORM, (trx) => ask(trx, TEXT, [PLATFORM])),
    () => inTenant(db, PLATFORM, (trx) => trx('locations').where({ tenant_id: PLATFORM }).select()),
  ]
  const found: unknown[] = []
  for (const way of ways) found.push(...(await Promise.all([way(), way(), way()])))
  return found
}

test('reads go on after a column was added, and after it was dropped again', async () => {
  await inTenant(db, PLATFORM, (trx) => trx('locations').insert({ tenant_id: PLATFORM, id: PLATFORM, name: 'Yard' }))
  const before = await everyWay()
  expect(before.every((rows) => (rows as object[]).length === 1)).toBe(true)
  await alter('alter table locations add column colour text')
  for (const rows of await everyWay()) expect(rows).toEqual([expect.objectContaining({ name: 'Yard', colour: null })])
  await alter('alter table locations drop column colour')
  for (const rows of await everyWay()) expect(Object.keys((rows as object[])[0] ?? {})).not.toContain('colour')
})

test('what a transaction did before its plan went stale is done once', async () => {
  await everyWay()
  const name = 'Written once'
  const write = () =>
    inTenant(db, PLATFORM, async (trx) => {
      await trx('locations').insert({ tenant_id: PLATFORM, id: trx.raw('gen_random_uuid()'), name })
      return trx('locations').where({ tenant_id: PLATFORM }).select()
    })
  await inTenant(db, PLATFORM, (trx) => trx('locations').where({ tenant_id: PLATFORM }).select())
  await alter('alter table locations add column size text')
  const rows = (await write()) as { name: string }[]
  expect(rows.filter((row) => row.name === name)).toHaveLength(1)
  await alter('alter table locations drop column size')
  expect(
    (await ask<{ n: number }>(handle(), 'select count(*)::int as n from locations where tenant_id = $1 and name = $2', [PLATFORM, name]))[0]
      ?.n,
  ).toBe(1)
})
