/** How money of vouchers stands in the ledger, and how much of one is paid. */
import { paymentStatusOf } from '../../domain/rules/vouchers'
import { CONTROL, counterOf, ENTRY_TYPES, PARTY_TYPES, postingSides } from '../../domain/rules/vouchers/posting'

test('how much of an amount is paid', () => {
  expect([paymentStatusOf(0n, 5n), paymentStatusOf(4n, 5n), paymentStatusOf(5n, 5n)]).toEqual(['unpaid', 'partly_paid', 'paid'])
})

test('every entry of every party has two sides that balance, one of them the party’s control account', () => {
  for (const entry_type of ENTRY_TYPES) {
    for (const party_type of PARTY_TYPES) {
      for (const [debit, credit] of [[5n, 0n] as const, [0n, 5n] as const]) {
        const sides = postingSides({ entry_type, party_type, debit, credit })
        expect(sides.reduce((sum, side) => sum + side.debit - side.credit, 0n)).toBe(0n)
        expect(sides.map(({ control }) => control)).toEqual([true, false])
        expect(sides.map(({ role }) => role)).toEqual([CONTROL[party_type].role, counterOf(entry_type, party_type)])
      }
    }
  }
})

test('claim = Dr subcontract cost / Cr payables; payment = Dr payables / Cr bank; a claim on a client is revenue', () => {
  const read = (entry_type: 'claim' | 'payment' | 'receipt', party_type: 'subcontractor' | 'client', debit: bigint): string =>
    postingSides({ entry_type, party_type, debit, credit: 7n - debit })
      .map((side) => `${side.debit > 0n ? 'Dr' : 'Cr'} ${side.role}`)
      .sort()
      .join(', ')
  expect(read('claim', 'subcontractor', 7n)).toBe('Cr payables, Dr subcontract_cost')
  expect(read('payment', 'subcontractor', 0n)).toBe('Cr bank, Dr payables')
  expect(read('claim', 'client', 7n)).toBe('Cr revenue, Dr receivables')
  expect(read('receipt', 'client', 0n)).toBe('Cr receivables, Dr bank')
})
