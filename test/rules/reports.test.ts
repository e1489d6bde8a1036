/** Financial statements as rules: sides, years, comparison, sections; ranges as months and edges. */
import fc from 'fast-check'
import { ACCOUNT_TYPES, type AccountType } from '../../domain/rules/ledger'
import { cashFlow, type CashMove, cashSectionOf } from '../../domain/rules/reports/cash-flow'
import { dayBefore, monthEnd, spansOf, yearStart } from '../../domain/rules/reports/dates'
import {
  type AccountMoves,
  type AccountNet,
  balanceSheet,
  isResult,
  profitAndLoss,
  type ReportAccount,
  trialBalance,
  trialTotals,
} from '../../domain/rules/reports/statements'

const account = (code: string, type: AccountType): ReportAccount => ({ account_id: code, code, name: `Account ${code}`, type })
const bank = account('1020', 'asset')
const payables = account('2010', 'liability')
const capital = account('3010', 'equity')
const earnings = account('3030', 'equity')
const revenue = account('4010', 'revenue')
const cost = account('5010', 'expense')

const moves = (of: ReportAccount, more: Partial<Omit<AccountMoves, 'account'>>): AccountMoves => ({
  account: of,
  before: 0n,
  opened: 0n,
  debit: 0n,
  credit: 0n,
  ...more,
})

describe('FIN-6 the trial balance', () => {
  it('opens revenue and expense at zero in January; what the year before left stands in equity', () => {
    const rows = trialBalance(
      [
        moves(bank, { before: 700n, debit: 50n }),
        moves(revenue, { before: -1000n, credit: 50n }),
        moves(cost, { before: 300n }),
        moves(earnings, {}),
      ],
      earnings,
    )
    const by = (code: string) => rows.find((row) => row.code === code)
    expect(by('4010')).toMatchObject({ opening_debit: 0n, opening_credit: 0n, credit: 50n, closing_credit: 50n })
    expect(by('5010')).toBeUndefined()
    expect(by('3030')).toMatchObject({ opening_debit: 0n, opening_credit: 700n, closing_credit: 700n })
    expect(by('1020')).toMatchObject({ opening_debit: 700n, debit: 50n, closing_debit: 750n })
  })

  it('keeps what the months of the same year have left in the account itself', () => {
    const rows = trialBalance([moves(revenue, { opened: -80n, credit: 20n }), moves(bank, { opened: 80n, debit: 20n })], earnings)
    expect(rows.find((row) => row.code === '4010')).toMatchObject({ opening_credit: 80n, credit: 20n, closing_credit: 100n })
  })

  it('a year closed by a journal leaves nothing for the earlier result', () => {
    const rows = trialBalance([moves(revenue, { before: 0n }), moves(earnings, { before: -700n }), moves(bank, { before: 700n })], earnings)
    expect(rows.map((row) => [row.code, row.opening_debit, row.opening_credit])).toEqual([
      ['1020', 700n, 0n],
      ['3030', 0n, 700n],
    ])
  })

  it('gives the earlier result a line of its own where no account takes it', () => {
    const nowhere: ReportAccount = { account_id: null, code: '', name: 'Result of earlier years', type: 'equity' }
    const rows = trialBalance([moves(bank, { before: 5n }), moves(revenue, { before: -5n })], nowhere)
    expect(rows).toContainEqual(expect.objectContaining({ account_id: null, type: 'equity', opening_credit: 5n }))
  })

  it('shows one net side at the opening and at the closing, and tells nothing of accounts that never moved', () => {
    const [row, ...others] = trialBalance([moves(bank, { before: 10n, opened: -30n, debit: 5n, credit: 7n }), moves(capital, {})], earnings)
    expect(row).toMatchObject({ opening_debit: 0n, opening_credit: 20n, debit: 5n, credit: 7n, closing_debit: 0n, closing_credit: 22n })
    expect(others).toEqual([])
  })
})

