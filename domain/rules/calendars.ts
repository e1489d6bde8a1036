/** Working time: durations counted in a calendar's open hours, in its own zone, across daylight saving (TASK-4). */
import { DateTime, Duration } from 'luxon'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Open hours by weekday as ["08:00", "12:00"] pairs; "24:00" ends a day. */
export interface Calendar {
  time_zone: string
  hours: Partial<Record<Weekday, readonly (readonly [string, string])[]>>
  holidays: readonly { date: string; name: string }[]
}

/** A span of time as two instants in milliseconds. */
interface Span {
  from: number
  to: number
}

const MAX_DAYS = 3660

const at = (day: DateTime, time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const start = hour === 24 ? day.plus({ days: 1 }) : day
  return start.set({ hour: hour === 24 ? 0 : hour, minute }).toMillis()
}

/** The open spans of one day. */
function spansOf(calendar: Calendar, day: DateTime): Span[] {
  if (calendar.holidays.some((holiday) => holiday.date === day.toISODate())) return []
  const weekday = WEEKDAYS[day.weekday - 1] ?? 'mon'
  return (calendar.hours[weekday] ?? []).map(([from, to]) => ({ from: at(day, from), to: at(day, to) })).filter(({ from, to }) => to > from)
}

/** Why a calendar's hours are wrong, in a sentence, or undefined. */
export function hoursProblem(hours: Calendar['hours']): string | undefined {
  const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/
  const spans = Object.values(hours).flat()
  if (spans.length === 0) return 'A calendar needs some open time.'
  for (const day of Object.values(hours)) {
    let end = ''
    for (const [from, to] of day) {
      if (!time.test(from) || (!time.test(to) && to !== '24:00')) return `${from}–${to} is not a span of times.`
      if (to <= from) return `${from}–${to} ends before it starts.`
      if (from < end) return `${from}–${to} overlaps the span before it.`
      end = to
    }
  }
  return undefined
}

/** The instant `milliseconds` of open time after `from`; a target on closing time is that closing instant. */
export function addOpenTime(calendar: Calendar, from: Date, milliseconds: number): Date {
  let left = milliseconds
  let day = DateTime.fromJSDate(from).setZone(calendar.time_zone).startOf('day')
  for (let i = 0; i < MAX_DAYS; i++) {
    for (const span of spansOf(calendar, day)) {
      const start = Math.max(span.from, from.getTime())
      if (start >= span.to && !(left === 0 && start === span.to)) continue
      if (left <= span.to - start) return new Date(start + left)
      left -= span.to - start
    }
    day = day.plus({ days: 1 }).startOf('day')
  }
  throw new Error('The calendar has too little open time for this duration.')
}

/** The instant `milliseconds` of open time before `to`. */
export function subtractOpenTime(calendar: Calendar, to: Date, milliseconds: number): Date {
  let left = milliseconds
  let day = DateTime.fromJSDate(to).setZone(calendar.time_zone).startOf('day')
  for (let i = 0; i < MAX_DAYS; i++) {
    for (const span of spansOf(calendar, day).reverse()) {
      const end = Math.min(span.to, to.getTime())
      if (end <= span.from) continue
      if (left <= end - span.from) return new Date(end - left)
      left -= end - span.from
    }
    day = day.minus({ days: 1 }).startOf('day')
  }
  throw new Error('The calendar has too little open time for this duration.')
}

/** Milliseconds of an ISO 8601 duration such as `PT48H`, or undefined when it is none, or negative, or over ten years. */
export function durationMs(text: string): number | undefined {
  const duration = Duration.fromISO(text)
  const ms = duration.toMillis()
  return duration.isValid && ms > 0 && ms <= 315_360_000_000 ? ms : undefined
}

/** `duration` after `from`: in the calendar's open time, or around the clock when there is no calendar. */
export const after = (calendar: Calendar | null, from: Date, ms: number): Date =>
  calendar ? addOpenTime(calendar, from, ms) : new Date(from.getTime() + ms)

/** `duration` before `to`, counted the same way. */
export const before = (calendar: Calendar | null, to: Date, ms: number): Date =>
  calendar ? subtractOpenTime(calendar, to, ms) : new Date(to.getTime() - ms)
