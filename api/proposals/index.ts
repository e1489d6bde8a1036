/** Proposals over the API (api.md §5): a process in rounds; the client's part is a task. */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { date, day, longText, money } from '../../domain/kit/fields'
import { createBody, updateBody } from '../../domain/kit/resource'
import { proposals as resource } from '../../domain/records/proposals'
import { PROPOSAL_STATUSES } from '../../domain/rules/proposals'
import { decidedWithin, expiryOf, listRounds } from '../../db/proposals'
import { listOwn } from '../../db/projects/own'
import { inTransaction } from '../../db/kit/client'
import { findRecord, requireRecord, requireReferences, type Row } from '../../db/kit/records'
import { liveTaskOf } from '../../db/tasks/reads'
import type { Said } from '../../domain/kit/process/types'
import { commentRoutes } from '../kit/comments'
import { countsRoute } from '../kit/counts'
import { idParams, moneyIn } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { sendMessage, startProcess } from '../kit/messages'
import { periodIn } from '../kit/period'
import { madeBefore } from '../kit/made-before'
import { action, type Call, Reply, type Route } from '../kit/route'
import { processOf, storyRoutes } from '../kit/story'
import { presentTask } from '../tasks/present'
import { clientProposalRoutes } from './client'
import { roundPaper } from './paper'
import { abilitiesOf, presentProposal, presentRounds, proposalDetail, proposalView, roundView, validityOf } from './present'

const path = '/api/admin/proposals'
const view = { permission: 'proposals.view', tag: 'proposals' } as const
const manage = { permission: 'proposals.manage', tag: 'proposals' } as const
const decidedOn = day().optional()
const version = z.int().min(1).optional()
const comment = longText('comment', 5000).nullish()

const load = async (call: Call, id: string): Promise<Row> => requireRecord(await findRecord(call.db, resource, id))

/** The proposal's page as it is now. */
async function detailOf(call: Call, id: string): Promise<unknown> {
  const { db, actor, services } = call
  const [row, task, process] = await Promise.all([load(call, id), liveTaskOf(db, id), processOf(call, id)])
  const shown = task ? presentTask(task, actor, services.policies) : null
  const validity = validityOf(row.valid_until as string | null, { zone: actor.business.time_zone, now: Date.now() })
  const ran_out = row.status === 'submitted' && validity?.expired
  return { ...presentProposal(row), validity, can: abilitiesOf(actor, ran_out ? 'expired' : String(row.status)), task: shown, process }
}

/** Amounts in minor units; as text, because messages are JSON. */
function valuesIn(values: Record<string, unknown>, currency: string): Record<string, unknown> {
  const read = moneyIn(resource, values, currency)
  if (read.quoted_amount === 0n) throw invalid({ quoted_amount: ['The quoted amount field must be greater than 0.'] })
  return { ...read, ...(typeof read.quoted_amount === 'bigint' ? { quoted_amount: read.quoted_amount.toString() } : {}) }
}

async function tell(call: Call<{ id: string }>, message: Said): Promise<unknown> {
  const { id } = call.params
  await load(call, id)
  await sendMessage(call, { type: 'proposal', id }, message)
  return message.kind === 'remove' ? null : detailOf(call, id)
}

const list = action({
  ...view,
  method: 'get',
  path,
  summary: 'List proposals; decided_from and decided_to leave those decided on these days of the business',
  resource,
  query: listQuery({
    ...resource.list,
    values: { status: PROPOSAL_STATUSES },
    more: { 'filter[decided_from]': decidedOn, 'filter[decided_to]': decidedOn },
  }),
  answer: z.array(proposalView),
  meta: listMeta,
  async handle({ db, query, actor }) {
    const days = { from: query.more['filter[decided_from]'], to: query.more['filter[decided_to]'] }
    const narrow = decidedWithin(periodIn(days, actor.business.time_zone))
    const { rows, total } = await listOwn(db, resource, { list: query, narrow })
    return new Reply(rows.map(presentProposal), { meta: metaOfPage(query, total) })
  },
})

