/** Search without regard to case and accents: one function that folds text, words of documents kept folded, and an index for each kind people look for. */
import type { Migration } from '../kit/migrate'

// Plain SQL, so that the planner can look into it; what Postgres calls unaccent would have to be called for each row.
const FROM = 'àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłñńňòóôõöøōőŕřśşšţťùúûüūůűýÿźżž'
const TO = 'aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorrsssttuuuuuuuyyzzz'

/** Kinds found by any part of their words: table, and the text as `searchText` of db/kit/reading.ts writes it. */
const FOUND: readonly [string, readonly string[]][] = [
  ['projects', ['name', 'description']],
  ['proposals', ['title', 'notes']],
  ['calendar', ['title', 'location', 'notes']],
  ['expenses', ['category', 'description']],
  ['vouchers', ['voucher_no', 'voucher_type', 'description']],
  ['variation_orders', ['vo_number', 'title', 'description']],
  ['daywork_orders', ['dwo_number', 'description']],
  ['journals', ['journal_no', 'memo']],
  ['ledger_entries', ['reference', 'description']],
]

const textOf = (columns: readonly string[]): string => `fold(${columns.map((name) => `coalesce(${name}::text, '')`).join(" || ' ' || ")})`

const WORDS = `setweight(to_tsvector('public.folded', d.name || ' ' || coalesce(d.description, '')), 'A')
  || setweight(to_tsvector('public.folded', coalesce(left(f.content_text, 200000), '')), 'B')`

export const search: Migration = {
  name: '0016-search',
  async up(knex) {
    await knex.raw('create extension if not exists unaccent')
    await knex.raw(`create function fold(value text) returns text language sql immutable strict parallel safe
      return translate(lower(value), '${FROM}', '${TO}')`)
    await knex.raw('create text search configuration folded (copy = pg_catalog.simple)')
    await knex.raw(`alter text search configuration folded
      alter mapping for asciihword, asciiword, hword, hword_asciipart, hword_part, word, numhword, numword, hword_numpart
      with public.unaccent, pg_catalog.simple`)
    for (const [table, columns] of FOUND)
      await knex.raw(`create index ${table}_found on ${table} using gin (tenant_id, ${textOf(columns)} gin_trgm_ops)`)
    await knex.raw('create index documents_begin on documents (tenant_id, fold(name) text_pattern_ops)')
    // The words of documents that are there already; the wall and the lock are for the application, not for the schema.
    await knex.raw('alter table documents no force row level security')
    await knex.raw('alter table files no force row level security')
    await knex.raw('alter table documents disable trigger user')
    await knex.raw(`update documents d set search = ${WORDS} from files f where f.tenant_id = d.tenant_id and f.id = d.file_id`)
    await knex.raw('alter table documents enable trigger user')
    await knex.raw('alter table files force row level security')
    await knex.raw('alter table documents force row level security')
  },
  async down(knex) {
    await knex.raw('drop index documents_begin')
    for (const [table] of FOUND) await knex.raw(`drop index ${table}_found`)
    await knex.raw('drop text search configuration folded')
    await knex.raw('drop function fold(text)')
  },
}
