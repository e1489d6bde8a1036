/** The Idempotency-Key: one runs, the others wait and get its answer; the dead are taken over under the same effect id (TASK-7). */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { idempotent, type Sent } from '../../api/kit/idempotent'
import { claimKey, type Held, holdKey, keepAnswer, releaseKey, yieldKey } from '../../db/kit/idempotency'
import { type TenantDb, tenantDb } from '../../db/kit/client'
import { conflict, Refused } from '../../domain/errors'
import { until } from '../../scripts/stack/wait'
import { latch } from '../support/chaos-steps'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

let deps: TestDeps
let db: TenantDb
let asked: { user_id: string; path: string; key: string; body: unknown }

beforeAll(async () => {
  deps = await testDeps()
})
afterAll(() => deps.stop())
beforeEach(async () => {
  const business = await bareBusiness(deps)
  db = tenantDb(deps.db, business.id)
  asked = { user_id: business.admin_id, path: '/api/things', key: randomUUID(), body: { name: 'x' } }
})

const sent = (answer: string): Sent => ({ status: 201, answer })
const row = () => db('idempotency_keys').where({ tenant_id: db.userParams.tenant_id, key: asked.key }).first()
const call = () => ({ user_id: asked.user_id, path: asked.path, key: asked.key, body_hash: 'same' })
const noWait = (): Promise<void> => Promise.reject(new Error('would wait'))
/** As if its process had died some time ago. */
const expire = () =>
  db('idempotency_keys')
    .where({ key: asked.key, tenant_id: db.userParams.tenant_id })
    .update({ held_until: db.raw("now() - interval '1 second'") })

test('forty at once: one runs, all get its answer', async () => {
  let runs = 0
  const work = async (): Promise<Sent> => {
    runs += 1
    await pause(100)
    return sent('first')
  }
  const answers = await Promise.all(Array.from({ length: 40 }, () => idempotent(db, asked, work)))
  expect(runs).toBe(1)
  expect(new Set(answers.map(({ status, answer }) => `${status} ${answer}`))).toEqual(new Set(['201 first']))
  expect(answers.filter(({ replayed }) => replayed)).toHaveLength(39)
})

test('another body under the same key is a 422, while the first runs and after it', async () => {
  const [started, finish] = [latch(), latch()]
  const first = idempotent(db, asked, async () => {
    started.open()
    await finish.opened
    return sent('first')
  })
  await started.opened
  const other = { ...asked, body: { name: 'y' } }
  await expect(idempotent(db, other, async () => sent('other'))).rejects.toMatchObject({ status: 422 })
  finish.open()
  await first
  await expect(idempotent(db, other, async () => sent('other'))).rejects.toMatchObject({ status: 422 })
})

test('the same key of another person, or on another path, is another key', async () => {
  await idempotent(db, asked, async () => sent('mine'))
  expect(await idempotent(db, { ...asked, path: '/api/others' }, async () => sent('there'))).toEqual(sent('there'))
  expect(await idempotent(db, { ...asked, user_id: randomUUID() }, async () => sent('theirs'))).toEqual(sent('theirs'))
})

test('a dead holder is taken over under the same effect id, and told as repeated', async () => {
  const first = await claimKey(db, call(), noWait)
  await expect(claimKey(db, call(), noWait)).rejects.toThrow('would wait')
  await expire()
  const second = await claimKey(db, call(), noWait)
  expect(first).toMatchObject({ repeated: false })
  const { effect_id } = first as Held
  expect(second).toMatchObject({ effect_id, repeated: true })
})

test('of twenty who would take over a dead one, one does', async () => {
  await claimKey(db, call(), noWait)
  await expire()
  const claims = await Promise.allSettled(Array.from({ length: 20 }, () => claimKey(db, call(), noWait)))
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a living holder renews its claim, so that nobody takes it over', async () => {
  await claimKey(db, call(), noWait)
  await expire()
  await holdKey(db, call())
  await expect(claimKey(db, call(), noWait)).rejects.toThrow('would wait')
})

