/** Phases of a project: by hand or loaded from a template; their progress moves the project's present phase (ADM-006). */
import { z } from 'zod'
import { conflict, invalid, Refused } from '../../domain/errors'
import { date, ref } from '../../domain/kit/fields'
import { answerOf } from '../../domain/kit/resource'
import { phases as resource } from '../../domain/records/projects'
import { planPhases } from '../../domain/rules/projects'
import { isRefusal, type Moved, movePhase, type PhaseMove } from '../../domain/rules/projects/phases'
import { libraryOf, lockProjectOf, moveCurrentPhase, nextPlace, phasesOf } from '../../db/projects/phases'
import { inTransaction, type TenantDb, type Trx } from '../../db/kit/client'
import { insertRecord, requireRecord, type Row } from '../../db/kit/records'
import { crud, idParams } from '../kit/crud'
import { presenterOf } from '../kit/present'
import { action, type Call, type Route } from '../kit/route'
import { loadProject } from './answers'

type Values = Record<string, unknown>

const present = presenterOf(resource)

function requireOrder(values: Values): void {
  const { planned_start, planned_end } = values as Record<string, string | null | undefined>
  if (planned_start && planned_end && planned_end < planned_start)
    throw invalid({ planned_end: ['The planned end field must not be before the planned start.'] })
}

/** A new phase takes its name from the library and the place after the last, unless they are given. */
async function prepareNew(trx: Trx, values: Values): Promise<Values> {
  const project_id = String(values.project_id)
  await lockProjectOf(trx, project_id)
  const known = (await libraryOf(trx, [String(values.phase_key)])).get(String(values.phase_key))
  if (!known) throw invalid({ phase_key: ['The selected phase key is invalid: it is not in the phase library.'] })
  return { name: known.name, sort_order: await nextPlace(trx, project_id), ...values }
}

/** A changed phase: what is asked of it, as ADM-006 allows. */
async function prepareChange(trx: Trx, values: Values, current: Row): Promise<Values> {
  await lockProjectOf(trx, String(current.project_id))
  const asked = Object.fromEntries(['progress_percent', 'status'].flatMap((name) => (values[name] == null ? [] : [[name, values[name]]])))
  const moved = movePhase(current as unknown as Moved, asked as PhaseMove)
  if (isRefusal(moved)) throw new Refused(moved)
  return { ...values, status: moved.status, progress_percent: moved.progress_percent }
}

const records = crud(resource, {
  async prepare(trx, values, { current }) {
    requireOrder({ ...current, ...values })
    return current ? prepareChange(trx, values, current) : prepareNew(trx, values)
  },
  after: (trx, row, call) => moveCurrentPhase(trx, call.by, { project_id: String(row.project_id) }),
  async remove(trx, row, call) {
    const project_id = String(row.project_id)
    await lockProjectOf(trx, project_id)
    await moveCurrentPhase(trx, call.by, { project_id, without: row.id })
  },
})

/** The keys of a template that a project has no phase of yet, with what the library says of them. */
async function missingPhases(trx: TenantDb | Trx, asked: { project_id: string; project_template_id: string }) {
  const template = await trx('project_templates')
    .where({ tenant_id: trx.userParams.tenant_id, id: asked.project_template_id })
    .first('phase_keys')
  if (!template) throw invalid({ project_template_id: ['The selected project template id is invalid.'] })
  const there = new Set((await phasesOf(trx, asked.project_id)).map((phase) => phase.phase_key))
  const keys = (template.phase_keys as string[]).filter((key) => !there.has(key))
  const known = await libraryOf(trx, keys)
  return keys.map((key) => {
    const phase = known.get(key)
    if (!phase) throw conflict('not_in_library', `The phase ${key} of this template is no longer in the phase library.`)
    return phase
  })
}

/** Loads the missing phases of a template, planned one after another; the new rows. */
async function load(trx: Trx, call: Call, asked: { project_id: string; project_template_id: string; start_date: string }): Promise<Row[]> {
  const { project_id } = asked
  requireRecord(await lockProjectOf(trx, project_id))
  const missing = await missingPhases(trx, asked)
  const [first, plans] = [await nextPlace(trx, project_id), planPhases(asked.start_date, missing)]
  const rows: Row[] = []
  for (const [index, plan] of plans.entries()) {
    const values = { project_id, name: missing[index]?.name, sort_order: first + index, ...plan }
    rows.push(await insertRecord(trx, call.by, { resource, values }))
  }
  if (rows.length > 0) await moveCurrentPhase(trx, call.by, { project_id })
  return rows
}

const plan = { project_template_id: ref('project_template_id', 'project-templates'), start_date: date('start_date') }

/** Both are needed, but whoever asks for a project that is not there learns that first. */
function requirePlan(query: { project_template_id?: string; start_date?: string }): { project_template_id: string; start_date: string } {
  const { project_template_id, start_date } = query
  if (project_template_id !== undefined && start_date !== undefined) return { project_template_id, start_date }
  const missing = Object.keys(plan).filter((name) => query[name as keyof typeof query] === undefined)
  throw invalid(Object.fromEntries(missing.map((name) => [name, [`The ${name.replace(/_/g, ' ')} field is required.`]])))
}

const planRoute = action({
  method: 'get',
  path: '/api/admin/projects/:id/phases/plan',
  permission: 'phases.view',
  tag: resource.name,
  summary: 'What loading a template from a day would add; nothing is changed',
  params: idParams,
  query: z.strictObject(plan).partial(),
  answer: z.array(z.object({ phase_key: z.string(), name: z.string(), planned_start: z.iso.date(), planned_end: z.iso.date() })),
  async handle(call) {
    const project_id = call.params.id
    await loadProject(call, project_id)
    const { project_template_id, start_date } = requirePlan(call.query)
    const missing = await missingPhases(call.db, { project_id, project_template_id })
    return planPhases(start_date, missing).map((each, index) => ({ name: missing[index]?.name, ...each }))
  },
})

const loadRoute = action({
  method: 'post',
  path: '/api/admin/projects/:id/phases/load',
  permission: 'phases.manage',
  tag: resource.name,
  summary: 'Load the phases of a template that are not there yet; answers the new ones',
  status: 201,
  params: idParams,
  body: z.strictObject(plan),
  answer: z.array(answerOf(resource)),
  async handle(call) {
    const asked = { project_id: call.params.id, ...call.body }
    const rows = await inTransaction(call.db, (trx) => load(trx, call, asked))
    return rows.map((row) => present(row, call.actor.business.base_currency))
  },
})

export const phaseRoutes: Route[] = [...records, planRoute, loadRoute]
