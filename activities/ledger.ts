/** The steps of a month of the books, each one transaction. */
import { conflict } from '../domain/errors'
import { reach } from '../domain/kit/failpoint'
import { blocking, type ChecklistItem, type PeriodState } from '../domain/rules/ledger/period'
import type { Step, StepResult } from '../domain/rules/process'
import type { Trx } from '../db/kit/client'
import { checklistOf, lockPeriod, type PeriodRow, updatePeriod } from '../db/ledger/periods'
import { notify } from '../db/notifications'
import type { Deps } from './kit/deps'
import { recordStep } from './kit/step'
import { storyOf } from './kit/story'

type PeriodStep = Step<PeriodState>

const story = storyOf({ record_type: 'period', slug: 'periods' })

async function begin(trx: Trx, step: PeriodStep): Promise<StepResult> {
  const { month } = await lockPeriod(trx, step.state.record_id)
  await story.tell(trx, step, { action: 'created', title: 'Period opened', data: { month } })
  return { due: [] }
}

/** What stands in the way of closing is refused with the whole list. */
function requireClosable(month: string, checklist: readonly ChecklistItem[]): void {
  const found = blocking(checklist)
  if (found.length === 0) return
  const keys = found.map(({ key }) => key).join(', ')
  throw conflict('checklist', `The period ${month} cannot be closed: ${keys}.`, { checklist })
}

const asked = (trx: Trx, { message }: PeriodStep): Record<string, unknown> => ({
  reason: message.comment ?? null,
  asked_by_id: message.actor_id,
  asked_at: trx.fn.now(),
  decided_by_id: null,
  decided_at: null,
})

/** Asked either way: the task waits for somebody else. */
async function request(trx: Trx, step: PeriodStep, told: { action: string; title: string; ask: string }): Promise<StepResult> {
  const { month } = await lockPeriod(trx, step.state.record_id)
  const closing = step.state.status === 'closing'
  const checklist = closing ? await checklistOf(trx, month) : []
  if (closing) requireClosable(month, checklist)
  const [due] = await Promise.all([
    story.turn(trx, step, () => ({ subject_label: month, title: `${told.ask} ${month}` })),
    updatePeriod(trx, step, { ...asked(trx, step), checklist: JSON.stringify(checklist) }),
    story.tell(trx, step, { action: told.action, title: told.title, data: { month, checklist } }),
  ])
  return { due }
}

/** Decided: the list is computed once more and kept with the decision; postings wait until this stands. */
async function decide(trx: Trx, step: PeriodStep, told: { action: string; title: string; closed_at?: unknown }): Promise<StepResult> {
  const { state, message } = step
  const row = await lockPeriod(trx, state.record_id)
  const closing = state.status === 'closed' && message.outcome === 'confirm'
  const checklist = closing ? await checklistOf(trx, row.month) : row.checklist
  if (closing) requireClosable(row.month, checklist)
  await Promise.all([
    story.turn(trx, step, () => ({ subject_label: row.month, title: row.month })),
    updatePeriod(trx, step, {
      ...(told.closed_at === undefined ? {} : { closed_at: told.closed_at }),
      checklist: JSON.stringify(checklist),
      decided_by_id: message.actor_id,
      decided_at: trx.fn.now(),
    }),
    story.tell(trx, step, { ...told, data: { month: row.month, checklist } }),
    tellAskers(trx, step, { row, action: told.action }),
  ])
  await reach('K16')
  return { due: [] }
}

const tellAskers = (trx: Trx, { state, message }: PeriodStep, { row, action }: { row: PeriodRow; action: string }): Promise<void> =>
  notify(trx, {
    user_ids: state.parties.asker ?? [],
    kind: `period.${action}`,
    title: row.month,
    body: message.comment ?? null,
    subject_type: 'period',
    subject_id: row.id,
  })

/** The activities of the ledger, named as an accountant would. */
export const ledger = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: PeriodStep) => Promise<StepResult>) =>
    (step: PeriodStep): Promise<StepResult> =>
      recordStep(deps, step, (trx) => work(trx, step))
  return {
    beginPeriod: named(begin),
    askToClose: named((trx, step) => request(trx, step, { action: 'close_asked', title: 'Asked to close', ask: 'Close the period' })),
    askToReopen: named((trx, step) => request(trx, step, { action: 'reopen_asked', title: 'Asked to reopen', ask: 'Reopen the period' })),
    closePeriod: named((trx, step) => decide(trx, step, { action: 'closed', title: 'Closed', closed_at: trx.fn.now() })),
    reopenPeriod: named((trx, step) => decide(trx, step, { action: 'reopened', title: 'Reopened', closed_at: null })),
    leavePeriod: named((trx, step) => decide(trx, step, { action: 'rejected', title: 'Rejected: the period stays as it was' })),
  }
}

export type LedgerActivities = ReturnType<typeof ledger>
