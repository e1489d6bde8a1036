/** Work in the console by keyboard: a document's story by three people, refusals said, uploads that break off (WEB-1, WEB-2, TASK-2). */
import { type TestApp, startApp } from '../support/app'
import { axe, type Page, startBrowser, type TestBrowser } from '../support/browser'
import { type Cast, cast, documentIn } from '../support/documents'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let browser: TestBrowser
let people: Cast

beforeAll(async () => {
  app = await startApp()
  ;[worker, people] = await Promise.all([startWorker(app), cast(app)])
  browser = await startBrowser(app)
}, 240_000)

afterAll(async () => {
  await browser?.stop()
  await worker?.stop()
  await app?.stop()
})

const FILE = { name: 'Lease of the crane.txt', mimeType: 'text/plain', buffer: Buffer.from('The lease of the crane, two months.') }

/** What the focused control is called, read in the page. */
const FOCUSED = `(() => {
  const element = document.activeElement
  if (!/^(A|BUTTON|INPUT|TEXTAREA)$/.test(element.tagName)) return ''
  const label = element.id ? document.querySelector('label[for="' + element.id + '"]') : null
  return [element.getAttribute('aria-label'), element.textContent, label && label.textContent].join(' ')
})()`

/** Moves the focus with Tab until it stands on an element of this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    const here = await page.evaluate<string>(FOCUSED)
    if (here.includes(name)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The focus never reached "${name}"`)
}

async function uploadByKeyboard(page: Page): Promise<void> {
  // Asked for before the key is pressed: the browser must know first that somebody waits for its dialog.
  const dialog = page.waitForEvent('filechooser')
  await tabTo(page, 'Choose files')
  await page.keyboard.press('Enter')
  const chooser = await dialog
  await chooser.setFiles(FILE)
  await page.getByText(FILE.name).waitFor()
  await tabTo(page, 'Document type')
  await page.keyboard.type('Contract')
  await page.getByRole('option', { name: 'Contract' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
}

/** Opens the task, chooses the outcome by its letter and confirms it. */
async function decideByKeyboard(page: Page, name: string, letter: string): Promise<void> {
  await page.getByRole('link', { name: new RegExp(name) }).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('form', { name: 'Your decision' }).waitFor()
  await page.keyboard.press(letter)
  await page.keyboard.press('Control+Enter')
  await page.getByText(`: ${name}`).waitFor()
}

test('WEB-1 three people carry a document from upload to the archive by keyboard alone', async () => {
  const office = await browser.as(people.admin, '/documents/new')
  await office.getByRole('button', { name: 'Choose files' }).waitFor()
  await uploadByKeyboard(office)
  await office.waitForURL(/\/documents\/[0-9a-f-]{36}$/)
  const id = office.url().split('/').pop()

  const verifier = await browser.as(people.verifier, '/inbox')
  await decideByKeyboard(verifier, 'Lease of the crane', 'v')
  const approver = await browser.as(people.approver, '/inbox')
  await decideByKeyboard(approver, 'Lease of the crane', 'a')
  await approver.getByText('All done').waitFor()

  const { body } = await people.admin.get(`/api/admin/documents/${id}`)
  expect(body.data.status).toBe('archived')
})

test('WEB-1 a rejection asks why before it is sent, and the reason stands in the timeline', async () => {
  await documentIn(people, 'in_verification', { name: 'Unreadable scan' })
  const page = await browser.as(people.verifier, '/inbox')
  await page.getByRole('link', { name: /Unreadable scan/ }).click()
  await page.getByRole('form', { name: 'Your decision' }).waitFor()
  await page.keyboard.press('r')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Say why, so that it can be put right.').first().waitFor()
  await page.keyboard.type('The second page is missing.')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Rejected: Unreadable scan').waitFor()
  const found = await people.admin.get('/api/admin/documents?filter[status]=rejected')
  const { body } = await people.admin.get(`/api/admin/documents/${found.body.data[0].id}/timeline`)
  expect(body.data.map((entry: { comment: string | null }) => entry.comment)).toContain('The second page is missing.')
})

test('TASK-3 who uploaded a document is told why the decision is not theirs', async () => {
  const admin = people.admin
  const own = await documentIn({ ...people, uploader: admin }, 'in_verification', { name: 'Own work of the admin' })
  const page = await browser.as(admin, `/inbox/${own.task.id}`)
  await page.getByText('You cannot decide this').waitFor()
  const { body } = await admin.get(`/api/tasks/${own.task.id}`)
  expect(body.data.why).toMatch(/Separation of duties/)
  expect(await page.getByRole('article').innerText()).toContain(body.data.why)
  expect(await page.getByRole('form', { name: 'Your decision' }).count()).toBe(0)
})

test('TASK-7 a decision that somebody else took first is rolled back with its reason', async () => {
  const document = await documentIn(people, 'in_verification', { name: 'Decided twice' })
  const page = await browser.as(people.verifier, `/inbox/${document.task.id}`)
  await page.getByRole('form', { name: 'Your decision' }).waitFor()
  await page.keyboard.press('v')
  const done = await people.admin.post(`/api/tasks/${document.task.id}/complete`, { outcome: 'verify' })
  expect(done.status).toBe(200)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Not recorded: Decided twice').waitFor()
  await page.getByText('This task is closed already.').first().waitFor()
})

test('WEB-2 an upload that breaks off says so and can be tried again', async () => {
  const page = await browser.as(people.uploader, '/documents/new')
  let broken = 0
  await page.route('**/api/uploads', (route) => (broken++ === 0 ? route.abort('connectionreset') : route.continue()))
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose files' }).click()])
  await chooser.setFiles(FILE)
  await page.getByRole('button', { name: `Try ${FILE.name} again` }).click()
  await page.locator('.upload-line .status.done').waitFor()
  expect(broken).toBe(2)
  expect(await axe(page)).toEqual([])
})

test('TASK-2 many tasks are decided at once, with a result for each', async () => {
  await Promise.all(['Bulk one', 'Bulk two'].map((name) => documentIn(people, 'in_verification', { name })))
  const page = await browser.as(people.verifier, '/inbox')
  for (const name of ['Bulk one', 'Bulk two']) await page.getByRole('checkbox', { name: `Select ${name}` }).click()
  await page.getByRole('region', { name: 'Actions for the selection' }).getByRole('button', { name: 'Verify' }).click()
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText('2 of 2 recorded').waitFor()
})

test('WEB-1 the palette loses nothing of what is typed while it comes, and leads to the record', async () => {
  await documentIn(people, 'in_verification', { name: 'Matrícula do terreno' })
  const page = await browser.as(people.admin, '/documents')
  await page.getByRole('heading', { name: 'Documents' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('matricula', { delay: 0 })
  const found = page.getByRole('option', { name: /Matrícula do terreno/ })
  await found.waitFor()
  expect(await page.getByRole('combobox', { name: 'Find anything' }).inputValue()).toBe('matricula')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Matrícula do terreno' }).waitFor()
})

test('no script failed and no policy was broken on the way', () => {
  expect(browser.problems).toEqual([])
})
