/** Search without regard to case and accents: text is folded, and the words that name records stand in a table of their own. */
import type { Migration } from '../kit/migrate'
import { wall } from '../kit/schema'

const FROM = 'àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłñńňòóôõöøōőŕřśşšţťùúûüūůűýÿźżž'
const TO = 'aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorrsssttuuuuuuuyyzzz'

/** Kinds with their table, what names a record, and what else tells of it. */
const KINDS: readonly [string, string, string, readonly string[]][] = [
  ['document', 'documents', 'name', ['description']],
  ['project', 'projects', 'name', ['description']],
  ['proposal', 'proposals', 'title', ['notes']],
  ['calendar_event', 'calendar', 'title', ['location', 'notes']],
  ['expense', 'expenses', 'category', ['description']],
  ['voucher', 'vouchers', 'voucher_no', ['voucher_type', 'description']],
  ['variation_order', 'variation_orders', 'vo_number', ['title', 'description']],
  ['daywork_order', 'daywork_orders', 'dwo_number', ['description']],
  ['journal', 'journals', 'journal_no', ['memo']],
  ['ledger_entry', 'ledger_entries', 'reference', ['description']],
]

// Row security lets an index answer only what is compared without a leak, and of all that finds text this is the plain
// comparison of words: so words are rows, each in its place in the order of the index, and not parts of a text.
const TABLE = `create table search_words (
  tenant_id uuid not null,
  type text not null,
  record_id uuid not null,
  word text collate "C" not null,
  place smallint not null,
  primary key (tenant_id, record_id, word)
)`

// 0: the whole name; 1: the name begins so; 2: elsewhere in the name; 3: in what else tells of the record.
const WORDS_OF = `create function words_of(name text, rest text) returns table (word text, place smallint)
  language sql immutable parallel safe as $$
    select word, min(place)::smallint from (
      select word, case when n > 1 then 2 when count(*) over () = 1 then 0 else 1 end as place
        from regexp_split_to_table(fold(name) collate "pg_c_utf8", '[^[:alnum:]]+') with ordinality as named (word, n)
      union all
      select word, 3 from regexp_split_to_table(fold(rest) collate "pg_c_utf8", '[^[:alnum:]]+') as told (word)
    ) found where word <> '' and length(word) <= 100 group by word order by min(place) limit 100 $$`

const given = (row: string, columns: readonly string[]): string =>
  columns.map((column) => `coalesce(${row}${column}::text, '')`).join(" || ' ' || ")

const insertOf = ([type, , name, rest]: (typeof KINDS)[number], row: 'new.' | 'r.', source = ''): string =>
  `insert into search_words (tenant_id, type, record_id, word, place)
   select ${row}tenant_id, '${type}', ${row}id, w.word, w.place
   from ${source} words_of(${given(row, [name])}, left(${given(row, rest)}, 4000)) w`

/** The words of a kind follow its rows, in the transaction that writes them. */
function guards(kind: (typeof KINDS)[number]): string[] {
  const [, table, name, rest] = kind
  const columns = [name, ...rest]
  const differs = columns.map((column) => `old.${column} is distinct from new.${column}`).join(' or ')
  return [
    `create function ${table}_words() returns trigger language plpgsql set search_path = public as $$ begin
      if tg_op <> 'INSERT' then delete from search_words where tenant_id = old.tenant_id and record_id = old.id; end if;
      if tg_op <> 'DELETE' then ${insertOf(kind, 'new.')}; end if;
      return null;
    end $$`,
    `create trigger ${table}_words after insert or delete on ${table} for each row execute function ${table}_words()`,
    `create trigger ${table}_words_again after update of ${columns.join(', ')} on ${table} for each row when (${differs}) execute function ${table}_words()`,
  ]
}

const CONTENT = `setweight(to_tsvector('public.folded', d.name || ' ' || coalesce(d.description, '')), 'A')
  || setweight(to_tsvector('public.folded', coalesce(left(f.content_text, 200000), '')), 'B')`

/** What is there already; the wall and the lock are for the application, not for the schema. */
async function fill(raw: (sql: string) => Promise<unknown>): Promise<void> {
  const open = ['files', ...KINDS.map(([, table]) => table)]
  for (const table of open) await raw(`alter table ${table} no force row level security`)
  await raw('alter table search_words no force row level security')
  await raw('alter table documents disable trigger user')
  await raw(`update documents d set search = ${CONTENT} from files f where f.tenant_id = d.tenant_id and f.id = d.file_id`)
  await raw('alter table documents enable trigger user')
  for (const kind of KINDS) await raw(insertOf(kind, 'r.', `${kind[1]} r,`))
  for (const table of [...open, 'search_words']) await raw(`alter table ${table} force row level security`)
}

export const search: Migration = {
  name: '0017-search',
  async up(knex) {
    const raw = async (sql: string): Promise<unknown> => knex.raw(sql)
    await raw('create extension if not exists unaccent')
    await raw(`create function fold(value text) returns text language sql immutable strict parallel safe
      return translate(lower(value collate "pg_c_utf8"), '${FROM}', '${TO}')`)
    await raw('create text search configuration folded (copy = pg_catalog.simple)')
    await raw(`alter text search configuration folded
      alter mapping for asciihword, asciiword, hword, hword_asciipart, hword_part, word, numhword, numword, hword_numpart
      with public.unaccent, pg_catalog.simple`)
    await raw(TABLE)
    await raw('create index search_words_found on search_words (tenant_id, type, word, place, record_id desc)')
    await wall(knex, { name: 'search_words', grants: 'select, insert, delete' })
    await raw(WORDS_OF)
    for (const kind of KINDS) for (const sql of guards(kind)) await raw(sql)
    await fill(raw)
  },
  async down(knex) {
    for (const [, table] of KINDS) {
      await knex.raw(`drop trigger ${table}_words on ${table}`)
      await knex.raw(`drop trigger ${table}_words_again on ${table}`)
      await knex.raw(`drop function ${table}_words()`)
    }
    await knex.raw('drop function words_of(text, text)')
    await knex.raw('drop table search_words')
    await knex.raw('drop text search configuration folded')
    await knex.raw('drop function fold(text)')
  },
}
