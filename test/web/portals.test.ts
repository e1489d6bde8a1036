/** The portals in a real browser: where each kind of person starts, and what they do there on a phone (PRJ-9, PRJ-10, PRJ-11, WEB-1). */
import { type TestApp, startApp } from '../support/app'
import { axe, type Page, type PageOptions, signIn, startBrowser, type TestBrowser } from '../support/browser'
import { samplePng } from '../support/samples/images'
import { made, pictureOf, type Site, siteIn } from '../support/site'
import type { Caller } from '../support/tenant'
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

/** Waits until the page shows what it read, not its skeleton. */
async function settled(page: Page): Promise<void> {
  await page.locator('main :is(h1, h2)').locator('visible=true').first().waitFor()
  await page.locator('.skeleton-late').first().waitFor({ state: 'detached' })
}

const PHONE: PageOptions = { phone: true }
const MODES: { name: string; options: PageOptions }[] = [
  { name: 'on a phone by day', options: PHONE },
  { name: 'on a desk by night', options: { dark: true } },
]

const pagesOf = ({ proposal, project, expense, stock, visit, picture }: Site): Record<string, string[]> => ({
  employee: [
    '/clock',
    '/calendar',
    '/calendar?view=month',
    `/calendar?event=${visit.id}`,
    '/site-visits',
    '/gallery',
    '/gallery/new',
    '/inbox',
  ],
  contractor: [
    '/contractor',
    '/contractor/ledger',
    '/contractor/vouchers',
    '/records/daily-logs',
    '/records/daily-logs/new',
    '/expenses',
    '/expenses/new',
    `/expenses/${expense.id}`,
    `/records/material-stock/${stock.id}`,
  ],
  client: [
    '/client/projects',
    `/client/projects/${project.id}`,
    '/client/proposals',
    `/client/proposals/${proposal.id}`,
    '/client/documents',
    '/gallery',
    `/gallery?picture=${picture.id}`,
  ],
  admin: [
    '/calendar?view=month',
    '/calendar?view=week',
    '/calendar?view=day',
    '/calendar?view=agenda',
    '/calendar?new=2026-05-04T09:00:00.000Z',
    '/gallery',
    '/expenses',
    `/expenses/${expense.id}`,
    '/records/project-members',
  ],
})
const whoIs = (kind: string): Caller =>
  kind === 'admin' ? site.business.admin : kind === 'employee' ? site.employee : kind === 'contractor' ? site.contractor : site.client

/** Chooses what a picker offers. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

test.each([
  ['employee', '/clock'],
  ['contractor', '/contractor'],
  ['client', '/client/projects'],
  ['admin', '/dashboard'],
])('the %s starts at %s', async (kind, start) => {
  const page = await browser.open('/', PHONE)
  await signIn(page, whoIs(kind))
  await page.waitForURL((url) => url.pathname === start)
  await page.getByRole('navigation', { name: 'Main places' }).waitFor()
})

test('PRJ-9 an employee clocks in on a project and out again; a second time says why not', async () => {
  const page = await browser.as(site.employee, '/clock', PHONE)
  await choose(page, 'Project', 'Riverside offices')
  await made(site.employee, '/api/employee/clock-in')
  await page.getByRole('button', { name: 'Clock in' }).click()
  await page.getByText('You are clocked in already.').waitFor()
  await page.getByRole('button', { name: 'Clock out' }).click()
  await page.getByText(/Clocked out after 0:0/).waitFor()
  await page.getByRole('button', { name: 'Clock in' }).click()
  await page.getByText('You are at work on Riverside offices').waitFor()
  await page.getByRole('timer').waitFor()
  await page.getByRole('button', { name: 'Clock out' }).click()
  await page.getByText('You are not clocked in', { exact: true }).waitFor()
})

test('PRJ-9 an employee adds two pictures from a phone and looks at them by keyboard', async () => {
  const page = await browser.as(site.employee, '/gallery/new', PHONE)
  await choose(page, 'Project', 'Riverside offices')
  const files = ['north.png', 'south.png'].map((name) => ({ name, mimeType: 'image/png', buffer: samplePng() }))
  await page.locator('input[type=file]').first().setInputFiles(files)
  await page.getByLabel('Caption').first().fill('North wall')
  await page.getByLabel('Caption').nth(1).fill('South wall')
  await page.locator('.upload-line .status.done').nth(1).waitFor()
  await page.getByRole('button', { name: 'Add 2 pictures' }).click()
  await page.waitForURL((url) => url.pathname === '/gallery')
  await page.getByRole('button', { name: /Open South wall/ }).click()
  await page.getByText('1 of 3').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('img', { name: 'North wall' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('PRJ-10 a contractor hands in an expense with its receipt, and the office decides it in place', async () => {
  const page = await browser.as(site.contractor, '/expenses/new', PHONE)
  await choose(page, 'Project', 'Riverside offices')
  await page.getByLabel('Category').fill('Fuel')
  await page.getByLabel('Amount').fill('184,90')
  await page.locator('input[type=file]').first().setInputFiles({ name: 'receipt.png', mimeType: 'image/png', buffer: samplePng() })
  await page.locator('.upload-line .status.done').waitFor()
  await page.getByRole('button', { name: 'Save and submit' }).click()
  await page.waitForURL(/\/expenses\/[0-9a-f-]{36}$/)
  await page.getByText('Submitted').first().waitFor()
  const office = await browser.as(site.business.admin, new URL(page.url()).pathname)
  await office.getByRole('form', { name: 'Your decision' }).waitFor()
  await office.keyboard.press('a')
  await office.keyboard.press('Control+Enter')
  await office.getByText('To be paid').first().waitFor()
})

test('PRJ-10 a contractor takes from stock; more than there is says why not', async () => {
  const page = await browser.as(site.contractor, `/records/material-stock/${site.stock.id}`, PHONE)
  const take = async (quantity: string): Promise<void> => {
    await page.getByLabel('Quantity').fill(quantity)
    await page.getByLabel('Reason').fill('Third floor')
    await page.getByRole('button', { name: 'Record' }).click()
  }
  await take('900')
  await page.getByText('There is not that much').waitFor()
  await take('220')
  await page.getByText('-220.000 m').waitFor()
  await page.getByText('580').first().waitFor()
})

/** Chooses an outcome on the proposal's page and confirms it with the thumb. */
async function answer(page: Page, outcome: string, comment?: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Your decision' })
  await form.getByRole('button', { name: outcome, exact: true }).click()
  if (comment) await form.getByRole('textbox', { name: 'Comment' }).fill(comment)
  await form.getByRole('button', { name: `${outcome} now` }).click()
}

