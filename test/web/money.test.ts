/** The month of an accountant in a real browser: enter, approve, pay, reverse, compare, drill down, export, close, reopen, verify (FIN-1 to FIN-8, WEB-1). */
import { readFileSync } from 'node:fs'
import { type TestApp, startApp } from '../support/app'
import { axe, type Page, startBrowser, type TestBrowser } from '../support/browser'
import { todayIn, zoneByDay } from '../support/days'
import { projectIn } from '../support/projects'
import { type Business, type Caller, tenant } from '../support/tenant'
import { ok } from '../support/vouchers'
import { startWorker, type TestWorker } from '../support/worker'

// A whole month in a browser takes its time on a busy machine.
jest.setTimeout(300_000)

const READS = ['projects.view', 'subcontractors.view', 'vouchers.view', 'ledgers.view', 'accounts.view', 'journals.view', 'reports.view']
const CLERK = [...READS, 'vouchers.manage', 'ledgers.manage', 'journals.manage', 'periods.manage', 'ledgers.post', 'audit.view']
const SECOND = [...READS, 'vouchers.approve', 'periods.manage', 'periods.close']

let app: TestApp
let worker: TestWorker
let browser: TestBrowser
let business: Business
let clerk: Caller
let second: Caller

beforeAll(async () => {
  app = await startApp()
  ;[worker, business] = await Promise.all([startWorker(app), tenant(app, { staff: [CLERK, SECOND], name: 'Builders', time_zone: zone })])
  ;[clerk, second] = business.staff as [Caller, Caller]
  const { admin } = business
  await projectIn(business, 'active', { name: 'Harbour house', contract_value: '50000.00' })
  await ok(admin.post('/api/admin/trade-types', { name: 'Electrical' }))
  await ok(admin.post('/api/admin/subcontractors', { company_name: 'Volt Ltd', trade_type: 'Electrical' }))
  browser = await startBrowser(app, zone)
}, 300_000)

afterAll(async () => {
  await browser?.stop()
  await worker?.stop()
  await app?.stop()
})

const zone = zoneByDay()
const month = todayIn(zone).slice(0, 7)
const day = `${month}-01`
const year = month.slice(0, 4)

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Somebody's page of the one voucher. */
async function voucherPage(who: Caller): Promise<Page> {
  const page = await browser.as(who, '/vouchers')
  await page.getByRole('row').getByText('V-000001').click()
  await page.getByRole('heading', { name: 'V-000001' }).waitFor()
  return page
}

test('FIN-1 a voucher is entered and submitted; who entered it is told why they cannot approve it', async () => {
  const page = await browser.as(clerk, '/vouchers/new')
  await choose(page, 'Project', 'Harbour house')
  await choose(page, 'Subcontractor', 'Volt Ltd')
  await page.getByLabel('Amount').fill('1200.00')
  await page.getByLabel('Week ending').fill(day)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'V-000001' }).waitFor()
  await page.getByRole('button', { name: 'Submit for approval' }).click()
  await page.getByText('You cannot decide this.').waitFor()
  expect(await axe(page)).toEqual([])
})

test('FIN-1 a second person approves it on its page, and nothing is posted yet', async () => {
  const page = await voucherPage(second)
  await page.getByRole('button', { name: /^Approve/ }).click()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Nothing is posted yet').waitFor()
})

/** Confirms a payment on the voucher's page; the amount offered is what is left. */
async function pay(page: Page, offered: string, amount: string): Promise<void> {
  await page.getByRole('button', { name: /^Confirm payment/ }).click()
  const field = page.locator('[data-field=amount]')
  await expect(field.inputValue()).resolves.toBe(offered)
  await field.fill(amount)
  await page.locator('[data-field=paid_at]').fill(day)
  await page.keyboard.press('Control+Enter')
}

