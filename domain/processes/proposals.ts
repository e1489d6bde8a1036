/** The process of a proposal: draft → submitted → approved, or revised and rejected, each of which may start the next round (seed C, ADM-005). */
import type { Refusal } from '../errors'
import { clockAt } from '../kit/process/clocks'
import { defineProcess } from '../kit/process/define'
import type { Clock, Message, ProcessState } from '../kit/process/types'
import { proposals } from '../records/proposals'
import { type ProposalStatus, remindAt } from '../rules/proposals'

export interface ProposalState extends ProcessState<ProposalStatus | 'deleted'> {
  current_round: number
  /** The instant after the last valid day in the business's zone, ISO; null when it stays valid. */
  expires_at: string | null
}

const isExpired = ({ expires_at }: ProposalState, now: number): boolean => expires_at !== null && Date.parse(expires_at) <= now

/** 409: the round ran out before it was decided. */
function expired(state: ProposalState, _message: Message, now: number): Refusal | undefined {
  if (!isExpired(state, now)) return undefined
  const { status, version, expires_at } = state
  return {
    status: 409,
    code: 'expired',
    message: 'This proposal is no longer valid. Ask for a new round.',
    details: { current: { status, version, expires_at } },
  }
}

/** A round that waits for the client: whoever sent an earlier one may decide on this one on the client's behalf. */
const sent = { to: 'submitted', opens: 'decide', party: 'submitter', forgets: ['submitter'] } as const

const expiryIn = ({ data }: Message): string | null => (typeof data?.expires_at === 'string' ? data.expires_at : null)

/** The clocks of a round: the client is reminded before it ends, unless that moment is past; at its end the submitter learns that it ran out. */
export function validityClocks(
  { expires_at, tasks }: Pick<ProposalState, 'expires_at' | 'tasks'>,
  now: Date,
): Record<string, Clock | null> {
  if (expires_at === null) return { expire: null }
  const remind_at = new Date(remindAt(expires_at))
  const remind: Record<string, Clock> = remind_at > now ? { 'remind:valid': clockAt(remind_at, 'remind', tasks[0]?.id) } : {}
  return { ...remind, expire: clockAt(new Date(expires_at), 'expire') }
}

export const proposalProcess = defineProcess<ProposalState>()({
  record: proposals,
  title: 'Rounds with the client until one is approved',
  statuses: {
    draft: 'open',
    submitted: 'waiting',
    // The client asked for another round and waits for it, which keeps the project open; a rejected one does not.
    revised: 'waiting',
    rejected: 'refused',
    approved: 'done',
    deleted: 'cancelled',
  },
  stamps: { submitted: 'submitted_at', approved: 'decided_at', revised: 'decided_at', rejected: 'decided_at' },
  created: { to: 'draft', state: () => ({ current_round: 1, expires_at: null }) },
  messages: {
    submit: { ...sent, from: ['draft'], change: (_state, message) => ({ expires_at: expiryIn(message) }) },
    revise: {
      ...sent,
      from: ['revised', 'rejected', 'submitted'],
      // An expired round is over as well: the next one may start although nobody decided.
      when: (state, now) => state.status !== 'submitted' || isExpired(state, now),
      change: ({ current_round }, message) => ({ current_round: current_round + 1, expires_at: expiryIn(message) }),
    },
    edit: { from: ['draft'], changes: true },
    remove: { from: ['draft'], to: 'deleted', changes: true },
  },
  tasks: {
    decide: {
      kind: 'proposals.decide',
      outcomes: {
        approve: { to: 'approved', refuse: expired },
        request_changes: { to: 'revised', refuse: expired, negative: true },
        reject: { to: 'rejected', refuse: expired, negative: true },
      },
      separated: ['submitter'],
    },
  },
  // Its task stays open, so that the client still sees what ran out.
  clocks: { expire: { from: ['submitted'], keeps: true, quiet: true } },
  holds: { project: true },
})
