/** Who decides a proposal: the project's client; a holder of proposals.manage on their behalf, never who submitted it (seed C, ADM-005). */
import { proposalTask } from '../domain/rules/proposals'
import { allow, deny, policy } from './kit/policy'

export const proposals = policy('proposals', {
  [proposalTask.kind]: [allow('candidate'), allow('holder'), ...proposalTask.separated.map((party) => deny('any', party))],
})
