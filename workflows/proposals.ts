/** A proposal's rounds with its client: drafted, sent, approved; or changed, refused or run out, and sent again. */
import { proxyLocalActivities } from '@temporalio/workflow'
import type { ProposalActivities } from '../activities/proposals'
import type { Step, StepResult } from '../domain/rules/process'
import { proposalRules, type ProposalStart, type ProposalState } from '../domain/rules/proposals'
import { recordTaskStep } from './kit/human-task'
import { runProcess, type Started } from './kit/process'
import { records } from './kit/proxies'

const steps = proxyLocalActivities<ProposalActivities>(records)

export async function proposal(start: ProposalStart & Started<ProposalState>): Promise<ProposalState> {
  return runProcess({ start, rules: proposalRules, record: (step) => recordTaskStep(step) ?? recordProposalStep(step) })
}

/** The activity a manager would name for what was said. */
function recordProposalStep(step: Step<ProposalState>): Promise<StepResult> {
  const { kind, outcome } = step.message
  switch (kind === 'complete' ? outcome : kind) {
    case 'created':
      return steps.draftProposal(step)
    case 'edit':
      return steps.editProposal(step)
    case 'submit':
      return steps.submitProposal(step)
    case 'revise':
      return steps.reviseProposal(step)
    case 'approve':
      return steps.approveProposal(step)
    case 'request_changes':
      return steps.requestProposalChanges(step)
    case 'reject':
      return steps.rejectProposal(step)
    case 'expire':
      return steps.expireProposal(step)
    default:
      return steps.deleteProposal(step)
  }
}
