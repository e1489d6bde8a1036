/** A proposal as an answer. */
import { z } from 'zod'
import { type Actor, holds } from '../../domain/actor'
import { formatMoney } from '../../domain/money'
import { answerOf } from '../../domain/kit/resource'
import { proposals as resource } from '../../domain/records/proposals'
import type { Row } from '../../db/kit/records'
import { presenterOf } from '../kit/present'
import { processLink } from '../kit/story'
import { taskView } from '../tasks/present'

const ability = z.object({ allowed: z.boolean(), reason: z.string().nullable(), explain: z.string().nullable() })

export const proposalView = answerOf(resource).extend({ currency: z.string() })
export const proposalDetail = proposalView.extend({
  can: z.record(z.string(), ability),
  task: taskView.nullable(),
  process: processLink.nullable(),
})
export const roundView = z.object({
  round_number: z.int(),
  amount: z.string(),
  currency: z.string(),
  status: z.string(),
  notes: z.string().nullable(),
  valid_until: z.string().nullable(),
  submitted_at: z.iso.datetime().nullable(),
  decided_at: z.iso.datetime().nullable(),
})

const present = presenterOf(resource)

/** A proposal in a list; amounts in its own currency. */
export const presentProposal = (row: Row): Record<string, unknown> => ({ ...present(row, String(row.currency)), currency: row.currency })

export const presentRound = (row: Record<string, unknown>): Record<string, unknown> => ({
  ...row,
  amount: formatMoney(row.amount as bigint, String(row.currency)),
})

const STATUSES: Record<string, readonly string[]> = {
  edit: ['draft'],
  remove: ['draft'],
  submit: ['draft'],
  revise: ['revised', 'rejected', 'submitted'],
}

/** What the reader may do now, and why not. */
export function abilitiesOf(actor: Actor, status: string): Record<string, z.infer<typeof ability>> {
  const may = holds(actor, 'proposals.manage')
  return Object.fromEntries(
    Object.entries(STATUSES).map(([name, statuses]) => {
      if (!may) return [name, { allowed: false, reason: 'proposals.manage', explain: 'Your role does not hold proposals.manage.' }]
      const fits = statuses.includes(status)
      return [name, { allowed: fits, reason: fits ? null : 'illegal_transition', explain: fits ? null : `Not while it is ${status}.` }]
    }),
  )
}
