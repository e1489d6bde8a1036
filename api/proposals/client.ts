/** The client portal's proposals: those of own projects that were sent; the decision is a task (PRJ-11). */
import { z } from 'zod'
import { named } from '../../domain/kit/resource'
import { proposals as resource } from '../../domain/records/proposals'
import { listRounds } from '../../db/proposals'
import { filterBy, pageOf, searchIn } from '../../db/kit/lists'
import { bestIn } from '../../db/kit/words'
import type { Builder } from '../../db/kit/lists'
import { requireRecord, type Row, selectRecords } from '../../db/kit/records'
import { liveTaskOf } from '../../db/tasks/reads'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, type Call, Reply, type Route, SIGNED_IN } from '../kit/route'
import { presentTask, taskView } from '../tasks/present'
import { roundPaper } from './paper'
import { presentProposal, presentRounds, roundView } from './present'

const path = '/api/client/proposals'
const shared = { permission: SIGNED_IN, tag: 'client portal' } as const

const view = z.object({
  id: z.uuid(),
  title: z.string(),
  project_id: z.uuid(),
  project: named.nullable(),
  quoted_amount: z.string(),
  currency: z.string(),
  notes: z.string().nullable(),
  valid_until: z.string().nullable(),
  status: z.string(),
  current_round: z.int(),
  submitted_at: z.iso.datetime().nullable(),
  decided_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

/** Sent proposals of the client's own projects; drafts are nobody's business but the company's. */
const own = (call: Call): Builder =>
  selectRecords(call.db, resource)
    .whereNot('proposals.status', 'draft')
    .whereExists(
      call
        .db('projects as p')
        .whereRaw('p.tenant_id = proposals.tenant_id and p.id = proposals.project_id')
        .where('p.client_user_id', call.actor.id) as never,
    )

/** The proposal, or 404 when it is not the client's. */
const mine = async (call: Call<{ id: string }>): Promise<Row> =>
  requireRecord((await own(call).findOne({ 'proposals.id': call.params.id })) as unknown as Row | undefined)

function present(row: Row): Record<string, unknown> {
  const { created_by_id: _by, created_by: _name, ...shown } = presentProposal(row)
  return shown
}

export const clientProposalRoutes: Route[] = [
  action({
    ...shared,
    method: 'get',
    path,
    summary: 'Proposals of my projects',
    query: listQuery({ filter: ['status', 'project_id'], sort: ['created_at', 'updated_at', 'title', 'submitted_at'] }),
    answer: z.array(view),
    meta: listMeta,
    async handle(call) {
      const { filters, search, best } = call.query
      const query = searchIn(filterBy(own(call), filters, 'proposals'), ['proposals.title', 'proposals.notes'], search)
      if (best !== undefined) bestIn(query, ['proposals.title', 'proposals.notes'], best)
      const { rows, total } = await pageOf<Row>(query, call.query, 'proposals')
      return new Reply(rows.map(present), { meta: metaOfPage(call.query, total) })
    },
  }),
  action({
    ...shared,
    method: 'get',
    path: `${path}/:id`,
    summary: 'One proposal with its rounds and my task',
    params: idParams,
    answer: view.extend({ rounds: z.array(roundView), task: taskView.nullable() }),
    async handle(call) {
      const row = await mine(call)
      const [rounds, task] = await Promise.all([listRounds(call.db, row.id), liveTaskOf(call.db, row.id)])
      const shown = task ? presentTask(task, call.actor, call.services.policies) : null
      return { ...present(row), rounds: presentRounds(rounds), task: shown }
    },
  }),
  roundPaper({ path, ...shared, admit: mine }),
]
