/** The client portal's projects: progress, phases and the milestones meant for them; no money (PRJ-11). */
import { z } from 'zod'
import { projects, calendar } from '../../domain/records/projects'
import { projectProgress } from '../../domain/rules/projects'
import { eventsOf } from '../../db/projects/calendar'
import { both, findOwn, listOwn, type Narrow } from '../../db/projects/own'
import { phasesOf, phasesOfAll } from '../../db/projects/phases'
import { requireRecord, type Row } from '../../db/kit/records'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, type Call, Reply, type Route, SIGNED_IN } from '../kit/route'

const path = '/api/client/projects'
const shared = { permission: SIGNED_IN, tag: 'client portal' } as const

const view = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  status: z.string(),
  start_date: z.string().nullable(),
  end_date: z.string().nullable(),
  current_phase_key: z.string().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})
const phase = z.object({
  phase_key: z.string(),
  name: z.string(),
  status: z.string(),
  progress_percent: z.int(),
  planned_start: z.string().nullable(),
  planned_end: z.string().nullable(),
})
const listed = view.extend({ project_progress: z.string() })
const milestone = z.object({ id: z.uuid(), title: z.string(), starts_at: z.iso.datetime(), ends_at: z.iso.datetime().nullable() })

const own =
  (call: Pick<Call, 'actor'>): Narrow =>
  (where) =>
    where.add(`projects.client_user_id = ${where.value(call.actor.id)}`)

const pick = (row: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, (row as Record<string, unknown>)[name] ?? null]))
const present = (row: Row): Record<string, unknown> => pick(row, Object.keys(view.shape))

const MOST = { page: 1, per_page: 200, sort: 'starts_at', descending: false, search: undefined }

/** The milestones of a project that its client may see. */
async function milestonesOf({ db, actor }: Pick<Call, 'db' | 'actor'>, project_id: string): Promise<Record<string, unknown>[]> {
  const ofProject: Narrow = (where) => where.add(`calendar.project_id = ${where.value(project_id)}`)
  const { rows } = await listOwn(db, calendar, { list: { ...MOST, filters: {} }, narrow: both(eventsOf(actor), ofProject) })
  return rows.map((row) => pick(row, Object.keys(milestone.shape)))
}

export const clientProjectRoutes: Route[] = [
  action({
    ...shared,
    method: 'get',
    path,
    summary: 'My projects',
    query: listQuery({ filter: ['status'], sort: ['created_at', 'updated_at', 'name', 'start_date', 'end_date'] }),
    answer: z.array(listed),
    meta: listMeta,
    async handle(call) {
      const { rows, total } = await listOwn(call.db, projects, { list: call.query, narrow: own(call) })
      const phases = await phasesOfAll(
        call.db,
        rows.map(({ id }) => id),
      )
      const shown = rows.map((row) => ({ ...present(row), project_progress: projectProgress(phases.get(row.id) ?? []) }))
      return new Reply(shown, { meta: metaOfPage(call.query, total) })
    },
  }),
  action({
    ...shared,
    method: 'get',
    path: `${path}/:id`,
    summary: 'One of my projects with its progress, phases and milestones',
    params: idParams,
    answer: listed.extend({ phases: z.array(phase), milestones: z.array(milestone) }),
    async handle(call) {
      const row = requireRecord(await findOwn(call.db, projects, { id: call.params.id, narrow: own(call) }))
      const [phases, milestones] = await Promise.all([phasesOf(call.db, row.id), milestonesOf(call, row.id)])
      return {
        ...present(row),
        project_progress: projectProgress(phases),
        phases: phases.map((one) => pick(one, Object.keys(phase.shape))),
        milestones,
      }
    },
  }),
]
