/** What a statement is asked for: days, comparison, project, format; the year so far where nothing is said. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import type { Actor } from '../../domain/actor'
import { invalid } from '../../domain/errors'
import { date } from '../../domain/kit/fields'
import { yearStart } from '../../domain/rules/reports/dates'
import type { Between, Comparison } from '../../db/reports'
import { format } from './formats'

const range = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/

const comparison = z
  .string()
  .max(22)
  .regex(range, 'must be two days such as 2025-01-01..2025-12-31')
  .transform((text): Comparison => {
    const [, from = '', to = ''] = range.exec(text) ?? []
    return { from, to }
  })
  .pipe(z.object({ from: date('from'), to: date('to') }))
  .meta({ description: 'Days to compare with: from..to' })

const project = z.uuid().optional().meta({ description: 'Only what was posted for this project' })

/** The query of a statement over a range. */
export const rangeQuery = z.strictObject({ from: date('from').optional(), to: date('to').optional(), project_id: project, format })
export const comparedQuery = rangeQuery.extend({ compare: comparison.optional() })
/** The query of a statement at a day. */
export const dayQuery = z.strictObject({ at: date('at').optional(), compare: date('compare').optional(), project_id: project, format })

/** Today in the business's zone. */
export const today = (actor: Pick<Actor, 'business'>): string => DateTime.utc().setZone(actor.business.time_zone).toFormat('yyyy-MM-dd')

const backwards = (field: string): Error => invalid({ [field]: ['The to field must not be before from.'] })

/** The days asked for: to today where no end is given, from January where no beginning is. */
export function daysOf(
  query: { from?: string | undefined; to?: string | undefined; project_id?: string | undefined },
  actor: Pick<Actor, 'business'>,
): Between {
  const to = query.to ?? (query.from !== undefined && query.from > today(actor) ? query.from : today(actor))
  const from = query.from ?? yearStart(to)
  if (to < from) throw backwards('to')
  return { from, to, project_id: query.project_id }
}

/** The comparison asked for; 422 when it ends before it begins. */
export function comparedWith(compare: Comparison | undefined): Comparison | undefined {
  if (compare && compare.to < compare.from) throw backwards('compare')
  return compare
}
