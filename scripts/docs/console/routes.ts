/** The pages of the console as `web/routes.tsx` lists them, and how a browser comes to an example of each. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Who sees a page: somebody without a session, or a person of this kind. */
export type Visitor = 'nobody' | 'admin' | 'platform' | 'client' | 'contractor' | 'employee'

export interface ConsolePage {
  path: string
  /** Its name in files: `/documents/$id` is `documents-id`. */
  key: string
  who: Visitor
}

const FILE = join(__dirname, '..', '..', '..', 'web', 'routes.tsx')
const CALL = /\b(page|open)\(\s*'(\/[^']*)'/g
/** Addresses that only lead on to another page. */
const LEADS_ON = /^\/records\/by-type\//
/** Pages outside the office by the first part of their address. */
const OUTSIDE: Record<string, Visitor> = {
  client: 'client',
  contractor: 'contractor',
  employee: 'employee',
  clock: 'employee',
  'site-visits': 'employee',
  platform: 'platform',
}

/** Every page, in the order of the file. */
export function consolePages(): ConsolePage[] {
  const found = [...readFileSync(FILE, 'utf8').matchAll(CALL)].filter(([, , path = '']) => !LEADS_ON.test(path))
  return found.map(([, helper, path = '']) => ({
    path,
    key: path.replace(/[^a-z-]+/gi, '-').replace(/^-|-$/g, ''),
    who: helper === 'open' ? 'nobody' : (OUTSIDE[path.split('/')[1] ?? ''] ?? 'admin'),
  }))
}

/** Waits until the page shows what it read, not its skeleton. */
export async function settled(page: Page): Promise<void> {
  await page.locator(':is(main, form) :is(h1, h2)').locator('visible=true').first().waitFor()
  await page.locator('.skeleton-late').first().waitFor({ state: 'detached' })
}

const LEAVING = 'leaving'
const LOOK_MS = 25
const PATIENCE_MS = 15_000

/** Goes to a page as a link does, without loading the console anew; returns when the new page has named itself. */
export async function visit(page: Page, path: string): Promise<void> {
  if (new URL(page.url()).pathname === path) return settled(page)
  await page.evaluate(
    `document.title = '${LEAVING}'; history.pushState({}, '', ${JSON.stringify(path)}); window.dispatchEvent(new PopStateEvent('popstate'))`,
  )
  const until = Date.now() + PATIENCE_MS
  while ((await page.title()) === LEAVING) {
    if (Date.now() > until) throw new Error(`${path} does not name itself`)
    await page.waitForTimeout(LOOK_MS)
  }
  await settled(page)
}

const ID = '[0-9a-f]{8}-[0-9a-f-]{27}'

/** The first link of the page that leads to `prefix` followed by an id; null when there is none. */
async function linkBelow(page: Page, prefix: string): Promise<string | null> {
  const found = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  const paths = found.map((address) => new URL(address, page.url()).pathname)
  const pattern = new RegExp(`^${prefix}/${ID}`)
  return paths.map((path) => pattern.exec(path)?.[0]).find((path) => path !== undefined) ?? null
}

/** An address of the page: what stands for a parameter is found by following the first link of the page above it. */
export async function exampleOf(page: Page, path: string, known: Record<string, string> = {}): Promise<string | null> {
  let found = ''
  for (const part of path.split('/').filter(Boolean)) {
    const given = known[part]
    if (!part.startsWith('$') || given !== undefined) {
      found += `/${given ?? part}`
      continue
    }
    await visit(page, found)
    const next = await linkBelow(page, found)
    if (next === null) return null
    found = next
  }
  return found
}
