/** The period of the dashboard: a choice kept on the device, and the period before it to compare with. */
import { formatMoney, parseMoney } from '../../domain/money'
import { dayOf, isoOf } from '../kit/schedule/days'

export interface Period {
  from: string
  to: string
}

/** What somebody chose: the last days, the year so far, or two days of their own. */
export type Choice = { last: number } | { year: true } | Period

/** The longest period the API answers, in days. */
export const MOST_DAYS = 366
/** Longer periods are drawn by week: a column a day would be a hair. */
const BY_DAY = 45

/** The days a choice stands for today. */
export function periodOf(choice: Choice, today: number): Period {
  if ('from' in choice) return choice
  const to = isoOf(today)
  return 'year' in choice ? { from: `${to.slice(0, 4)}-01-01`, to } : { from: isoOf(today - choice.last + 1), to }
}

const lengthOf = ({ from, to }: Period): number => dayOf(to) - dayOf(from) + 1

/** `order` when it ends before it begins, `length` when it is too long. */
export function wrongPeriod(period: Period): 'order' | 'length' | null {
  const days = lengthOf(period)
  if (Number.isNaN(days) || days < 1) return 'order'
  return days > MOST_DAYS ? 'length' : null
}

/** The period of the same length that ends the day before. */
export function periodBefore(period: Period): Period {
  const days = lengthOf(period)
  return { from: isoOf(dayOf(period.from) - days), to: isoOf(dayOf(period.from) - 1) }
}

export interface Day {
  date: string
  proposals_approved: number
  proposals_amount: string
  payments: string
}

export interface Sums {
  approved: number
  amount: string
  payments: string
}

/** Amounts added exactly. */
const added = (amounts: readonly string[], currency: string): string =>
  formatMoney(
    amounts.reduce((sum, amount) => sum + (parseMoney(amount, currency, true) ?? 0n), 0n),
    currency,
  )

/** What the days come to. */
export const sumsOf = (days: readonly Day[], currency: string): Sums => ({
  approved: days.reduce((sum, day) => sum + day.proposals_approved, 0),
  amount: added(
    days.map((day) => day.proposals_amount),
    currency,
  ),
  payments: added(
    days.map((day) => day.payments),
    currency,
  ),
})

const WEEK = 7

/** The days as they are drawn: one by one, or by weeks. */
export function groupsOf(days: readonly Day[]): { by: 'day' | 'week'; groups: { date: string; days: Day[] }[] } {
  const by = days.length > BY_DAY ? 'week' : 'day'
  const size = by === 'week' ? WEEK : 1
  const groups: { date: string; days: Day[] }[] = []
  for (let at = 0; at < days.length; at += size) groups.push({ date: days[at]?.date ?? '', days: days.slice(at, at + size) })
  return { by, groups }
}
