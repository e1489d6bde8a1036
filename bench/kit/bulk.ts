/** Very many rows at once: by SQL of the superuser, with triggers and secondary indexes put aside while they are written. */
import { Client } from 'pg'
import { connected } from '../../scripts/stack/postgres'
import type { Business } from './company'
import type { Machine } from './machine'

export const ORDER_STATUSES = ['draft', 'confirmed', 'shipped', 'invoiced', 'cancelled'] as const
export const DOCUMENT_STATUSES = ['draft', 'in_verification', 'in_approval', 'archived', 'rejected'] as const
export const TENANTS = 100

/** Orders of 100 tenants in turn: order i belongs to tenant 1 + (i - 1) % 100. */
export async function loadOrders(machine: Machine, rows: number): Promise<void> {
  await connected(machine.url('orders'), async (client) => {
    await client.query(`create table orders (id serial primary key, tenant_id int not null, status varchar(20) not null,
      customer varchar(255) not null, total_cents int not null, created_at timestamptz not null default now())`)
    await client.query(`insert into orders (tenant_id, status, customer, total_cents, created_at)
      select 1 + (i - 1) % ${TENANTS}, (array['${ORDER_STATUSES.join("','")}'])[1 + ((i::bigint * 7919 / ${TENANTS}) % 5)::int],
        'Customer ' || (i * 31 % 5000), (i::bigint * 7919 % 1000000)::int, timestamptz '2024-01-01' + i * interval '1 minute'
      from generate_series(1, ${rows}) i`)
    await client.query('create index orders_list on orders (tenant_id, status, created_at desc)')
    await client.query('vacuum (analyze) orders')
  })
}

/** Runs `fill` while a table has no secondary index, then builds them again and gathers statistics. */
async function withoutIndexes(client: Client, table: string, fill: () => Promise<void>): Promise<void> {
  const found = await client.query(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = $1::regclass and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  )
  for (const { name } of found.rows) await client.query(`drop index ${name}`)
  await fill()
  for (const { definition } of found.rows) await client.query(definition)
  await client.query(`vacuum (analyze) ${table}`)
}

const UUID = (of: string): string => `overlay(overlay(md5(${of}) placing '7' from 13) placing '8' from 17)::uuid`

/** One file for a business, whose bytes all its documents share. */
const FILE = `insert into files (tenant_id, id, sha256, size_bytes, mime_type) values ($1::uuid, $2::uuid, md5($2::uuid::text) || md5($1::uuid::text), 1000, 'image/png')`
const DOCUMENTS = `insert into documents (tenant_id, id, name, document_type_id, status, file_id, uploaded_by_id, parties, search, created_at, updated_at)
  select $1::uuid, ${UUID("$1::uuid::text || 'd' || i")}, 'Document ' || i, $2::uuid, (array['${DOCUMENT_STATUSES.join("','")}'])[1 + i % 5], $3::uuid, $4::uuid,
    jsonb_build_object('uploader', jsonb_build_array($4::uuid)), to_tsvector('public.folded', 'Document ' || i), at, at
  from (select i, timestamptz '2024-01-01' + i * interval '1 minute' as at from generate_series(1, $5::int) i) as made`
const WORDS = `insert into search_words (tenant_id, type, record_id, word, place)
  select $1::uuid, 'document', ${UUID("$1::uuid::text || 'd' || i")}, w.word, w.place from generate_series(1, $2::int) i, words_of('Document ' || i, '') w`
const VERSIONS = `insert into document_versions (tenant_id, id, document_id, document_version, file_id, original_name, uploaded_by_id)
  select $1::uuid, ${UUID("$1::uuid::text || 'v' || i")}, ${UUID("$1::uuid::text || 'd' || i")}, 1, $2::uuid, 'scan.png', $3::uuid from generate_series(1, $4::int) i`

/** Documents of businesses, in five statuses in turn, each with its first version. */
export async function loadDocuments(machine: Machine, loads: readonly { business: Business; rows: number }[]): Promise<void> {
  await connected(machine.url('cien'), async (client) => {
    await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'")
    await withoutIndexes(client, 'document_versions', () =>
      withoutIndexes(client, 'documents', async () => {
        for (const { business, rows } of loads) {
          const file_id = business.document_type_id // any id will do, as long as it is one a business
          const uploader = business.people[0]?.id
          await client.query(FILE, [business.id, file_id])
          await client.query(DOCUMENTS, [business.id, business.document_type_id, file_id, uploader, rows])
          await client.query(WORDS, [business.id, rows])
          await client.query(VERSIONS, [business.id, file_id, uploader, rows])
        }
      }),
    )
    await client.query('vacuum (analyze) files, search_words')
  })
}

const TASKS = `insert into tasks (tenant_id, id, kind, title, subject_type, subject_id, subject_label, outcomes, negative_outcomes, parties, workflow_id, process_type, due_at, created_at)
  select $1::uuid, ${UUID("$1::uuid::text || 't' || i")}, case when i % 2 = 0 then 'documents.verify' else 'documents.approve' end, 'Decide Document ' || i, 'document',
    ${UUID("$1::uuid::text || 'd' || i")}, 'Document ' || i, '{verify,reject}', '{reject}', jsonb_build_object('uploader', jsonb_build_array($2::uuid)),
    $1::uuid::text || '/document/' || i, 'document', case when i % 3 = 0 then at + interval '2 days' end, at
  from (select i, timestamptz '2025-01-01' + i * interval '1 second' as at from generate_series(1, $3::int) i) as made`

/** Open tasks of businesses, half to verify and half to approve; the first of the people took part in all, the others in none. */
export async function loadTasks(machine: Machine, loads: readonly { business: Business; rows: number }[]): Promise<void> {
  await connected(machine.url('cien'), async (client) => {
    await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'")
    await withoutIndexes(client, 'tasks', async () => {
      for (const { business, rows } of loads) await client.query(TASKS, [business.id, business.people[0]?.id, rows])
    })
  })
}

/** Ids of the documents `loadDocuments` made, by their number. */
export async function documentIds(machine: Machine, business: Business, numbers: number): Promise<string[]> {
  const { rows } = await machine.sql.query(`select ${UUID("$1::uuid::text || 'd' || i")} as id from generate_series(1, $2::int) i`, [
    business.id,
    numbers,
  ])
  return rows.map((row: { id: string }) => row.id)
}
