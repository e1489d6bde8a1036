/** Loads the demo company into an empty database at the first start, and says how to sign in. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readMark, writeMark } from './mark'
import type { Processes } from './processes'
import { processEnvironment } from './processes'
import { ROOT } from './settings'

/** What `scripts/demo.ts` is given. */
export interface DemoOptions {
  /** The running API, for what only a process may write. */
  console_url: string
  database_url: string
  owner_url: string | undefined
  /** False: only the account `platform`, with a random password. */
  demo: boolean
  env: NodeJS.ProcessEnv
  say: (line: string) => void
}

const DONE = ' loaded'
const DEMO = join(ROOT, 'scripts', 'demo.ts')

/** Calls `loadDemo`, which does nothing unless the database is empty; a database marked as loaded is not looked at again. */
export async function prepareDemo(options: Processes & { console_url: string; say: (line: string) => void }): Promise<void> {
  const { settings, backing, console_url, say } = options
  const own = settings.database_url === undefined ? backing.owner_url : undefined
  const mark = own === undefined ? '' : await readMark(own)
  if (!mark.endsWith(DONE) && existsSync(DEMO)) {
    const { loadDemo } = require(DEMO) as { loadDemo: (demo: DemoOptions) => Promise<void> }
    const { database_url, owner_url } = backing
    await loadDemo({ console_url, database_url, owner_url, demo: settings.demo, env: processEnvironment(options), say })
    if (own !== undefined) await writeMark(own, `${mark}${DONE}`)
  }
  if (settings.demo) say('sign in as platform, aurora.admin or boreal.admin with the password Cien-demo-2026')
}
