/** A real Chromium over a test's API: pages signed in as its people. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium } from '../../scripts/browser/chromium'
import { buildConsole } from '../../scripts/stack/web-build'
import type { TestApp } from './app'
import { type Caller, PASSWORD } from './tenant'

export type { Page } from 'playwright-core'

export interface PageOptions {
  dark?: boolean
  phone?: boolean
  language?: 'en-GB' | 'pt-BR'
}

export interface TestBrowser {
  /** A page of its own context; what its console reports as an error fails `check`. */
  open(path: string, options?: PageOptions): Promise<Page>
  /** A page with `who` signed in, standing on `path`. */
  as(who: Caller, path: string, options?: PageOptions): Promise<Page>
  /** Errors of scripts and refusals of the content policy since the browser started. */
  problems: string[]
  stop(): Promise<void>
}

/** Refused requests are part of the tests; scripts that throw and policies that are broken are not. */
const isProblem = (text: string): boolean => /Content Security Policy|Uncaught|Minified React/.test(text)

/** Starts a browser over `app` that stands in a zone, with the console built from its present sources. */
export async function startBrowser(app: TestApp, zone = 'UTC'): Promise<TestBrowser> {
  await buildConsole(() => undefined)
  const browser: Browser = await launchChromium()
  const contexts: BrowserContext[] = []
  const problems: string[] = []
  const open = async (path: string, { dark = false, phone = false, language = 'en-GB' }: PageOptions = {}): Promise<Page> => {
    const viewport = phone ? { width: 360, height: 740 } : { width: 1280, height: 860 }
    const context = await browser.newContext({
      viewport,
      colorScheme: dark ? 'dark' : 'light',
      locale: language,
      timezoneId: zone,
      baseURL: app.url,
      reducedMotion: 'reduce',
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => isProblem(message.text()) && problems.push(message.text()))
    await page.goto(path)
    return page
  }
  return {
    open,
    problems,
    async as(who, path, options) {
      const page = await open(`/sign-in?to=${encodeURIComponent(path)}`, options)
      await signIn(page, who)
      await page.waitForURL((url) => url.pathname === path.split('?')[0])
      return page
    },
    async stop() {
      await Promise.all(contexts.map((context) => context.close()))
      await browser.close()
    },
  }
}

/** Fills in the log-in form that is shown, by keyboard. */
export async function signIn(page: Page, who: Pick<Caller, 'username'>): Promise<void> {
  const username = page.locator('input[name=username]')
  await username.waitFor()
  if (await username.isEditable()) await username.fill(who.username)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
}

const WCAG_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** What axe finds against WCAG 2.1 AA, or only against some of its rules, one line each. */
export async function axe(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The console has no frames of other origins: without a second page for them, and without telling what passed, axe takes a fifth of the time.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ runOnly: rules ? { type: 'rule', values: [...rules] } : WCAG_AA, resultTypes: ['violations'] })
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}
