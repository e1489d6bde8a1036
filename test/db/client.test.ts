/** The tenant wall in the connection under load, errors and aborts; and a pool that is exhausted (reliability A03, A06, F15, F40). */
import { inTenant, openDatabase, tenantDb, type Database } from '../../db/kit/client'
import { connected } from '../../scripts/stack/postgres'
import { databaseUrl } from '../support/postgres'
import { seeded } from '../support/chaos'
import { latch } from '../support/chaos-steps'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

const TENANTS = 20
const REQUESTS = 2000
const AT_ONCE = 40

let deps: TestDeps
let small: Database
const tenants: { id: string; admin_id: string }[] = []

beforeAll(async () => {
  deps = await testDeps()
  for (let count = 0; count < TENANTS; count += 1) tenants.push(await bareBusiness(deps))
  small = openDatabase(deps.database.app_url, 5, { patience_ms: 3000 })
})
afterAll(async () => {
  await small.close()
  await deps.stop()
})

/** Runs `work` for every number below `count`, so many at once. */
async function many(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const one = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await work(next - 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

const idsSeen = async (db: { raw(sql: string): PromiseLike<{ rows: { tenant_id: string }[] }> }): Promise<string[]> =>
  (await db.raw('select tenant_id from users')).rows.map((row) => row.tenant_id)

/** One request of some kind; answers the tenants whose rows it saw. */
async function request(kind: number, tenant_id: string): Promise<string[]> {
  const db = tenantDb(small, tenant_id)
  switch (kind) {
    case 0:
      return idsSeen(db)
    case 1:
      return inTenant(small, tenant_id, (trx) => idsSeen(trx))
    case 2:
      // A statement that fails, outside of a transaction.
      await expect(db.raw('select 1 / 0')).rejects.toThrow()
      return idsSeen(db)
    case 3: {
      let seen: string[] = []
      const broken = inTenant(small, tenant_id, async (trx) => {
        seen = await idsSeen(trx)
        throw new Error('aborted')
      })
      await expect(broken).rejects.toThrow('aborted')
      return seen
    }
    case 4: {
      const failed = inTenant(small, tenant_id, (trx) => trx.raw('select 1 / 0'))
      await expect(failed).rejects.toThrow()
      return idsSeen(db)
    }
    default:
      // Several statements of one transaction on their way at once, one of them wrong.
      return inTenant(small, tenant_id, async (trx) => {
        const seen = await Promise.all([idsSeen(trx), idsSeen(trx)])
        return seen.flat()
      })
  }
}

test(`A06 ${REQUESTS} interleaved requests of ${TENANTS} businesses over five connections never see another's rows`, async () => {
  const random = seeded(6)
  let wrong = 0
  let seen = 0
  await many(REQUESTS, async () => {
    const tenant_id = tenants[Math.floor(random() * TENANTS)]?.id ?? ''
    const ids = await request(Math.floor(random() * 6), tenant_id)
    seen += ids.length
    wrong += ids.filter((id) => id !== tenant_id).length
  })
  expect(wrong).toBe(0)
  expect(seen).toBeGreaterThanOrEqual(REQUESTS)
}, 120_000)

test('A03 no tenant, or one that is none, is refused before anything is sent', async () => {
  expect(() => tenantDb(small, '')).toThrow('No tenant')
  expect(() => tenantDb(small, "x'; select 1; --")).toThrow('No tenant')
  await expect(small.knex.raw('select 1')).rejects.toThrow('No tenant')
})

test('A03 a connection given back has no tenant: the setting ends with its statement', async () => {
  const one = openDatabase(deps.database.app_url, 1)
  const [first, second] = tenants
  try {
    const db = tenantDb(one, first?.id ?? '')
    await db.raw('select 1')
    await expect(inTenant(one, first?.id ?? '', () => Promise.reject(new Error('aborted')))).rejects.toThrow()
    const { rows } = await tenantDb(one, second?.id ?? '').raw("select current_setting('app.tenant', true) as tenant")
    expect(rows).toEqual([{ tenant: second?.id }])
  } finally {
    await one.close()
  }
})

test('F40 a pool whose connections are all held answers the rest with an error in bounded time, and serves on afterwards', async () => {
  const [tenant] = tenants
  const release = latch()
  const holders = Array.from({ length: 5 }, () =>
    inTenant(small, tenant?.id ?? '', async (trx) => {
      await trx.raw('select 1')
      await release.opened
    }),
  )
  const start = Date.now()
  const waiting = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => idsSeen(tenantDb(small, tenant?.id ?? ''))))
  const waited = Date.now() - start
  release.open()
  await Promise.all(holders)
  expect(waiting.filter(({ status }) => status === 'fulfilled')).toEqual([])
  for (const each of waiting) if (each.status === 'rejected') expect(String(each.reason)).toMatch(/acquiring a connection/)
  expect(waited).toBeLessThan(15_000)
  expect(await idsSeen(tenantDb(small, tenant?.id ?? ''))).toHaveLength(1)
}, 60_000)

test('F15 connections that the server cut are replaced, and the next request works', async () => {
  const [tenant] = tenants
  const db = tenantDb(small, tenant?.id ?? '')
  await many(50, async () => void (await idsSeen(db)))
  await connected(databaseUrl('postgres', 'postgres'), (client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = $2', [
      deps.database.name,
      'cien_app',
    ]),
  )
  const after = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => idsSeen(db)))
  for (const each of after) if (each.status === 'rejected') expect(String(each.reason)).toMatch(/terminat|connection|ECONNRESET|EPIPE/i)
  expect(await idsSeen(db)).toEqual([tenant?.id])
})

test('F12 a session that sleeps in its transaction is ended, so that its locks do not hold up others', async () => {
  const { rows } = await tenantDb(small, tenants[0]?.id ?? '').raw('show idle_in_transaction_session_timeout')
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: '10s' }])
})
