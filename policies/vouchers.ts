/** Who approves money and who posts it: never who asked for it, nor above their limit; who approved never posts. */
import { postingTask, voucherTask } from '../domain/rules/vouchers'
import { dayworkTask, variationTask } from '../domain/rules/vouchers/orders'
import { allow, deny, policy } from './kit/policy'

const limited = (task: { separated: readonly ('creator' | 'editor' | 'submitter' | 'approver')[] }) => [
  allow('holder'),
  ...task.separated.map((party) => deny('any', party)),
  deny('any', 'overLimit'),
]

export const vouchers = policy('vouchers', {
  [voucherTask.kind]: limited(voucherTask),
  [variationTask.kind]: limited(variationTask),
  [dayworkTask.kind]: limited(dayworkTask),
  [postingTask.kind]: [allow('holder'), ...postingTask.separated.map((party) => deny('any', party))],
})
