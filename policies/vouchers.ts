/** Who approves money and who posts it: never who asked for it, nor above their limit; who approved never posts. */
import { dayworkProcess, variationProcess } from '../domain/processes/orders'
import { voucherProcess } from '../domain/processes/vouchers'
import type { Party } from '../domain/rules/parties'
import { allow, deny, policy } from './kit/policy'

const apart = ({ separated }: { separated: readonly Party[] }) => [allow('holder'), ...separated.map((party) => deny('any', party))]
const limited = (task: { separated: readonly Party[] }) => [...apart(task), deny('any', 'overLimit')]

const { approve, pay } = voucherProcess.tasks

export const vouchers = policy('vouchers', {
  [approve.kind]: limited(approve),
  [variationProcess.tasks.approve.kind]: limited(variationProcess.tasks.approve),
  [dayworkProcess.tasks.approve.kind]: limited(dayworkProcess.tasks.approve),
  [pay.kind]: apart(pay),
})