const amount = fc.bigInt({ min: 1n, max: 10n ** 15n })
const type = fc.constantFrom(...ACCOUNT_TYPES)
const phase = fc.constantFrom('before', 'opened', 'moved')
const entry = fc.tuple(type, type, amount, phase)

/** Journals of two lines each as the sums of one account of each type. */
function booked(entries: readonly [AccountType, AccountType, bigint, string][]): AccountMoves[] {
  const all = new Map(ACCOUNT_TYPES.map((each) => [each, moves(account(each, each), {})]))
  const post = (each: AccountType, signed: bigint, when: string): void => {
    const one = all.get(each)
    if (!one) return
    if (when === 'before') one.before += signed
    else if (when === 'opened') one.opened += signed
    else if (signed > 0n) one.debit += signed
    else one.credit -= signed
  }
  for (const [debit, credit, value, when] of entries) {
    post(debit, value, when)
    post(credit, -value, when)
  }
  return [...all.values()]
}

test('FIN-6 whatever is posted, each debit of the trial balance equals its credit', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
      const totals = trialTotals(trialBalance(booked(entries), account('equity', 'equity')))
      expect(totals.opening_debit).toBe(totals.opening_credit)
      expect(totals.debit).toBe(totals.credit)
      expect(totals.closing_debit).toBe(totals.closing_credit)
    }),
  )
})

test('FIN-6 whatever is posted, assets = liabilities + equity + result', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
      const nets = booked(entries).map(
        (one): AccountNet => ({
          account: one.account,
          net: one.before + one.opened + one.debit - one.credit,
        }),
      )
      const { sections, result } = balanceSheet(nets, false)
      const [assets, liabilities, equity] = sections.map((section) => section.total)
      expect(assets).toBe((liabilities ?? 0n) + (equity ?? 0n) + result)
      expect(profitAndLoss(nets, false).result).toBe(result)
    }),
  )
})

describe('FIN-6 profit and loss', () => {
  const nets: AccountNet[] = [
    { account: revenue, net: -1000n, compared: -400n },
    { account: cost, net: 1500n, compared: 0n },
    { account: account('4090', 'revenue'), net: 0n, compared: -60n },
    { account: bank, net: -500n },
  ]
  it('shows revenue and expense as positive amounts and a loss as a negative result', () => {
    const { sections, result } = profitAndLoss(nets, false)
    expect(sections.map(({ key, total }) => [key, total])).toEqual([
      ['revenue', 1000n],
      ['expense', 1500n],
    ])
    expect(result).toBe(-500n)
    expect(sections[0]).not.toHaveProperty('compare')
    expect(sections[0]?.rows.map(({ code }) => code)).toEqual(['4010'])
  })
  it('compares each row, each section and the result, with rows that only the other range has', () => {
    const { sections, compare } = profitAndLoss(nets, true)
    expect(sections[0]?.rows.map(({ code, amount, compare: other }) => [code, amount, other])).toEqual([
      ['4010', 1000n, 400n],
      ['4090', 0n, 60n],
    ])
    expect(sections.map(({ compare: other }) => other)).toEqual([460n, 0n])
    expect(compare).toBe(460n)
  })
  it('an account with the unusual side stays in its section, negative', () => {
    const { sections } = balanceSheet(
      [
        { account: payables, net: 30n },
        { account: bank, net: -30n },
      ],
      false,
    ) // prettier-ignore
    expect(sections.map(({ key, total }) => [key, total])).toEqual([
      ['assets', -30n],
      ['liabilities', -30n],
      ['equity', 0n],
    ])
    expect(isResult('equity')).toBe(false)
  })
})

