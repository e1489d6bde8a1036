/** The Chromium of the tests, the pictures and the bench: one binary for this machine, unpacked once. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import chromiumBinary from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'
import { tryLock } from '../stack/lock'

/** Without the binary's own list: it switches off the web security that the tests are about. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none']
const LOOK_MS = 50

/** Its path, unpacked at first use by one process at a time: half a binary would pass for a whole one. */
async function binaryPath(): Promise<string> {
  for (;;) {
    const release = tryLock(join(tmpdir(), 'cien-chromium.lock'))
    if (release) return chromiumBinary.executablePath().finally(release)
    await pause(LOOK_MS)
  }
}

/** Starts a headless Chromium. */
export const launchChromium = async (): Promise<Browser> => chromium.launch({ executablePath: await binaryPath(), args: ARGS })
