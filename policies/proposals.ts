/** Who decides a proposal: the project's client; a holder of proposals.manage on their behalf, never who submitted it (seed C, ADM-005). */
import { proposalProcess } from '../domain/processes/proposals'
import { allow, deny, policy } from './kit/policy'

const { decide } = proposalProcess.tasks

export const proposals = policy('proposals', {
  [decide.kind]: [allow('candidate'), allow('holder'), ...decide.separated.map((party) => deny('any', party))],
})
