/** Who confirms that a month is closed or opened again: whoever holds the slug and did not ask for it. */
import { periodTask } from '../domain/rules/ledger/period'
import { allow, deny, policy } from './kit/policy'

export const ledger = policy('ledger', {
  [periodTask.kind]: [allow('holder'), ...periodTask.separated.map((party) => deny('any', party))],
})