describe('FIN-6 cash flow', () => {
  const move = (of: ReportAccount, value: bigint, more: Partial<CashMove> = {}): CashMove => ({
    account: of,
    role: null,
    cash_flow: null,
    amount: value,
    ...more,
  })
  it.each([
    ['what is said of the account', move(bank, 1n, { cash_flow: 'financing', role: 'fixed_assets' }), 'financing'],
    ['fixed assets, and what hangs under them', move(account('1510', 'asset'), 1n, { role: 'fixed_assets' }), 'investing'],
    ['loans', move(payables, 1n, { role: 'loans' }), 'financing'],
    ['equity', move(capital, 1n, { role: 'capital' }), 'financing'],
    ['payables', move(payables, 1n, { role: 'payables' }), 'operating'],
    ['an asset without a role', move(account('1300', 'asset'), 1n), 'operating'],
    ['revenue', move(revenue, 1n), 'operating'],
  ])('%s decides the section', (_what, one, section) => {
    expect(cashSectionOf(one)).toBe(section)
  })
  it('closing cash is opening cash and what came in less what went out, here and in the comparison', () => {
    const found = cashFlow([move(revenue, 900n, { compared: 100n }), move(payables, -300n), move(capital, 50n), move(cost, 0n)], {
      amount: 20n,
      compared: 7n,
    })
    expect(found).toMatchObject({ opening: 20n, change: 650n, closing: 670n, compare: { opening: 7n, change: 100n, closing: 107n } })
    expect(found.sections.map(({ key, total, compare }) => [key, total, compare])).toEqual([
      ['operating', 600n, 100n],
      ['investing', 0n, 0n],
      ['financing', 50n, 0n],
    ])
    expect(found.sections[0]?.rows.map(({ code }) => code)).toEqual(['2010', '4010'])
  })
})

describe('a range as whole months and edges', () => {
  it.each([
    ['2026-01-01', '2026-12-31', { months: { first: '2026-01', last: '2026-12' }, edges: [] }],
    [
      '2026-01-15',
      '2026-03-10',
      {
        months: { first: '2026-02', last: '2026-02' },
        edges: [
          { from: '2026-01-15', to: '2026-01-31' },
          { from: '2026-03-01', to: '2026-03-10' },
        ],
      },
    ], // prettier-ignore
    [
      '2026-01-15',
      '2026-02-10',
      {
        months: undefined,
        edges: [
          { from: '2026-01-15', to: '2026-01-31' },
          { from: '2026-02-01', to: '2026-02-10' },
        ],
      },
    ], // prettier-ignore
    ['2026-02-03', '2026-02-03', { months: undefined, edges: [{ from: '2026-02-03', to: '2026-02-03' }] }],
    ['2024-02-01', '2024-02-29', { months: { first: '2024-02', last: '2024-02' }, edges: [] }],
    [undefined, '2025-12-31', { months: { first: undefined, last: '2025-12' }, edges: [] }],
    [undefined, '2026-01-01', { months: { first: undefined, last: '2025-12' }, edges: [{ from: '2026-01-01', to: '2026-01-01' }] }],
    ['2026-01-02', '2026-01-01', { months: undefined, edges: [] }],
  ])('%s to %s', (from, to, spans) => {
    expect(spansOf(from === undefined ? { to } : { from, to })).toEqual(spans)
  })

  const day = fc
    .date({ min: new Date('1999-12-01'), max: new Date('2030-02-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  it('covers each day of the range exactly once', () => {
    fc.assert(
      fc.property(day, day, day, (from, to, probe) => {
        const { months, edges } = spansOf({ from, to })
        const month = probe.slice(0, 7)
        const inMonths = months !== undefined && (months.first === undefined || month >= months.first) && month <= months.last
        const times = (inMonths ? 1 : 0) + edges.filter((edge) => probe >= edge.from && probe <= edge.to).length
        expect(times).toBe(probe >= from && probe <= to ? 1 : 0)
      }),
      { numRuns: 2000 },
    )
  })
  it('knows the ends of months and years', () => {
    expect([dayBefore('2026-01-01'), dayBefore('2024-03-01'), monthEnd('2023-02'), yearStart('2026-07-31')]).toEqual([
      '2025-12-31',
      '2024-02-29',
      '2023-02-28',
      '2026-01-01',
    ])
  })
})
