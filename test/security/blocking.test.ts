/** The measure itself: what keeps the process busy is seen by those who wait, what does not is not. */
import { setTimeout as pause } from 'node:timers/promises'
import { startApp, type TestApp } from '../support/app'
import { whatOthersWait } from '../support/blocking'
import { type Business, tenant } from '../support/tenant'

let app: TestApp
let business: Business

beforeAll(async () => {
  app = await startApp()
  business = await tenant(app)
})
afterAll(() => app.stop())

async function busy(milliseconds: number): Promise<void> {
  await pause(50)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

test('a busy event loop is what others wait for', async () => {
  const idle = await whatOthersWait(app, business.admin, () => pause(200, 'idle'))
  expect(idle.value).toBe('idle')
  expect(Object.keys(idle.health.statuses)).toEqual(['200'])
  expect(Object.keys(idle.list.statuses)).toEqual(['200'])
  const blocked = await whatOthersWait(app, business.admin, () => busy(1000))
  for (const waited of [blocked.health, blocked.list]) expect(waited.longest_ms).toBeGreaterThan(800)
  for (const waited of [idle.health, idle.list]) expect(waited.median_ms).toBeLessThan(800)
})

test('what the work threw is thrown', async () => {
  await expect(whatOthersWait(app, business.admin, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
