/** What the steps of a document do (DOC-1, DOC-2, DOC-3). */
import type { Step } from '../domain/kit/process/types'
import { documents as resource } from '../domain/records/documents'
import { documentProcess, type DocumentState } from '../domain/processes/documents'
import type { Trx } from '../db/kit/client'
import { requireReferences } from '../db/kit/records'
import { changesBetween, writeTimeline } from '../db/kit/trail'
import { type DocumentRow, type DocumentValues, insertVersion, refreshSearch, searchOf } from '../db/documents/steps'
import { useUpload } from '../db/files'
import { byOf } from './kit/by'
import { type Effect, effectsOf, type Found } from './kit/effect'

type Own = Effect<DocumentState, DocumentRow>
type DocumentStep = Parameters<Own>[1]

const TASK_TITLES: Record<string, string> = { verify: 'Verify', approve: 'Approve' }

/** What the tasks of a document are called. */
const factsOf =
  (name: string): Extract<Found['facts'], (task: never) => unknown> =>
  (task) => ({ subject_label: name, title: `${TASK_TITLES[task.name] ?? ''} ${name}` })

const usedUpload = (trx: Trx, { state, message }: DocumentStep) =>
  useUpload(trx, { file_path: String(message.data?.file_path), user_id: state.uploaded_by_id, used_by: `document/${state.record_id}` })

/** Creates the document from its staged file; archived at once where its type needs no approval. */
const create: Own = async (trx, step) => {
  const { message, state } = step
  const data = (message.data ?? {}) as Partial<DocumentValues>
  const values: DocumentValues = {
    name: data.name ?? '',
    description: data.description ?? null,
    document_type_id: data.document_type_id ?? '',
    project_id: data.project_id ?? null,
  }
  await requireReferences(trx, resource, { ...values })
  const file = await usedUpload(trx, step)
  return {
    action: 'created',
    title: 'Uploaded',
    changes: changesBetween({}, { ...values, file: file.original_name }),
    data: { document_version: 1 },
    values: { ...values, uploaded_by_id: state.uploaded_by_id, file_id: file.file_id, search: searchOf(trx, values, file.file_id) },
    facts: factsOf(values.name),
    also: () => Promise.all([insertVersion(trx, step, file), ...(state.status === 'draft' ? [] : [sayMoved(trx, step)])]),
  }
}

/** A first step that already sends or archives says so in a line of its own. */
function sayMoved(trx: Trx, step: Step<DocumentState>): Promise<void> {
  const line = { record_type: 'document', record_id: step.state.record_id }
  return step.state.status === 'archived'
    ? writeTimeline(
        trx,
        { actor_id: null },
        {
          ...line,
          kind: 'document.archived',
          title: 'Archived: its type needs no approval',
          rule: 'document_types: requires_approval false',
        },
      )
    : writeTimeline(trx, byOf(step), { ...line, kind: 'document.submitted', title: 'Sent for verification' })
}

/** A step that only moves the document; its uploader learns of each rejection with its comment, and of the archive (DOC-7). */
const moved =
  (action: string, title: string): Own =>
  (_trx, { state, message, record }) => {
    const name = record?.name ?? ''
    const told = message.kind === 'complete' && (state.status === 'rejected' || state.status === 'archived')
    const notice = { user_ids: [state.uploaded_by_id], kind: `document.${state.status}`, title: name, body: message.comment ?? null }
    return { action, title, data: { document_version: state.document_version }, facts: factsOf(name), notices: told ? [notice] : [] }
  }

/** The next version of a rejected document. */
const resubmit: Own = async (trx, step) => {
  const { state, before, record } = step
  const file = await usedUpload(trx, step)
  const { document_version, uploaded_by_id } = state
  return {
    action: 'resubmitted',
    title: `Version ${document_version} sent for verification`,
    changes: { document_version: [before?.document_version, document_version], file: [null, file.original_name] },
    data: { document_version },
    values: { file_id: file.file_id, document_version, uploaded_by_id },
    facts: factsOf(record?.name ?? ''),
    also: () => insertVersion(trx, step, file),
    last: () => refreshSearch(trx, file.file_id),
  }
}

/** Changed names and references of an open document. */
const edit: Own = async (trx, { message, state, record }) => {
  const values = message.data ?? {}
  await requireReferences(trx, resource, values)
  return {
    action: 'updated',
    title: 'Changed',
    changes: changesBetween({ ...record }, values),
    data: { document_version: state.document_version },
    values,
    last: () => refreshSearch(trx, record?.file_id ?? ''),
  }
}

/** A draft or rejected document is taken away; its history stays. */
const remove: Own = (_trx, { state }) => ({
  action: 'deleted',
  title: 'Deleted',
  data: { document_version: state.document_version },
  row: 'delete',
})

export const documentEffects = effectsOf<DocumentState, DocumentRow>()(documentProcess, {
  created: create,
  submit: moved('submitted', 'Sent for verification'),
  withdraw: moved('withdrawn', 'Withdrawn by the uploader'),
  verify: moved('verified', 'Verified'),
  approve: moved('archived', 'Approved and archived'),
  reject: moved('rejected', 'Rejected'),
  resubmit,
  edit,
  remove,
})
