/** What a client may see of documents; one query, so that list, detail and file can never disagree. */
import { documents as resource } from '../../domain/records/documents'
import type { TenantDb } from '../kit/client'
import { type Builder, filterBy, type ListQuery, pageOf, type Page } from '../kit/lists'
import { selectDocuments, tsQuery, type DocumentRow } from './reads'
import { selectRecords } from '../kit/records'

const visibleTo = (db: TenantDb, client_user_id: string): Builder =>
  selectDocuments(db, selectRecords(db, resource))
    .where('documents.status', 'archived')
    .whereExists(
      db('projects as p')
        .whereRaw('p.tenant_id = documents.tenant_id and p.id = documents.project_id')
        .where('p.client_user_id', client_user_id) as never,
    )
    .whereExists(
      db('document_types as t')
        .whereRaw('t.tenant_id = documents.tenant_id and t.id = documents.document_type_id')
        .where('t.client_visible', true) as never,
    )

/** One page of the client's documents. */
export function listClientDocuments(db: TenantDb, client_user_id: string, list: ListQuery): Promise<Page<DocumentRow>> {
  const query = visibleTo(db, client_user_id)
  filterBy(query, list.filters, 'documents')
  if (list.search !== undefined) {
    const words = tsQuery(list.search)
    query.whereRaw("documents.search @@ to_tsquery('simple', ?)", [words === '' ? 'x & !x' : words])
  }
  return pageOf<DocumentRow>(query, list, 'documents')
}

/** One of the client's documents, or undefined. */
export async function findClientDocument(db: TenantDb, client_user_id: string, id: string): Promise<DocumentRow | undefined> {
  return (await visibleTo(db, client_user_id).findOne({ 'documents.id': id })) as unknown as DocumentRow | undefined
}
