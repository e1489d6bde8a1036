/** The steps of a document, each one transaction (DOC-1, DOC-2, DOC-3). */
import type { DocumentState } from '../domain/rules/documents'
import type { DueTime, Step, StepResult } from '../domain/rules/process'
import { documents as resource } from '../domain/records/documents'
import type { Trx } from '../db/kit/client'
import { lockRecord, requireRecord, requireReferences } from '../db/kit/records'
import { changesBetween, writeTimeline } from '../db/kit/trail'
import { type DocumentValues, documentLabel, insertDocument, insertVersion, refreshSearch, updateDocument } from '../db/documents/steps'
import { useUpload } from '../db/files'
import { notify } from '../db/notifications'
import type { Deps } from './kit/deps'
import { byOf, recordStep } from './kit/step'
import { type Story, storyOf } from './kit/story'

type DocumentStep = Step<DocumentState>

const story = storyOf({ record_type: 'document', slug: 'documents' })
const TASK_TITLES: Record<string, string> = { 'documents.verify': 'Verify', 'documents.approve': 'Approve' }

const tell = (trx: Trx, step: DocumentStep, told: Story): Promise<void> =>
  story.tell(trx, step, { ...told, data: { document_version: step.state.document_version } })

const turn = (trx: Trx, step: DocumentStep, name: string | Promise<string>): Promise<DueTime[]> =>
  story.turn(trx, step, async () => ({
    subject_label: await name,
    title: `${TASK_TITLES[step.state.task?.kind ?? ''] ?? ''} ${await name}`,
  }))

/** Creates the document from its staged file; archived at once where its type needs no approval. */
async function create(trx: Trx, step: DocumentStep): Promise<StepResult> {
  const { message, state } = step
  const { file_path, ...data } = (message.data ?? {}) as unknown as DocumentValues & { file_path: string }
  const values: DocumentValues = {
    name: data.name,
    description: data.description ?? null,
    document_type_id: data.document_type_id,
    project_id: data.project_id ?? null,
  }
  await requireReferences(trx, resource, { ...values })
  const file = await useUpload(trx, { file_path, user_id: state.uploaded_by_id, used_by: `document/${state.record_id}` })
  const [, , due] = await Promise.all([
    insertDocument(trx, step, { values, file: { file_id: file.file_id, original_name: file.original_name } }),
    tell(trx, step, { action: 'created', title: 'Uploaded', changes: changesBetween({}, { ...values, file: file.original_name }) }),
    turn(trx, step, values.name),
    ...(state.status === 'in_verification' ? [tellSubmitted(trx, step)] : []),
    ...(state.status === 'archived' ? [tellArchivedByRule(trx, step)] : []),
  ])
  return { due }
}

const line = (step: DocumentStep, kind: string, title: string) => ({
  record_type: 'document',
  record_id: step.state.record_id,
  kind,
  title,
})
const tellSubmitted = (trx: Trx, step: DocumentStep): Promise<void> =>
  writeTimeline(trx, byOf(step), line(step, 'document.submitted', 'Sent for verification'))
const tellArchivedByRule = (trx: Trx, step: DocumentStep): Promise<void> =>
  writeTimeline(
    trx,
    { actor_id: null },
    { ...line(step, 'document.archived', 'Archived: its type needs no approval'), rule: 'document_types: requires_approval false' },
  )

/** A step that only moves the state: submit, withdraw, decisions. */
const moved =
  (told: Story) =>
  async (trx: Trx, step: DocumentStep): Promise<StepResult> => {
    const { message, state } = step
    // Asked for and not waited for: whoever needs the name waits, all else is on its way in the same round trip.
    const name = documentLabel(trx, state.record_id).then((label) => label.name)
    const [due] = await Promise.all([
      turn(trx, step, name),
      updateDocument(trx, step),
      tell(trx, step, told),
      ...(message.kind === 'complete' ? [tellUploader(trx, step, name)] : []),
      name,
    ])
    return { due }
  }

/** The uploader learns of each rejection with its comment, and of the archive (DOC-7). */
async function tellUploader(trx: Trx, step: DocumentStep, name: Promise<string>): Promise<void> {
  const { status, uploaded_by_id, record_id } = step.state
  if (status !== 'rejected' && status !== 'archived') return
  await notify(trx, {
    user_ids: [uploaded_by_id],
    kind: `document.${status}`,
    title: await name,
    body: step.message.comment ?? null,
    subject_type: 'document',
    subject_id: record_id,
  })
}

/** The next version of a rejected document. */
async function resubmit(trx: Trx, step: DocumentStep): Promise<StepResult> {
  const { message, state, before } = step
  const file_path = String(message.data?.file_path)
  const { name } = await documentLabel(trx, state.record_id)
  const file = await useUpload(trx, { file_path, user_id: state.uploaded_by_id, used_by: `document/${state.record_id}` })
  const [due] = await Promise.all([
    turn(trx, step, name),
    updateDocument(trx, step, { file_id: file.file_id }),
    insertVersion(trx, step, { file_id: file.file_id, original_name: file.original_name }),
    tell(trx, step, {
      action: 'resubmitted',
      title: `Version ${state.document_version} sent for verification`,
      changes: { document_version: [before?.document_version, state.document_version], file: [null, file.original_name] },
    }),
  ])
  await refreshSearch(trx, file.file_id)
  return { due }
}

/** Changed names and references of an open document. */
async function edit(trx: Trx, step: DocumentStep): Promise<StepResult> {
  const values = step.message.data ?? {}
  const current = requireRecord(await lockRecord(trx, { table: 'documents' }, step.state.record_id))
  await requireReferences(trx, resource, values)
  await Promise.all([
    updateDocument(trx, step, values),
    tell(trx, step, { action: 'updated', title: 'Changed', changes: changesBetween(current, values) }),
  ])
  await refreshSearch(trx, String(current.file_id))
  return { due: [] }
}

/** A draft or rejected document is taken away; its history stays. */
async function remove(trx: Trx, step: DocumentStep): Promise<StepResult> {
  await tell(trx, step, { action: 'deleted', title: 'Deleted' })
  await trx('documents').where({ tenant_id: step.tenant_id, id: step.state.record_id }).delete()
  return { due: [] }
}

/** The document activities, named as a manager would. */
export const documents = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: DocumentStep) => Promise<StepResult>) =>
    (step: DocumentStep): Promise<StepResult> =>
      recordStep(deps, step, (trx) => work(trx, step))
  return {
    createDocument: named(create),
    submitDocument: named(moved({ action: 'submitted', title: 'Sent for verification' })),
    withdrawDocument: named(moved({ action: 'withdrawn', title: 'Withdrawn by the uploader' })),
    verifyDocument: named(moved({ action: 'verified', title: 'Verified' })),
    approveDocument: named(moved({ action: 'archived', title: 'Approved and archived' })),
    rejectDocument: named(moved({ action: 'rejected', title: 'Rejected' })),
    resubmitDocument: named(resubmit),
    editDocument: named(edit),
    deleteDocument: named(remove),
  }
}

export type DocumentActivities = ReturnType<typeof documents>
