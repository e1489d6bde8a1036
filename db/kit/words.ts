/** The best of a search: what is called so, begins so, has a word that begins so; found by words, whatever their case and accents. */
import { wordsIn } from '../../domain/rules/words'
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
// A word that stands in a million rows costs no more than a rare one, and twelve words no more than two: so many rows of
// the rarest are tried against the others, together so many looks.
const TRIED = 5000
/** In how many of the newest files the words are looked for inside. */
const NEWEST = 2000

/** The words a person typed. */
export const wordsOf = (search: string): string[] => wordsIn(search)

/** The words a person typed as a prefix search: every word must occur, the last may be unfinished. */
export const tsQuery = (search: string): string =>
  wordsOf(search)
    .map((word) => `${word}:*`)
    .join(' & ')

const folded = (columns: readonly string[]): string =>
  `fold(${columns.map((column) => `coalesce(${column}::text, '')`).join(" || ' ' || ")})`

/** That every word of an array begins a word of the text; the text is folded once for all of them. */
const holds = (text: string, words: string): string =>
  `' ' || ${text} ~ all(array(select '[^[:alnum:]]' || fold(asked.word) from unnest(${words}::text[]) asked (word)))`

/** Narrows a query to the rows in whose columns every word of `search` stands. */
export function bestIn(query: Builder, columns: readonly string[], search: string): Builder {
  const words = wordsOf(search)
  return words.length === 0 ? query.whereRaw('false') : query.whereRaw(holds(folded(columns), '?'), [words])
}

const between = (row: string, word: string): string => `${row}.word >= ${word}.low and ${row}.word < ${word}.high`

/** Ids of a kept type by their words: the rarest leads, and its rows are tried against the others. */
function keptIds({ type }: Reading, where: Conditions, search: string): string {
  const words = wordsOf(search)
  const tried = words.length === 1 ? LOOKED_AT : Math.ceil(TRIED / (words.length - 1))
  const of = `s.tenant_id = $1 and s.type = ${where.value(type)}`
  const asked = `asked as materialized (select fold(w.word) collate "C" as low, (fold(w.word) || chr(1114111)) collate "C" as high
    from unnest(${where.value(words)}::text[]) w (word))`
  const common = `select count(*) as n from (select from search_words s where ${of} and ${between('s', 'asked')} limit ${tried}) counted`
  const rarest = `select asked.low, asked.high from asked cross join lateral (${common}) common order by common.n limit 1`
  const lead = words.length === 1 ? 'select low, high from asked' : rarest
  const rows = `select s.record_id, s.word, s.place from search_words s where ${of} and ${between('s', 'lead')}
    order by s.word, s.place, s.record_id desc limit ${tried}`
  const missing = `select from asked where not exists
    (select from search_words o where o.tenant_id = $1 and o.record_id = t.record_id and ${between('o', 'asked')})`
  return `(with ${asked} select t.record_id from (${lead}) lead cross join lateral (${rows}) t where not exists (${missing}) limit ${LOOKED_AT})`
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
  const held = holds(folded(words.map((name) => `${table}.${name}`)), where.value(wordsOf(search)))
  return `(select ${table}.id from ${table} where ${where.sql} and ${held} order by ${table}.id desc limit ${LOOKED_AT})`
}

/** Which ids a search finds under the conditions, and the order that puts the best first. */
export function bestOf(reading: Reading, where: Conditions, search: string): { found: string; order: string } {
  const { table, type, words } = reading
  if (wordsOf(search).length === 0) return { found: 'select null::uuid', order: '' }
  // What narrows the rows leaves few of them, and the best of the whole business may lie outside.
  const kept = KEPT.has(type) && !where.narrowed
  const ids = (kept ? keptIds : scannedIds)(reading, where, search)
  const found = [ids, ...contentIds(reading, where, search)].join(' union all ')
  const name = folded(words.slice(0, 1).map((column) => `${table}.${column}`))
  const plain = literally(search)
  const asked = (pattern: string): string => `fold(${where.value(pattern)}::text)`
  const ranks = [`${name} = ${asked(search)}`, `${name} like ${asked(`${plain}%`)}`, `${name} like ${asked(`% ${plain}%`)}`]
  return { found, order: `order by ${ranks.map((rank) => `${rank} desc`).join(', ')}, ${table}.id desc` }
}
