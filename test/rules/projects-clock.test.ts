/** Hours by day and week in the zone of the business. */
import { hoursOf } from '../../domain/rules/projects/clock'

const at = (text: string): Date => new Date(text)
const stay = (from: string, to: string | null) => ({ clocked_in_at: at(from), clocked_out_at: to === null ? null : at(to) })
const NOW = at('2026-05-04T12:00:00Z')

test('a stay over midnight counts on both days, by the zone of the business', () => {
  const { days, weeks } = hoursOf([stay('2026-05-04T01:00:00Z', '2026-05-04T06:30:00Z')], 'America/Sao_Paulo', NOW)
  // Midnight in São Paulo is 03:00 UTC; the 3rd of May is the Sunday of week 18.
  expect(days).toEqual([
    { date: '2026-05-03', seconds: 7200, hours: '2.00' },
    { date: '2026-05-04', seconds: 12_600, hours: '3.50' },
  ])
  expect(weeks.map(({ week, hours }) => [week, hours])).toEqual([
    ['2026-W18', '2.00'],
    ['2026-W19', '3.50'],
  ])
})

test.each([
  ['2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', '23.00'],
  ['2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', '25.00'],
])('the day %s is as long as its clock change makes it', (date, from, to, hours) => {
  expect(hoursOf([stay(from, to)], 'Europe/Berlin', NOW).days).toMatchObject([{ date, hours }])
})

test('an open stay lasts until now; several of a day add up; none is nothing', () => {
  const stays = [stay('2026-05-04T06:00:00Z', '2026-05-04T07:15:00Z'), stay('2026-05-04T11:00:00Z', null)]
  expect(hoursOf(stays, 'UTC', NOW).days).toEqual([{ date: '2026-05-04', seconds: 8100, hours: '2.25' }])
  expect(hoursOf([], 'UTC', NOW)).toEqual({ days: [], weeks: [] })
})
