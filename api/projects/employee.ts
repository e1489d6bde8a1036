/** The employee portal: the own inbox, clock, calendar and site visits (PRJ-9). */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { answerOf, named } from '../../domain/kit/resource'
import { calendar } from '../../domain/records/projects'
import { hoursOf } from '../../domain/rules/projects/clock'
import { eventsOf } from '../../db/projects/calendar'
import { clockIn, clockOut, findEntry, listEntries, openEntry } from '../../db/projects/clock'
import { worksOn } from '../../db/projects/members'
import { both, findOwn, listOwn, type Narrow } from '../../db/projects/own'
import { inTransaction } from '../../db/kit/client'
import { requireRecord } from '../../db/kit/records'
import { idParams } from '../kit/crud'
import { listMeta, metaOfPage } from '../kit/list'
import { periodIn, periodQuery } from '../kit/period'
import { madeBefore } from '../kit/made-before'
import { action, Reply, type Route, SIGNED_IN } from '../kit/route'
import { taskRoutes } from '../tasks'
import { eventQuery, eventsAsked, presentEvent } from './calendar'

const shared = { permission: SIGNED_IN, tag: 'employee portal' } as const

const entryView = z.object({
  id: z.uuid(),
  project_id: z.uuid().nullable(),
  project: named.nullable(),
  clocked_in_at: z.iso.datetime(),
  clocked_out_at: z.iso.datetime().nullable(),
})
const worked = { seconds: z.number(), hours: z.string() }
const DAYS_BACK = 30

const clock = action({
  ...shared,
  method: 'get',
  path: '/api/employee/clock',
  summary: 'My entries and hours by day and week; the last thirty days unless a period is given',
  query: z.strictObject(periodQuery),
  answer: z.object({
    clocked_in: z.boolean(),
    open: entryView.nullable(),
    entries: z.array(entryView),
    days: z.array(z.object({ date: z.string(), ...worked })),
    weeks: z.array(z.object({ week: z.string(), ...worked })),
  }),
  async handle({ db, actor, query }) {
    const now = new Date()
    const zone = actor.business.time_zone
    const asked = periodIn(query, zone)
    const from = asked.from ?? new Date((asked.to ?? now).getTime() - DAYS_BACK * 86_400_000)
    const [entries, open] = await Promise.all([
      listEntries(db, actor.id, { from, to: asked.to ?? new Date(now.getTime() + 60_000) }),
      openEntry(db, actor.id),
    ])
    return { clocked_in: open !== undefined, open: open ?? null, entries, ...hoursOf(entries, zone, now) }
  },
})

const inRoute = action({
  ...shared,
  method: 'post',
  path: '/api/employee/clock-in',
  summary: 'Start work, on a project of mine or none',
  status: 201,
  body: z.strictObject({ project_id: z.uuid().nullish() }),
  answer: entryView,
  async handle(call) {
    const { db, by, actor, body, effect_id: id } = call
    const user_id = actor.id
    const project_id = body.project_id ?? null
    const done = await madeBefore(call, () => findEntry(db, user_id, id))
    if (done) return done
    return inTransaction(db, async (trx) => {
      // Somebody else's project is answered like one that does not exist.
      if (project_id && !(await worksOn(trx, user_id, project_id))) throw invalid({ project_id: ['The selected project id is invalid.'] })
      await clockIn(trx, by, { id, user_id, project_id })
      return findEntry(trx, user_id, id)
    })
  },
})

const outRoute = action({
  ...shared,
  method: 'post',
  path: '/api/employee/clock-out',
  summary: 'End work',
  body: z.strictObject({}),
  answer: entryView,
  handle: ({ db, by, actor }) =>
    inTransaction(db, async (trx) => {
      const id = await clockOut(trx, by, actor.id)
      return findEntry(trx, actor.id, id)
    }),
})

const visits: Narrow = (where) => where.add("calendar.event_type = 'site_visit'")

const eventRoute = action({
  ...shared,
  method: 'get',
  path: '/api/employee/calendar/:id',
  summary: 'One event assigned to me',
  params: idParams,
  answer: answerOf(calendar),
  async handle({ db, actor, params }) {
    return presentEvent(requireRecord(await findOwn(db, calendar, { id: params.id, narrow: eventsOf(actor) })))
  },
})

const eventsRoute = (path: string, summary: string, only: Narrow): Route =>
  action({
    ...shared,
    method: 'get',
    path,
    summary,
    query: eventQuery,
    answer: z.array(answerOf(calendar)),
    meta: listMeta,
    async handle({ db, actor, query }) {
      const period = eventsAsked(query.more, actor.business.time_zone)
      const { rows, total } = await listOwn(db, calendar, { list: query, narrow: both(both(eventsOf(actor), period), only) })
      return new Reply(rows.map(presentEvent), { meta: metaOfPage(query, total) })
    },
  })

/** The inbox under the portal's own path. */
const inbox = taskRoutes
  .filter(({ method, path }) => method === 'get' && path === '/api/tasks')
  .map((route): Route => ({ ...route, path: '/api/employee/tasks', tag: shared.tag }))

export const employeeRoutes: Route[] = [
  ...inbox,
  clock,
  inRoute,
  outRoute,
  eventsRoute('/api/employee/calendar', 'Events assigned to me', (where) => where),
  eventRoute,
  eventsRoute('/api/employee/site-visits', 'Site visits assigned to me', visits),
]
