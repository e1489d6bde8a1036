/** Prepared statements of a connection: the last used stay, and no one person uses them up. */
import { askPlanned, type Database, inTenant, openDatabase, PLATFORM, tenantDb } from '../../db/kit/client'
import { Conditions } from '../../db/kit/reading'
import { MOST_PREPARED } from '../../db/kit/walled-query'
import { cloneDatabase, type TestDatabase } from '../support/postgres'

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase(database.app_url, 1)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const handle = () => tenantDb(db, PLATFORM)
const run = async (number: number): Promise<number | undefined> => {
  const [row] = await askPlanned<{ n: number }>(handle(), `select ${number}::int + $1::int as n`, [1])
  return row?.n
}
const prepared = async (): Promise<string[]> => {
  const rows = await askPlanned<{ statement: string }>(handle(), 'select statement from pg_prepared_statements where $1', [true])
  return rows.map(({ statement }) => statement)
}

test('past the bound the one that was not used for longest makes room, and runs again when it is asked for', async () => {
  const count = MOST_PREPARED + 100
  for (let number = 0; number < count; number += 1) {
    expect(await run(number)).toBe(number + 1)
    if (number % 50 === 0) await run(1)
  }
  const kept = await prepared()
  // The two walls and the question itself stand beside them.
  expect(kept.length).toBeLessThanOrEqual(MOST_PREPARED + 3)
  expect(kept.filter((text) => /^select 1::int/.test(text))).toHaveLength(1)
  expect(kept.filter((text) => /^select 2::int/.test(text))).toHaveLength(0)
  for (const number of [2, 3, 2, count - 1]) expect(await run(number)).toBe(number + 1)
})

test('statements that fail, also within a transaction, leave the others as they were', async () => {
  const broken = (number: number) => askPlanned(handle(), `select ${number}::int / ($1::int - 1) as n`, [1])
  for (let number = 0; number < MOST_PREPARED + 20; number += 1) {
    await expect(broken(number)).rejects.toThrow('division by zero')
    if (number % 100 === 0) expect(await run(number)).toBe(number + 1)
  }
  await inTenant(db, PLATFORM, async (trx) => {
    for (let number = 0; number < MOST_PREPARED + 20; number += 1) await askPlanned(trx, `select ${number}::text || $1::text as t`, ['x'])
  })
  expect(await run(5)).toBe(6)
  expect((await prepared()).length).toBeLessThanOrEqual(MOST_PREPARED + 3)
})

test('a filter has the same text however many values it is given', () => {
  const texts = new Set(
    Array.from({ length: 100 }, (_, index) => {
      const values = Array.from({ length: index + 1 }, (_value, number) => `v${number}`)
      return new Conditions(handle(), 'projects').filter({ status: values }).sql
    }),
  )
  expect([...texts]).toEqual(['projects.tenant_id = $1 and projects.status = $2', 'projects.tenant_id = $1 and projects.status = any($2)'])
})
