/** Projects in the database: what belongs to one, what is still open in it, its money and its progress. */
import { statusesOf } from '../../domain/kit/process/audit'
import { processes } from '../../domain/processes'
import { type ProjectStatus, type ProjectSums } from '../../domain/rules/projects'
import { ask, type TenantDb, type Trx } from '../kit/client'

/** A process of a project that somebody still has to end. */
export interface OpenProcess {
  type: string
  id: string
  workflow_id: string
}

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

/** The open records of every process that holds its project. */
const held = (): string =>
  [...processes().values()]
    .filter(({ holds }) => holds?.project)
    .map((definition) => {
      const { record, ended_when } = definition
      const over = ended_when ? `r.status = '${ended_when.status}' and r.${ended_when.field} = '${ended_when.value}'` : 'false'
      return `select '${record.type}' as type, r.id, r.tenant_id, r.created_at from ${record.table} r
        where r.tenant_id = $1 and r.project_id = $2 and r.status in (${list(statusesOf(definition, 'waiting'))}) and not (${over})`
    })
    .join(' union all ')

/** What keeps a project from ending: submitted or later and not ended, oldest first (PRJ-2). */
export const openProcessesOf = (db: TenantDb | Trx, project_id: string): Promise<OpenProcess[]> =>
  ask<OpenProcess>(
    db,
    `select o.type, o.id, coalesce(p.workflow_id, o.tenant_id || '/' || o.type || '/' || o.id) as workflow_id
     from (${held()}) o left join processes p on p.tenant_id = o.tenant_id and p.id = o.id order by o.created_at, o.id`,
    [db.userParams.tenant_id, project_id],
  )

/** Tables of records that name a project, as the project's page counts them. */
export const RELATED = [
  'phases',
  'proposals',
  'documents',
  'calendar',
  'daily_logs',
  'material_stock',
  'gallery',
  'expenses',
  'vouchers',
  'ledger_entries',
  'variation_orders',
  'daywork_orders',
] as const

const COUNTS = RELATED.map((table) => `(select count(*)::int from ${table} r where r.tenant_id = $1 and r.project_id = $2) as ${table}`)

/** How many records of each kind a project has (PRJ-3). */
export async function countRelated(db: TenantDb, project_id: string): Promise<Record<(typeof RELATED)[number], number>> {
  const [counts] = await ask<Record<(typeof RELATED)[number], number>>(db, `select ${COUNTS.join(', ')}`, [
    db.userParams.tenant_id,
    project_id,
  ])
  if (!counts) throw new Error('The database answered no counts')
  return counts
}

const SUMS = ['payments', 'vo_pending', 'vo_approved', 'dwo_draft', 'dwo_submitted'] as const
type Sums = Pick<ProjectSums, (typeof SUMS)[number]>

/** The sums of one project's instruments in minor units; zero before the first. */
export async function sumsOf(db: TenantDb | Trx, project_id: string): Promise<Sums> {
  const row: Sums | undefined = await db('project_sums')
    .where({ tenant_id: db.userParams.tenant_id, id: project_id })
    .first(...SUMS)
  return row ?? { payments: 0n, vo_pending: 0n, vo_approved: 0n, dwo_draft: 0n, dwo_submitted: 0n }
}

/** How many events of a project, or of the whole business, start after now. */
export async function countUpcoming(db: TenantDb, project_id?: string): Promise<number> {
  const query = db('calendar').where('tenant_id', db.userParams.tenant_id).whereRaw('starts_at > now()').count('* as n')
  const row = await (project_id === undefined ? query : query.where({ project_id })).first()
  return Number(row?.n ?? 0)
}

/** Moves a locked project to a status; its new version. */
export async function moveProject(trx: Trx, id: string, status: ProjectStatus): Promise<number> {
  const [row] = await trx('projects')
    .where({ tenant_id: trx.userParams.tenant_id, id })
    .update({ status, updated_at: trx.fn.now(), version: trx.raw('version + 1') })
    .returning('version')
  return row.version
}
