/** Pictures of the parts of the kit: a page of its own build, served to the browser from the files alone. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { parts } from '../../../web/gallery/names'
import { MODES, partPicture } from './book'
import { keep } from './picture'

const ROOT = join(__dirname, '..', '..', '..')
const BUILT = join(ROOT, '.data', 'gallery')
const ORIGIN = 'http://gallery.invalid'
const VIEW = { width: 960, height: 700 }
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }

function build(): void {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  const { status, stderr } = spawnSync(process.execPath, [vite, 'build', '--config', join('web', 'gallery', 'vite.config.ts')], {
    cwd: ROOT,
    env,
  })
  if (status !== 0) throw new Error(`The gallery could not be built: ${stderr.toString()}`)
}

async function serve(context: BrowserContext): Promise<void> {
  await context.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    const file = pathname === '/' ? '/index.html' : pathname
    return route.fulfill({ contentType: TYPES[extname(file)] ?? 'application/octet-stream', body: readFileSync(join(BUILT, file)) })
  })
}

/** Takes every part in both modes; answers how many pictures were taken. */
export async function photographParts(browser: Browser, only: string | undefined): Promise<number> {
  build()
  const context = await browser.newContext({ viewport: VIEW, reducedMotion: 'reduce', locale: 'en-GB' })
  await serve(context)
  const page = await context.newPage()
  const names = Object.keys(parts).filter((name) => !only || name.includes(only))
  for (const name of names) {
    for (const mode of MODES) {
      await page.goto(`${ORIGIN}/?part=${name}&mode=${mode}`)
      await page.locator('main > *, [role=dialog]').first().waitFor()
      await page.waitForLoadState('networkidle')
      await page.evaluate('document.fonts.ready')
      const dialog = await page.locator('[role=dialog]').count()
      await keep(partPicture(name, mode), await (dialog > 0 ? page : page.locator('main')).screenshot())
    }
  }
  await context.close()
  return names.length * MODES.length
}
