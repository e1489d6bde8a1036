/** Money in the console: a voucher from its form to the ledger by four people, its statement, a paper checked by anybody (FIN-1, FIN-2). */
import { type TestApp, startApp } from '../support/app'
import { axe, type Page, startBrowser, type TestBrowser } from '../support/browser'
import { rowsOf } from '../support/documents'
import { person, role } from '../support/tenant'
import { type Money, money, ok, voucherIn, VOUCHERS } from '../support/vouchers'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let browser: TestBrowser
let of: Money

beforeAll(async () => {
  app = await startApp()
  ;[worker, of] = await Promise.all([startWorker(app), money(app)])
  browser = await startBrowser(app)
}, 240_000)

afterAll(async () => {
  await browser?.stop()
  await worker?.stop()
  await app?.stop()
})

/** Chooses a record by typing its name. */
async function pick(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).fill(name)
  await page.getByRole('option', { name }).click()
}

async function confirmTask(page: Page, outcome: string, fill?: () => Promise<void>): Promise<void> {
  await page.getByRole('form', { name: 'Your decision' }).waitFor()
  await page.getByRole('button', { name: new RegExp(`^${outcome}`) }).click()
  await fill?.()
  await page.getByRole('button', { name: new RegExp(`${outcome} now`) }).click()
}

test('FIN-1 a voucher is entered, submitted, approved and paid in parts, each by who may', async () => {
  const slugs = ['vouchers.view', 'vouchers.manage', 'projects.view', 'subcontractors.view']
  const role_id = await role(app, of.business.id, slugs)
  const clerk = await person(app, { tenant_id: of.business.id, user_type: 'staff', role_id })
  const page = await browser.as(clerk, '/records/vouchers/new')
  await pick(page, 'Project', 'House')
  await pick(page, 'Subcontractor', 'Volt Ltd')
  await page.getByLabel('Amount').fill('1200.00')
  await page.getByLabel('Week ending').fill('2026-05-08')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'V-000001' }).waitFor()
  await page.getByRole('button', { name: 'Submit for approval' }).click()
  await page.getByText('You cannot decide this').waitFor()
  const path = new URL(page.url()).pathname

  const approver = await browser.as(of.approver, '/inbox')
  await approver.getByRole('link', { name: /V-000001/ }).click()
  await confirmTask(approver, 'Approve')
  await approver.getByText('All done').waitFor()

  const cashier = await browser.as(of.cashier, '/inbox')
  await cashier.getByRole('link', { name: /V-000001/ }).click()
  await confirmTask(cashier, 'Confirm payment', async () => {
    await cashier.getByLabel('Paid on').fill('2026-05-11')
    await cashier.getByLabel('Amount').fill('1000.00')
  })
  await cashier.getByText(/Pay V-000001: Volt Ltd, 200.00 EUR/).waitFor()

  await page.goto(path)
  await page.getByRole('region', { name: 'Postings' }).getByRole('link', { name: 'Payment' }).waitFor()
  expect(await page.getByText('Partly paid').count()).toBeGreaterThan(0)
  expect(await axe(page)).toEqual([])
})

test('FIN-1 a payment that is cancelled needs no day, and a refused amount says why', async () => {
  const approved = await voucherIn(of, 'approved')
  const page = await browser.as(of.cashier, `/inbox/${approved.task.id}`)
  await confirmTask(page, 'Confirm payment', async () => {
    await page.getByLabel('Paid on').fill('2026-05-11')
    await page.getByLabel('Amount').fill('1200.01')
  })
  await page
    .getByText(/must not be greater than the rest/)
    .first()
    .waitFor()
  await page.goto(`/inbox/${approved.task.id}`)
  await page.getByRole('form', { name: 'Your decision' }).waitFor()
  await page
    .getByRole('button', { name: /^Cancel/ })
    .first()
    .click()
  expect(await page.getByLabel('Paid on').count()).toBe(0)
  await page.getByLabel('Comment').fill('entered twice')
  await page.getByRole('button', { name: /Cancel now/ }).click()
  await page.getByText(`: ${approved.voucher_no}`).waitFor()
  expect((await ok(of.clerk.get(`${VOUCHERS}/${approved.id}`))).status).toBe('cancelled')
})

test('FIN-2 an entry is posted by hand, read with what is behind it, and reversed', async () => {
  const page = await browser.as(of.admin, '/records/ledgers/new')
  await page.getByRole('textbox', { name: 'Kind of party' }).click()
  await page.getByRole('option', { name: 'Subcontractor' }).click()
  await pick(page, 'Party', 'Volt Ltd')
  await page.getByRole('textbox', { name: 'Kind of entry' }).click()
  await page.getByRole('option', { name: 'Claim' }).click()
  await page.getByLabel('Debit').fill('80.00')
  await page.getByLabel('Date', { exact: true }).fill('2026-05-04')
  await page.getByLabel('Reference').fill('By hand')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Claim By hand' }).waitFor()
  await page.getByText('Entered by hand').waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Reverse' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('wrong week')
  await dialog.getByRole('button', { name: 'Reverse' }).click()
  await page.getByText('wrong week').first().waitFor()
})

test.each([{ dark: false }, { dark: true }, { phone: true }])('a statement reads, links and fits: %p', async (options) => {
  await voucherIn(of, 'paid')
  const path = `/statements?party_type=subcontractor&party_id=${of.subcontractor_id}`
  const page = await browser.as(of.bookkeeper, path, options)
  await page.getByText('Closing balance').waitFor()
  await page.getByRole('link', { name: 'Payment' }).first().waitFor()
  expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  expect(await axe(page)).toEqual([])
})

test('DOC-9 anybody checks a paper by its code, in either language and on a phone', async () => {
  const voucher = await voucherIn(of, 'paid')
  const headers = { Authorization: `Bearer ${of.clerk.token}` }
  await fetch(`${app.url}${VOUCHERS}/${voucher.id}/pdf`, { headers })
  const [{ code }] = (await rowsOf(app, of.business.id, 'papers').where({ record_id: voucher.id })) as [{ code: string }]
  const page = await browser.open('/verify', { phone: true, language: 'pt-BR' })
  await page.getByLabel('Código').fill(code.toLowerCase())
  await page.keyboard.press('Enter')
  await page.getByText('Este documento é autêntico e não mudou.').waitFor()
  await page.getByText(of.business.name).waitFor()
  expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  expect(await axe(page)).toEqual([])
  const wrong = await browser.open('/verify/0000-0000-0000-0000-0000', { dark: true })
  await wrong.getByText('No paper has this code.').waitFor()
  expect(await axe(wrong)).toEqual([])
})

test('no script failed and no policy was broken on the way', () => {
  expect(browser.problems).toEqual([])
})
