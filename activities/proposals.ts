/** The steps of a proposal, each one transaction (PRJ-5). */
import { v7 as uuidv7 } from 'uuid'
import type { Step, StepResult } from '../domain/rules/process'
import type { ProposalState } from '../domain/rules/proposals'
import { proposals as resource } from '../domain/records/proposals'
import { formatMoney } from '../domain/money'
import type { Trx } from '../db/kit/client'
import { requireReferences } from '../db/kit/records'
import { changesBetween, writeAudit, writeHistory, writeTimeline } from '../db/kit/trail'
import { notify } from '../db/notifications'
import { approveInProject, archiveRound, clientOf, lockProposal, type ProposalRow, updateProposal } from '../db/proposals'
import type { Deps } from './kit/deps'
import { byOf, recordStep } from './kit/step'
import { type Story, storyOf } from './kit/story'

type ProposalStep = Step<ProposalState>

const story = storyOf({ record_type: 'proposal', slug: 'proposals' })

/** Values on their way in: the amount travels as text, for JSON knows no bigint. */
const valuesOf = (step: ProposalStep): Record<string, unknown> => {
  const { expires_at: _expires, ...values } = step.message.data ?? {}
  return typeof values.quoted_amount === 'string' ? { ...values, quoted_amount: BigInt(values.quoted_amount) } : values
}

const tell = (trx: Trx, step: ProposalStep, told: Story): Promise<void> =>
  story.tell(trx, step, { ...told, data: { round: step.state.current_round, ...told.data } })

/** Opens the client's task for a round; clocks that lie behind already are left out. */
async function turn(trx: Trx, step: ProposalStep, proposal: ProposalRow): Promise<StepResult> {
  const client = await clientOf(trx, proposal.project_id)
  const price = `${formatMoney(proposal.quoted_amount, proposal.currency)} ${proposal.currency}`
  const due = await story.turn(trx, step, () => ({
    subject_label: proposal.title,
    title: `Decide on ${proposal.title}: ${price}`,
    candidate_ids: client ? [client] : [],
    currency: proposal.currency,
  }))
  if (client && step.state.task) {
    await notify(trx, {
      user_ids: [client],
      kind: 'proposal.submitted',
      title: proposal.title,
      body: price,
      subject_type: 'proposal',
      subject_id: proposal.id,
      task_id: step.state.task.id,
    })
  }
  const now = new Date().toISOString()
  return { due: [...step.state.due.filter(({ at, what }) => what === 'expire' || at > now), ...due] }
}

async function create(trx: Trx, step: ProposalStep): Promise<StepResult> {
  const { currency, ...values } = valuesOf(step)
  await requireReferences(trx, resource, values)
  await Promise.all([
    trx('proposals').insert({
      tenant_id: step.tenant_id,
      id: step.state.record_id,
      ...values,
      currency,
      status: step.state.status,
      created_by_id: step.message.actor_id,
    }),
    tell(trx, step, { action: 'created', title: 'Drafted', changes: changesBetween({}, values) }),
  ])
  return { due: [] }
}

async function edit(trx: Trx, step: ProposalStep): Promise<StepResult> {
  const values = valuesOf(step)
  const current = await lockProposal(trx, step.state.record_id)
  await requireReferences(trx, resource, values)
  const changes = changesBetween(current as unknown as Record<string, unknown>, values)
  await Promise.all([updateProposal(trx, step, values), tell(trx, step, { action: 'updated', title: 'Changed', changes })])
  return { due: [] }
}

async function submit(trx: Trx, step: ProposalStep): Promise<StepResult> {
  const proposal = await lockProposal(trx, step.state.record_id)
  await Promise.all([updateProposal(trx, step), tell(trx, step, { action: 'submitted', title: 'Sent to the client' })])
  return turn(trx, step, proposal)
}

