/** Once: a step that is tried again, or twice at the same time, has one effect and one result. */
import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { invalid } from '../../domain/errors'
import { injectFault } from '../../domain/kit/failpoint'
import { tenantDb, type Trx } from '../../db/kit/client'
import { onceInTenant } from '../../db/kit/once'
import { until } from '../../scripts/stack/wait'
import { latch } from '../support/chaos-steps'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

let deps: TestDeps
let tenant_id: string
let user_id: string

beforeAll(async () => {
  deps = await testDeps()
})
afterAll(() => deps.stop())
beforeEach(async () => {
  const business = await bareBusiness(deps)
  tenant_id = business.id
  user_id = business.admin_id
})
afterEach(() => injectFault(undefined))

const db = () => tenantDb(deps.db, tenant_id)
const run = <T>(key: string, work: (trx: Trx) => Promise<T>): Promise<T> => onceInTenant(db(), key, work)
/** Something to be seen in the database. */
const leave = async (trx: Trx, title: string): Promise<string> => {
  await trx('notifications').insert({ tenant_id, id: uuidv7(), user_id, kind: 'test', title })
  return title
}
const left = (): Promise<string[]> => db()('notifications').where({ tenant_id }).orderBy('created_at').pluck('title')
const effects = (key: string): Promise<unknown[]> => db()('effects').where({ tenant_id, key }).pluck('result')

/** True while some session of this database waits for another. */
async function somebodyWaits(): Promise<boolean> {
  const { rows } = await db().raw("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
  return rows.length > 0
}

test('a repeated key gives the first result and leaves nothing of the second try', async () => {
  expect(await run('a', (trx) => leave(trx, 'first'))).toBe('first')
  expect(await run('a', (trx) => leave(trx, 'second'))).toBe('first')
  expect([await left(), await effects('a')]).toEqual([['first'], ['first']])
})

test('a result of nothing is a result', async () => {
  await run('nothing', async (trx) => void (await leave(trx, 'first')))
  await run('nothing', async (trx) => void (await leave(trx, 'second')))
  expect(await left()).toEqual(['first'])
})

test('work that fails leaves neither an effect nor a key, and the next try does it', async () => {
  const failing = async (trx: Trx): Promise<string> => {
    await leave(trx, 'half')
    throw new Error('half-way')
  }
  await expect(run('b', failing)).rejects.toThrow('half-way')
  expect([await left(), await effects('b')]).toEqual([[], []])
  expect(await run('b', (trx) => leave(trx, 'whole'))).toBe('whole')
  expect(await left()).toEqual(['whole'])
})

test('a second try that stumbles over what the first did is no refusal: it gets the first result', async () => {
  const use = async (trx: Trx): Promise<string> => {
    const changed: number = await trx('users').where({ tenant_id, id: user_id, name: 'Admin' }).update({ name: 'Used' })
    if (changed === 0) throw invalid({ name: ['It was used already.'] })
    return 'used'
  }
  expect(await run('c', use)).toBe('used')
  expect(await run('c', use)).toBe('used')
  await expect(run('another step', use)).rejects.toMatchObject({ status: 422 })
})

/** Two tries of one key, the first held open until the second waits for it. */
async function twoAtOnce(
  key: string,
  first: (trx: Trx) => Promise<string>,
): Promise<[PromiseSettledResult<string>, PromiseSettledResult<string>]> {
  const [started, finish] = [latch(), latch()]
  const early = run(key, async (trx) => {
    const result = await leave(trx, 'first')
    // The row that both need.
    await trx('users').where({ tenant_id, id: user_id }).update({ name: 'First' })
    started.open()
    await finish.opened
    await first(trx)
    return result
  })
  await started.opened
  const late = run(key, async (trx) => {
    await trx('users').where({ tenant_id, id: user_id }).update({ name: 'Second' })
    return leave(trx, 'second')
  })
  await until(somebodyWaits, { what: 'The second try at the row', timeout_ms: 20_000 })
  finish.open()
  return Promise.allSettled([early, late])
}

test('two at once: one effect, and both get its result', async () => {
  const both = await twoAtOnce('d', async () => 'first')
  expect(both).toEqual([
    { status: 'fulfilled', value: 'first' },
    { status: 'fulfilled', value: 'first' },
  ])
  expect(await left()).toEqual(['first'])
})

test('two at once, and the first dies: the second does it', async () => {
  const [early, late] = await twoAtOnce('e', () => Promise.reject(new Error('died')))
  expect(early.status).toBe('rejected')
  expect(late).toEqual({ status: 'fulfilled', value: 'second' })
  expect(await left()).toEqual(['second'])
})

test('twenty at once under one key are one; other keys do not wait for each other', async () => {
  const same = await Promise.all(Array.from({ length: 20 }, (_, index) => run('f', (trx) => leave(trx, `try ${index}`))))
  expect(new Set(same)).toEqual(new Set(await left()))
  expect(await left()).toHaveLength(1)
  const meet = latch()
  let there = 0
  const together = async (): Promise<void> => {
    there += 1
    if (there === 3) meet.open()
    await meet.opened
  }
  await Promise.all(['g', 'h', 'i'].map((key) => run(key, together)))
  expect(there).toBe(3)
})

test('stopped just before COMMIT nothing happened; just after it the next try finds it', async () => {
  injectFault((point) => (point === 'K5' ? Promise.reject(new Error('stopped')) : undefined))
  await expect(run('j', (trx) => leave(trx, 'lost'))).rejects.toThrow('stopped')
  injectFault(undefined)
  expect([await left(), await effects('j')]).toEqual([[], []])
  expect(await run('j', (trx) => leave(trx, 'kept'))).toBe('kept')
})

test('the same key in another business is another effect', async () => {
  const other = await bareBusiness(deps)
  const key = randomUUID()
  expect(await run(key, async () => 'here')).toBe('here')
  expect(await onceInTenant(tenantDb(deps.db, other.id), key, async () => 'there')).toBe('there')
})

test('faults cannot be injected in production', () => {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    expect(() => injectFault(() => undefined)).toThrow('production')
  } finally {
    process.env.NODE_ENV = before
  }
})
