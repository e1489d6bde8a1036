/** The calendar of the business (ADM-009): inspections, meetings, milestones, visits; people learn what is assigned to them. */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { answerOf } from '../../domain/kit/resource'
import { calendar as resource } from '../../domain/records/projects'
import { EVENT_TYPES } from '../../domain/rules/projects'
import { upcoming, within } from '../../db/projects/calendar'
import { both, listOwn, type Narrow } from '../../db/projects/own'
import { notify } from '../../db/notifications'
import type { Row } from '../../db/kit/records'
import { crud } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { periodIn, periodQuery } from '../kit/period'
import { presenterOf } from '../kit/present'
import { action, Reply, type Route } from '../kit/route'

type Values = Record<string, unknown>

const present = presenterOf(resource)

/** The query string of every list of events. */
export const eventQuery = listQuery({
  ...resource.list,
  values: { event_type: EVENT_TYPES, client_visible: ['true', 'false'] },
  more: { ...periodQuery, 'filter[upcoming]': z.enum(['true', 'false']).optional() },
})

/** The events of the period that a query names, of those ahead or behind where it says so. */
export function eventsAsked(more: Record<string, unknown>, zone: string): Narrow {
  const period = within(periodIn(more, zone))
  const ahead = more['filter[upcoming]']
  return ahead === undefined ? period : both(period, upcoming(ahead === 'true'))
}

/** An event as an answer. */
export const presentEvent = (row: Row): Record<string, unknown> => present(row, '')

const list = action({
  method: 'get',
  path: '/api/admin/calendar',
  permission: 'calendar.view',
  tag: resource.name,
  resource,
  summary: 'List events; from and to leave those of which some part lies between them, upcoming those that have not begun',
  query: eventQuery,
  answer: z.array(answerOf(resource)),
  meta: listMeta,
  async handle({ db, query, actor }) {
    const narrow = eventsAsked(query.more, actor.business.time_zone)
    const { rows, total } = await listOwn(db, resource, { list: query, narrow })
    return new Reply(rows.map(presentEvent), { meta: metaOfPage(query, total) })
  },
})

const INSTANTS = ['starts_at', 'ends_at']

/** Instants in one spelling, so that the same moment written otherwise is no change. */
const inUtc = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      INSTANTS.includes(name) && typeof value === 'string' ? new Date(value).toISOString() : value,
    ]),
  )

const timeOf = (value: unknown): number => new Date(value as string | Date).getTime()

const records = crud(resource, {
  without: ['list'],
  async prepare(_trx, values, { current }) {
    const { starts_at, ends_at }: Values = { ...current, ...values }
    if (ends_at && timeOf(ends_at) < timeOf(starts_at)) throw invalid({ ends_at: ['The ends at field must not be before it starts.'] })
    return inUtc(values.client_visible === null ? { ...values, client_visible: false } : values)
  },
  async after(trx, row, { actor }) {
    const assigned = row.assigned_user_id as string | null
    if (!assigned || assigned === actor.id) return
    await notify(trx, {
      user_ids: [assigned],
      kind: 'calendar.assigned',
      title: String(row.title),
      body: (row.starts_at as Date).toISOString(),
      subject_type: resource.type,
      subject_id: row.id,
    })
  },
})

export const calendarRoutes: Route[] = [list, ...records]
