/** Attempts that are limited are counted in the database, for all processes together. */
import { openDatabase } from '../../db/kit/client'
import { countAttempt } from '../../db/platform'
import { testDeps, type TestDeps } from '../support/deps'

let deps: TestDeps
beforeAll(async () => {
  deps = await testDeps()
})
afterAll(() => deps.stop())

test('a burst over several processes is let through as often as the limit says, and no more', async () => {
  const others = [openDatabase(deps.database.app_url, 5), openDatabase(deps.database.app_url, 5)]
  const keys = [
    { key: 'register ana@example.test', limit: 5 },
    { key: 'register 192.0.2.1', limit: 30 },
  ]
  const waits = await Promise.all(Array.from({ length: 24 }, (_, index) => countAttempt([deps.db, ...others][index % 3] ?? deps.db, keys)))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
  for (const wait of waits) expect(wait).toBeLessThanOrEqual(60_000)
  const same_address = keys.slice(1)
  const more = await Promise.all(Array.from({ length: 10 }, () => countAttempt(deps.db, same_address)))
  expect(more.filter((wait) => wait === 0)).toHaveLength(6)
  await Promise.all(others.map((db) => db.close()))
})
