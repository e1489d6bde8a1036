/** The best of a search: what is called so, begins so, has a word that begins so; found by words, whatever their case and accents. */
import { type Builder, literally } from './lists'
import type { Conditions, Reading } from './reading'

/** Types whose words stand in `search_words` (migration 0017); others are few enough to be looked through. */
const KEPT = new Set([
  'document',
  'project',
  'proposal',
  'calendar_event',
  'expense',
  'voucher',
  'variation_order',
  'daywork_order',
  'journal',
  'ledger_entry',
])

/** How many are ranked. */
const LOOKED_AT = 25
// A word that stands in a million rows costs no more than a rare one: so many of its rows are tried against the other words.
const TRIED = 5000
/** In how many of the newest files the words are looked for inside. */
const NEWEST = 2000

/** The words a person typed. */
export const wordsOf = (search: string): string[] => search.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? []

/** The words a person typed as a prefix search: every word must occur, the last may be unfinished. */
export const tsQuery = (search: string): string =>
  wordsOf(search)
    .map((word) => `${word}:*`)
    .join(' & ')

const folded = (columns: readonly string[]): string =>
  `fold(${columns.map((column) => `coalesce(${column}::text, '')`).join(" || ' ' || ")})`

/** That every word begins a word of the text: SQL with `?`, and what stands for them. */
function holds(text: string, search: string): { sql: string; values: string[] } {
  const words = wordsOf(search)
  if (words.length === 0) return { sql: 'false', values: [] }
  return { sql: words.map(() => `' ' || ${text} ~ ('[^[:alnum:]]' || fold(?::text))`).join(' and '), values: words }
}

/** Narrows a query to the rows in whose columns every word of `search` stands. */
export function bestIn(query: Builder, columns: readonly string[], search: string): Builder {
  const { sql, values } = holds(folded(columns), search)
  return query.whereRaw(sql, values)
}

/** Ids of a kept type by their words: each word leads once, so that the rarest is among them. */
function keptIds({ type }: Reading, where: Conditions, search: string): string[] {
  const words = wordsOf(search).map((word) => {
    const at = where.value(word)
    return (as: string) => `${as}.word >= fold(${at}::text) collate "C" and ${as}.word < (fold(${at}::text) || chr(1114111)) collate "C"`
  })
  const of = where.value(type)
  return words.map((leads, index) => {
    const others = words.filter((_, other) => other !== index)
    const first = `select s.record_id from search_words s where s.tenant_id = $1 and s.type = ${of} and ${leads('s')}
      order by s.word, s.place, s.record_id desc limit ${others.length === 0 ? LOOKED_AT : TRIED}`
    const each = others.map(
      (word) => `exists (select from search_words o where o.tenant_id = $1 and o.record_id = t.record_id and ${word('o')})`,
    )
    return `(select t.record_id from (${first}) t${each.length > 0 ? ` where ${each.join(' and ')}` : ''} limit ${LOOKED_AT})`
  })
}

/** Ids of the newest whose files hold the words. */
function contentIds({ table, content }: Reading, where: Conditions, search: string): string[] {
  if (content === undefined) return []
  const newest = `select ${table}.id, ${table}.${content} as words from ${table} where ${where.sql} order by ${table}.created_at desc, ${table}.id desc limit ${NEWEST}`
  return [
    `(select n.id from (${newest}) n where n.words @@ to_tsquery('public.folded', ${where.value(tsQuery(search))}) limit ${LOOKED_AT})`,
  ]
}

/** Ids by looking through what the conditions leave. */
function scannedIds({ table, words }: Reading, where: Conditions, search: string): string {
  const { sql, values } = holds(folded(words.map((name) => `${table}.${name}`)), search)
  const left = values.values()
  const held = sql.replace(/\?/g, () => where.value(left.next().value))
  return `(select ${table}.id from ${table} where ${where.sql} and ${held} order by ${table}.id desc limit ${LOOKED_AT})`
}

/** Which ids a search finds under the conditions, and the order that puts the best first. */
export function bestOf(reading: Reading, where: Conditions, search: string): { found: string; order: string } {
  const { table, type, words } = reading
  if (wordsOf(search).length === 0) return { found: 'select null::uuid', order: '' }
  // What narrows the rows leaves few of them, and the best of the whole business may lie outside.
  const kept = KEPT.has(type) && !where.narrowed
  const ids = kept ? keptIds(reading, where, search) : [scannedIds(reading, where, search)]
  const found = [...ids, ...contentIds(reading, where, search)].join(' union all ')
  const name = folded(words.slice(0, 1).map((column) => `${table}.${column}`))
  const plain = literally(search)
  const asked = (pattern: string): string => `fold(${where.value(pattern)}::text)`
  const ranks = [`${name} = ${asked(search)}`, `${name} like ${asked(`${plain}%`)}`, `${name} like ${asked(`% ${plain}%`)}`]
  return { found, order: `order by ${ranks.map((rank) => `${rank} desc`).join(', ')}, ${table}.id desc` }
}
