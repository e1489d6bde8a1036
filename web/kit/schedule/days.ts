/** Days of a schedule as whole numbers since 1970: to move one is to add, and no zone is involved. */

const DAY = 86_400_000

/** A planned time; both ends belong to it. */
export interface Span {
  start: number
  end: number
}

export type Zoom = 'week' | 'month'

/** Pixels a day takes. */
export const WIDTHS: Record<Zoom, number> = { week: 26, month: 7 }

/** The number of a calendar day. */
export const dayOf = (iso: string): number => Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY)

/** The calendar day of a number. */
export const isoOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

/** Today in a zone. */
export const todayIn = (zone: string, now = Date.now()): number => dayOf(new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now))

/** How many days a span takes. */
export const lengthOf = ({ start, end }: Span): number => end - start + 1

/** The span moved by days. */
export const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by })

/** The span with one end moved; it never turns round. */
export const stretched = ({ start, end }: Span, edge: 'start' | 'end', by: number): Span =>
  edge === 'end' ? { start, end: Math.max(start, end + by) } : { start: Math.min(end, start + by), end }

export const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end

/** Monday is 0. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7

const MARGIN = 14
const NEAR = 92
const SHORTEST = 112

/** What the timeline shows: every span with room around it, today when it is near, from a Monday to a Sunday. */
export function rangeOf(spans: readonly Span[], today: number): Span {
  const all = spans.length > 0 ? spans : [{ start: today, end: today + 30 }]
  let start = Math.min(...all.map((span) => span.start))
  let end = Math.max(...all.map((span) => span.end))
  if (today >= start - NEAR && today <= end + NEAR) {
    start = Math.min(start, today)
    end = Math.max(end, today)
  }
  start -= MARGIN
  end = Math.max(end + MARGIN, start + SHORTEST)
  return { start: start - weekday(start), end: end + 6 - weekday(end) }
}

/** A stretch of the head: a month, a week or a day. */
export interface Tick {
  day: number
  days: number
  label: string
  /** Saturday or Sunday, where single days are shown. */
  free?: boolean
}

/** The months of a range, cut at its ends. */
export function monthsOf(range: Span, locale: string): Tick[] {
  const words = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const ticks: Tick[] = []
  for (let day = range.start; day <= range.end; ) {
    const date = new Date(day * DAY)
    const next = Math.floor(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY)
    const days = Math.min(next, range.end + 1) - day
    ticks.push({ day, days, label: words.format(date) })
    day += days
  }
  return ticks
}

/** The second row of the head: days by weeks, weeks by months. */
export function ticksOf(range: Span, zoom: Zoom): Tick[] {
  const step = zoom === 'week' ? 1 : 7
  const count = Math.ceil(lengthOf(range) / step)
  return Array.from({ length: count }, (_, index) => {
    const day = range.start + index * step
    const label = String(new Date(day * DAY).getUTCDate())
    return { day, days: step, label, ...(zoom === 'week' && weekday(day) > 4 ? { free: true } : {}) }
  })
}
