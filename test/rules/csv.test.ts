/** The one writer of CSV: each row stays a row, and no cell is a formula however a spreadsheet splits the line. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { armed, csvCell, csvLine, disarmed } from '../../domain/rules/csv'

const read = (text: string, delimiter = ','): string[][] =>
  parse(text, { delimiter, relax_column_count: true, relax_quotes: true, ...(delimiter === ',' ? {} : { quote: null }) })

test.each([
  ['plain', 'plain'],
  ['two\nlines', '"two\nlines"'],
  ['carriage\rreturn', '"carriage\rreturn"'],
  ['a "word"', '"a ""word"""'],
  ['a,b', '"a,b"'],
  ['a;b', '"a;b"'],
  ['a\tb', '"a\tb"'],
  [' kept ', '" kept "'],
  ['-5', '-5'],
  ['-1,234.50', '"-1,234.50"'],
  ['-1.234,50', '"-1.234,50"'],
  ['=1+1', "'=1+1"],
  ['  =1+1', "'  =1+1"],
  ['\u00a0@cmd', "'\u00a0@cmd"],
  ['\u200b+1', "'\u200b+1"],
  ['＝1+1', "'＝1+1"],
  ['\t=1', '"\'\t\'=1"'],
  ['\rx', '"\'\rx"'],
  [';=1 #', '";\'=1 #"'],
  ['a; -1+cmd', '"a;\' -1+cmd"'],
  ['first\n@second', '"first\n\'@second"'],
  ['a;-5', '"a;-5"'],
  ['a-b=c', 'a-b=c'],
  ['', ''],
])('%j is written as %j', (text, cell) => expect(csvCell(text)).toBe(cell))

// Letters that matter stand beside one another more often than among all of Unicode.
const nasty = fc.string({ unit: fc.constantFrom('😀', ...'=+-@\t\r\n;,"\' ab1\u00a0\u200b＝'.split('')), maxLength: 24 })

test('whatever is written is read back, and as many cells and rows as were written', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(nasty, nasty, nasty), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(read(rows.map((row) => `${csvLine(row).slice(0, -2)}\r\n`).join(''))).toEqual(rows.map((row) => row.map(disarmed)))
    }),
  )
})

test('text comes back from an export as it was', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      fc.pre(!text.includes("'"))
      expect(armed(disarmed(text))).toBe(text)
    }),
  )
})

test('a reader who splits by semicolons or tabs, and heeds no quotation marks, finds no formula either', () => {
  fc.assert(
    fc.property(fc.tuple(nasty, nasty), (cells) => {
      for (const delimiter of [';', '\t']) {
        // The first cell of a row may begin with the mark of our own quotation.
        for (const cell of read(csvLine(cells), delimiter).flat()) {
          const seen = cell.replace(/[\s\u00a0\u200b]+/g, '')
          expect(/^[=+@＝]/.test(seen) || (seen.startsWith('-') && !/^-\d+([.,]\d+)*[",]*/.test(seen))).toBe(false)
        }
      }
    }),
  )
})