/** The next round: the old one is kept as it was. */
async function revise(trx: Trx, step: ProposalStep): Promise<StepResult> {
  const before = await lockProposal(trx, step.state.record_id)
  const values = valuesOf(step)
  await archiveRound(trx, uuidv7(), before)
  await Promise.all([
    updateProposal(trx, step, values),
    tell(trx, step, {
      action: 'revised',
      title: `Round ${step.state.current_round} sent to the client`,
      changes: changesBetween(before as unknown as Record<string, unknown>, values),
    }),
  ])
  return turn(trx, step, await lockProposal(trx, step.state.record_id))
}

const DECIDED: Record<string, Story> = {
  approved: { action: 'approved', title: 'Approved' },
  revised: { action: 'changes_requested', title: 'Changes requested' },
  rejected: { action: 'rejected', title: 'Rejected' },
}

/** The client's answer, or the one recorded for them. */
async function decide(trx: Trx, step: ProposalStep): Promise<StepResult> {
  const proposal = await lockProposal(trx, step.state.record_id)
  const told = DECIDED[step.state.status] ?? { action: step.state.status, title: step.state.status }
  const on_behalf = step.message.data?.on_behalf === true
  await Promise.all([
    story.turn(trx, step, () => ({ subject_label: proposal.title, title: proposal.title })),
    updateProposal(trx, step),
    tell(trx, step, on_behalf ? { ...told, title: `${told.title} on the client’s behalf`, data: { on_behalf } } : told),
    notify(trx, {
      user_ids: step.state.parties.submitter ?? [],
      kind: `proposal.${told.action}`,
      title: proposal.title,
      body: step.message.comment ?? null,
      subject_type: 'proposal',
      subject_id: proposal.id,
    }),
    ...(step.state.status === 'approved' ? [approve(trx, step, proposal)] : []),
  ])
  return { due: [] }
}

/** Contract value and project state change with the approval, and the project's own story says so. */
async function approve(trx: Trx, step: ProposalStep, proposal: ProposalRow): Promise<void> {
  const project = await approveInProject(trx, proposal)
  const about = { record_type: 'project', record_id: project.id }
  const status: Record<string, [unknown, unknown]> = project.was === 'draft' ? { status: ['draft', 'active'] } : {}
  const by = byOf(step)
  await Promise.all([
    writeHistory(trx, by, {
      ...about,
      record_version: project.version,
      action: 'contracted',
      changes: { contract_value: [null, formatMoney(proposal.quoted_amount, proposal.currency)], ...status },
    }),
    writeTimeline(trx, by, {
      ...about,
      kind: 'project.contracted',
      title: `Contract value from ${proposal.title}`,
      data: { proposal_id: proposal.id, round: step.state.current_round },
    }),
    writeAudit(trx, by, {
      action: 'projects.contracted',
      resource: 'project',
      resource_id: project.id,
      data: { proposal_id: proposal.id },
    }),
  ])
}

/** Nobody decided in time: the submitter learns it, and a new round may start. */
async function expire(trx: Trx, step: ProposalStep): Promise<StepResult> {
  const proposal = await lockProposal(trx, step.state.record_id)
  await Promise.all([
    notify(trx, {
      user_ids: step.state.parties.submitter ?? [],
      kind: 'proposal.expired',
      title: proposal.title,
      subject_type: 'proposal',
      subject_id: proposal.id,
    }),
    tell(trx, step, { action: 'expired', title: 'No longer valid' }),
  ])
  return {}
}

async function remove(trx: Trx, step: ProposalStep): Promise<StepResult> {
  await tell(trx, step, { action: 'deleted', title: 'Deleted' })
  await trx('proposals').where({ tenant_id: step.tenant_id, id: step.state.record_id }).delete()
  return { due: [] }
}

/** The proposal activities, named as a manager would. */
export const proposals = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: ProposalStep) => Promise<StepResult>) =>
    (step: ProposalStep): Promise<StepResult> =>
      recordStep(deps, step, (trx) => work(trx, step))
  return {
    draftProposal: named(create),
    editProposal: named(edit),
    submitProposal: named(submit),
    reviseProposal: named(revise),
    approveProposal: named(decide),
    requestProposalChanges: named(decide),
    rejectProposal: named(decide),
    expireProposal: named(expire),
    deleteProposal: named(remove),
  }
}

export type ProposalActivities = ReturnType<typeof proposals>
