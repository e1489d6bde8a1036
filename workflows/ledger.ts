/** A month of the books: asked to be closed, confirmed by somebody else; opened again in the same way. */
import { proxyLocalActivities } from '@temporalio/workflow'
import type { LedgerActivities } from '../activities/ledger'
import { periodRules, type PeriodStart, type PeriodState } from '../domain/rules/ledger/period'
import type { Step, StepResult } from '../domain/rules/process'
import { recordTaskStep } from './kit/human-task'
import { runProcess, type Started } from './kit/process'
import { records } from './kit/proxies'

const steps = proxyLocalActivities<LedgerActivities>(records)

export async function period(start: PeriodStart & Started<PeriodState>): Promise<PeriodState> {
  return runProcess({ start, rules: periodRules, record: (step) => recordTaskStep(step) ?? recordPeriodStep(step) })
}

/** The activity an accountant would name for what was said. */
function recordPeriodStep(step: Step<PeriodState>): Promise<StepResult> {
  const { kind, outcome } = step.message
  if (kind === 'created') return steps.beginPeriod(step)
  if (kind === 'close') return steps.askToClose(step)
  if (kind === 'reopen') return steps.askToReopen(step)
  if (outcome === 'reject') return steps.leavePeriod(step)
  return step.state.status === 'closed' ? steps.closePeriod(step) : steps.reopenPeriod(step)
}
