/** IT support's plain records: working calendars, in which due times and service levels are counted. */
import { z } from 'zod'
import { flag, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { type Calendar, hoursProblem, WEEKDAYS } from '../rules/calendars'
import { timeZone } from './platform'

const span = z.tuple([z.string().max(5), z.string().max(5)])
const day = z.array(span).max(24)

/** Open hours by weekday; a day that is left out is closed. */
const hours = z
  .strictObject(Object.fromEntries(WEEKDAYS.map((name) => [name, day.optional()])))
  .refine((value) => hoursProblem(value as Calendar['hours']) === undefined, {
    error: (issue) => hoursProblem(issue.input as Calendar['hours']) ?? 'must be open hours',
  })
  .meta({ label: 'hours', kind: 'json', help: 'Spans such as ["08:00","12:00"] by weekday mon to sun; "24:00" ends a day' })

const holidays = z
  .array(z.strictObject({ date: z.iso.date(), name: z.string().trim().min(1).max(200) }))
  .max(1000)
  .refine((list) => new Set(list.map((one) => one.date)).size === list.length, 'must name each day once')
  .meta({ label: 'holidays', kind: 'json', help: 'Closed days: `[{date, name}]`' })

export const calendars = defineResource({
  name: 'calendars',
  type: 'calendar',
  slug: 'it-support.calendars',
  title: 'calendars',
  label: 'name',
  fields: {
    name: text('name'),
    time_zone: timeZone.meta({ label: 'time_zone', kind: 'text' }),
    hours,
    holidays,
    is_default: flag('is_default'),
  },
  required: ['name', 'time_zone', 'hours'],
  unique: ['name'],
  list: { columns: ['name', 'time_zone', 'is_default'], filter: ['is_default'], sort: ['time_zone'], search: ['name'] },
})
