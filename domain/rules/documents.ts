/** The life of a document: draft → in_verification → in_approval → archived, or rejected and resubmitted (DOC-1). */
import type { Refusal } from '../errors'
import { begin, illegal, type Message, type ProcessState, stale, step, withParty } from './process'
import { afterTaskMessage, leavesRecord, openTask, TASK_MESSAGES, taskRefusal, type TaskKind } from './tasks'

export const DOCUMENT_STATUSES = ['draft', 'in_verification', 'in_approval', 'archived', 'rejected'] as const
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number]

export const documentTasks = {
  verify: { kind: 'documents.verify', outcomes: ['verify', 'reject'], negative: ['reject'], separated: ['uploader'] },
  approve: { kind: 'documents.approve', outcomes: ['approve', 'reject'], negative: ['reject'], separated: ['uploader', 'verifier'] },
} as const satisfies Record<string, TaskKind>

export interface DocumentState extends ProcessState {
  status: DocumentStatus | 'deleted'
  document_version: number
  uploaded_by_id: string
}

/** What a document starts with. */
export interface DocumentStart {
  tenant_id: string
  record_id: string
  message: Message
  /** False for types that need no approval: archived at once, by rule. */
  requires_approval: boolean
  /** True when it goes to verification in the same step. */
  submit: boolean
}

/** What may be sent in each status; tasks carry verification and approval. */
const allowed: Record<DocumentState['status'], readonly string[]> = {
  draft: ['submit', 'edit', 'remove'],
  in_verification: ['withdraw'],
  in_approval: [],
  rejected: ['resubmit', 'edit', 'remove'],
  archived: [],
  deleted: [],
}

const verification = (id: string) => ({ status: 'in_verification' as const, task: openTask(documentTasks.verify, id), due: [] })

function open(start: DocumentStart, ids: () => string): DocumentState {
  const uploader = start.message.actor_id ?? ''
  const draft: DocumentState = {
    ...begin(start, 'draft'),
    parties: { uploader: [uploader] },
    document_version: 1,
    uploaded_by_id: uploader,
  }
  if (!start.requires_approval) return { ...draft, status: 'archived' }
  return start.submit ? { ...draft, ...verification(ids()) } : draft
}

function refusal(state: DocumentState, message: Message): Refusal | undefined {
  if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) return taskRefusal(state, message)
  if (!allowed[state.status].includes(message.kind)) {
    const locked = message.kind === 'edit' || message.kind === 'remove'
    const why = illegal(state, message, allowed[state.status])
    return locked ? { ...why, code: 'locked', message: `A document that is ${state.status.replace('_', ' ')} is locked.` } : why
  }
  return stale(state, message)
}

function after(state: DocumentState, message: Message, ids: () => string): DocumentState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  switch (message.kind) {
    case 'submit':
      return step(state, verification(ids()))
    case 'complete':
      return decided(state, message, ids)
    case 'withdraw':
      return step(state, { status: 'draft', task: null, due: [] })
    case 'resubmit':
      return step(state, {
        ...verification(ids()),
        document_version: state.document_version + 1,
        uploaded_by_id: message.actor_id ?? state.uploaded_by_id,
        // The verifier of an older version may approve this one; who uploaded any version may not (api.md §4).
        parties: { ...withParty(state, 'uploader', message), verifier: [] },
      })
    case 'remove':
      return step(state, { status: 'deleted' })
    default:
      return step(state, {})
  }
}

function decided(state: DocumentState, message: Message, ids: () => string): DocumentState {
  if (message.outcome === 'reject') return step(state, { status: 'rejected', task: null, due: [] })
  if (message.outcome === 'approve') return step(state, { status: 'archived', task: null, due: [] })
  return step(state, {
    status: 'in_approval',
    task: openTask(documentTasks.approve, ids()),
    due: [],
    parties: withParty(state, 'verifier', message),
  })
}

export const documentRules = {
  messages: ['submit', 'withdraw', 'resubmit', 'edit', 'remove', ...TASK_MESSAGES],
  open,
  refusal,
  after,
  ended: (state: DocumentState): boolean => state.status === 'archived' || state.status === 'deleted',
}

/** What the API calls the state of an approval (api.md §4). */
export const approvalStatusOf = (status: DocumentStatus): 'pending' | 'approved' | 'rejected' | null =>
  status === 'archived' ? 'approved' : status === 'rejected' ? 'rejected' : status === 'draft' ? null : 'pending'