test('FIN-1 it is paid in part and then the rest; each payment stands with its journal', async () => {
  const page = await voucherPage(clerk)
  await pay(page, '1200.00', '500.00')
  await page.getByText('still to pay').waitFor()
  await page.getByText('€700.00 still to pay').waitFor()
  await pay(page, '700.00', '700.00')
  await page.getByText('Nothing left to pay').waitFor()
  expect(await page.locator('a[href^="/journals/"]').count()).toBe(3)
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByRole('img', { name: 'Page 1 of 1' }).waitFor()
  expect(await axe(page)).toEqual([])
})

/** Chooses an account in the line that has the focus, by the first letters of its code or name. */
async function account(page: Page, typed: string): Promise<void> {
  const inFocus = page.locator('input:focus')
  const fits = new RegExp(typed, 'i')
  await page.keyboard.type(typed)
  // The list is drawn anew when the accounts arrive: what is marked until then may be another, or gone when enter is pressed.
  const marked = page.locator('[role=option][data-combobox-selected]').filter({ hasText: fits }).first()
  // Taken: the field holds the account, with its code.
  const taken = async (): Promise<boolean> => /\d/.test(await inFocus.inputValue())
  for (let attempt = 1; attempt <= 5 && !(await taken()); attempt += 1) {
    await marked.waitFor()
    await page.keyboard.press('Enter')
    for (let look = 1; look <= 20 && !(await taken()); look += 1) await page.waitForTimeout(50)
  }
  await page.keyboard.press('Tab')
}

test('FIN-4 a journal is entered by keyboard alone: tab adds a line, = fills in what is missing, the balance is said', async () => {
  const page = await browser.as(clerk, '/journals/new')
  await page.getByLabel('Date').fill(day)
  await page.getByLabel('Memo').fill('Work sold')
  await page.keyboard.press('Tab')
  await account(page, 'bank')
  await page.keyboard.type('2000')
  await page.getByText('€2,000.00 missing in credit').waitFor()
  await page.getByRole('combobox', { name: 'Account 2' }).focus()
  await account(page, 'revenue')
  await page.keyboard.press('Tab')
  await page.keyboard.type('1500')
  await page.keyboard.press('Tab')
  await account(page, 'other income')
  await page.keyboard.press('=')
  await page.getByText('In balance').waitFor()
  expect(await page.getByLabel('Credit 3').inputValue()).toBe('500.00')
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: /^J-\d{6}: Work sold$/ }).waitFor()
})

test('FIN-4 a journal is reversed with a reason; both say so', async () => {
  const page = await browser.as(clerk, '/journals/new')
  await page.getByLabel('Date').fill(day)
  await page.getByLabel('Memo').fill('A mistake')
  await page.getByRole('combobox', { name: 'Account 1' }).focus()
  await account(page, 'bank')
  await page.keyboard.type('10')
  await page.getByRole('combobox', { name: 'Account 2' }).focus()
  await account(page, 'revenue')
  await page.keyboard.press('=')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: /A mistake$/ }).waitFor()
  await page.getByRole('button', { name: 'Reverse' }).click()
  await page.getByLabel('Reason').fill('Entered twice')
  await page.getByRole('dialog').getByLabel('Date').fill(day)
  await page.keyboard.press('Control+Enter')
  await page.getByText('This is a reversal.').waitFor()
  await page.getByRole('link', { name: 'See what was reversed' }).click()
  await page.getByText('This was reversed.').waitFor()
})

test('FIN-6 every figure of profit and loss leads to its account, the journal and the decision behind it', async () => {
  const page = await browser.as(clerk, `/reports/profit-and-loss?from=${year}-01-01&to=${year}-12-31`)
  await choose(page, 'Compare with', 'A year earlier')
  await page.getByText('Change').first().waitFor()
  expect(await axe(page)).toEqual([])
  await page
    .getByRole('table')
    .getByRole('link', { name: /Subcontract/ })
    .click()
  await page.getByRole('heading', { name: /Subcontract/ }).waitFor()
  await page.locator('a[href^="/journals/"]').first().click()
  await page.getByText('What led to it').waitFor()
  await page.getByText(second.name).first().waitFor()
  await page.getByText('Payment confirmed').first().waitFor()
})

