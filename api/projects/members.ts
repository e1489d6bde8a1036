/** Who works on a project: the office names them, and each of them finds the projects of their own. */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { projectMembers, projects } from '../../domain/records/projects'
import { PROJECT_STATUSES } from '../../domain/rules/projects'
import { workedOnBy } from '../../db/projects/members'
import { listOwn } from '../../db/projects/own'
import type { Trx } from '../../db/kit/client'
import type { Row } from '../../db/kit/records'
import { crud } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, Reply, type Route, SIGNED_IN } from '../kit/route'

const WORKERS: readonly unknown[] = ['employee', 'contractor']

/** 422 unless the person is an employee or a contractor of this business: the office sees all projects anyway. */
async function requireWorker(trx: Trx, id: unknown): Promise<void> {
  if (typeof id !== 'string') return
  const user = await trx('users').where({ tenant_id: trx.userParams.tenant_id, id }).first('user_type')
  if (!WORKERS.includes(user?.user_type)) throw invalid({ user_id: ['The selected user id is neither an employee nor a contractor.'] })
}

const members = crud(projectMembers, {
  async prepare(trx, values) {
    await requireWorker(trx, values.user_id)
    return values
  },
})

const view = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.string(),
  start_date: z.string().nullable(),
  end_date: z.string().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

const present = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.keys(view.shape).map((name) => [name, (row as Record<string, unknown>)[name] ?? null]))

/** The projects a portal's person works on: what they need to name one, and no more. */
const ownRoute = (portal: 'employee' | 'contractor'): Route =>
  action({
    method: 'get',
    path: `/api/${portal}/projects`,
    permission: SIGNED_IN,
    tag: `${portal} portal`,
    summary: 'Projects I work on: as a member, by an event of mine, or by a claim of my subcontractor; records are entered for these only',
    query: listQuery({
      filter: ['status'],
      sort: ['created_at', 'updated_at', 'name', 'start_date', 'end_date'],
      values: { status: PROJECT_STATUSES },
    }),
    answer: z.array(view),
    meta: listMeta,
    async handle({ db, actor, query }) {
      const { rows, total } = await listOwn(db, projects, { list: query, narrow: workedOnBy(actor.id) })
      return new Reply(rows.map(present), { meta: metaOfPage(query, total) })
    },
  })

export const memberRoutes: Route[] = [...members, ownRoute('employee'), ownRoute('contractor')]
