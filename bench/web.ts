/** `npm run bench:web [-- --quick]`: what people wait for in the console, in Chromium, over a business of a million documents. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium } from '../scripts/browser/chromium'
import { buildConsole } from '../scripts/stack/web-build'
import { consoleSizes } from '../scripts/stack/web-sizes'
import { loadDocuments } from './kit/bulk'
import { makeBusinesses, PASSWORD, type Person } from './kit/company'
import { type Figure, holds, median, ms, quantile } from './kit/figures'
import { startMachine } from './kit/machine'
import { circumstances, lineOf, writeResults } from './kit/report'

const say = (line: string): void => console.log(`           ${line}`)
const SLOWER = 4
const LOADS = 7
/** Beginnings of the numbers in the names: each leaves other rows. */
const TYPED = ['7', '71', '3', '38', '384', '9', '92', '5', '56', '561', '2', '24', '8', '86', '6', '65', '651', '4', '47', '471']

const figure = (name: string, value: number, more: Pick<Figure, 'unit' | 'target' | 'detail'>): Figure => ({
  row: 'web',
  name,
  value,
  better: 'lower',
  ...more,
})

/** Two pages of the library that draws PDF and the one that draws charts come on demand and are told apart. */
const ON_DEMAND = /^kit\/(files|charts)\//

function sizeFigures(): Figure[] {
  const { sign_in, start, added } = consoleSizes()
  const pages = added.filter(({ name }) => !ON_DEMAND.test(name))
  const largest = pages[0] ?? { name: '', bytes: 0 }
  const kB = (bytes: number): number => bytes / 1000
  return [
    figure('scripts until the log-in', kB(sign_in), { unit: 'kB', target: 200, detail: 'brotli' }),
    figure('scripts until the inbox', kB(start), { unit: 'kB', target: 200, detail: 'brotli' }),
    figure('the largest page', kB(largest.bytes), { unit: 'kB', target: 60, detail: `${largest.name}, beyond the inbox` }),
  ]
}

async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in?to=/documents')
  await page.locator('input[name=username]').fill(person.username)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.locator('.table .line a').first().waitFor()
}

/** Milliseconds from the address to the first row that can be opened, on a processor slowed down; nothing is in the cache when `cold`. */
async function loadMs(context: BrowserContext, cold: boolean): Promise<number> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  if (cold) {
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  }
  await page.goto('/documents', { waitUntil: 'commit' })
  await page.locator('.table .line a').first().waitFor()
  const taken = await page.evaluate<number>('performance.now()')
  await page.close()
  return taken
}

/** Watches the list from inside the page: from the key to the frame in which every row begins with what was typed. */
const WATCH = `window.filteredAfter = (typed) => new Promise((done) => {
  const field = document.querySelector('input[type=search]')
  const right = new RegExp('^Document ' + typed)
  let pressed = 0
  field.addEventListener('keydown', () => { pressed ||= performance.now() }, { once: true })
  const look = () => {
    const names = [...document.querySelectorAll('.table .line .main-cell')].map((cell) => cell.textContent)
    if (pressed && field.value === typed && names.length > 0 && names.every((name) => right.test(name))) done(performance.now() - pressed)
    else requestAnimationFrame(look)
  }
  look()
})`

async function keystrokes(page: Page): Promise<number[]> {
  await page.evaluate(WATCH)
  const field = page.locator('input[type=search]')
  const taken: number[] = []
  for (const typed of TYPED) {
    await field.fill(typed.slice(0, -1))
    await page.waitForTimeout(600)
    await field.press('End')
    const after = page.evaluate<number>(`filteredAfter(${JSON.stringify(typed)})`)
    await field.press(typed.slice(-1))
    taken.push(await after)
  }
  return taken
}

async function measure(browser: Browser, url: string, person: Person): Promise<Figure[]> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  const page = await context.newPage()
  await signIn(page, person)
  const cold: number[] = []
  const warm: number[] = []
  for (let load = 0; load < LOADS; load += 1) {
    cold.push(await loadMs(context, true))
    warm.push(await loadMs(context, false))
  }
  const typed = await keystrokes(page)
  await context.close()
  const range = (all: readonly number[]): string => `${all.length} times, slowest ${ms(quantile(all, 1))}`
  return [
    figure('list usable, nothing cached, processor 4 times slower', median(cold) / 1000, { unit: 's', target: 1.5, detail: range(cold) }),
    figure('list usable, scripts cached, processor 4 times slower', median(warm) / 1000, { unit: 's', target: 1.5, detail: range(warm) }),
    figure('key to filtered list', median(typed) / 1000, { unit: 's', target: 0.15, detail: range(typed) }),
  ]
}

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick')
  const started = Date.now()
  await buildConsole(say)
  const figures = sizeFigures()
  const machine = await startMachine(say)
  const browser = await launchChromium()
  try {
    const [business] = await makeBusinesses(machine, 'web', { count: 1, people: 1 })
    const [person] = business?.people ?? []
    if (!business || !person) throw new Error('no business')
    await loadDocuments(machine, [{ business, rows: quick ? 100_000 : 1_000_000 }])
    say('rows are loaded')
    figures.push(...(await measure(browser, `http://127.0.0.1:${machine.port}`, person)))
  } finally {
    await browser.close()
    await machine.stop()
  }
  for (const each of figures) console.log(lineOf(each))
  console.log(`written to ${writeResults(circumstances(started, quick), figures, '-web')}.md`)
  process.exitCode = figures.some((each) => holds(each) === false) ? 1 : 0
}

main().then(
  () => process.exit(),
  (error: Error) => {
    console.error(error.stack)
    process.exit(1)
  },
)