test('PRJ-11 a client asks for changes on a phone, sees what changed in the next round, and approves it', async () => {
  const { admin } = site.business
  const page = await browser.as(site.client, '/client/projects', PHONE)
  await page.getByText('1 proposal waits for your decision').waitFor()
  await page.getByRole('link', { name: 'Solar panels' }).click()
  await page.getByText('€152,000.00').first().waitFor()
  await answer(page, 'Request changes')
  await page.getByText('Say why, so that it can be put right.', { exact: true }).last().waitFor()
  await answer(page, 'Request changes', 'Fewer panels, please.')
  await page.getByText('We prepare the next round.').waitFor()
  await made(admin, `/api/admin/proposals/${site.proposal.id}/revise`, { quoted_amount: '120000.00', notes: 'Eighty panels' })
  await page.getByText('What changed since the former round').waitFor()
  await page.getByText('€32,000.00 less').waitFor()
  await answer(page, 'Approve')
  await page.getByText('You have answered. Thank you.').waitFor()
})

test('PRJ-11 a round that was replaced meanwhile, and one past its last day, say why they cannot be decided', async () => {
  const { admin } = site.business
  const project_id = site.project.id
  const offer = await made(admin, '/api/admin/proposals', { project_id, title: 'Second lift', quoted_amount: '10.00' })
  await made(admin, `/api/admin/proposals/${offer.id}/submit`)
  const page = await browser.as(site.client, `/client/proposals/${offer.id}`, PHONE)
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  const sent = (await site.client.get(`/api/client/proposals/${offer.id}`)).body.data
  await made(site.client, `/api/tasks/${sent.task.id}/complete`, { outcome: 'reject', comment: 'Too dear' })
  await made(admin, `/api/admin/proposals/${offer.id}/revise`, { quoted_amount: '12.00' })
  await page.getByRole('button', { name: 'Approve now' }).click()
  await page.getByText('This round has been replaced or answered already.').waitFor()
  const late = { project_id, title: 'Old offer', quoted_amount: '10.00', valid_until: '2026-01-02' }
  const past = await made(admin, '/api/admin/proposals', late)
  await made(admin, `/api/admin/proposals/${past.id}/submit`)
  await page.goto(`/client/proposals/${past.id}`)
  await page.getByText('This proposal is no longer valid.').waitFor()
})

test('PRJ-11 a new picture reaches a client who is looking, with no money anywhere in the portal', async () => {
  const page = await browser.as(site.client, '/gallery', PHONE)
  await page.getByRole('button', { name: /Open Slab of the third floor/ }).waitFor()
  await pictureOf(app, site.employee, { project_id: site.project.id, caption: 'Roof' })
  await page.reload()
  await page.getByRole('button', { name: /Open Roof/ }).waitFor()
  await page.goto(`/client/projects/${site.project.id}`)
  await settled(page)
  expect(await page.locator('main').innerText()).not.toMatch(/€|EUR/)
})

describe.each(['employee', 'contractor', 'client', 'admin'])('pages for the %s', (kind) => {
  test.each(MODES)(
    'pass WCAG 2.1 AA $name, and none is wider than its window',
    async ({ options }) => {
      const page = await browser.as(whoIs(kind), '/me', options)
      const found: string[] = []
      for (const path of pagesOf(site)[kind] ?? []) {
        await page.goto(path)
        await settled(page)
        found.push(...(await axe(page)).map((line) => `${path} ${line}`))
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        if (overflow > 0) found.push(`${path} is ${overflow} px too wide`)
      }
      await page.context().close()
      expect(found).toEqual([])
    },
    300_000,
  )
})

test('no script failed and no policy was broken on the way', () => {
  expect(browser.problems).toEqual([])
})
