/** Every page of the console: access in both modes, both languages, forms that survive, lists of any length, record types nobody foresaw (WEB-1, WEB-2, WEB-6). */
import { PLATFORM, tenantDb } from '../../db/kit/client'
import type { UserType } from '../../domain/actor'
import { consolePages, exampleOf, settled, type Visitor, visit } from '../../scripts/docs/console/routes'
import { type TestApp, startApp } from '../support/app'
import { axe, type Page, signIn, startBrowser, type TestBrowser } from '../support/browser'
import { type Cast, cast, documentIn } from '../support/documents'
import { type Caller, person } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const NO_ID = '01999999-0000-7000-8000-000000000001'

let app: TestApp
let worker: TestWorker
let browser: TestBrowser
let people: Cast
/** An example of each address, as the console itself would name it. */
let known: Record<string, string>

beforeAll(async () => {
  app = await startApp()
  ;[worker, people] = await Promise.all([startWorker(app), cast(app)])
  await people.admin.post('/api/admin/locations', { name: 'Main yard', city: 'Recife' })
  const document = await documentIn(people, 'in_verification', { name: 'Site plan' })
  known = { $resource: 'locations', $taskId: document.task.id }
  browser = await startBrowser(app)
}, 240_000)

afterAll(async () => {
  await browser?.stop()
  await worker?.stop()
  await app?.stop()
})

async function visitorOf(who: Visitor): Promise<Caller> {
  const { business } = people
  const tenant_id = who === 'platform' ? PLATFORM : business.id
  if (who === 'admin') return people.admin
  if (who === 'client' && business.clients[0]) return business.clients[0]
  return person(app, { tenant_id, user_type: who === 'platform' ? 'super_admin' : (who as UserType) })
}

/** What is wrong with the page that is shown. */
async function faultsOf(page: Page, path: string, rules?: readonly string[]): Promise<string[]> {
  const faults = (await axe(page, rules)).map((line) => `${path} ${line}`)
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  return overflow > 0 ? [...faults, `${path} is ${overflow} px too wide`] : faults
}

const MODES = [
  { name: 'light', options: {}, rules: undefined },
  // The same page in other colours.
  { name: 'dark', options: { dark: true }, rules: ['color-contrast'] },
  { name: 'light on a phone', options: { phone: true }, rules: undefined },
]

const signedInPages = consolePages().filter(({ who }) => who !== 'nobody')

test.each(MODES)(
  'WEB-1 every page passes WCAG 2.1 AA in $name',
  async ({ options, rules }) => {
    const found: string[] = []
    expect(signedInPages.length).toBeGreaterThan(25)
    for (const who of new Set(signedInPages.map((each) => each.who))) {
      const page = await browser.as(await visitorOf(who), '/notifications', options)
      await settled(page)
      for (const { path } of signedInPages.filter((each) => each.who === who)) {
        // Where there is no record yet, its page says so: that page is looked at, too.
        const address = (await exampleOf(page, path, known)) ?? path.replace(/\$\w+/g, NO_ID)
        await visit(page, address)
        found.push(...(await faultsOf(page, address, rules)))
      }
      await visit(page, '/no-such-page')
      found.push(...(await faultsOf(page, '/no-such-page', rules)))
      await page.context().close()
    }
    expect(found).toEqual([])
  },
  600_000,
)

test('WEB-1 pages without a session pass in both modes, and a wrong password says so', async () => {
  for (const dark of [false, true]) {
    for (const path of ['/sign-in', '/register', '/register/verify']) {
      const page = await browser.open(path, { dark })
      await page.locator('form').waitFor()
      expect(await axe(page)).toEqual([])
    }
  }
  const page = await browser.open('/sign-in')
  await page.locator('input[name=username]').fill('nobody')
  await page.locator('input[name=password]').fill('nothing at all')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('Wrong username or password.').waitFor()
})

