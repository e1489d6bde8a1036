/** Names of prepared statements: each text is planned once per connection, and anew after a migration made its plan stale. */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/**
 * Statement names by text, so that Postgres plans a text once per connection. A name follows from its text alone: what is
 * forgotten here is only hashed again, and how many a connection keeps prepared is its own matter (walled-query.ts).
 */
const names = new LRUCache<string, string>({ max: 2000 })
export function nameOf(sql: string): string | undefined {
  const known = names.get(sql)
  if (known !== undefined) return known
  if (sql.length > 16_000) return undefined
  const name = `c${generation}_${createHash('sha1').update(sql).digest('hex').slice(0, 20)}`
  names.set(sql, name)
  return name
}

/** Part of every name: after the schema changed under us, statements are planned anew under new names. */
let generation = 0

/** A migration changed what a prepared statement answers: it must be planned anew (SQLSTATE 0A000, `cached plan must not change result type`). */
export const isStalePlan = (error: unknown): boolean =>
  (error as { code?: string }).code === '0A000' && /cached plan/.test((error as Error).message)

/** Forgets the names of a generation; who comes late with an older one finds it done. */
export function forgetPlans(stale: number): void {
  if (stale !== generation) return
  generation += 1
  names.clear()
}

/** The generation that a statement is planned in now; told to `forgetPlans` when its plan turns out stale. */
export const planGeneration = (): number => generation
