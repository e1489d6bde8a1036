/** Loads the first data into an empty database at the first start, and says how to sign in. */
import { readMark, writeMark } from './mark'
import type { Processes } from './processes'

const DONE = ' loaded'

export interface FirstData extends Processes {
  console_url: string
  say: (line: string) => void
}

/** Calls `loadDemo`, which does nothing unless the database is empty; a database marked as loaded is not looked at again. */
export async function prepareDemo({ settings, backing, console_url, say }: FirstData): Promise<void> {
  const own = settings.database_url === undefined ? backing.owner_url : undefined
  const mark = own === undefined ? '' : await readMark(own)
  if (!mark.endsWith(DONE)) {
    const { loadDemo } = require('../demo') as typeof import('../demo')
    await loadDemo({ console_url, database_url: backing.database_url, demo: settings.demo, say })
    if (own !== undefined) await writeMark(own, `${mark}${DONE}`)
  }
  if (settings.demo) say('the demo people sign in with the password Cien-demo-2026: platform, aurora.admin, boreal.admin and theirs')
}
