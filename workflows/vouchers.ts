/** A voucher from draft to paid, and the approval of variation and daywork orders. */
import { proxyLocalActivities } from '@temporalio/workflow'
import type { VoucherActivities } from '../activities/vouchers'
import type { Step, StepResult } from '../domain/rules/process'
import { voucherRules, type VoucherStart, type VoucherState } from '../domain/rules/vouchers'
import { dayworkRules, type OrderStart, type OrderState, variationRules } from '../domain/rules/vouchers/orders'
import { recordTaskStep } from './kit/human-task'
import { runProcess, type Started } from './kit/process'
import { records } from './kit/proxies'

const steps = proxyLocalActivities<VoucherActivities>(records)

/** Drafted, submitted, approved within a limit, paid in one or more parts by who did not approve it. */
export async function voucher(start: VoucherStart & Started<VoucherState>): Promise<VoucherState> {
  return runProcess({ start, rules: voucherRules, record: (step) => recordTaskStep(step) ?? recordVoucherStep(step) })
}

/** Entered, put right while nobody has decided, approved or rejected. */
export async function variationOrder(start: OrderStart & Started<OrderState>): Promise<OrderState> {
  return runProcess({ start, rules: variationRules, record: (step) => recordTaskStep(step) ?? recordVariationStep(step) })
}

/** Drafted, submitted, approved; or rejected, put right and submitted again. */
export async function dayworkOrder(start: OrderStart & Started<OrderState>): Promise<OrderState> {
  return runProcess({ start, rules: dayworkRules, record: (step) => recordTaskStep(step) ?? recordDayworkStep(step) })
}

/** The activity a manager would name for what was said. */
function recordVoucherStep(step: Step<VoucherState>): Promise<StepResult> {
  const { kind, outcome } = step.message
  switch (kind === 'complete' ? outcome : kind) {
    case 'created':
      return steps.draftVoucher(step)
    case 'edit':
      return steps.editVoucher(step)
    case 'submit':
      return steps.submitVoucher(step)
    case 'approve':
      return steps.approveVoucher(step)
    case 'reject':
      return steps.rejectVoucher(step)
    case 'confirm_payment':
      return steps.confirmVoucherPayment(step)
    default:
      return steps.cancelVoucher(step)
  }
}

function recordVariationStep(step: Step<OrderState>): Promise<StepResult> {
  switch (step.message.kind) {
    case 'created':
      return steps.enterVariationOrder(step)
    case 'edit':
      return steps.editVariationOrder(step)
    case 'complete':
      return steps.decideVariationOrder(step)
    default:
      return steps.withdrawVariationOrder(step)
  }
}

function recordDayworkStep(step: Step<OrderState>): Promise<StepResult> {
  switch (step.message.kind) {
    case 'created':
      return steps.draftDayworkOrder(step)
    case 'edit':
      return steps.editDayworkOrder(step)
    case 'submit':
      return steps.submitDayworkOrder(step)
    case 'complete':
      return steps.decideDayworkOrder(step)
    default:
      return steps.withdrawDayworkOrder(step)
  }
}
