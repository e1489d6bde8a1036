/** An expense: drafted, submitted, found payable by a manager; or rejected, put right and submitted again. */
import { proxyLocalActivities } from '@temporalio/workflow'
import type { ProjectActivities } from '../activities/projects'
import type { Step, StepResult } from '../domain/rules/process'
import { expenseRules, type ExpenseStart, type ExpenseState } from '../domain/rules/projects/expenses'
import { recordTaskStep } from './kit/human-task'
import { runProcess, type Started } from './kit/process'
import { records } from './kit/proxies'

const steps = proxyLocalActivities<ProjectActivities>(records)

export async function expense(start: ExpenseStart & Started<ExpenseState>): Promise<ExpenseState> {
  return runProcess({ start, rules: expenseRules, record: (step) => recordTaskStep(step) ?? recordExpenseStep(step) })
}

/** The activity a manager would name for what was said. */
function recordExpenseStep(step: Step<ExpenseState>): Promise<StepResult> {
  const { kind, outcome } = step.message
  switch (kind === 'complete' ? outcome : kind) {
    case 'created':
      return steps.draftExpense(step)
    case 'edit':
      return steps.editExpense(step)
    case 'submit':
      return steps.submitExpense(step)
    case 'approve':
      return steps.approveExpense(step)
    case 'reject':
      return steps.rejectExpense(step)
    default:
      return steps.deleteExpense(step)
  }
}
