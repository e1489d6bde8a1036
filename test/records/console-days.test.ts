/** The arithmetic of the console's schedule and dashboard: days, spans, periods, exact sums (PRJ-6, PRJ-12). */
import { groupsOf, periodBefore, periodOf, sumsOf, wrongPeriod } from '../../web/dashboard/period'
import { dayOf, isoOf, lengthOf, monthsOf, moved, rangeOf, stretched, ticksOf, todayIn } from '../../web/kit/schedule/days'

const span = (start: string, end: string) => ({ start: dayOf(start), end: dayOf(end) })
const words = ({ start, end }: { start: number; end: number }) => [isoOf(start), isoOf(end)]

test('PRJ-6 a span is moved over the end of a month and a leap day, and keeps its length', () => {
  expect(words(moved(span('2028-02-27', '2028-02-29'), 2))).toEqual(['2028-02-29', '2028-03-02'])
  expect(lengthOf(span('2026-03-01', '2026-03-05'))).toBe(5)
})

test('PRJ-6 a stretched span never turns round: one day is the shortest', () => {
  const three = span('2026-03-02', '2026-03-04')
  expect(words(stretched(three, 'end', 2))).toEqual(['2026-03-02', '2026-03-06'])
  expect(words(stretched(three, 'end', -9))).toEqual(['2026-03-02', '2026-03-02'])
  expect(words(stretched(three, 'start', 9))).toEqual(['2026-03-04', '2026-03-04'])
})

test('PRJ-6 the timeline shows whole weeks with every span, and today only when it is near', () => {
  const near = rangeOf([span('2026-03-03', '2026-03-20')], dayOf('2026-05-01'))
  expect(isoOf(near.start)).toBe('2026-02-16')
  expect(near.end).toBeGreaterThan(dayOf('2026-05-01'))
  expect(new Date(isoOf(near.end)).getUTCDay()).toBe(0)
  expect(rangeOf([span('2026-03-03', '2026-03-20')], dayOf('2030-01-01')).end).toBeLessThan(dayOf('2026-07-01'))
  expect(lengthOf(rangeOf([], dayOf('2026-05-01')))).toBeGreaterThanOrEqual(112)
})

test('PRJ-6 the head counts every day once, in months and in weeks', () => {
  const range = rangeOf([span('2026-01-20', '2027-02-10')], dayOf('2026-05-01'))
  const sum = (ticks: { days: number }[]) => ticks.reduce((total, tick) => total + tick.days, 0)
  expect(sum(monthsOf(range, 'en-GB'))).toBe(lengthOf(range))
  expect(sum(ticksOf(range, 'week'))).toBe(lengthOf(range))
  expect(sum(ticksOf(range, 'month'))).toBe(lengthOf(range))
  expect(ticksOf(range, 'week').filter((tick) => tick.free)).toHaveLength((lengthOf(range) / 7) * 2)
})

test('today is the day of the business, not of the device', () => {
  const late = Date.parse('2026-05-01T01:30:00Z')
  expect(isoOf(todayIn('America/Sao_Paulo', late))).toBe('2026-04-30')
  expect(isoOf(todayIn('Europe/Lisbon', late))).toBe('2026-05-01')
})

test('PRJ-12 a period ends today, and the one before it is as long', () => {
  const today = dayOf('2026-05-10')
  expect(periodOf({ last: 7 }, today)).toEqual({ from: '2026-05-04', to: '2026-05-10' })
  expect(periodOf({ year: true }, today)).toEqual({ from: '2026-01-01', to: '2026-05-10' })
  expect(periodBefore({ from: '2026-05-04', to: '2026-05-10' })).toEqual({ from: '2026-04-27', to: '2026-05-03' })
  expect(wrongPeriod({ from: '2026-05-04', to: '2026-05-03' })).toBe('order')
  expect(wrongPeriod({ from: '', to: '2026-05-03' })).toBe('order')
  expect(wrongPeriod({ from: '2025-05-03', to: '2026-05-03' })).toBeNull()
  expect(wrongPeriod({ from: '2025-05-03', to: '2026-05-04' })).toBe('length')
})

const day = (date: string, proposals_amount: string, payments = '0.00') => ({ date, proposals_approved: 1, proposals_amount, payments })

test('PRJ-12 the amounts of a period are added exactly', () => {
  const days = [day('2026-05-01', '0.10', '9999999999999.99'), day('2026-05-02', '0.20', '-0.01')]
  expect(sumsOf(days, 'EUR')).toEqual({ approved: 2, amount: '0.30', payments: '9999999999999.98' })
})

test('PRJ-12 long periods are drawn by week, every day counted once', () => {
  const days = Array.from({ length: 90 }, (_, index) => day(isoOf(dayOf('2026-01-01') + index), '1.00'))
  const { by, groups } = groupsOf(days)
  expect(by).toBe('week')
  expect(groups).toHaveLength(13)
  expect(groups.flatMap((group) => group.days)).toHaveLength(90)
  expect(groupsOf(days.slice(0, 30)).by).toBe('day')
})
