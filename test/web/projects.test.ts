/** A business from its first set-up step to its dashboard: guide, project from a template, phases on the schedule, a proposal decided (PRJ-1 to PRJ-6, PRJ-12, WEB-1). */
import { type TestApp, startApp } from '../support/app'
import { axe, type Page, startBrowser, type TestBrowser } from '../support/browser'
import { library, projectIn } from '../support/projects'
import { type Body, type Business, type Caller, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

// A whole story in a browser takes its time on a busy machine.
jest.setTimeout(240_000)

let app: TestApp
let worker: TestWorker
let browser: TestBrowser
let business: Business
let colleague: Caller

const SLUGS = ['proposals.view', 'proposals.manage', 'projects.view', 'phases.view', 'dashboard.view']

beforeAll(async () => {
  app = await startApp()
  ;[worker, business] = await Promise.all([startWorker(app), tenant(app, { staff: [SLUGS], client: 1, name: 'Builders' })])
  ;[colleague] = business.staff as [Caller]
  browser = await startBrowser(app)
}, 240_000)

afterAll(async () => {
  await browser?.stop()
  await worker?.stop()
  await app?.stop()
})

/** The first record of a list. */
const first = async (path: string): Promise<Body> => (await business.admin.get(path)).body.data[0]

/** Types into the open step of the guide and adds it. */
async function add(page: Page, values: Record<string, string>): Promise<void> {
  const form = page.locator('.quick-add')
  for (const [label, value] of Object.entries(values)) await form.getByLabel(label).fill(value)
  await form.getByRole('button', { name: 'Add' }).click()
}

/** Waits until the guide says how far it is, then goes on to the next step. */
async function reached(page: Page, done: number): Promise<void> {
  await page.getByText(`${done} of 9 steps done`).first().waitFor()
  await page.getByRole('button', { name: /^Next: / }).click()
}

async function throughTheGuide(page: Page): Promise<void> {
  await add(page, { Name: 'Main office' })
  await reached(page, 1)
  await page.getByRole('button', { name: 'Add Electrical' }).click()
  await reached(page, 2)
  await page.getByRole('button', { name: 'Add Contract' }).click()
  await reached(page, 3)
  await add(page, { Name: 'Foundation', 'Default duration in days': '5' })
  await reached(page, 4)
  await page.getByRole('button', { name: 'Add Structure' }).click()
  await page.getByText('5 of 9 steps done').waitFor()
}

test('PRJ-1 the guide leads from nothing to the first project, each first entry added in place', async () => {
  const page = await browser.as(business.admin, '/dashboard')
  await page.getByRole('link', { name: 'Continue the set-up' }).click()
  await page.waitForURL('**/setup')
  await throughTheGuide(page)
  await library(business.admin, { Frame: 10 })
  await business.admin.post('/api/admin/project-templates', { name: 'House', phase_keys: ['foundation', 'frame'] })
  await business.admin.post('/api/admin/staff', { user_id: colleague.id })
  await page.reload()
  await page.getByText('7 of 9 steps done').waitFor()
  await page.getByLabel('Company').fill('Wire and Sons')
  await page.getByRole('combobox', { name: 'Trade' }).click()
  await page.getByRole('option', { name: 'Electrical' }).click()
  await page.locator('.quick-add').getByRole('button', { name: 'Add' }).click()
  await page.getByText('Everything is ready.').waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: 'Start the first project' }).click()
  await page.waitForURL('**/projects/new')
})

test('PRJ-2 a project is made with the phases of a template, planned one after another', async () => {
  const page = await browser.as(business.admin, '/projects/new')
  await page.getByLabel('Name').fill('Harbour house')
  await page.getByRole('combobox', { name: 'Template' }).click()
  await page.getByRole('option', { name: 'House' }).click()
  await page.getByLabel('Start').fill('2026-03-02')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/)
  await page.getByRole('button', { name: 'Foundation: 2 Mar 2026 – 6 Mar 2026, 5 days, 0% done, Pending' }).waitFor()
  await page.getByRole('button', { name: /^Frame: 7 Mar 2026 – 16 Mar 2026, 10 days/ }).waitFor()
})

/** The phases of the first project by name. */
async function phases(): Promise<Record<string, Body>> {
  const { id } = await first('/api/admin/projects')
  const { body } = await business.admin.get(`/api/admin/phases?filter[project_id]=${id}&sort=sort_order`)
  return Object.fromEntries(body.data.map((phase: Body) => [phase.name, phase]))
}

const openProject = async (who: Caller, options = {}): Promise<Page> =>
  browser.as(who, `/projects/${(await first('/api/admin/projects')).id}`, options)

/** Does what saves a phase and waits until the server has taken it. */
async function saving(page: Page, work: () => Promise<unknown>): Promise<void> {
  const taken = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
  await work()
  await taken
}

