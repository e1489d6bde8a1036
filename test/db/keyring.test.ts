/** Tenant keys: one per tenant, made once, wrapped for its tenant alone, gone when erased. */
import { randomBytes, randomUUID } from 'node:crypto'
import { type Database, openDatabase, PLATFORM, tenantDb } from '../../db/kit/client'
import { openRing, type Ring } from '../../db/kit/keyring'
import { cloneDatabase, type TestDatabase } from '../support/postgres'

const MASTER = randomBytes(32).toString('hex')

let database: TestDatabase
let db: Database
let ring: Ring
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase(database.app_url, 10)
})
beforeEach(() => {
  ring = openRing(db, MASTER)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const keysOf = (tenant_id: string): Promise<{ id: string; wrapped_key: Buffer; current: boolean }[]> =>
  tenantDb(db, tenant_id)('tenant_keys').where({ tenant_id })

test('a tenant gets one key of 32 bytes on first use and keeps it', async () => {
  const tenant_id = randomUUID()
  const first = await ring.current(tenant_id)
  expect(first.key).toHaveLength(32)
  expect(await openRing(db, MASTER).current(tenant_id)).toEqual(first)
  expect(await ring.byId(first.id)).toEqual({ tenant_id, key: first.key })
})

test('two tenants have different keys', async () => {
  const [one, other] = await Promise.all([ring.current(randomUUID()), ring.current(randomUUID())])
  expect(one.key.equals(other.key)).toBe(false)
})

test('processes that need the first key at the same moment all get the same one', async () => {
  const tenant_id = randomUUID()
  const rings = Array.from({ length: 8 }, () => openRing(db, MASTER))
  const keys = await Promise.all(rings.map((each) => each.current(tenant_id)))
  expect(new Set(keys.map(({ id, key }) => `${id}:${key.toString('hex')}`)).size).toBe(1)
  expect(await keysOf(tenant_id)).toHaveLength(1)
})

test('the key itself is not in the database', async () => {
  const tenant_id = randomUUID()
  const { key } = await ring.current(tenant_id)
  const [row] = await keysOf(tenant_id)
  expect(row?.wrapped_key.includes(key)).toBe(false)
})

test('S02 a wrapped key moved to another tenant does not open', async () => {
  const [tenant_id, thief] = [randomUUID(), randomUUID()]
  await Promise.all([ring.current(tenant_id), ring.current(thief)])
  const [row] = await keysOf(tenant_id)
  await tenantDb(db, thief)('tenant_keys').where({ tenant_id: thief }).update({ wrapped_key: row?.wrapped_key })
  await expect(openRing(db, MASTER).current(thief)).rejects.toThrow('does not open')
})

test('another master key opens nothing', async () => {
  const tenant_id = randomUUID()
  await ring.current(tenant_id)
  await expect(openRing(db, randomBytes(32).toString('hex')).current(tenant_id)).rejects.toThrow('CIEN_MASTER_KEY')
  expect(() => openRing(db, 'abcd')).toThrow('CIEN_MASTER_KEY must be 32 bytes')
})

test('a tenant cannot see the keys of another, the platform can', async () => {
  const tenant_id = randomUUID()
  const { id } = await ring.current(tenant_id)
  expect(await tenantDb(db, randomUUID())('tenant_keys').where({ id })).toEqual([])
  expect(await tenantDb(db, PLATFORM)('tenant_keys').where({ id })).toHaveLength(1)
})

test('after a rotation the new key is used and the old one still opens what it wrote', async () => {
  const tenant_id = randomUUID()
  const old = await ring.current(tenant_id)
  await ring.rotate(tenant_id)
  const fresh = await ring.current(tenant_id)
  expect(fresh.id).not.toBe(old.id)
  expect(await ring.byId(old.id)).toEqual({ tenant_id, key: old.key })
})

test('S06 an erased tenant leaves no key behind, in memory or in the database', async () => {
  const tenant_id = randomUUID()
  const { id } = await ring.current(tenant_id)
  await ring.byId(id)
  await ring.erase(tenant_id)
  expect(await ring.byId(id)).toBeUndefined()
  expect(await keysOf(tenant_id)).toEqual([expect.objectContaining({ id, current: false, wrapped_key: Buffer.alloc(0) })])
})

test('what is no key id finds nothing', async () => {
  expect(await ring.byId(randomUUID())).toBeUndefined()
  expect(await ring.byId("' or true --")).toBeUndefined()
})

test('a database that is away is an error, never an erased key, and is asked again', async () => {
  const tenant_id = randomUUID()
  const { id } = await ring.current(tenant_id)
  const away = openDatabase(database.app_url, 1)
  const other = openRing(away, MASTER)
  await away.close()
  await expect(other.byId(id)).rejects.toThrow()
  await expect(other.current(tenant_id)).rejects.toThrow()
  Object.assign(away, openDatabase(database.app_url, 1))
  expect((await other.current(tenant_id)).id).toBe(id)
  await away.knex.destroy()
})
