/** Proposals: their statuses, and when a client is reminded of one (seed C, ADM-005). */

export const PROPOSAL_STATUSES = ['draft', 'submitted', 'approved', 'rejected', 'revised'] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

/** Three days before it ends the client is reminded; at the end the submitter learns that it ran out. */
const REMIND_MS = 3 * 86_400_000
/** When the client is reminded of a proposal that ends at `expires_at`. */
export const remindAt = (expires_at: string): string => new Date(Date.parse(expires_at) - REMIND_MS).toISOString()
