/** The life of a proposal: draft → submitted → approved, or revised and rejected, each of which may start the next round (seed C, ADM-005). */
import type { Refusal } from '../errors'
import { begin, illegal, type DueTime, type Message, type ProcessState, stale, step, withParty } from './process'
import { afterTaskMessage, leavesRecord, openTask, TASK_MESSAGES, taskRefusal, type TaskKind } from './tasks'

export const PROPOSAL_STATUSES = ['draft', 'submitted', 'approved', 'rejected', 'revised'] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

export const proposalTask = {
  kind: 'proposals.decide',
  outcomes: ['approve', 'request_changes', 'reject'],
  negative: ['request_changes', 'reject'],
  separated: ['submitter'],
} as const satisfies TaskKind

export interface ProposalState extends ProcessState {
  status: ProposalStatus | 'deleted'
  current_round: number
  /** The instant after the last valid day in the business's zone, ISO; null when it stays valid. */
  expires_at: string | null
}

export interface ProposalStart {
  tenant_id: string
  record_id: string
  message: Message
}

const allowed: Record<ProposalState['status'], readonly string[]> = {
  draft: ['submit', 'edit', 'remove'],
  submitted: [],
  revised: ['revise'],
  rejected: ['revise'],
  approved: [],
  deleted: [],
}

const isExpired = (state: ProposalState, now: number): boolean => state.expires_at !== null && Date.parse(state.expires_at) <= now

/** Three days before it ends the client is reminded; at the end the submitter learns that it ran out. */
const REMIND_MS = 3 * 86_400_000
/** When the client is reminded of a proposal that ends at `expires_at`. */
export const remindAt = (expires_at: string): string => new Date(Date.parse(expires_at) - REMIND_MS).toISOString()

function validity(expires_at: string | null): DueTime[] {
  if (expires_at === null) return []
  return [
    { at: remindAt(expires_at), what: 'remind' },
    { at: expires_at, what: 'expire' },
  ]
}

/** The state of a round that waits for the client. */
function waiting(state: ProposalState, message: Message, ids: () => string): Partial<ProposalState> {
  const expires_at = typeof message.data?.expires_at === 'string' ? message.data.expires_at : null
  return {
    status: 'submitted',
    task: openTask(proposalTask, ids()),
    expires_at,
    due: validity(expires_at),
    parties: { ...withParty({ ...state, parties: {} }, 'submitter', message) },
  }
}

const open = (start: ProposalStart): ProposalState => ({ ...begin(start, 'draft'), current_round: 1, expires_at: null })

const expired = (state: ProposalState): Refusal => ({
  status: 409,
  code: 'expired',
  message: 'This proposal is no longer valid. Ask for a new round.',
  details: { current: { status: state.status, version: state.version, expires_at: state.expires_at } },
})

function refusal(state: ProposalState, message: Message, now: number): Refusal | undefined {
  if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) {
    const why = taskRefusal(state, message)
    if (why || message.kind !== 'complete') return why
    return isExpired(state, now) ? expired(state) : undefined
  }
  // An expired round is over as well: the next one may start although nobody decided.
  const may = isExpired(state, now) && state.status === 'submitted' ? ['revise'] : allowed[state.status]
  if (!may.includes(message.kind)) {
    const why = illegal(state, message, may)
    const locked = message.kind === 'edit' || message.kind === 'remove'
    return locked ? { ...why, code: 'locked', message: `A proposal that is ${state.status} is locked.` } : why
  }
  return stale(state, message)
}

const DECIDED: Record<string, ProposalStatus> = { approve: 'approved', request_changes: 'revised', reject: 'rejected' }

function after(state: ProposalState, message: Message, ids: () => string): ProposalState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  switch (message.kind) {
    case 'submit':
      return step(state, waiting(state, message, ids))
    case 'revise':
      return step(state, { ...waiting(state, message, ids), current_round: state.current_round + 1 })
    case 'complete':
      return step(state, { status: DECIDED[message.outcome ?? ''] ?? state.status, task: null, due: [] })
    case 'expire':
      return step(state, { due: state.due.filter((due) => due.what !== 'expire'), version: state.version })
    case 'remove':
      return step(state, { status: 'deleted' })
    default:
      return step(state, {})
  }
}

export const proposalRules = {
  messages: ['submit', 'revise', 'edit', 'remove', ...TASK_MESSAGES],
  open,
  refusal,
  after,
  ended: (state: ProposalState): boolean => state.status === 'approved' || state.status === 'deleted',
}
