/** Ranges of days that statements are usually asked for, and what each is compared with. */
import { dayOf, isoOf } from '../kit/schedule/days'

export interface Days {
  from: string
  to: string
}

export const PRESETS = ['month', 'last_month', 'quarter', 'year', 'last_year'] as const
export type Preset = (typeof PRESETS)[number]

const two = (n: number): string => String(n).padStart(2, '0')

/** Whole months from `first` (1 is January; 0 is December of the year before). */
function monthsOf(year: number, first: number, count: number): Days {
  const start = new Date(Date.UTC(year, first - 1, 1))
  const end = new Date(Date.UTC(year, first - 1 + count, 0))
  const iso = (day: Date): string => `${day.getUTCFullYear()}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`
  return { from: iso(start), to: iso(end) }
}

/** The days of a preset; the fiscal year is the calendar year. */
export function daysOf(preset: Preset, today: string): Days {
  const [year = 0, month = 1] = today.split('-').map(Number)
  switch (preset) {
    case 'month':
      return monthsOf(year, month, 1)
    case 'last_month':
      return monthsOf(year, month - 1, 1)
    case 'quarter':
      return monthsOf(year, month - ((month - 1) % 3), 3)
    case 'year':
      return monthsOf(year, 1, 12)
    case 'last_year':
      return monthsOf(year - 1, 1, 12)
  }
}

/** The preset that stands for exactly these days. */
export const presetOf = ({ from, to }: Days, today: string): Preset | undefined =>
  PRESETS.find((preset) => {
    const days = daysOf(preset, today)
    return days.from === from && days.to === to
  })

/** True for two days in their order. */
export const isRange = ({ from, to }: Days): boolean => {
  const length = dayOf(to) - dayOf(from)
  return !Number.isNaN(length) && length >= 0
}

const [YEAR, MONTH] = [4, 7]

/** Whole months from the first day of one to the last of another; none otherwise. */
function wholeMonths({ from, to }: Days): number {
  const months =
    Number(to.slice(0, YEAR)) * 12 + Number(to.slice(5, MONTH)) - Number(from.slice(0, YEAR)) * 12 - Number(from.slice(5, MONTH)) + 1
  const ends = isoOf(dayOf(to) + 1).endsWith('-01')
  return from.endsWith('-01') && ends ? months : 0
}

export type Against = 'none' | 'before' | 'year'

/** The same months a year earlier. */
function yearBefore({ from, to }: Days): Days {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number)
  const months = wholeMonths({ from, to })
  if (months > 0) return monthsOf(year - 1, month, months)
  const start = `${year - 1}-${two(month)}-${two(day)}`
  return { from: start, to: isoOf(dayOf(start) + dayOf(to) - dayOf(from)) }
}

/** The range just before, of as many months or days. */
function rangeBefore({ from, to }: Days): Days {
  const months = wholeMonths({ from, to })
  const [year = 0, month = 1] = from.split('-').map(Number)
  if (months > 0) return monthsOf(year, month - months, months)
  return { from: isoOf(dayOf(from) - (dayOf(to) - dayOf(from)) - 1), to: isoOf(dayOf(from) - 1) }
}

/** What a range is compared with. */
export const comparedWith = (days: Days, against: Against): Days | undefined =>
  against === 'none' || !isRange(days) ? undefined : against === 'before' ? rangeBefore(days) : yearBefore(days)
