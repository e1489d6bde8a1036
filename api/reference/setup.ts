/** The guided set-up: which of the nine steps of ADM-003 are done. */
import { z } from 'zod'
import { countSetup, SETUP_TABLES, type SetupTable } from '../../db/reference'
import { action, type Route, SIGNED_IN } from '../kit/route'

const TITLES: Record<SetupTable, string> = {
  locations: 'Locations',
  trade_types: 'Trade types',
  document_types: 'Document types',
  phase_library: 'Phase library',
  subcontractor_categories: 'Subcontractor categories',
  project_templates: 'Project templates',
  staff: 'Staff',
  subcontractors: 'Subcontractors',
  projects: 'Ready',
}
/** The ninth step asks for nothing of its own: with the other eight done, projects can be made. */
const READY = 'projects'

const step = z.object({
  key: z.string(),
  title: z.string(),
  count: z.int().meta({ description: 'Records there are; 100 means 100 or more' }),
  done: z.boolean(),
})

export const setupRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/setup',
    permission: SIGNED_IN,
    tag: 'setup',
    summary: 'The nine set-up steps in their order',
    answer: z.array(step),
    async handle({ db }) {
      const counts = await countSetup(db)
      const done = (table: SetupTable): boolean => counts[table] > 0
      const others = SETUP_TABLES.filter((table) => table !== READY).every(done)
      return SETUP_TABLES.map((table) => ({
        key: table === READY ? 'ready' : table,
        title: TITLES[table],
        count: counts[table],
        done: table === READY ? others : done(table),
      }))
    },
  }),
]
