/** A proposal as an answer. */
import { z } from 'zod'
import { type Actor, holds } from '../../domain/actor'
import { formatMoney } from '../../domain/money'
import { answerOf } from '../../domain/kit/resource'
import { proposals as resource } from '../../domain/records/proposals'
import { remindAt } from '../../domain/rules/proposals'
import { expiryOf, type RoundRow } from '../../db/proposals'
import type { Row } from '../../db/kit/records'
import { presenterOf } from '../kit/present'
import { processLink } from '../kit/story'
import { taskView } from '../tasks/present'

const ability = z.object({ allowed: z.boolean(), reason: z.string().nullable(), explain: z.string().nullable() })

export const proposalView = answerOf(resource).extend({ currency: z.string() })
const validity = z
  .object({ remind_at: z.iso.datetime(), expires_at: z.iso.datetime(), expired: z.boolean() })
  .meta({ description: 'When the client is reminded, and the first instant after the last valid day' })
export const proposalDetail = proposalView.extend({
  validity: validity.nullable(),
  can: z.record(z.string(), ability),
  task: taskView.nullable(),
  process: processLink.nullable(),
})
export const roundView = z.object({
  round_number: z.int(),
  amount: z.string(),
  difference: z.string().nullable().meta({ description: 'This amount less that of the round before; null in the first' }),
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

/** The rounds of one proposal in their order, each with what it changed of the price. */
export const presentRounds = (rows: readonly RoundRow[]): Record<string, unknown>[] =>
  rows.map((row, index) => {
    const before = rows[index - 1]
    return {
      ...row,
      amount: formatMoney(row.amount, row.currency),
      difference: before ? formatMoney(row.amount - before.amount, row.currency) : null,
    }
  })

/** How long a proposal stays valid in the business's zone; null without an end. */
export function validityOf(valid_until: string | null, at: { zone: string; now: number }): z.infer<typeof validity> | null {
  const expires_at = expiryOf(valid_until, at.zone)
  if (expires_at === null) return null
  return { expires_at, remind_at: remindAt(expires_at), expired: Date.parse(expires_at) <= at.now }
}

const STATUSES: Record<string, readonly string[]> = {
  edit: ['draft'],
  remove: ['draft'],
  submit: ['draft'],
  revise: ['revised', 'rejected', 'expired'],
}

/** What the reader may do now, and why not; a sent proposal nobody decided in time counts as `expired`. */
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
