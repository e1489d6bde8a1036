/** TASK-5 a manager opens Temporal UI in a browser through the gate and reads a process like a case file. */
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../../scripts/browser/chromium'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn } from '../support/documents'
import type { Body } from '../support/tenant'
import { startTemporalUi, type TestUi } from '../support/temporal-ui'
import { startWorker, type TestWorker } from '../support/worker'

let ui: TestUi
let app: TestApp
let worker: TestWorker
let browser: Browser
let people: Cast
let document: Body
beforeAll(async () => {
  ui = await startTemporalUi()
  app = await startApp({ env: { TEMPORAL_UI_URL: ui.url } })
  worker = await startWorker(app)
  browser = await launchChromium()
  people = await cast(app)
  document = await documentIn(people, 'in_approval', { name: 'Lease of the tower' })
})
afterAll(async () => {
  await browser.close()
  await worker.stop()
  await app.stop()
  await ui.stop()
})

/** A page with a manager's pass, and where it broke its content policy or its own script. */
async function visit(): Promise<{ page: Page; complaints: string[] }> {
  const session = await people.admin.post('/api/processes/session', {})
  const cookies = session.headers.getSetCookie().map((cookie) => {
    const [, name = '', value = '', path = ''] = /^([^=]+)=([^;]+); Path=([^;]+)/.exec(cookie) ?? []
    return { name, value, path, domain: '127.0.0.1', httpOnly: true, sameSite: 'Strict' as const }
  })
  const context = await browser.newContext()
  await context.addCookies(cookies)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

/** Visibility follows the process after a moment. */
async function listed(): Promise<boolean> {
  const found = worker.client.workflow.list({ query: `RecordId = '${document.id}'` })
  for await (const { workflowId } of found) if (workflowId === document.process.workflow_id) return true
  return false
}

// A browser on a machine that runs other suites as well.
const LOADED_MS = 90_000
jest.setTimeout(4 * LOADED_MS)

test('the list shows the own processes, and nothing on the page breaks its content policy', async () => {
  const { page, complaints } = await visit()
  await until(listed, { what: 'The process in visibility', timeout_ms: 30_000 })
  await page.goto(`${app.url}/temporal/namespaces/cien/workflows`)
  await page.locator(`a[href*="${document.id}"]`).first().waitFor({ timeout: LOADED_MS })
  expect(complaints).toEqual([])
  await page.context().close()
})

test('the history is readable: activities by their names, the input decoded, the current details from the worker', async () => {
  const { page, complaints } = await visit()
  await page.goto(app.url + document.process.temporal_ui_url)
  await page.getByText('document.verify').first().waitFor({ timeout: LOADED_MS })
  expect(await page.getByText('Lease of the tower').count()).toBeGreaterThan(0)
  await page.goto(`${app.url}${document.process.temporal_ui_url.replace(/\/history$/, '/user-metadata')}`)
  const frame = page.frameLocator('#user-metadata-current-details')
  await frame.getByText('in_approval').first().waitFor({ timeout: LOADED_MS })
  expect(complaints).toEqual([])
  await page.context().close()
})