test('FIN-6 a statement is taken away as CSV with the field names of the API', async () => {
  const page = await browser.as(clerk, '/reports/trial-balance')
  await page.getByText('Debits equal credits.').waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV' }).click()])
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/account_id,code,name,type,opening_debit/)
})

test('FIN-2 the statement of a party ends with what is owed', async () => {
  const page = await browser.as(clerk, '/ledger')
  await page.getByRole('link', { name: 'Party statements' }).click()
  await choose(page, 'Party', 'Volt Ltd')
  await page.getByText('nothing is owed').waitFor()
  await page.getByRole('cell', { name: '€0.00' }).first().waitFor()
  expect(await axe(page)).toEqual([])
})

/** Decides the open task of the month's page as the second person. */
async function confirmMonth(): Promise<void> {
  const { id } = (await ok(second.get(`/api/admin/periods?filter[month]=${month}`)))[0]
  const page = await browser.as(second, `/periods/${id}`)
  await page.getByRole('button', { name: /^Confirm/ }).click()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Confirmed').first().waitFor()
}

async function askFor(verb: 'close' | 'reopen', reason: string): Promise<Page> {
  const page = await browser.as(clerk, '/periods')
  await page
    .getByRole('button', { name: `Ask to ${verb}` })
    .first()
    .click()
  await page.getByLabel('Reason').fill(reason)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Ask to ${verb}` })
    .click()
  await page.waitForURL(/\/periods\/[0-9a-f-]{36}$/)
  await page.getByText('You cannot decide this.').waitFor()
  return page
}

test('FIN-7 a month is closed by a second person; a posting into it is refused and says so', async () => {
  const page = await askFor('close', 'Month is done')
  expect(await axe(page)).toEqual([])
  await confirmMonth()
  const journal = await browser.as(clerk, '/journals/new')
  await journal.getByLabel('Date').fill(day)
  await journal.getByRole('combobox', { name: 'Account 1' }).focus()
  await account(journal, 'bank')
  await journal.keyboard.type('10')
  await journal.getByRole('combobox', { name: 'Account 2' }).focus()
  await account(journal, 'revenue')
  await journal.keyboard.press('=')
  await journal.keyboard.press('Control+Enter')
  await journal.getByRole('alert').getByText('closed').waitFor()
})

test('FIN-7 it is opened again by a second person and takes postings', async () => {
  await askFor('reopen', 'An invoice came late')
  await confirmMonth()
  const page = await browser.as(clerk, '/ledger/new')
  await choose(page, 'Kind of entry', 'Adjustment')
  await page.getByLabel('Date').fill(day)
  await page.getByLabel('Debit').fill('50')
  await choose(page, 'Party', 'Volt Ltd')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Entered by hand by').waitFor()
})

test('FIN-8 the ledger is verified from its page: all journals, the head of the chain, no problem', async () => {
  const page = await browser.as(clerk, '/ledger/verify', { dark: true })
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText('Everything holds').waitFor()
  await page.getByText('No open incident.').waitFor()
  expect(await axe(page)).toEqual([])
})

test('WEB-3 the pages of money hold at 360 pixels and in the dark, and no script failed', async () => {
  const paths = [
    '/vouchers',
    '/ledger',
    '/journals',
    '/accounts',
    '/reports/trial-balance',
    '/reports/balance-sheet',
    '/reports/cash-flow',
    '/periods',
  ]
  const page = await browser.as(clerk, '/vouchers', { phone: true, dark: true })
  for (const path of paths) {
    await page.goto(path)
    await page.locator('h1').first().waitFor()
    await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
    expect({ path, found: await axe(page) }).toEqual({ path, found: [] })
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    expect({ path, wide: Math.max(0, wide) }).toEqual({ path, wide: 0 })
  }
  expect(browser.problems).toEqual([])
})
