/** What the steps of a month of the books do. */
import { conflict } from '../domain/errors'
import { reach } from '../domain/kit/failpoint'
import { blocking, type ChecklistItem } from '../domain/rules/ledger/period'
import { periodProcess, type PeriodState } from '../domain/processes/periods'
import { checklistOf, type PeriodRow } from '../db/ledger/periods'
import { type Effect, effectsOf } from './kit/effect'

type Own = Effect<PeriodState, PeriodRow>

const monthOf = (record: PeriodRow | null): string => record?.month ?? ''

/** The month's row stands already: it was made when somebody posted into it or asked for it. */
const begin: Own = (_trx, { record }) => ({ action: 'created', title: 'Period opened', data: { month: monthOf(record) }, row: 'update' })

/** What stands in the way of closing is refused with the whole list. */
function requireClosable(month: string, checklist: readonly ChecklistItem[]): void {
  const found = blocking(checklist)
  if (found.length === 0) return
  const keys = found.map(({ key }) => key).join(', ')
  throw conflict('checklist', `The period ${month} cannot be closed: ${keys}.`, { checklist })
}

/** Asked either way: the task waits for somebody else. */
const request =
  (told: { action: string; title: string; ask: string }): Own =>
  async (trx, { state, message, record, now }) => {
    const month = monthOf(record)
    const closing = state.status === 'closing'
    const checklist = closing ? await checklistOf(trx, month) : []
    if (closing) requireClosable(month, checklist)
    return {
      action: told.action,
      title: told.title,
      data: { month, checklist },
      values: {
        reason: message.comment ?? null,
        asked_by_id: message.actor_id,
        asked_at: now,
        decided_by_id: null,
        decided_at: null,
        checklist: JSON.stringify(checklist),
      },
      facts: { subject_label: month, title: `${told.ask} ${month}` },
    }
  }

/** Decided: the list is computed once more and kept with the decision; postings wait until this stands, for the row is locked. */
const decide =
  (told: (state: PeriodState) => { action: string; title: string; closes?: boolean }): Own =>
  async (trx, step) => {
    const { state, message, record, now } = step
    const month = monthOf(record)
    const { closes, ...line } = told(state)
    const closing = closes === true
    const checklist = closing ? await checklistOf(trx, month) : (record?.checklist ?? [])
    if (closing) requireClosable(month, checklist)
    return {
      ...line,
      data: { month, checklist },
      values: {
        ...(closes === undefined ? {} : { closed_at: closes ? now : null }),
        checklist: JSON.stringify(checklist),
        decided_by_id: message.actor_id,
        decided_at: now,
      },
      notices: [{ user_ids: state.parties.asker ?? [], kind: `period.${line.action}`, title: month, body: message.comment ?? null }],
      last: async () => {
        await reach('K16')
      },
    }
  }

export const periodEffects = effectsOf<PeriodState, PeriodRow>()(periodProcess, {
  created: begin,
  close: request({ action: 'close_asked', title: 'Asked to close', ask: 'Close the period' }),
  reopen: request({ action: 'reopen_asked', title: 'Asked to reopen', ask: 'Reopen the period' }),
  confirm: decide(({ status }) =>
    status === 'closed' ? { action: 'closed', title: 'Closed', closes: true } : { action: 'reopened', title: 'Reopened', closes: false },
  ),
  reject: decide(() => ({ action: 'rejected', title: 'Rejected: the period stays as it was' })),
})
