/** Pictures of every page of the console over the demo company. */
import type { Browser, Page } from 'playwright-core'
import { DEMO_PASSWORD } from '../../demo/client'
import { pagePicture, WIDTHS } from './book'
import { keep } from './picture'
import { type ConsolePage, consolePages, exampleOf, type Visitor, visit } from './routes'

const PEOPLE: Record<Exclude<Visitor, 'nobody'>, string> = {
  admin: 'aurora.admin',
  platform: 'platform',
  client: 'aurora.client',
  contractor: 'aurora.contractor',
  employee: 'aurora.employee',
}
/** Of the records that any page can show, the one with most fields. */
const KNOWN = { $resource: 'subcontractors' }
const HEIGHTS = { 1440: 900, 360: 740 }
/** For what a page draws after it has read: a viewer's first sheet, a chart. */
const DRAWING_MS = 700

type Width = (typeof WIDTHS)[number]

interface Visit {
  browser: Browser
  url: string
  who: Visitor
  width: Width
}

async function signedIn({ browser, url, who, width }: Visit): Promise<Page> {
  const viewport = { width, height: HEIGHTS[width] }
  const context = await browser.newContext({ viewport, baseURL: url, reducedMotion: 'reduce', locale: 'en-GB', colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto('/sign-in')
  if (who === 'nobody') return page
  await page.locator('input[name=username]').fill(PEOPLE[who])
  await page.locator('input[name=password]').fill(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL((now) => now.pathname !== '/sign-in')
  return page
}

/** One picture; a page without an example is told and left out. */
async function photograph(page: Page, { path, key, who }: ConsolePage, width: Width): Promise<boolean> {
  const address = await exampleOf(page, path, KNOWN)
  if (address === null) return false
  if (who === 'nobody') await page.goto(address)
  else await visit(page, address)
  await page.waitForTimeout(DRAWING_MS)
  await keep(pagePicture(key, width), await page.screenshot())
  return true
}

/** What one visitor sees at one width; answers how many pictures were taken. */
async function photographAs(at: Visit, pages: readonly ConsolePage[]): Promise<number> {
  const page = await signedIn(at)
  let taken = 0
  for (const one of pages) {
    const done = await photograph(page, one, at.width).catch((error: Error) => error.message)
    if (done === true) taken += 1
    else console.log(`no picture of ${one.path} at ${at.width} px: ${done || 'the demo has no example'}`)
  }
  await page.context().close()
  return taken
}

/** Takes every page at both widths; answers how many pictures were taken. */
export async function photographPages(browser: Browser, url: string, only: string | undefined): Promise<number> {
  const all = consolePages().filter(({ path }) => !only || path.includes(only))
  let taken = 0
  for (const who of new Set(all.map((one) => one.who))) {
    const pages = all.filter((one) => one.who === who)
    for (const width of WIDTHS) taken += await photographAs({ browser, url, who, width }, pages)
  }
  return taken
}
