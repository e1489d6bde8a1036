/** Journals from a file in a real browser: what is wrong is shown at its line, then all is posted, and the same file is known again (FIN-3). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp, type TestApp } from '../support/app'
import { axe, type Page, startBrowser, type TestBrowser } from '../support/browser'
import { type Caller, tenant } from '../support/tenant'

jest.setTimeout(180_000)

let app: TestApp
let browser: TestBrowser
let clerk: Caller
let folder: string
beforeAll(async () => {
  app = await startApp()
  const business = await tenant(app, { staff: [['journals.view', 'journals.manage', 'accounts.view', 'reports.view']], name: 'Builders' })
  clerk = business.staff[0] as Caller
  browser = await startBrowser(app)
  folder = mkdtempSync(join(tmpdir(), 'cien-import-'))
}, 300_000)
afterAll(async () => {
  await browser?.stop()
  await app?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function choose(page: Page, text: string): Promise<void> {
  const path = join(folder, 'books.csv')
  writeFileSync(path, text)
  await page.locator('input[type=file]').first().setInputFiles(path)
}

const HEAD = 'date,reference,account,description,debit,credit\n'
const LINES = '2026-03-31,A-1,1020,Rent,850.00,\n2026-03-31,A-1,4010,,,850.00\n2026-03-31,A-2,1020,,5,\n2026-03-31,A-2,4010,,,5\n'

test('FIN-3 a wrong line is told with its number and nothing can be posted; the mended file is posted and listed by itself', async () => {
  const page = await browser.as(clerk, '/journals')
  await page.getByRole('link', { name: 'Import journals' }).first().click()
  await choose(page, `${HEAD}${LINES}2026-03-31,A-3,7777,,1,\n`)
  await page.getByText('No account has the code 7777').waitFor()
  expect(await page.getByRole('button', { name: /^Post/ }).isDisabled()).toBe(true)
  expect(await axe(page)).toEqual([])
  await choose(page, HEAD + LINES)
  await page.getByText('€855.00').first().waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('row').getByText('J-000002').waitFor()
  await page.getByText('this one').waitFor()
  await page.getByRole('row').getByText('A-1: Rent').click()
  await page.getByRole('link', { name: 'Imported', exact: true }).waitFor()
})

test('FIN-3 the same file is known again, and the template is a file that can be imported', async () => {
  const page = await browser.as(clerk, '/journals/import', { phone: true, dark: true })
  await choose(page, HEAD + LINES)
  await page.getByText('imported before, as J-000001 to J-000002').waitFor()
  expect(await page.getByRole('button', { name: /^Post/ }).isDisabled()).toBe(true)
  expect(await axe(page)).toEqual([])
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  expect(Math.max(0, wide)).toBe(0)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Template' }).click()])
  await choose(page, readFileSync(await file.path(), 'utf8'))
  await page.getByRole('button', { name: 'Post 1 journal' }).click()
  await page.getByText('R-1: Rent').first().waitFor()
  expect(browser.problems).toEqual([])
})
