/** Days and times of a calendar in the person's own zone: plain functions on dates. */

export const STEP_MINUTES = 15
const DAY_MINUTES = 24 * 60

export const startOfDay = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate())

/** The same time of day, days later; a change of the clock in between keeps the time of day. */
export function addDays(date: Date, days: number): Date {
  const moved = new Date(date)
  moved.setDate(moved.getDate() + days)
  return moved
}

export const addMinutes = (date: Date, minutes: number): Date => new Date(date.getTime() + minutes * 60_000)

/** The first of the month, months later. */
export const addMonths = (date: Date, months: number): Date => new Date(date.getFullYear(), date.getMonth() + months, 1)

/** The week's first day; `first` is 0 for Sunday, 1 for Monday. */
export const startOfWeek = (date: Date, first: number): Date => addDays(startOfDay(date), -((date.getDay() - first + 7) % 7))

/** `YYYY-MM-DD` of a day in the person's zone. */
export const dayKey = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`

/** The day of a key; undefined for what names no day. */
export function dayOf(key: string): Date | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(key)
  if (!parts) return undefined
  const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return dayKey(day) === key ? day : undefined
}

/** `YYYY-MM-DDTHH:mm` of an instant in the person's zone, as a field for date and time takes it. */
export const localInstant = (date: Date): string =>
  `${dayKey(date)}T${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`

/** Minutes since midnight. */
export const minutesOf = (date: Date): number => date.getHours() * 60 + date.getMinutes()

/** A time of a day, rounded to the steps of the grid. */
export function atMinutes(day: Date, minutes: number, step = STEP_MINUTES): Date {
  const rounded = Math.min(DAY_MINUTES - step, Math.max(0, Math.round(minutes / step) * step))
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, rounded)
}

/** `count` days from a day on. */
export const daysFrom = (day: Date, count: number): Date[] => Array.from({ length: count }, (_, index) => addDays(day, index))

/** The weeks that touch the month of a day. */
export function monthDays(day: Date, first: number): Date[] {
  const from = startOfWeek(addMonths(day, 0), first)
  const last = addDays(addMonths(day, 1), -1)
  const days = Math.round((startOfWeek(last, first).getTime() - from.getTime()) / 86_400_000) + 7
  return daysFrom(from, days)
}

export const sameDay = (a: Date, b: Date): boolean => dayKey(a) === dayKey(b)
