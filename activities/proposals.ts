/** What the steps of a proposal do (PRJ-5). */
import { v7 as uuidv7 } from 'uuid'
import { formatMoney } from '../domain/money'
import { proposalProcess, type ProposalState, validityClocks } from '../domain/processes/proposals'
import { proposals as resource } from '../domain/records/proposals'
import type { Trx } from '../db/kit/client'
import { requireReferences } from '../db/kit/records'
import { changesBetween, writeTrail } from '../db/kit/trail'
import { approveInProject, archiveRound, clientOf, type ProposalRow } from '../db/proposals'
import { byOf } from './kit/by'
import { type Effect, effectsOf, type EffectStep, type Found } from './kit/effect'

type Own = Effect<ProposalState, ProposalRow>
type ProposalStep = EffectStep<ProposalState, ProposalRow>

/** Values on their way in: the amount travels as text, for JSON knows no bigint. */
function valuesOf({ message }: ProposalStep): Record<string, unknown> {
  const { expires_at: _expires, ...values } = message.data ?? {}
  return typeof values.quoted_amount === 'string' ? { ...values, quoted_amount: BigInt(values.quoted_amount) } : values
}

const requireProposal = ({ record }: ProposalStep): ProposalRow => {
  if (!record) throw new Error('A proposal is missing behind its process')
  return record
}

/** Every line of its timeline names the round. */
const roundOf = ({ state }: ProposalStep): { round: number } => ({ round: state.current_round })

/** A round on its way to the client: their task, their notice, the clocks of its validity. */
async function sending(trx: Trx, step: ProposalStep, proposal: ProposalRow): Promise<Omit<Found, 'action' | 'title'>> {
  const { state, now } = step
  const { title, currency } = proposal
  const client = await clientOf(trx, proposal.project_id)
  const price = `${formatMoney(proposal.quoted_amount, currency)} ${currency}`
  const notice = { kind: 'proposal.submitted', title, body: price, task_id: state.tasks[0]?.id ?? null }
  return {
    facts: { subject_label: title, title: `Decide on ${title}: ${price}`, candidate_ids: client ? [client] : [], currency },
    notices: client ? [{ ...notice, user_ids: [client] }] : [],
    clocks: validityClocks(state, now),
    // A round that follows an expired one enters no other status: it is stamped here.
    values: { submitted_at: now, decided_at: null, current_round: state.current_round },
  }
}

const create: Own = async (trx, step) => {
  const { currency, ...values } = valuesOf(step)
  await requireReferences(trx, resource, values)
  return {
    action: 'created',
    title: 'Drafted',
    changes: changesBetween({}, values),
    data: roundOf(step),
    values: { ...values, currency, created_by_id: step.message.actor_id },
  }
}

const edit: Own = async (trx, step) => {
  const values = valuesOf(step)
  await requireReferences(trx, resource, values)
  return { action: 'updated', title: 'Changed', changes: changesBetween({ ...requireProposal(step) }, values), data: roundOf(step), values }
}

const submit: Own = async (trx, step) => ({
  action: 'submitted',
  title: 'Sent to the client',
  data: roundOf(step),
  ...(await sending(trx, step, requireProposal(step))),
})

/** The next round: the old one is kept as it was. */
const revise: Own = async (trx, step) => {
  const before = requireProposal(step)
  const values = valuesOf(step)
  const sent = await sending(trx, step, { ...before, ...values })
  return {
    action: 'revised',
    title: `Round ${step.state.current_round} sent to the client`,
    changes: changesBetween({ ...before }, values),
    data: roundOf(step),
    ...sent,
    values: { ...values, ...sent.values },
    also: () => archiveRound(trx, uuidv7(), before),
  }
}

/** The client's answer, or the one recorded for them; whoever sent the round learns it. */
function decided(step: ProposalStep, action: string, title: string): Found {
  const { message, state } = step
  const on_behalf = message.data?.on_behalf === true
  const notice = { kind: `proposal.${action}`, title: requireProposal(step).title, body: message.comment ?? null }
  return {
    action,
    title: on_behalf ? `${title} on the client’s behalf` : title,
    data: { ...roundOf(step), ...(on_behalf ? { on_behalf } : {}) },
    notices: [{ ...notice, user_ids: state.parties.submitter ?? [] }],
    clocks: { expire: null },
  }
}

const declined =
  (action: string, title: string): Own =>
  (_trx, step) =>
    decided(step, action, title)

/** An approval changes the project too, which is locked last. */
const approve: Own = (trx, step) => ({ ...decided(step, 'approved', 'Approved'), last: () => contract(trx, step) })

/** Contract value and project state change with the approval, and the project's own story says so. */
async function contract(trx: Trx, step: ProposalStep): Promise<void> {
  const proposal = requireProposal(step)
  const project = await approveInProject(trx, proposal)
  const about = { record_type: 'project', record_id: project.id }
  const status: Record<string, [unknown, unknown]> = project.was === 'draft' ? { status: ['draft', 'active'] } : {}
  const changes = { contract_value: [null, formatMoney(proposal.quoted_amount, proposal.currency)] as [unknown, unknown], ...status }
  await writeTrail(trx, byOf(step), {
    history: { ...about, record_version: project.version, action: 'contracted', changes },
    timeline: {
      ...about,
      kind: 'project.contracted',
      title: `Contract value from ${proposal.title}`,
      data: { proposal_id: proposal.id, ...roundOf(step) },
    },
    audit: { action: 'projects.contracted', resource: 'project', resource_id: project.id, data: { proposal_id: proposal.id } },
  })
}

/** Nobody decided in time: the submitter learns it, and a new round may start. */
const expire: Own = (_trx, step) => ({
  action: 'expired',
  title: 'No longer valid',
  data: roundOf(step),
  notices: [{ user_ids: step.state.parties.submitter ?? [], kind: 'proposal.expired', title: requireProposal(step).title }],
  row: 'none',
})

const remove: Own = (_trx, step) => ({ action: 'deleted', title: 'Deleted', data: roundOf(step), row: 'delete' })

export const proposalEffects = effectsOf<ProposalState, ProposalRow>()(proposalProcess, {
  created: create,
  edit,
  submit,
  revise,
  approve,
  request_changes: declined('changes_requested', 'Changes requested'),
  reject: declined('rejected', 'Rejected'),
  expire,
  remove,
})
