/** Hours from clock entries: by day and by week of the business's zone, across midnight and daylight saving (PRJ-9). */
import { DateTime } from 'luxon'

/** One stay at work; open while it has no end. */
export interface Stay {
  clocked_in_at: Date
  clocked_out_at: Date | null
}

/** Time worked in a day (`YYYY-MM-DD`) or an ISO week (`2026-W19`), as seconds and as hours with two decimals. */
export interface Worked {
  seconds: number
  hours: string
}

const worked = (seconds: number): Worked => ({ seconds, hours: (Math.round(seconds / 36) / 100).toFixed(2) })

/** The parts of one stay by day; an open one lasts until `now`. */
function partsOf(stay: Stay, zone: string, now: Date): [DateTime, number][] {
  const end = DateTime.fromJSDate(stay.clocked_out_at ?? now, { zone })
  const parts: [DateTime, number][] = []
  let from = DateTime.fromJSDate(stay.clocked_in_at, { zone })
  while (from < end) {
    const midnight = from.plus({ days: 1 }).startOf('day')
    const to = midnight < end ? midnight : end
    parts.push([from, to.diff(from).as('seconds')])
    from = to
  }
  return parts
}

/** Sums by day and by ISO week, oldest first. */
export function hoursOf(
  stays: readonly Stay[],
  zone: string,
  now: Date,
): { days: (Worked & { date: string })[]; weeks: (Worked & { week: string })[] } {
  const days = new Map<string, number>()
  const weeks = new Map<string, number>()
  const add = (sums: Map<string, number>, key: string, seconds: number): void => void sums.set(key, (sums.get(key) ?? 0) + seconds)
  for (const [day, seconds] of stays.flatMap((stay) => partsOf(stay, zone, now))) {
    add(days, day.toFormat('yyyy-MM-dd'), seconds)
    add(weeks, day.toFormat("kkkk-'W'WW"), seconds)
  }
  const sorted = (sums: Map<string, number>): [string, number][] => [...sums].sort(([a], [b]) => a.localeCompare(b))
  return {
    days: sorted(days).map(([date, seconds]) => ({ date, ...worked(seconds) })),
    weeks: sorted(weeks).map(([week, seconds]) => ({ week, ...worked(seconds) })),
  }
}
