/** What the steps of a document write. */
import { v7 as uuidv7 } from 'uuid'
import type { Knex } from 'knex'
import type { Step } from '../../domain/kit/process/types'
import type { DocumentState } from '../../domain/processes/documents'
import type { Trx } from '../kit/client'

/** The file behind a version. */
export interface VersionFile {
  file_id: string
  original_name: string
}

export interface DocumentValues {
  name: string
  description: string | null
  document_type_id: string
  project_id: string | null
}

// A tsvector holds at most 1 MB; this much text never makes more.
const SEARCH = `setweight(to_tsvector('public.folded', d.name || ' ' || coalesce(d.description, '')), 'A')
  || setweight(to_tsvector('public.folded', coalesce(left(f.content_text, 200000), '')), 'B')`

/** The searchable words of the documents with a file, after its text was read. */
export async function refreshSearch(trx: Trx, file_id: string): Promise<void> {
  await trx.raw(
    `update documents d set search = ${SEARCH} from files f
     where d.tenant_id = ? and d.file_id = ? and f.tenant_id = d.tenant_id and f.id = d.file_id`,
    [trx.userParams.tenant_id, file_id],
  )
}

/** A document's row as its steps need it. */
export interface DocumentRow extends DocumentValues {
  id: string
  file_id: string
}

/** The searchable words of a new document: its name, its description, what is inside its file. */
export const searchOf = (trx: Trx, { name, description }: DocumentValues, file_id: string): Knex.Raw =>
  trx.raw(
    `(select setweight(to_tsvector('public.folded', ?::text), 'A') || setweight(to_tsvector('public.folded', coalesce(left(f.content_text, 200000), '')), 'B')
      from files f where f.tenant_id = ? and f.id = ?)`,
    [`${name} ${description ?? ''}`, trx.userParams.tenant_id, file_id],
  )

/** A version's row: which file, by whom. */
export async function insertVersion(trx: Trx, step: Step<DocumentState>, file: VersionFile): Promise<void> {
  const { state } = step
  await trx('document_versions').insert({
    tenant_id: step.tenant_id,
    id: uuidv7(),
    document_id: state.record_id,
    document_version: state.document_version,
    file_id: file.file_id,
    original_name: file.original_name,
    uploaded_by_id: state.uploaded_by_id,
    comment: step.message.comment ?? null,
  })
}