test('PRJ-6 a phase is moved and stretched on the schedule by keyboard: enter saves, escape leaves it as it was', async () => {
  const page = await openProject(business.admin)
  const bar = page.getByRole('button', { name: /^Foundation: 2 Mar/ })
  await bar.focus()
  await page.keyboard.press('ArrowRight')
  await page.getByText('Not saved yet').first().waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await saving(page, () => page.keyboard.press('Enter'))
  await page.getByRole('button', { name: /^Foundation: 4 Mar 2026 – 9 Mar 2026, 6 days, 0%/ }).waitFor()
  expect((await phases()).Foundation).toMatchObject({ planned_start: '2026-03-04', planned_end: '2026-03-09' })
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('PageDown')
  await saving(page, () => page.keyboard.press('Enter'))
  await page.getByRole('button', { name: /^Frame: 14 Mar 2026 – 23 Mar 2026, 10 days, 0%/ }).waitFor()
  expect((await phases()).Frame).toMatchObject({ planned_start: '2026-03-14', planned_end: '2026-03-23' })
})

test('PRJ-6 a phase is dragged by the pointer, and taken back at once', async () => {
  const page = await openProject(business.admin)
  await page.getByText('Weeks', { exact: true }).click()
  const bar = page.getByRole('button', { name: /^Foundation: 4 Mar/ })
  await bar.scrollIntoViewIfNeeded()
  const box = await bar.boundingBox()
  if (!box) throw new Error('The bar is not shown')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 3 * 26, y, { steps: 4 })
  await saving(page, () => page.mouse.up())
  expect((await phases()).Foundation).toMatchObject({ planned_start: '2026-03-07', planned_end: '2026-03-12' })
  await saving(page, () => page.getByRole('button', { name: 'Undo' }).click())
  expect((await phases()).Foundation).toMatchObject({ planned_start: '2026-03-04', planned_end: '2026-03-09' })
})

test('PRJ-6 progress typed in the table moves the project on, and a phase left out counts no more', async () => {
  const page = await openProject(business.admin)
  await page.getByText('Table', { exact: true }).click()
  const progress = page.getByLabel('Progress of Foundation in percent')
  await progress.fill('100')
  await saving(page, () => progress.press('Enter'))
  await page.locator('.tile', { hasText: 'Current phase' }).getByText('Frame').waitFor()
  await page.getByText('50%').first().waitFor()
  await page.getByRole('button', { name: 'Actions for Frame' }).click()
  await saving(page, () => page.getByRole('menuitem', { name: 'Leave out' }).click())
  await page.locator('.tile', { hasText: 'Progress' }).getByText('100%').waitFor()
  expect((await phases()).Frame).toMatchObject({ status: 'skipped' })
})

test('PRJ-6 loading a template shows first what it would add', async () => {
  const { id } = await projectIn(business, 'draft', { name: 'Second house' })
  const page = await browser.as(business.admin, `/projects/${id}`)
  await page.getByRole('button', { name: 'Load from template' }).click()
  await page.getByRole('combobox', { name: 'Template' }).click()
  await page.getByRole('option', { name: 'House' }).click()
  await page.getByRole('dialog').getByLabel('Start').fill('2026-05-01')
  await page.getByRole('list', { name: 'What will be added' }).getByText('6 May 2026 – 15 May 2026').waitFor()
  await page.getByRole('button', { name: 'Load 2 phases' }).click()
  await page.getByRole('button', { name: /^Frame: 6 May 2026/ }).waitFor()
})

test('PRJ-5 a proposal is sent from the project’s page, and a colleague records the client’s answer', async () => {
  const { id } = (await business.admin.get('/api/admin/projects?search=Harbour')).body.data[0]
  const page = await browser.as(business.admin, `/projects/${id}?tab=proposals`)
  await page.getByRole('link', { name: 'New: Proposal' }).click()
  await page.waitForURL('**/proposals/new**')
  await page.getByLabel('Title').fill('Roof')
  expect(await page.getByRole('combobox', { name: 'Project' }).inputValue()).toBe('Harbour house')
  await page.getByLabel('Amount').fill('90000')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'Send to the client' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send to the client' }).click()
  await page.getByText('You cannot decide this').waitFor()
  expect(await axe(page)).toEqual([])

  const other = await browser.as(colleague, new URL(page.url()).pathname)
  await other.getByRole('button', { name: 'Request changes' }).click()
  await other.getByRole('form', { name: 'Your decision' }).getByLabel('Comment').fill('By phone: too dear')
  await other.keyboard.press('Control+Enter')
  await other.getByRole('button', { name: 'Start next round' }).click()
  await other.getByRole('dialog').getByLabel('Amount').fill('84000')
  await other.keyboard.press('Control+Enter')
  await other.getByText('€6,000.00 less (6.7%)').waitFor()
  await other.getByText('By phone: too dear').first().waitFor()
  const [paper] = await Promise.all([other.waitForEvent('download'), other.getByRole('button', { name: 'PDF of round 2' }).click()])
  expect(paper.suggestedFilename()).toBe('PDF of round 2.pdf')

  await page.reload()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('form', { name: 'Your decision' }).getByLabel('Comment').fill('Signed letter')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Its amount is the contract value of the project now.').waitFor()
})

