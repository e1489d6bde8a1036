/** Where events stand in a view: by day, and side by side where they overlap. */
import { addDays, minutesOf, sameDay, startOfDay } from './days'
import type { CalendarItem, Held } from './types'

const SHORTEST_MINUTES = 30
const DAY_MINUTES = 24 * 60

/** The end that counts for drawing: an event without an end is a moment. */
const endOf = (item: Pick<CalendarItem, 'start' | 'end'>): Date => item.end ?? item.start

/** Items as they stand while one of them is held. */
export const withHeld = (items: CalendarItem[], held: Held | null): CalendarItem[] =>
  held === null ? items : [...items.filter(({ id }) => id !== held.id), { ...held.item, start: held.start, end: held.end }]

/** True when some part of the item lies on the day. */
export function isOn(item: CalendarItem, day: Date): boolean {
  const from = startOfDay(day)
  const to = addDays(from, 1)
  const end = endOf(item)
  return item.start < to && (end > from || sameDay(item.start, day))
}

/** Items of a day, earliest first. */
export const itemsOn = (items: CalendarItem[], day: Date): CalendarItem[] =>
  items.filter((item) => isOn(item, day)).toSorted((a, b) => a.start.getTime() - b.start.getTime() || a.title.localeCompare(b.title))

/** Items that fill whole days stand above the hours. */
export const isLong = (item: CalendarItem): boolean => endOf(item).getTime() - item.start.getTime() >= 24 * 3_600_000

export interface Placed {
  item: CalendarItem
  /** Minutes of the day. */
  from: number
  to: number
  lane: number
  lanes: number
}

function spanOn(item: CalendarItem, day: Date): { from: number; to: number } {
  const from = sameDay(item.start, day) ? minutesOf(item.start) : 0
  const end = endOf(item)
  const to = sameDay(end, day) ? minutesOf(end) : end > day ? DAY_MINUTES : from
  const top = Math.min(from, DAY_MINUTES - SHORTEST_MINUTES)
  return { from: top, to: Math.max(to, top + SHORTEST_MINUTES) }
}

/** Items of a day's hours with their lanes: those that overlap share the width. */
export function placedOn(items: CalendarItem[], day: Date): Placed[] {
  const done: Placed[] = []
  let group: Placed[] = []
  let until = -1
  const close = () => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane + 1))
    done.push(...group.map((placed) => ({ ...placed, lanes })))
    group = []
  }
  for (const item of itemsOn(items, day).filter((each) => !isLong(each))) {
    const { from, to } = spanOn(item, day)
    if (from >= until) close()
    const taken = new Set(group.filter((other) => other.to > from).map(({ lane }) => lane))
    let lane = 0
    while (taken.has(lane)) lane += 1
    group.push({ item, from, to, lane, lanes: 1 })
    until = Math.max(until, to)
  }
  close()
  return done
}
