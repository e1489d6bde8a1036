/** Who confirms that a month is closed or opened again: whoever holds the slug and did not ask for it. */
import { periodProcess } from '../domain/processes/periods'
import { allow, deny, policy } from './kit/policy'

const { close } = periodProcess.tasks

export const ledger = policy('ledger', {
  [close.kind]: [allow('holder'), ...close.separated.map((party) => deny('any', party))],
})