test('PRJ-2 a project with open work says what is open and leads there; the dashboard leads to its lists', async () => {
  const { id } = (await business.admin.get('/api/admin/projects?search=Harbour')).body.data[0]
  const made = await business.admin.post('/api/admin/proposals', { project_id: id, title: 'Extra stairs', quoted_amount: '10.00' })
  await business.admin.post(`/api/admin/proposals/${made.body.data.id}/submit`, {})
  const page = await browser.as(business.admin, `/projects/${id}`)
  await page.getByRole('button', { name: 'Complete project' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Complete project' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Extra stairs' }).click()
  await page.waitForURL(`**/proposals/${made.body.data.id}`)

  const manager = await browser.as(colleague, '/dashboard')
  await manager.locator('.tile', { hasText: 'Value approved' }).getByText('€84,000.00').waitFor()
  await manager.getByRole('link', { name: /Proposals approved/ }).click()
  await manager.waitForURL('**/proposals?**')
  await manager.getByRole('row', { name: /Roof/ }).waitFor()
  expect(await manager.getByRole('row', { name: /Extra stairs/ }).count()).toBe(0)
})

test('PRJ-4 PRJ-12 what is owed leads to the projects, the records of one, and each record; every list says its sum', async () => {
  const { id } = (await business.admin.get('/api/admin/projects?search=Harbour')).body.data[0]
  await business.admin.post('/api/admin/variation-orders', { project_id: id, title: 'Wider stairs', amount: '1234.50' })
  await business.admin.post('/api/admin/daywork-orders', { project_id: id, work_date: '2026-05-04', amount: '65.50' })
  const page = await browser.as(business.admin, '/dashboard')
  await page.locator('.tile', { hasText: 'Total liability' }).click()
  await page.getByText('€1,300.00').first().waitFor()
  await page.getByRole('link', { name: 'Harbour house' }).click()
  await page.waitForURL(`**/projects/${id}/liability`)
  expect(await page.locator('.liability-sum').innerText()).toContain('€1,300.00')
  await page.getByRole('link', { name: /^VO-/ }).click()
  await page
    .getByRole('heading', { name: /Wider stairs|VO-/ })
    .first()
    .waitFor()

  await page.goto(`/projects/${id}`)
  await page.getByRole('figure', { name: 'Money at a glance' }).getByRole('link', { name: '€65.50' }).click()
  await page.waitForURL('**/daywork-orders?**')
  await page.getByRole('row', { name: /DWO-/ }).waitFor()
})

test('PRJ-12 the dashboard follows what happens without a reload', async () => {
  const page = await browser.as(business.admin, '/dashboard')
  const tile = page.locator('.tile', { hasText: 'Active projects' })
  await tile.getByText('of 2').waitFor()
  await projectIn(business, 'active', { name: 'Third house' })
  await tile.getByText('of 3').waitFor()
})

const MODES = [
  { name: 'light', options: {} },
  { name: 'dark', options: { dark: true } },
  { name: 'light on a phone', options: { phone: true } },
  { name: 'Portuguese on a dark phone', options: { phone: true, dark: true, language: 'pt-BR' as const } },
]

test.each(MODES)(
  'WEB-1 the pages of projects, proposals, dashboard and set-up pass WCAG 2.1 AA in $name and never scroll sideways',
  async ({ options }) => {
    const project = (await business.admin.get('/api/admin/projects?search=Harbour')).body.data[0].id
    const proposal = (await first('/api/admin/proposals')).id
    const page = await browser.as(business.admin, '/projects', options)
    const owed = ['/projects/liability', `/projects/${project}/liability`, '/calendar/upcoming']
    const paths = [
      '/dashboard',
      '/setup',
      '/projects',
      '/projects/new',
      `/projects/${project}`,
      '/proposals',
      `/proposals/${proposal}`,
      ...owed,
    ]
    const tabs = ['proposals', 'money', 'documents', 'calendar', 'site'].map((tab) => `/projects/${project}?tab=${tab}`)
    const found: string[] = []
    for (const path of [...paths, ...tabs]) {
      await page.goto(path)
      await page.locator('main :is(h1, h2)').locator('visible=true').first().waitFor()
      await page.locator('.skeleton-late').first().waitFor({ state: 'detached' })
      found.push(...(await axe(page)).map((line) => `${path} ${line}`))
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      if (overflow > 0) found.push(`${path} is ${overflow} px too wide`)
    }
    expect(found).toEqual([])
  },
  300_000,
)

test('no script failed and no policy was broken on the way', () => {
  expect(browser.problems).toEqual([])
})
