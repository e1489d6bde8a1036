/** Takes the pictures of `docs/console`: the parts of the kit, and every page over a demo company of its own. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { launchChromium } from '../../browser/chromium'
import { freePorts } from '../../stack/ports'
import { parts } from '../../../web/gallery/names'
import { MODES, pagePicture, partPicture, picturesTaken, WIDTHS } from './book'
import { photographParts } from './gallery'
import { photographPages } from './pages'
import { forget } from './picture'
import { consolePages } from './routes'

const ROOT = join(__dirname, '..', '..', '..')

/** A demo company on free ports and a data folder of its own; answers its address and how to stop it. */
async function startDemo(): Promise<{ url: string; stop(): Promise<void> }> {
  const { console: port } = await freePorts({ console: undefined })
  const env = { ...process.env, PORT: String(port), CIEN_DATA: join('.data', 'pictures') }
  const child = spawn(process.execPath, [join('scripts', 'start.mjs')], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const ready = new Promise<string>((found, fail) => {
    createInterface(child.stdout).on('line', (line) => {
      const url = /^ready (\S+)/.exec(line)?.[1]
      if (url) found(url)
    })
    void ended.then(() => fail(new Error('The demo company did not start')))
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  return { url: await ready, stop }
}

/** Pictures of parts and pages that are no more. */
function forgetOld(): void {
  const names = new Set([
    ...Object.keys(parts).flatMap((name) => MODES.map((mode) => partPicture(name, mode))),
    ...consolePages().flatMap(({ key }) => WIDTHS.map((width) => pagePicture(key, width))),
  ])
  for (const name of picturesTaken().filter((each) => !names.has(each))) forget(name)
}

/** `given`: the address of a running demo company; `only`: parts and pages whose name contains it. */
export async function takePictures(given: string | undefined, only: string | undefined): Promise<void> {
  const browser = await launchChromium()
  try {
    let taken = await photographParts(browser, only)
    const demo = given ? { url: given, stop: async () => undefined } : await startDemo()
    try {
      taken += await photographPages(browser, demo.url, only)
    } finally {
      await demo.stop()
    }
    forgetOld()
    console.log(`${taken} pictures taken`)
  } finally {
    await browser.close()
  }
}