/** Ends every session of the admin and waits until the token that the page holds is refused. */
async function endSessions(authorization: string): Promise<void> {
  await people.admin.post('/api/logout-everywhere', {})
  let status = 200
  while (status !== 401) status = (await fetch(`${app.url}/api/me`, { headers: { Authorization: authorization } })).status
}

test('TEN-5 a log-in that ends in mid-form keeps what was typed, and the form is saved afterwards', async () => {
  const page = await browser.as(people.admin, '/inbox')
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/admin/resources'))
  await page.goto('/records/locations/new')
  const { authorization = '' } = (await asked).headers()
  await page.getByLabel('Name').fill('Typed before the end')
  await endSessions(authorization)
  await page.context().clearCookies()
  await page.getByLabel('City').fill('Olinda')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Your log-in has ended').waitFor()
  expect(await axe(page)).toEqual([])
  await signIn(page, people.admin)
  await page.getByRole('heading', { name: 'Typed before the end' }).waitFor()
  await page.getByText('Olinda').waitFor()
})

async function adminAnew(): Promise<string> {
  const answer = await fetch(`${app.url}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: people.admin.username, password: 'Correct-horse-42-staple' }),
  })
  return ((await answer.json()) as { data: { token: string } }).data.token
}

test('WEB-2 a record changed by somebody else meanwhile is settled field by field', async () => {
  const headers = { Authorization: `Bearer ${await adminAnew()}` }
  const made = await people.admin.post('/api/admin/locations', { name: 'Disputed', city: 'Natal' }, headers)
  const { id, version } = made.body.data
  const page = await browser.as(people.admin, `/records/locations/${id}/edit`)
  await page.getByLabel('City').fill('Mossoró')
  const theirs = await people.admin.put(`/api/admin/locations/${id}`, { city: 'Parnamirim', country: 'Brasil', version }, headers)
  expect(theirs.status).toBe(200)
  await page.keyboard.press('Control+Enter')
  const dialog = page.getByRole('dialog', { name: 'This record changed while you were editing' })
  await dialog.getByText('First admin changed: City, Country').waitFor()
  await dialog.getByText('Theirs: Parnamirim').waitFor()
  // What only they changed is theirs without asking: nobody loses what they never touched.
  await dialog.getByText('Country: Brasil').waitFor()
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Keep mine on top' }).click()
  await page.waitForURL(`**/records/locations/${id}`)
  const { body } = await people.admin.get(`/api/admin/locations/${id}`, headers)
  expect(body.data).toMatchObject({ city: 'Mossoró', country: 'Brasil' })
})

test('WEB-2 a list of ten thousand rows is scrolled to its end while only what is seen is drawn', async () => {
  const db = tenantDb(app.services.db, people.business.id)
  await db.raw(
    `insert into trade_types (tenant_id, id, name) select ?, gen_random_uuid(), 'Trade ' || lpad(n::text, 5, '0') from generate_series(1, 10000) n`,
    [people.business.id],
  )
  const page = await browser.as(people.admin, '/records/trade-types?sort=name')
  await page.getByText('Trade 00001').waitFor()
  await page.locator('.table').evaluate((table) => table.scrollTo(0, table.scrollHeight))
  await page.getByText('Trade 10000').waitFor()
  expect(await page.locator('.table .line').count()).toBeLessThan(80)
  expect(await page.locator('.table').getAttribute('aria-rowcount')).toBe('10001')
})

test('WEB-6 the console speaks Portuguese to a Portuguese browser', async () => {
  const page = await browser.as(people.verifier, '/inbox', { language: 'pt-BR' })
  await page.getByRole('heading', { name: 'Caixa de entrada' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('pt')
  await page.getByRole('link', { name: /Site plan/ }).click()
  await page.getByRole('button', { name: 'Verificar' }).waitFor()
})

test('no script failed and no policy was broken on the way', () => {
  expect(browser.problems).toEqual([])
})
