/** What becomes of work when the wire to Postgres goes dead, or is cut between COMMIT and its answer (reliability F15, F17). */
import { v7 as uuidv7 } from 'uuid'
import { type Database, inTenant, openDatabase, tenantDb, type Trx } from '../../db/kit/client'
import { onceInTenant } from '../../db/kit/once'
import { until } from '../../scripts/stack/wait'
import { openWire, type Wire } from '../support/chaos-proxy'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

let deps: TestDeps
let wire: Wire
let far: Database
let business: { id: string; admin_id: string }

beforeAll(async () => {
  deps = await testDeps()
  wire = await openWire(deps.database.app_url)
  // As in production, but with a second instead of half a minute.
  far = openDatabase(`${wire.url(deps.database.app_url)}?query_timeout=1000`, 3, { patience_ms: 3000 })
})
afterAll(async () => {
  await far.close()
  await wire.close()
  await deps.stop()
})
beforeEach(async () => {
  business = await bareBusiness(deps)
})

const db = () => tenantDb(far, business.id)
const leave = async (trx: Trx, title: string): Promise<string> => {
  const { id: tenant_id, admin_id: user_id } = business
  await trx('notifications').insert({ tenant_id, id: uuidv7(), user_id, kind: 'test', title })
  return title
}
const left = (): Promise<string[]> => tenantDb(deps.db, business.id)('notifications').where({ tenant_id: business.id }).pluck('title')

test('F15 on a dead wire every request fails in bounded time, and afterwards each works for its own business', async () => {
  await Promise.all([1, 2, 3].map(() => db().raw('select 1')))
  wire.dead(true)
  const start = Date.now()
  const asked = [
    ...Array.from({ length: 6 }, () => db().raw('select 1')),
    ...Array.from({ length: 3 }, () => inTenant(far, business.id, (trx) => leave(trx, 'lost'))),
  ]
  const answers = await Promise.allSettled(asked)
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 'rejected'))
  expect(Date.now() - start).toBeLessThan(12_000)
  wire.dead(false)
  // A connection that was being made on the dead wire may still fail its request.
  const works = async (): Promise<boolean> => (await db().raw('select 1')).rows.length === 1
  await until(works, { what: 'The pool', timeout_ms: 6000 })
  const other = await bareBusiness(deps)
  for (const { id } of [other, business, other]) {
    const { rows } = await tenantDb(far, id).raw('select tenant_id from users')
    expect(rows).toEqual([{ tenant_id: id }])
  }
  expect(await left()).toEqual([])
}, 60_000)

test('F17 cut between COMMIT and its answer: the step is looked up, told as done, and done once', async () => {
  await db().raw('select 1')
  wire.cutAtCommit()
  const first = await onceInTenant(db(), 'step', (trx) => leave(trx, 'first'))
  expect(wire.cuts()).toBe(1)
  expect(first).toBe('first')
  expect(await onceInTenant(db(), 'step', (trx) => leave(trx, 'second'))).toBe('first')
  expect(await left()).toEqual(['first'])
})

test('F17 without a key the outcome is unknown to the caller, who is told so', async () => {
  wire.cutAtCommit()
  await expect(inTenant(far, business.id, (trx) => leave(trx, 'perhaps'))).rejects.toThrow(/terminated|ended|ECONNRESET/i)
  expect(await left()).toEqual(['perhaps'])
})
