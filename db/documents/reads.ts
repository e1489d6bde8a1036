/** Documents as people read them: lists, queues, one with its versions and shares. */
import type { Actor } from '../../domain/actor'
import type { DocumentStatus } from '../../domain/rules/documents'
import { documents as resource } from '../../domain/records/documents'
import type { TenantDb, Trx } from '../kit/client'
import type { ListQuery, Page } from '../kit/lists'
import { Conditions, readingOf, readOne, readPage } from '../kit/reading'
import { fold } from '../../domain/rules/words'
import { tsQuery, wordsOf } from '../kit/words'
import type { Row } from '../kit/records'

/** A document in a list, as the database gives it. */
export interface ListedDocument extends Row {
  name: string
  description: string | null
  document_type_id: string
  project_id: string | null
  status: DocumentStatus
  document_version: number
  file_id: string
  uploaded_by_id: string
  original_name: string | null
  mime_type: string | null
  size_bytes: number | null
  sha256: string | null
}

/** A document by itself, with whom the policies look at. */
export interface DocumentRow extends ListedDocument {
  parties: Record<string, readonly string[]>
}

const APPROVAL: Record<string, readonly DocumentStatus[]> = {
  pending: ['in_verification', 'in_approval'],
  approved: ['archived'],
  rejected: ['rejected'],
}

// Not the words for the search: they may be a megabyte long, and nobody reads them.
const own = [...Object.keys(resource.fields), 'id', 'created_at', 'updated_at', 'version', 'document_version', 'file_id']

const file = {
  words: ['name', 'description'],
  content: 'search',
  more: 'v.original_name, f.mime_type, f.size_bytes::float8 as size_bytes, f.sha256',
  joins: `left join document_versions v on v.tenant_id = documents.tenant_id and v.document_id = documents.id and v.document_version = documents.document_version
    left join files f on f.tenant_id = v.tenant_id and f.id = v.file_id`,
}

/** Documents in a list, with the file of their current version. */
export const listReading = readingOf(resource, { own, ...file })
/** One document: also whom the policies look at. */
const oneReading = readingOf(resource, { own: [...own, 'tenant_id', 'parties'], ...file })

/** The conditions of a list of documents: its filters, and the words searched for in names, descriptions and contents. */
export function whereDocuments(db: TenantDb | Trx, list: ListQuery): Conditions {
  const where = new Conditions(db, 'documents').filter(list.filters)
  if (list.search === undefined) return where
  const words = tsQuery(list.search)
  return where.words(`documents.search @@ to_tsquery('public.folded', ${where.value(words === '' ? 'x & !x' : words)})`)
}

/** One page of documents, filtered and searched (DOC-4, DOC-10). */
export async function listDocuments(db: TenantDb, list: ListQuery, approval: readonly string[] | undefined): Promise<Page<ListedDocument>> {
  const where = whereDocuments(db, list)
  if (approval) where.add(`documents.status = any(${where.value(approval.flatMap((name) => APPROVAL[name] ?? []))})`)
  return readPage<ListedDocument>(db, listReading, { list, where })
}

/** Where the words of a search stand in the content of the documents: a few words around each hit. */
export async function searchHits(db: TenantDb, file_ids: readonly string[], search: string): Promise<Map<string, string>> {
  const words = wordsOf(search)
  if (words.length === 0 || file_ids.length === 0) return new Map()
  // Looked for as text: the words of a long file are not taken apart again for each search.
  const found = await db.raw(
    `select id, ts_headline('public.folded', substr(content_text, greatest(at - 120, 1), 400), to_tsquery('public.folded', ?), 'StartSel=⟦,StopSel=⟧,MaxWords=18,MinWords=6') as hit
     from (select id, content_text, regexp_instr(fold(left(content_text, 200000)), ?) as at from files where tenant_id = ? and id = any(?::uuid[])) f
     where at > 0`,
    [words.map((word) => `${word}:*`).join(' | '), `\\m(${words.map(fold).join('|')})`, db.userParams.tenant_id, file_ids],
  )
  return new Map(found.rows.map((row: { id: string; hit: string }) => [row.id, row.hit]))
}

/** One document, or undefined. */
export const findDocument = (db: TenantDb | Trx, id: string): Promise<DocumentRow | undefined> => readOne<DocumentRow>(db, oneReading, id)

/** A version with its file. */
export interface VersionRow {
  document_version: number
  file_id: string
  original_name: string
  mime_type: string
  size_bytes: bigint
  sha256: string
}

/** All versions of a document, newest first. */
export async function listVersions(db: TenantDb, id: string): Promise<(VersionRow & Record<string, unknown>)[]> {
  const found = await db.raw(
    `select v.document_version, v.file_id, v.original_name, v.comment, v.created_at, f.mime_type, f.size_bytes, f.sha256, v.uploaded_by_id,
       json_build_object('id', u.id, 'name', u.name) as uploaded_by
     from document_versions v join files f on f.tenant_id = v.tenant_id and f.id = v.file_id
     join users u on u.tenant_id = v.tenant_id and u.id = v.uploaded_by_id
     where v.tenant_id = ? and v.document_id = ? order by v.document_version desc`,
    [db.userParams.tenant_id, id],
  )
  return found.rows
}

/** A share that counts now for the actor, or undefined; a download asks for one that allows it. */
export async function liveShare(
  db: TenantDb,
  document_id: string,
  actor: Actor,
): Promise<{ can_download: boolean; live: boolean } | undefined> {
  const found = await db.raw(
    `select can_download, (expires_at is null or expires_at > now()) as live from document_shares
     where tenant_id = ? and document_id = ? and (user_id = ? or role_id = ?) order by live desc, can_download desc limit 1`,
    [db.userParams.tenant_id, document_id, actor.id, actor.role_id],
  )
  return found.rows[0]
}

/** The shares of a document with the names behind them. */
export async function listShares(db: TenantDb, document_id: string): Promise<Record<string, unknown>[]> {
  const found = await db.raw(
    `select s.id, s.user_id, s.role_id, s.can_download, s.expires_at, s.created_at, s.version, s.updated_at, s.shared_by_id,
       case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as user,
       case when r.id is null then null else json_build_object('id', r.id, 'name', r.name) end as role,
       json_build_object('id', b.id, 'name', b.name) as shared_by
     from document_shares s
     left join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
     left join roles r on r.tenant_id = s.tenant_id and r.id = s.role_id
     join users b on b.tenant_id = s.tenant_id and b.id = s.shared_by_id
     where s.tenant_id = ? and s.document_id = ? order by s.created_at`,
    [db.userParams.tenant_id, document_id],
  )
  return found.rows
}
