/** Turns at dear reads: of one business a few at a time, whatever another one asks for; too many and too late are told. */
import { Turns } from '../../db/kit/turns'

const LONG_MS = 60_000

/** True when the promise is settled after what stands in the queue of this moment. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false
  const end = (): void => {
    done = true
  }
  promise.then(end, end)
  await new Promise((next) => setImmediate(next))
  return done
}

const refused = { status: 503, code: 'business_busy', details: { retry_after: 3 } }

test('one business waits for its own turns only, and the first who waits is the next', async () => {
  const turns = new Turns({ each: 2, queue: 5, wait_ms: LONG_MS })
  await turns.take('a')
  await turns.take('a')
  const [third, fourth] = [turns.take('a'), turns.take('a')]
  expect([await settled(third), turns.waiting]).toEqual([false, 2])
  await turns.take('b')
  turns.give('a')
  expect([await settled(third), await settled(fourth), turns.waiting]).toEqual([true, false, 1])
  turns.give('a')
  await fourth
  for (const id of ['a', 'a', 'b']) turns.give(id)
  expect(() => turns.give('a')).toThrow('nobody')
})

test('a full queue refuses at once, and only that business', async () => {
  const turns = new Turns({ each: 1, queue: 1, wait_ms: LONG_MS })
  await turns.take('a')
  const second = turns.take('a')
  await expect(turns.take('a')).rejects.toMatchObject(refused)
  await turns.take('b')
  turns.give('a')
  await second
})

test('whose turn does not come in time is told, and holds nobody up afterwards', async () => {
  const turns = new Turns({ each: 1, queue: 5, wait_ms: 20 })
  await turns.take('a')
  await expect(turns.take('a')).rejects.toMatchObject(refused)
  expect(turns.waiting).toBe(0)
  turns.give('a')
  await turns.take('a')
})
