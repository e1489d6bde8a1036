/** Projects (ADM-004): records whose status is moved by their own action, with all that belongs to them. */
import { invalid } from '../../domain/errors'
import { projects } from '../../domain/records/projects'
import { PROJECT_STATUSES } from '../../domain/rules/projects'
import type { Trx } from '../../db/kit/client'
import { writeTimeline } from '../../db/kit/trail'
import { commentRoutes } from '../kit/comments'
import { countsRoute } from '../kit/counts'
import { crud, idParams } from '../kit/crud'
import { action, type Route } from '../kit/route'
import { storyRoutes } from '../kit/story'
import { detailOf, loadProject, projectDetail } from './answers'
import { calendarRoutes } from './calendar'
import { feedRoutes } from './calendar-feed'
import { clientProjectRoutes } from './client'
import { employeeRoutes } from './employee'
import { expenseRoutes } from './expenses'
import { galleryRoutes } from './gallery'
import { liabilityRoutes } from './liability'
import { memberRoutes } from './members'
import { phaseRoutes } from './phases'
import { siteRoutes } from './site'
import { summaryRoute } from './summary'
import { transitionRoute } from './transition'

const path = '/api/admin/projects'
const view = { permission: 'projects.view', tag: 'projects' } as const

/** 422 unless the person is a client of this business. */
async function requireClient(trx: Trx, id: unknown): Promise<void> {
  if (typeof id !== 'string') return
  const user = await trx('users').where({ tenant_id: trx.userParams.tenant_id, id }).first('user_type')
  if (user?.user_type !== 'client') throw invalid({ client_user_id: ['The selected client user id is not a client.'] })
}

const records = crud(projects, {
  without: ['get'],
  async prepare(trx, values, { call, current }) {
    await requireClient(trx, values.client_user_id)
    const { start_date, end_date } = { ...current, ...values } as Record<string, string | null | undefined>
    if (start_date && end_date && end_date < start_date)
      throw invalid({ end_date: ['The end date field must not be before the start date.'] })
    if (!current) return { ...values, currency: call.actor.business.base_currency }
    return values.contract_value === null ? { ...values, contract_value: 0n } : values
  },
  async after(trx, row, call) {
    if (call.req.method !== 'POST') return
    await writeTimeline(trx, call.by, { record_type: projects.type, record_id: row.id, kind: 'project.created', title: 'Set up' })
  },
})

const get = action({
  ...view,
  method: 'get',
  path: `${path}/:id`,
  summary: 'One project with what belongs to it',
  resource: projects,
  params: idParams,
  answer: projectDetail,
  handle: (call) => detailOf(call, call.params.id),
})

export const projectRoutes: Route[] = [
  ...records,
  countsRoute(projects, PROJECT_STATUSES),
  ...liabilityRoutes,
  get,
  transitionRoute,
  summaryRoute,
  ...storyRoutes({ path, type: projects.type, ...view, admit: (call) => loadProject(call, call.params.id) }),
  ...commentRoutes({ path, type: projects.type, ...view, admit: (call) => loadProject(call, call.params.id) }),
  ...memberRoutes,
  ...phaseRoutes,
  ...calendarRoutes,
  ...feedRoutes,
  ...siteRoutes,
  ...galleryRoutes,
  ...expenseRoutes,
  ...employeeRoutes,
  ...clientProjectRoutes,
]
