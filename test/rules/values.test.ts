/** Small rules over values: ids, money, words, working time. */
import fc from 'fast-check'
import { formatMoney, parseMoney } from '../../domain/money'
import { addOpenTime, type Calendar, durationMs, hoursProblem, subtractOpenTime } from '../../domain/rules/calendars'
import { uuidv7 } from '../../domain/rules/ids'
import { slugOf } from '../../domain/rules/words'

describe('ids', () => {
  it('are version 7 and sort by time', () => {
    const id = uuidv7(1_700_000_000_000, Math.random)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuidv7(1_700_000_000_001, () => 0) > id).toBe(true)
  })
})

describe('FIN-7 money on the wire', () => {
  it.each([
    ['1200.00', 'EUR', 120000n],
    ['1200', 'EUR', 120000n],
    ['0.5', 'EUR', 50n],
    ['7', 'JPY', 7n],
    ['1.234', 'KWD', 1234n],
  ])('reads %s %s', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor)
  })

  it.each(['', ' ', '1,5', '1e3', '+1', '-1', '1.', '.5', '1.005', 'NaN', 'Infinity', '0x10', '12345678901234', '１'])(
    'refuses %j',
    (text) => {
      expect(parseMoney(text, 'EUR')).toBeUndefined()
    },
  )

  it('comes back as it went in, for every amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n - 10n ** 13n, max: 10n ** 13n - 1n }), fc.constantFrom('EUR', 'JPY', 'KWD'), (minor, currency) => {
        expect(parseMoney(formatMoney(minor, currency), currency, true)).toBe(minor)
      }),
    )
  })
})

describe('seed C, ADM-003 phase keys', () => {
  it.each([
    ['Electrical Works', 'electrical-works'],
    ['  Fundação & Estrutura ', 'fundacao-estrutura'],
    ['!!!', ''],
  ])('%j → %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
  })
})

describe('TASK-4 working time', () => {
  const week = {
    mon: [
      ['08:00', '12:00'],
      ['13:30', '18:00'],
    ],
    tue: [['08:00', '12:00']],
    fri: [['20:00', '24:00']],
  } as const
  const lisbon: Calendar = { time_zone: 'Europe/Lisbon', hours: week, holidays: [{ date: '2026-11-23', name: 'closed' }] }
  const hours = (n: number): number => n * 3_600_000

  it('counts open time only, over lunch, nights and holidays', () => {
    expect(addOpenTime(lisbon, new Date('2026-11-16T11:00:00Z'), hours(2)).toISOString()).toBe('2026-11-16T14:30:00.000Z')
    expect(addOpenTime(lisbon, new Date('2026-11-16T17:00:00Z'), hours(2)).toISOString()).toBe('2026-11-17T09:00:00.000Z')
    expect(addOpenTime(lisbon, new Date('2026-11-21T00:00:00Z'), hours(1)).toISOString()).toBe('2026-11-24T09:00:00.000Z')
  })

  it('lets a target on closing time be that closing instant, and knows 24:00', () => {
    expect(addOpenTime(lisbon, new Date('2026-11-16T08:00:00Z'), hours(4)).toISOString()).toBe('2026-11-16T12:00:00.000Z')
    expect(addOpenTime(lisbon, new Date('2026-11-20T20:00:00Z'), hours(4)).toISOString()).toBe('2026-11-21T00:00:00.000Z')
  })

  it('goes back as it went forth, whenever it starts inside open time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: hours(40) }), (ms) => {
        const start = new Date('2026-11-16T08:00:00Z')
        const end = addOpenTime(lisbon, start, ms)
        expect(subtractOpenTime(lisbon, end, ms).getTime()).toBe(start.getTime())
      }),
    )
  })

  it('is computed in the zone across daylight saving', () => {
    const day: Calendar = { time_zone: 'America/New_York', hours: { sat: [['00:00', '24:00']], sun: [['00:00', '24:00']] }, holidays: [] }
    expect(addOpenTime(day, new Date('2026-11-01T04:00:00Z'), hours(25)).toISOString()).toBe('2026-11-02T05:00:00.000Z')
  })

  it.each([
    [{}, 'needs some open time'],
    [{ mon: [['12:00', '08:00']] }, 'ends before'],
    [
      {
        mon: [
          ['08:00', '12:00'],
          ['11:00', '13:00'],
        ],
      },
      'overlaps',
    ],
    [{ mon: [['8', '9']] }, 'not a span'],
  ])('says what is wrong with %j', (wrong, words) => {
    expect(hoursProblem(wrong as Calendar['hours'])).toContain(words)
  })

  it.each([
    ['PT48H', hours(48)],
    ['P2D', hours(48)],
    ['-PT1H', undefined],
    ['soon', undefined],
    ['PT0S', undefined],
  ])('reads the duration %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms)
  })
})
