/** The ledger as rules: rounding and sharing to the last unit, charts that hang together. */
import fc from 'fast-check'
import { convertMoney, roundHalfUp, splitMoney } from '../../domain/money'
import { ACCOUNT_ROLES, journalNo } from '../../domain/rules/ledger'
import { chartOf } from '../../domain/rules/ledger/chart'
import { book, type PostingLine } from '../../domain/rules/ledger/postings'

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

describe('amounts', () => {
  test.each([
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [3n, 2n, 2n],
    [149n, 100n, 1n],
    [150n, 100n, 2n],
    [-150n, 100n, -2n],
    [0n, 7n, 0n],
  ])('%d / %d rounds half-up to %d', (numerator, denominator, rounded) => expect(roundHalfUp(numerator, denominator)).toBe(rounded))

  test.each([
    [10_000n, '0.92155', 'USD', 'EUR', 9216n],
    [10_000n, '0.9215', 'USD', 'EUR', 9215n],
    [100n, '0.00625', 'JPY', 'EUR', 63n],
    [1n, '0.005', 'EUR', 'KWD', 0n],
    [10_000n, '161.225', 'EUR', 'JPY', 16_123n],
    [1_000n, '3', 'KWD', 'EUR', 300n],
  ])('%d at %s from %s to %s is %d', (minor, rate, from, to, converted) => expect(convertMoney(minor, rate, { from, to })).toBe(converted))

  test('N03 100.00 by three, and 100,000 random splits: parts sum exactly, none is below zero', () => {
    expect(splitMoney(10_000n, [1n, 1n, 1n])).toEqual([3334n, 3333n, 3333n])
    expect(splitMoney(60n, Array(100).fill(1n)).every((part) => part >= 0n)).toBe(true)
    const amount = fc.bigInt({ min: 0n, max: 10n ** 15n })
    const weights = fc.array(amount, { minLength: 1, maxLength: 12 }).filter((all) => sum(all) > 0n)
    fc.assert(
      fc.property(amount, weights, (total, all) => {
        const parts = splitMoney(total, all)
        return sum(parts) === total && parts.every((part) => part >= 0n) && parts.length === all.length
      }),
      { numRuns: 100_000 },
    )
  })

  test('FIN-7 the base amounts of any balanced journal balance, at any rate', () => {
    const find = () => ({ id: 'a', code: '1', currency: null, role: null, active: true })
    const rate = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 999_999 }))
      .map(([whole, part]) => `${whole}.${part}`)
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(amounts, rate, (debits, price) => {
        const lines: PostingLine[] = [...debits.map((debit) => ({ debit })), { credit: sum(debits) }]
        const booked = book(lines, find, { currency: 'USD', base: 'EUR', rate: price })
        return sum(booked.map((line) => line.base_debit)) === sum(booked.map((line) => line.base_credit))
      }),
      { numRuns: 2000 },
    )
  })
})

test('FIN-3 every chart has each role once, known parents, one type along a branch', () => {
  for (const business of [
    { base_currency: 'EUR', locale: 'en' },
    { base_currency: 'EUR', locale: 'pt' },
    { base_currency: 'BRL', locale: 'en' },
  ]) {
    const chart = chartOf(business)
    const byCode = new Map(chart.map((account) => [account.code, account]))
    expect(byCode.size).toBe(chart.length)
    expect(chart.flatMap(({ role }) => role ?? []).sort()).toEqual([...ACCOUNT_ROLES].sort())
    for (const { parent, code, type } of chart) {
      if (parent === null) continue
      const above = byCode.get(parent)
      expect([code, above !== undefined]).toEqual([code, true])
      // A Brazilian balance sheet lists equity on the side of the liabilities.
      expect([code, above?.type === type || type === 'equity']).toEqual([code, true])
      expect(chart.findIndex((one) => one.code === parent)).toBeLessThan(chart.findIndex((one) => one.code === code))
    }
  }
})

test('numbers of journals have six digits and grow past them', () => {
  expect([journalNo(1n), journalNo(999_999n), journalNo(1_000_000n)]).toEqual(['J-000001', 'J-999999', 'J-1000000'])
})
