/** The process of a document: draft → in_verification → in_approval → archived, or rejected and resubmitted (DOC-1). */
import { defineProcess } from '../kit/process/define'
import type { Message, ProcessState } from '../kit/process/types'
import { documents } from '../records/documents'
import type { DocumentStatus } from '../rules/documents'

export interface DocumentState extends ProcessState<DocumentStatus | 'deleted'> {
  document_version: number
  uploaded_by_id: string
}

/** A type that needs no approval is archived at once, by rule; `submit` sends a new document to verification in the same step. */
const first = (_state: DocumentState, { data }: Message): DocumentStatus =>
  data?.requires_approval === false ? 'archived' : data?.submit === true ? 'in_verification' : 'draft'

export const documentProcess = defineProcess<DocumentState>()({
  record: documents,
  title: 'From upload to archive',
  statuses: {
    draft: 'open',
    in_verification: 'waiting',
    in_approval: 'waiting',
    rejected: 'refused',
    archived: 'done',
    deleted: 'cancelled',
  },
  stamps: { in_verification: 'submitted_at', archived: 'archived_at', rejected: 'rejected_at' },
  created: {
    to: first,
    opens: (state, message) => (first(state, message) === 'in_verification' ? 'verify' : undefined),
    party: 'uploader',
    state: ({ actor_id }) => ({ document_version: 1, uploaded_by_id: actor_id ?? '' }),
  },
  messages: {
    submit: { from: ['draft'], to: 'in_verification', opens: 'verify' },
    withdraw: { from: ['in_verification'], to: 'draft' },
    resubmit: {
      from: ['rejected'],
      to: 'in_verification',
      opens: 'verify',
      party: 'uploader',
      // The verifier of an older version may approve this one; who uploaded any version may not (api.md §4).
      forgets: ['verifier'],
      change: ({ document_version, uploaded_by_id }, { actor_id }) => ({
        document_version: document_version + 1,
        uploaded_by_id: actor_id ?? uploaded_by_id,
      }),
    },
    edit: { from: ['draft', 'rejected'], changes: true },
    remove: { from: ['draft', 'rejected'], to: 'deleted', changes: true },
  },
  tasks: {
    verify: {
      kind: 'documents.verify',
      outcomes: { verify: { to: 'in_approval', opens: 'approve', party: 'verifier' }, reject: { to: 'rejected', negative: true } },
      separated: ['uploader'],
    },
    approve: {
      kind: 'documents.approve',
      outcomes: { approve: { to: 'archived' }, reject: { to: 'rejected', negative: true } },
      separated: ['uploader', 'verifier'],
    },
  },
  begins: { created: {}, 'created and sent': { submit: true }, 'created, its type needs no approval': { requires_approval: false } },
  holds: { project: true, period: { key: 'documents_under_way', day: 'created_at' } },
})
