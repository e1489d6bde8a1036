/** A project as an answer: its record, what belongs to it, what its reader may do with it. */
import { z } from 'zod'
import { type Actor, holds } from '../../domain/actor'
import { answerOf } from '../../domain/kit/resource'
import { formatMoney } from '../../domain/money'
import { projects } from '../../domain/records/projects'
import { projectTransitions, type ProjectStatus } from '../../domain/rules/projects'
import { countRelated, RELATED } from '../../db/projects'
import { findRecord, requireRecord, type Row } from '../../db/kit/records'
import { presenterOf } from '../kit/present'
import type { Call } from '../kit/route'

const ability = z.object({ allowed: z.boolean(), reason: z.string().nullable(), explain: z.string().nullable() })
type Ability = z.infer<typeof ability>

export const projectDetail = answerOf(projects).extend({
  currency: z.string(),
  related: z
    .object(Object.fromEntries(RELATED.map((name) => [name, z.int()])))
    .meta({ description: 'How many records of each kind name it' }),
  allowed_statuses: z.array(z.string()).meta({ description: 'Where ADM-004 lets it go from here' }),
  can: z.record(z.string(), ability),
})

const present = presenterOf(projects)

const YES: Ability = { allowed: true, reason: null, explain: null }
const lacks = (slug: string): Ability => ({ allowed: false, reason: slug, explain: `Your role does not hold ${slug}.` })

/** What the reader may do now, and why not. */
export function abilitiesOf(actor: Actor, status: ProjectStatus): Record<string, Ability> {
  const by = (slug: string): Ability => (holds(actor, slug) ? YES : lacks(slug))
  const manage = by('projects.manage')
  const ended: Ability = { allowed: false, reason: 'illegal_transition', explain: `A project that is ${status} has ended.` }
  return {
    edit: manage,
    remove: manage,
    transition: manage.allowed && projectTransitions[status].length === 0 ? ended : manage,
    load_phases: by('phases.manage'),
    add_proposal: by('proposals.manage'),
    add_event: by('calendar.manage'),
  }
}

/** The project of an id, or 404. */
export const loadProject = async (call: Call, id: string): Promise<Row> => requireRecord(await findRecord(call.db, projects, id))

/** The project's page as it is now. */
export async function detailOf(call: Call, id: string): Promise<Record<string, unknown>> {
  const [row, related] = await Promise.all([loadProject(call, id), countRelated(call.db, id)])
  const status = row.status as ProjectStatus
  const currency = String(row.currency)
  return {
    ...present(row, currency),
    currency,
    related,
    allowed_statuses: projectTransitions[status],
    can: abilitiesOf(call.actor, status),
  }
}

/** Every amount of a record as a decimal string. */
export const amountsIn = (sums: Record<string, bigint>, currency: string): Record<string, string> =>
  Object.fromEntries(Object.entries(sums).map(([name, minor]) => [name, formatMoney(minor, currency)]))
