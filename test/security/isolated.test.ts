/** The isolated pool: whatever a job does, its process is ended, the caller is told why, and everybody else goes on. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { IsolatedPool, isolatedTask } from '../../db/kit/isolated'
import { stoppedJobs } from '../../db/kit/isolated/metrics'
import { Refused } from '../../domain/errors'
import type { Deed } from '../support/isolated-task'

const task = isolatedTask<typeof import('../support/isolated-task')>({
  name: 'deed',
  module: require.resolve('../support/isolated-task'),
  limits: { time_ms: 800, memory_mb: 400, output_bytes: 1_000_000 },
})

const pool = new IsolatedPool()
afterAll(() => pool.close())

interface Asked {
  size?: number
  tenant_id?: string
  signal?: AbortSignal
  in_pool?: IsolatedPool
}

// Filling a heap takes its time: only what hangs is held to a short one.
const limitsOf = (deed: Deed): { time_ms?: number } => (['heap', 'array', 'bytes'].includes(deed) ? { time_ms: 20_000 } : {})
const run = (deed: Deed, { size = 0, tenant_id = 'one', signal, in_pool = pool }: Asked = {}) =>
  in_pool.run(task, { deed, size }, { tenant_id, field: 'file', limits: limitsOf(deed), ...(signal ? { signal } : {}) })
const refusal = (work: Promise<unknown>): Promise<Refused> =>
  work.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: unknown) => {
      if (error instanceof Refused) return error
      throw error
    },
  )
const stopped = (deed: string, reason: string): Promise<number> => {
  return stoppedJobs.get().then(({ values }) => values.find(({ labels }) => labels.task === deed && labels.reason === reason)?.value ?? 0)
}

it.each<[Deed, string, RegExp, number]>([
  ['spin', 'time', /more than 0.8 s of work/, 0],
  ['native', 'time', /more than 0.8 s of work/, 3_600_000],
  ['heap', 'memory', /more than 400 MB/, 0],
  ['array', 'memory', /more than 400 MB/, 0],
  ['bytes', 'memory', /more than 400 MB/, 0],
  ['answer', 'output', /more than 1 MB/, 1_000_001],
  ['exit', 'crash', /cannot be read/, 0],
  ['crash', 'crash', /cannot be read/, 0],
  ['throw', 'crash', /cannot be read/, 0],
])('a job that does %s is refused for its %s, and its process is replaced', async (deed, stop, sentence, size) => {
  const before = await stopped('deed', stop)
  const refused = await refusal(run(deed, { size }))
  expect(refused).toMatchObject({ status: 422, stop, details: { errors: { file: [expect.stringMatching(sentence)] } } })
  expect(await stopped('deed', stop)).toBe(before + 1)
  expect(await run('answer', { size: 3 })).toHaveLength(3)
})

it('what a task refuses reaches the caller as it is', async () => {
  expect(await refusal(run('refuse'))).toMatchObject({ status: 422, details: { errors: { file: ['The file field is refused.'] } } })
})

it('the event loop of the caller goes on while jobs burst', async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  await run('answer')
  delay.enable()
  const deeds: Deed[] = ['array', 'bytes']
  await Promise.all(deeds.map((deed) => refusal(run(deed, { tenant_id: deed }))))
  delay.disable()
  expect(delay.max / 1e6).toBeLessThan(400)
})

it('one business never holds all places, and the others take turns', async () => {
  const order: string[] = []
  const job = (tenant_id: string, size: number) => run('sleep', { tenant_id, size }).then(() => order.push(tenant_id))
  const many = Array.from({ length: 4 }, () => job('many', 300))
  const few = [job('few', 20), job('other', 20)]
  await Promise.all([...many, ...few])
  expect(order.slice(0, 3).sort()).not.toEqual(['many', 'many', 'many'])
  expect(order.indexOf('few')).toBeLessThan(2)
  expect(order.indexOf('other')).toBeLessThan(3)
  expect(order.filter((name) => name === 'many')).toHaveLength(4)
})

it('beyond its queue a business is asked to come again, and another is served', async () => {
  const in_pool = new IsolatedPool({ waiting_of_one: 2 })
  const held = [400, 1, 1].map((size) => run('sleep', { size, in_pool }))
  const refused = await refusal(run('answer', { in_pool }))
  expect(refused).toMatchObject({ status: 503, code: 'busy', details: { retry_after: 2 } })
  expect(await run('answer', { tenant_id: 'other', size: 2, in_pool })).toHaveLength(2)
  await Promise.all(held)
  in_pool.close()
})

it('a job whose caller went away is ended, whether it runs or waits', async () => {
  const control = new AbortController()
  await run('answer')
  const jobs = [run('native', { size: 3_600_000, signal: control.signal }), run('answer', { signal: control.signal })].map(refusal)
  control.abort()
  for (const refused of await Promise.all(jobs)) expect(refused).toMatchObject({ stop: 'abandoned' })
  expect(await run('answer', { size: 1 })).toHaveLength(1)
})

it('a child sees no setting of its parent', async () => {
  const environment = isolatedTask<typeof import('../support/isolated-environment')>({
    name: 'environment',
    module: require.resolve('../support/isolated-environment'),
  })
  const seen = await pool.run(environment, undefined, { tenant_id: 'one', field: 'file' })
  expect(seen.filter((name) => name !== 'TMPDIR')).toEqual(['TZ'])
})
