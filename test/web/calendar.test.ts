/** The calendar in a real browser: made, moved by keyboard and by pointer, read as a list, followed from elsewhere (PRJ-8). */
import { until } from '../../scripts/stack/wait'
import { type TestApp, startApp } from '../support/app'
import { type Page, startBrowser, type TestBrowser } from '../support/browser'
import { hourOf } from '../support/days'
import { made, type Site, siteIn } from '../support/site'
import type { Body } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let browser: TestBrowser
let site: Site

beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  site = await siteIn(app)
  browser = await startBrowser(app, site.zone)
}, 240_000)

afterAll(async () => {
  await browser?.stop()
  await worker?.stop()
  await app?.stop()
})

const path = '/api/admin/calendar'
/** A Monday in the last week of its month, thus at the lower left of the month's page. */
const DAY = '2026-05-25'
const theDay = `/calendar?view=day&day=${DAY}`
const at = (hour: number, day = DAY): string => hourOf(day, hour, site.zone).toISOString()
const eventOf = async (id: string): Promise<Body> => (await site.business.admin.get(`${path}/${id}`)).body.data
const meeting = (title: string, hour: number): Promise<Body> =>
  made(site.business.admin, path, {
    title,
    project_id: site.project.id,
    event_type: 'meeting',
    starts_at: at(hour),
    ends_at: at(hour + 1),
  })
const chip = (page: Page, id: string) => page.locator(`[data-event="${id}"]`)

test('PRJ-8 an event is made by keyboard on the day the calendar stands on', async () => {
  const page = await browser.as(site.business.admin, '/calendar?view=month&day=2026-05-04')
  await page.getByRole('group', { name: 'Month' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.waitForURL(/day=2026-05-05/)
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title').fill('Crane arrives')
  await dialog.getByRole('combobox', { name: 'Project' }).click()
  await page.getByRole('option', { name: 'Riverside offices' }).click()
  await dialog.getByRole('combobox', { name: 'Kind of event' }).click()
  await page.getByRole('option', { name: 'Other' }).click()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: /^Crane arrives, Other, Tuesday.* 5 May 2026 09:00/ }).waitFor()
  await page.keyboard.press('a')
  await page
    .getByRole('heading', { name: /5 May 2026/ })
    .first()
    .waitFor()
  await page.keyboard.press('t')
  await page.getByRole('button', { name: /Slab check/ }).waitFor()
})

test('PRJ-8 an event is picked up with Space, moved by the arrows and let go; undo brings it back', async () => {
  const { id } = await meeting('Progress meeting', 13)
  const page = await browser.as(site.business.admin, theDay)
  await chip(page, id).focus()
  for (const key of ['Space', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'Escape']) await page.keyboard.press(key)
  await page.locator(`[data-event="${id}"]:focus`).waitFor()
  expect(await eventOf(id)).toMatchObject({ version: 1 })
  for (const key of ['Space', 'ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  const [start, end] = [at(13.5), at(14.75)]
  expect(await eventOf(id)).toMatchObject({ starts_at: start, ends_at: end, version: 2 })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: /Progress meeting.*13:00–14:00/ }).waitFor()
  expect(await eventOf(id)).toMatchObject({ starts_at: at(13), version: 3 })
})

/** Drags the middle of one element to a point of another. */
async function drag(page: Page, id: string, by: { x: number; y: number }): Promise<void> {
  const box = await chip(page, id).boundingBox()
  if (!box) throw new Error('The event is not in sight')
  const from = { x: box.x + Math.min(60, box.width / 2), y: box.y + 8 }
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  for (const share of [0.3, 0.6, 1]) await page.mouse.move(from.x + by.x * share, from.y + by.y * share)
  await page.mouse.up()
}

test('PRJ-8 an event is dragged to another time, and to another day', async () => {
  const { id } = await meeting('Handover', 16)
  const page = await browser.as(site.business.admin, theDay)
  await chip(page, id).scrollIntoViewIfNeeded()
  await drag(page, id, { x: 0, y: -46 })
  await page.getByRole('button', { name: /Handover.*15:00–16:00/ }).waitFor()
  await page.keyboard.press('m')
  await page.waitForURL(/view=month/)
  await chip(page, id).waitFor()
  const cells = page.locator('[data-day]')
  const [from, to] = [await chip(page, id).boundingBox(), await cells.first().boundingBox()]
  if (!from || !to) throw new Error('The month is not in sight')
  const first = (await cells.first().getAttribute('data-day')) ?? ''
  expect(first).toBe('2026-04-27')
  await drag(page, id, { x: to.x - from.x + 10, y: to.y - from.y + 40 })
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await until(async () => (await eventOf(id)).starts_at === at(15, first), { what: 'The event on its other day', timeout_ms: 10_000 })
})

/** What of the page a message stands over: by how many pixels the two overlap, sideways and in height. */
async function covered(page: Page): Promise<{ width: number; height: number }> {
  const message = page.locator('.mantine-Notification-root')
  // It comes gliding in; the frame makes room for as much as there is.
  await page.waitForFunction("getComputedStyle(document.documentElement).getPropertyValue('--messages') > '0px'")
  const [one, other] = [await message.boundingBox(), await page.locator('main').boundingBox()]
  if (!one || !other) throw new Error('There is no message, or no page')
  const shared = (from: 'x' | 'y', size: 'width' | 'height'): number =>
    Math.min(one[from] + one[size], other[from] + other[size]) - Math.max(one[from], other[from])
  return { width: shared('x', 'width'), height: shared('y', 'height') }
}

test.each([
  ['beside the menu', false],
  ['on a phone', true],
])('a message stands over nothing of the page %s', async (_where, phone) => {
  const { id } = await meeting('Handing over of keys', 10)
  const page = await browser.as(site.business.admin, theDay, { phone })
  await chip(page, id).focus()
  for (const key of ['Space', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await until(
    async () => {
      const { width, height } = await covered(page)
      return width <= 0 || height <= 0
    },
    { what: 'A page that is free of the message', timeout_ms: 5000 },
  )
})

test('PRJ-8 an event that somebody changed meanwhile is not moved over their change', async () => {
  const { id } = await meeting('Inspection of stairs', 18)
  const page = await browser.as(site.business.admin, theDay)
  await chip(page, id).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await site.business.admin.put(`${path}/${id}`, { location: 'Stair B', version: 1 })
  await page.keyboard.press('Enter')
  await page.getByText('Somebody else changed this event meanwhile.').waitFor()
  expect(await eventOf(id)).toMatchObject({ location: 'Stair B', starts_at: at(18) })
})

test('PRJ-8 an employee reads the own events and moves none; a secret link follows them elsewhere', async () => {
  const page = await browser.as(site.employee, '/calendar', { phone: true })
  await page.getByRole('button', { name: /Slab check/ }).click()
  await page.getByRole('dialog').getByText('Riverside offices').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Calendar link' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const address = await page.getByLabel('Secret address').inputValue()
  const feed = await fetch(`${app.url}${new URL(address).pathname}`)
  expect(await feed.text()).toContain('Slab check')
  await page.getByRole('button', { name: 'End the link' }).click()
  await page.getByText('You have no link yet.').waitFor()
  expect((await fetch(`${app.url}${new URL(address).pathname}`)).status).toBe(404)
})

test('no script failed and no policy was broken on the way', () => {
  expect(browser.problems).toEqual([])
})
