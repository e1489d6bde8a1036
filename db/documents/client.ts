/** What a client may see of documents; one condition, so that list, detail and file can never disagree. */
import type { TenantDb } from '../kit/client'
import type { ListQuery, Page } from '../kit/lists'
import { type Conditions, readPage } from '../kit/reading'
import { listReading, whereDocuments, type ListedDocument } from './reads'

const visibleTo = (where: Conditions, client_user_id: string): Conditions =>
  where.add(`documents.status = 'archived'
    and exists (select from projects p where p.tenant_id = documents.tenant_id and p.id = documents.project_id and p.client_user_id = ${where.value(client_user_id)})
    and exists (select from document_types t where t.tenant_id = documents.tenant_id and t.id = documents.document_type_id and t.client_visible)`)

/** One page of the client's documents. */
export const listClientDocuments = (db: TenantDb, client_user_id: string, list: ListQuery): Promise<Page<ListedDocument>> =>
  readPage<ListedDocument>(db, listReading, { list, where: visibleTo(whereDocuments(db, list), client_user_id) })

const ONE = { page: 1, per_page: 1, sort: 'created_at', descending: true, search: undefined }

/** One of the client's documents, or undefined. */
export async function findClientDocument(db: TenantDb, client_user_id: string, id: string): Promise<ListedDocument | undefined> {
  const { rows } = await listClientDocuments(db, client_user_id, { ...ONE, filters: { id: [id] } })
  return rows[0]
}
