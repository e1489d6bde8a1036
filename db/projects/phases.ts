/** Phases in the database: their order, and the phase a project stands in. */
import { currentPhaseKey, type PhaseFacts } from '../../domain/rules/projects'
import type { TenantDb, Trx } from '../kit/client'
import { type By, writeHistory, writeTimeline } from '../kit/trail'

/** A phase as rules, plans and pages need it. */
export interface PhaseRow extends PhaseFacts {
  id: string
  name: string
  planned_start: string | null
  planned_end: string | null
}

const COLUMNS = ['id', 'phase_key', 'name', 'status', 'progress_percent', 'sort_order', 'planned_start', 'planned_end'] as const

/** A project's phases in their order. */
export async function phasesOf(db: TenantDb | Trx, project_id: string): Promise<PhaseRow[]> {
  return db('phases')
    .where({ tenant_id: db.userParams.tenant_id, project_id })
    .orderBy(['sort_order', 'created_at', 'id'])
    .select(...COLUMNS)
}

/** The phases of several projects by project, in order. */
export async function phasesOfAll(db: TenantDb, project_ids: readonly string[]): Promise<Map<string, PhaseRow[]>> {
  const rows: (PhaseRow & { project_id: string })[] = await db('phases')
    .where({ tenant_id: db.userParams.tenant_id })
    .whereIn('project_id', [...project_ids])
    .orderBy(['sort_order', 'created_at', 'id'])
    .select('project_id', ...COLUMNS)
  const found = new Map<string, PhaseRow[]>(project_ids.map((id) => [id, []]))
  for (const row of rows) found.get(row.project_id)?.push(row)
  return found
}

/** Locks a project before its phases, so that whoever changes phases of one project does so in turn; undefined when it is not there. */
export async function lockProjectOf(
  trx: Trx,
  id: string,
): Promise<{ id: string; current_phase_key: string | null; version: number } | undefined> {
  return trx('projects').where({ tenant_id: trx.userParams.tenant_id, id }).forUpdate().first('id', 'current_phase_key', 'version')
}

/** Moves `current_phase_key` to the phase that is worked on now (ADM-006); `without` is a phase about to go. Lock the project first. */
export async function moveCurrentPhase(trx: Trx, by: By, at: { project_id: string; without?: string }): Promise<void> {
  const { project_id, without } = at
  const scope = { tenant_id: trx.userParams.tenant_id, id: project_id }
  const [project, phases] = await Promise.all([
    trx('projects').where(scope).first('current_phase_key', 'version'),
    phasesOf(trx, project_id),
  ])
  const left = phases.filter((phase) => phase.id !== without)
  const key = currentPhaseKey(left)
  if (key === project.current_phase_key) return
  const version = project.version + 1
  const name = left.find((phase) => phase.phase_key === key)?.name
  const about = { record_type: 'project', record_id: project_id }
  await Promise.all([
    trx('projects').where(scope).update({ current_phase_key: key, version, updated_at: trx.fn.now() }),
    writeHistory(trx, by, {
      ...about,
      record_version: version,
      action: 'phase_moved',
      changes: { current_phase_key: [project.current_phase_key, key] },
    }),
    writeTimeline(trx, by, {
      ...about,
      kind: 'project.phase_moved',
      title: name ? `Now in ${name}` : 'Every phase is done',
      data: { current_phase_key: key },
    }),
  ])
}

/** The phases of the library by their keys. */
export async function libraryOf(
  db: TenantDb | Trx,
  keys: readonly string[],
): Promise<Map<string, { phase_key: string; name: string; default_duration_days: number }>> {
  const rows = await db('phase_library')
    .where({ tenant_id: db.userParams.tenant_id })
    .whereIn('phase_key', [...keys])
    .select('phase_key', 'name', 'default_duration_days')
  return new Map(rows.map((row) => [row.phase_key, row]))
}

/** The place after a project's last phase. */
export async function nextPlace(trx: Trx, project_id: string): Promise<number> {
  const row = await trx('phases').where({ tenant_id: trx.userParams.tenant_id, project_id }).max('sort_order as last').first()
  return (row?.last ?? 0) + 1
}