const get = action({
  ...view,
  method: 'get',
  path: `${path}/:id`,
  summary: 'One proposal with its task and process',
  resource,
  params: idParams,
  answer: proposalDetail,
  handle: (call) => detailOf(call, call.params.id),
})

const rounds = action({
  ...view,
  method: 'get',
  path: `${path}/:id/rounds`,
  summary: 'Every round, the present one last',
  params: idParams,
  answer: z.array(roundView),
  async handle(call) {
    await load(call, call.params.id)
    return presentRounds(await listRounds(call.db, call.params.id))
  },
})

const create = action({
  ...manage,
  method: 'post',
  path,
  summary: 'Draft a proposal',
  resource,
  status: 201,
  body: createBody(resource),
  answer: proposalDetail,
  async handle(call) {
    const { actor, effect_id, db } = call
    const done = await madeBefore(call, () => findRecord(db, resource, effect_id))
    if (done) return detailOf(call, effect_id)
    const currency = actor.business.base_currency
    const data = { ...valuesIn(call.body, currency), currency }
    await inTransaction(db, (trx) => requireReferences(trx, resource, call.body))
    await startProcess(call, { type: 'proposal', summary: `Proposal ${String(call.body.title)}`, data })
    return detailOf(call, effect_id)
  },
})

const edit = action({
  ...manage,
  method: 'put',
  path: `${path}/:id`,
  summary: 'Change a draft',
  resource,
  params: idParams,
  body: updateBody(resource),
  answer: proposalDetail,
  async handle(call) {
    const { version: read, ...values } = call.body as { version: number }
    return tell(call, { kind: 'edit', version: read, data: valuesIn(values, call.actor.business.base_currency) })
  },
})

const remove = action({
  ...manage,
  method: 'delete',
  path: `${path}/:id`,
  summary: 'Delete a draft',
  resource,
  params: idParams,
  answer: z.null(),
  handle: (call) => tell(call, { kind: 'remove' }),
})

/** When the round ends: after its last day in the business's zone. */
const expiry = (call: Call, valid_until: unknown): { expires_at: string | null } => ({
  expires_at: expiryOf(valid_until as string | null | undefined, call.actor.business.time_zone),
})

const submit = action({
  ...manage,
  method: 'post',
  path: `${path}/:id/submit`,
  summary: 'Send it to the client',
  params: idParams,
  body: z.strictObject({ comment, version }),
  answer: proposalDetail,
  async handle(call) {
    const row = await load(call, call.params.id)
    return tell(call, { kind: 'submit', ...call.body, data: expiry(call, row.valid_until) })
  },
})

const revise = action({
  ...manage,
  method: 'post',
  path: `${path}/:id/revise`,
  summary: 'Start the next round',
  params: idParams,
  body: z.strictObject({
    quoted_amount: money('quoted_amount'),
    notes: longText('notes').nullish(),
    valid_until: date('valid_until').nullish(),
    comment,
    version,
  }),
  answer: proposalDetail,
  async handle(call) {
    const { comment: said, version: read, ...given } = call.body
    const row = await load(call, call.params.id)
    const values = valuesIn(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), String(row.currency))
    const valid_until = given.valid_until === undefined ? row.valid_until : given.valid_until
    return tell(call, {
      kind: 'revise',
      comment: said ?? null,
      ...(read === undefined ? {} : { version: read }),
      data: { ...values, ...expiry(call, valid_until) },
    })
  },
})

export const proposalRoutes: Route[] = [
  list,
  countsRoute(resource, PROPOSAL_STATUSES),
  get,
  rounds,
  create,
  edit,
  remove,
  submit,
  revise,
  ...storyRoutes({ path, type: resource.type, ...view, admit: (call) => load(call, call.params.id) }),
  ...commentRoutes({ path, type: resource.type, ...view, admit: (call) => load(call, call.params.id) }),
  roundPaper({ path, ...view, admit: (call) => load(call, call.params.id) }),
  ...clientProposalRoutes,
]
