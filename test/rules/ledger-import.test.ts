/** A file of journals as rules: days and amounts in any form, each wrong cell at its place, references put together. */
import { type ImportBooks, journalsOf } from '../../domain/rules/ledger/import/journals'
import { IMPORT_COLUMNS, MOST_IMPORT_LINES } from '../../domain/rules/ledger/import/problems'
import { amountIn, dayIn, headerOf, type ImportForms, rowsOf } from '../../domain/rules/ledger/import/rows'

const account = (code: string, currency: string | null = null, active = true) => ({ id: `id ${code}`, code, currency, role: null, active })
const chart = [account('1020'), account('1021', 'USD'), account('1022', 'JPY'), account('4010'), account('9999', null, false)]
const books: ImportBooks = {
  base: 'EUR',
  account: (code) => chart.find((each) => each.code === code),
  project: (name) => ({ Quay: 'p1', Twice: 'several' as const })[name],
  closed: (month) => month === '2025-12',
  rated: (currency) => currency === 'USD',
  opening: account('3020'),
}
const FORMS: ImportForms = { dates: 'ymd', decimals: 'point' }
const read = (text: string, { opening = false, forms = FORMS } = {}) => {
  const lines = text
    .trim()
    .split('\n')
    .map((line, index) => ({ line: index + 2, cells: line.split('|') }))
  const { rows, problems } = rowsOf(lines, IMPORT_COLUMNS, forms)
  const made = journalsOf(rows, { books, opening, most_lines: 3 })
  const told = [...problems, ...made.problems].map(({ line, field, reason }) => `${line} ${field} ${reason}`)
  return { ...made, told, problems: [...problems, ...made.problems] }
}
const wrong = (text: string): string[] => read(text).told

test.each([
  ['2026-03-31', 'ymd', '2026-03-31'],
  ['2026/3/1', 'ymd', '2026-03-01'],
  ['31/03/2026', 'dmy', '2026-03-31'],
  ['31.3.2026', 'dmy', '2026-03-31'],
  ['03/31/2026', 'mdy', '2026-03-31'],
  ['2026-02-29', 'ymd', undefined],
  ['31/03/2026', 'mdy', undefined],
  ['31/03/26', 'dmy', undefined],
  ['1899-12-31', 'ymd', undefined],
  ['46112', 'ymd', undefined],
] as const)('the day %p as %s is %p', (text, form, day) => expect(dayIn(text, form)).toBe(day))

test.each([
  ['1234.50', 'point', '1234.50'],
  ['1,234.50', 'point', '1234.50'],
  ['1.234,50', 'comma', '1234.50'],
  ['12.345.678', 'comma', '12345678'],
  ['1,23,4.50', 'point', '1,23,4.50'],
  ['12,34', 'point', '12,34'],
  ['-5.00', 'point', '-5.00'],
  ['€ 5', 'point', '€ 5'],
  ['1e3', 'point', '1e3'],
  ['', 'point', ''],
] as const)('the amount %p with a %s is read as %p', (text, form, amount) => expect(amountIn(text, form)).toBe(amount))

test('the header may stand in any order and case; what is unknown, twice or missing is told', () => {
  const of = (...cells: string[]) => headerOf({ line: 1, cells }).problems.map(({ field, reason }) => `${field} ${reason}`)
  expect(of('Debit', ' CREDIT ', 'account', 'reference', 'date')).toEqual([])
  expect(of('date', 'date', '__proto__', 'reference', 'account', 'debit')).toEqual([
    'date double_column',
    '__proto__ unknown_column',
    'credit missing_column',
  ])
})

test('lines of one reference are one journal, wherever they stand; zero is no side; an inert text is text again', () => {
  const { journals, told } = read(`
2026-03-31|A-1|1020|'=Rent|10.00|0.00||Quay
2026-03-31|A-2|1021|Dollars|5||usd|
2026-03-31|A-1|4010|March||10||
2026-03-31|A-2|4010|||5.00||`)
  expect(told).toEqual([])
  expect(journals).toMatchObject([
    {
      memo: 'A-1: =Rent; March',
      currency: 'EUR',
      lines: [
        { account_id: 'id 1020', debit: 1000n, credit: 0n, project_id: 'p1' },
        { account_id: 'id 4010', debit: 0n, credit: 1000n },
      ],
    },
    { memo: 'A-2: Dollars', currency: 'USD', lines: [{ debit: 500n }, { credit: 500n }] },
  ])
})

test('each wrong cell is told with its line, its column and what to do', () => {
  expect(
    wrong(`
2026-03-31||1020||1|||
soon|B|1020||1|||
2026-03-31|C|1020||1.234|||
2026-03-31|C|5555|||-1||
2026-03-31|D|9999||1|1||
2026-04-01|D|4010|||||
2025-12-31|E|1020||1|||None
2025-12-31|E|4010|||1|ZZZ|Twice
2026-03-31|F|1021||1|||
2026-03-31|F|1022|||1|EUR|
2026-03-31|G|1022||10.5||
2026-03-31|H|1022||10|||
2026-03-31|H|4010|||10||`),
  ).toEqual([
    '2 reference required',
    '3 date bad_date',
    '12 line cells',
    '3 reference few_lines',
    '4 debit bad_amount',
    '5 account unknown_account',
    '5 credit bad_amount',
    '6 account inactive_account',
    '6 debit one_side',
    '7 date other_date',
    '7 debit one_side',
    '8 project unknown_project',
    '9 currency unknown_currency',
    '9 project double_project',
    '8 date period_closed',
    '11 account account_currency',
    '11 currency other_currency',
    '13 currency no_rate',
  ])
  const unequal = read('2026-03-31|I|1020||10|||\n2026-03-31|I|4010|||9.99||').problems
  expect(unequal).toMatchObject([{ line: 2, reason: 'unbalanced', values: { debit: '10.00', credit: '9.99' } }])
  expect(unequal[0]?.message).toBe('I does not balance: debits 10.00, credits 9.99 EUR; correct a line or add what is missing.')
  expect(wrong(Array(4).fill('2026-03-31|J|1020||1|||').join('\n'))).toContain('2 reference long_journal')
  expect(wrong(`2026-03-31|${'K'.repeat(101)}|1020||${'9'.repeat(14)}|||`)).toEqual(
    expect.arrayContaining(['2 reference too_long', '2 debit bad_amount']),
  )
})

test('an opening puts what is left over against the account of opening balances, line by line if need be', () => {
  const { journals, told } = read('2026-01-01|Bank|1020||1000|||\n2026-01-01|Both|1020||5|||\n2026-01-01|Both|4010|||5||', {
    opening: true,
  })
  expect(told).toEqual([])
  expect(journals.map(({ added, lines }) => [added, lines.at(-1)?.account_id])).toEqual([
    [-100_000n, 'id 3020'],
    [0n, 'id 4010'],
  ])
})

test('a file without lines, or with too many, is told as a whole', () => {
  const row = ['2026-03-31', 'A', '1020']
  const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ line: index + 2, cells: row }))
  const reasonOf = (count: number) => rowsOf(lines(count), ['date', 'reference', 'account'], FORMS).problems[0]?.reason
  expect([reasonOf(0), reasonOf(MOST_IMPORT_LINES + 1), reasonOf(1)]).toEqual(['no_lines', 'many_lines', undefined])
})
