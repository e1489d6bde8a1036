/** Brings Cien's schema up to date at a start; a database that is marked as current is not looked at again. */
import { contentHash } from './hash'
import { readMark, writeMark } from './mark'
import { connected } from './postgres'
import { ROOT } from './settings'

async function applied(owner_url: string): Promise<number> {
  return connected(owner_url, async (client) => {
    const table = await client.query("select to_regclass('schema_migrations') as name")
    if (table.rows[0].name === null) return 0
    return Number((await client.query('select count(*) as n from schema_migrations')).rows[0].n)
  })
}

/** Runs the migrations that are missing. The mark holds their number, so a database restored from a backup is seen. */
export async function prepareCienSchema(owner_url: string, say: (line: string) => void): Promise<void> {
  const sources = contentHash(ROOT, ['db/migrations', 'db/kit'])
  const expected = async () => `schema ${sources} ${await applied(owner_url)}`
  if ((await readMark(owner_url)).startsWith(await expected())) return // more may follow: that the demo data is loaded
  say('bringing the schema up to date')
  const { migrate } = require('../../db/kit/migrate') as typeof import('../../db/kit/migrate')
  await migrate(owner_url)
  await writeMark(owner_url, await expected())
}
