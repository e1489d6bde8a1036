/** Marks on a database (its comment) that say what was prepared in it, so that a second start need not look again. */
import { connected } from './postgres'

/** What the database of `url` is marked with, or an empty string. */
export function readMark(url: string): Promise<string> {
  return connected(url, async (client) => {
    const answer = await client.query(
      "select shobj_description(oid, 'pg_database') as mark from pg_database where datname = current_database()",
    )
    return (answer.rows[0]?.mark as string | null) ?? ''
  })
}

/** Marks the database of `url`; its role must own it. */
export async function writeMark(url: string, mark: string): Promise<void> {
  await connected(url, async (client) => {
    const database = client.escapeIdentifier((await client.query('select current_database() as name')).rows[0].name)
    await client.query(`comment on database ${database} is ${client.escapeLiteral(mark)}`)
  })
}
