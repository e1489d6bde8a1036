/** What the steps of a document write. */
import { v7 as uuidv7 } from 'uuid'
import type { DocumentState } from '../../domain/rules/documents'
import type { Step } from '../../domain/rules/process'
import { ask, type Trx } from '../kit/client'

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

/** A new document with its first version. */
export async function insertDocument(
  trx: Trx,
  step: Step<DocumentState>,
  write: { values: DocumentValues; file: VersionFile },
): Promise<void> {
  const { state } = step
  const { values, file } = write
  const now = trx.fn.now()
  await trx('documents').insert({
    tenant_id: step.tenant_id,
    id: state.record_id,
    ...values,
    status: state.status,
    file_id: file.file_id,
    uploaded_by_id: state.uploaded_by_id,
    parties: JSON.stringify(state.parties),
    submitted_at: state.status === 'in_verification' ? now : null,
    archived_at: state.status === 'archived' ? now : null,
    search: trx.raw(
      `(select setweight(to_tsvector('public.folded', ?::text), 'A') || setweight(to_tsvector('public.folded', coalesce(left(f.content_text, 200000), '')), 'B')
        from files f where f.tenant_id = ? and f.id = ?)`,
      [`${values.name} ${values.description ?? ''}`, step.tenant_id, file.file_id],
    ),
  })
  await insertVersion(trx, step, file)
}

/** A version's row: which file, by whom. */
export async function insertVersion(trx: Trx, step: Step<DocumentState>, file: VersionFile): Promise<void> {
  const { state } = step
  await trx('document_versions').insert({
    tenant_id: step.tenant_id,
    id: uuidv7(),
    document_id: state.record_id,
    document_version: state.document_version,
    ...file,
    uploaded_by_id: state.uploaded_by_id,
    comment: step.message.comment ?? null,
  })
}

/** Moves the document to the state of the step. */
export async function updateDocument(trx: Trx, step: Step<DocumentState>, more: Record<string, unknown> = {}): Promise<void> {
  const { state } = step
  const stamps: Record<string, string> = { in_verification: 'submitted_at', archived: 'archived_at', rejected: 'rejected_at' }
  const stamp = state.status === step.before?.status ? undefined : stamps[state.status]
  await trx('documents')
    .where({ tenant_id: step.tenant_id, id: state.record_id })
    .update({
      status: state.status,
      document_version: state.document_version,
      uploaded_by_id: state.uploaded_by_id,
      parties: JSON.stringify(state.parties),
      version: state.version,
      updated_at: trx.fn.now(),
      ...(stamp ? { [stamp]: trx.fn.now() } : {}),
      ...more,
    })
}

/** The label and file of a document, for tasks and notifications. */
export async function documentLabel(trx: Trx, id: string): Promise<{ name: string; file_id: string }> {
  const text = 'select name, file_id from documents where tenant_id = $1 and id = $2'
  const [label] = await ask<{ name: string; file_id: string }>(trx, text, [trx.userParams.tenant_id, id])
  if (!label) throw new Error(`Document ${id} is missing`)
  return label
}
