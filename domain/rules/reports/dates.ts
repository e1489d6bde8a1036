/** Dates of a report: its fiscal year, and how a range splits into whole months and edges. */

/** A range of days, both included; no `from` reaches back to the first entry. */
export interface Days {
  from?: string
  to: string
}

/** How a range is summed: months that are kept as sums, and days that are added up from the lines. */
export interface Spans {
  /** Whole months, `first` to `last` included; undefined when there are none. `first` is undefined for the beginning. */
  months: { first: string | undefined; last: string } | undefined
  edges: readonly { from: string; to: string }[]
}

const DAY_MS = 86_400_000

const shifted = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
/** The day before. */
export const dayBefore = (day: string): string => shifted(day, -1)
const dayAfter = (day: string): string => shifted(day, 1)

const monthOf = (day: string): string => day.slice(0, 7)
const startsMonth = (day: string): boolean => day.endsWith('-01')
const monthStart = (day: string): string => `${monthOf(day)}-01`
const isMonthEnd = (day: string): boolean => startsMonth(dayAfter(day))

/** The last day of a month `yyyy-mm`. */
export const monthEnd = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

/** The first day of the fiscal year a day lies in; it is the calendar year. */
export const yearStart = (day: string): string => `${day.slice(0, 4)}-01-01`

/** The whole months of a range, and the days before and after them. */
export function spansOf({ from, to }: Days): Spans {
  if (from !== undefined && from > to) return { months: undefined, edges: [] }
  const first = from === undefined ? undefined : startsMonth(from) ? monthOf(from) : monthOf(dayAfter(monthEnd(monthOf(from))))
  const last = isMonthEnd(to) ? monthOf(to) : monthOf(dayBefore(monthStart(to)))
  if (from !== undefined && monthOf(from) === monthOf(to) && !(startsMonth(from) && isMonthEnd(to)))
    return { months: undefined, edges: [{ from, to }] }
  const edges: { from: string; to: string }[] = []
  if (from !== undefined && !startsMonth(from)) edges.push({ from, to: monthEnd(monthOf(from)) })
  if (!isMonthEnd(to)) edges.push({ from: monthStart(to), to })
  return { months: first !== undefined && first > last ? undefined : { first, last }, edges }
}

/** A month of a range, with its days as far as they lie in it. */
export interface MonthOfRange {
  month: string
  from: string
  to: string
}

/** The months of a range, at most `most` of its last ones. */
export function monthsIn({ from, to }: { from: string; to: string }, most: number): MonthOfRange[] {
  const [year = 0, number = 1] = to.split('-').map(Number)
  const all: MonthOfRange[] = []
  for (let back = 0; back < most; back += 1) {
    const month = new Date(Date.UTC(year, number - 1 - back, 1)).toISOString().slice(0, 7)
    const [first, last] = [`${month}-01`, monthEnd(month)]
    if (last < from) break
    all.unshift({ month, from: first < from ? from : first, to: last > to ? to : last })
  }
  return all
}