test('work that takes longer than a claim is still done by one', async () => {
  let runs = 0
  const finish = latch()
  const work = async (): Promise<Sent> => {
    runs += 1
    await finish.opened
    return sent('slow')
  }
  const both = [idempotent(db, asked, work), idempotent(db, asked, work)]
  const claimed = Date.now()
  const renewed = async (): Promise<boolean> => ((await row())?.held_until.getTime() ?? 0) > claimed + 9000
  await until(renewed, { what: 'The second renewal', timeout_ms: 20_000 })
  expect(runs).toBe(1)
  finish.open()
  expect((await Promise.all(both)).map(({ answer }) => answer)).toEqual(['slow', 'slow'])
}, 40_000)

test('a refusal is not kept: the same request may be right later', async () => {
  await expect(idempotent(db, asked, () => Promise.reject(conflict('locked', 'Not now.')))).rejects.toMatchObject({ status: 409 })
  expect(await row()).toBeUndefined()
  expect(await idempotent(db, asked, async () => sent('now'))).toEqual(sent('now'))
})

test.each([
  ['a 503', (): Error => new Refused({ status: 503, code: 'unavailable', message: 'Away.' })],
  ['an unforeseen error', (): Error => new Error('broken')],
])('after %s the outcome is unknown: the next try goes on under the same effect id at once', async (_what, error) => {
  const ids: string[] = []
  const failing = async ({ effect_id }: { effect_id: string }): Promise<Sent> => {
    ids.push(effect_id)
    throw error()
  }
  await expect(idempotent(db, asked, failing)).rejects.toThrow()
  const done = await idempotent(db, asked, async ({ effect_id, repeated }) => {
    ids.push(effect_id)
    return sent(String(repeated))
  })
  expect(done.answer).toBe('true')
  expect(new Set(ids).size).toBe(1)
})

test('the first answer stays, whoever comes late', async () => {
  const claim = (await claimKey(db, call(), noWait)) as Held
  await keepAnswer(db, call(), { status: 201, answer: 'first' })
  await keepAnswer(db, call(), { status: 201, answer: 'late' })
  expect([await yieldKey(db, call(), claim), await releaseKey(db, call(), claim)]).toEqual([false, false])
  expect(await claimKey(db, call(), noWait)).toEqual({ replay: { status: 201, answer: 'first' } })
})

test('one whose claim was taken over neither gives the key back nor answers a refusal: the answer of the other counts', async () => {
  const [started, finish] = [latch(), latch()]
  const late = idempotent(db, asked, async () => {
    started.open()
    await finish.opened
    throw conflict('locked', 'The other one came first.')
  })
  await started.opened
  await expire()
  const other = idempotent(db, asked, async ({ effect_id, repeated }) => {
    finish.open()
    await pause(100)
    return sent(`${effect_id} ${repeated}`)
  })
  const before = await row()
  expect(await other).toEqual(sent(`${before?.effect_id} true`))
  expect(await late).toEqual({ ...sent(`${before?.effect_id} true`), replayed: true })
})

test('a repeated try that stumbles over what its first one did meanwhile looks once more; a refusal that stands is told', async () => {
  await expect(idempotent(db, asked, () => Promise.reject(new Error('died')))).rejects.toThrow('died')
  let looks = 0
  const found = await idempotent(db, asked, async () => {
    looks += 1
    if (looks === 1) throw conflict('taken', 'By the first try.')
    return sent('found')
  })
  expect([looks, found.answer]).toEqual([2, 'found'])
  asked = { ...asked, key: randomUUID() }
  await expect(idempotent(db, asked, () => Promise.reject(new Error('died')))).rejects.toThrow('died')
  await expect(idempotent(db, asked, () => Promise.reject(conflict('locked', 'Not now.')))).rejects.toMatchObject({ status: 409 })
  expect(await row()).toBeUndefined()
})

test('a key is printable and short', async () => {
  for (const key of ['', 'with space', 'é', 'x'.repeat(201)]) {
    await expect(idempotent(db, { ...asked, key }, async () => sent('never'))).rejects.toMatchObject({ status: 422 })
  }
})
