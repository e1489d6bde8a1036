/** The cells of a file of journals read by its header: days and amounts in one form, whatever form they came in. */
import { armed } from '../../csv'
import { isPlausible } from '../../../kit/years'
import { IMPORT_COLUMNS, type ImportColumn, type ImportProblem, MOST_IMPORT_LINES, OPTIONAL_COLUMNS, problemAt } from './problems'

/** A line of the file as it was cut into cells. */
export interface ImportLine {
  line: number
  cells: readonly string[]
}

export const DATE_FORMS = ['ymd', 'dmy', 'mdy'] as const
export const DECIMAL_FORMS = ['point', 'comma'] as const

/** How days and amounts are written in the file. */
export interface ImportForms {
  dates: (typeof DATE_FORMS)[number]
  decimals: (typeof DECIMAL_FORMS)[number]
}

/** A line by its columns: the day as YYYY-MM-DD, amounts as decimals with a point, `''` where nothing is. */
export type ImportRow = Record<ImportColumn, string> & { line: number }

const LENGTHS: Partial<Record<ImportColumn, number>> = { reference: 100, account: 20, description: 1000, project: 200 }
const REQUIRED: readonly ImportColumn[] = ['date', 'reference', 'account']

/** Which column stands where, and what is wrong with the header. */
export function headerOf({ line, cells }: ImportLine): { columns: ImportColumn[]; problems: ImportProblem[] } {
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const known = (name: string): name is ImportColumn => (IMPORT_COLUMNS as readonly string[]).includes(name)
  const problems = names.flatMap((column, index) => {
    if (!known(column))
      return [problemAt({ line, field: column.slice(0, 40) || '?' }, 'unknown_column', { column: column.slice(0, 40) || '?' })]
    return names.indexOf(column) < index ? [problemAt({ line, field: column }, 'double_column', { column })] : []
  })
  const missing = IMPORT_COLUMNS.filter((column) => !OPTIONAL_COLUMNS.includes(column) && !names.includes(column))
  return {
    columns: names.filter(known),
    problems: [...problems, ...missing.map((column) => problemAt({ line, field: column }, 'missing_column', { column }))],
  }
}

/** The lines below the header, and what is wrong with the form of each. */
export function rowsOf(
  lines: readonly ImportLine[],
  columns: readonly ImportColumn[],
  forms: ImportForms,
): { rows: ImportRow[]; problems: ImportProblem[] } {
  if (lines.length === 0) return { rows: [], problems: [problemAt({ line: 1, field: 'file' }, 'no_lines')] }
  if (lines.length > MOST_IMPORT_LINES)
    return { rows: [], problems: [problemAt({ line: 1, field: 'file' }, 'many_lines', { most: String(MOST_IMPORT_LINES) })] }
  const problems: ImportProblem[] = []
  const rows = lines.flatMap((given) => {
    if (given.cells.length !== columns.length) {
      problems.push(
        problemAt({ line: given.line, field: 'line' }, 'cells', { found: String(given.cells.length), wanted: String(columns.length) }),
      )
      return []
    }
    return [rowOf(given, columns, { forms, problems })]
  })
  return { rows, problems }
}

function rowOf(
  { line, cells }: ImportLine,
  columns: readonly ImportColumn[],
  to: { forms: ImportForms; problems: ImportProblem[] },
): ImportRow {
  const { forms, problems } = to
  const row = { line, ...Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, ''])) } as ImportRow
  columns.forEach((column, index) => {
    row[column] = plain(cells[index] ?? '')
  })
  for (const column of REQUIRED) if (row[column] === '') problems.push(problemAt({ line, field: column }, 'required', { column }))
  for (const [column, most] of Object.entries(LENGTHS) as [ImportColumn, number][]) {
    if (row[column].length > most) problems.push(problemAt({ line, field: column }, 'too_long', { most: String(most) }))
  }
  if (row.date !== '') {
    const date = dayIn(row.date, forms.dates)
    if (date === undefined) problems.push(problemAt({ line, field: 'date' }, 'bad_date', { form: FORM_NAMES[forms.dates] }))
    row.date = date ?? ''
  }
  row.currency = row.currency.toUpperCase()
  for (const side of ['debit', 'credit'] as const) row[side] = amountIn(row[side], forms.decimals)
  return row
}

/** An export makes text that a spreadsheet would run inert by an apostrophe; it is taken away again. */
const plain = (cell: string): string => armed(cell.trim())

const FORM_NAMES = { ymd: '2026-03-31', dmy: '31/03/2026', mdy: '03/31/2026' }
const DAY = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$/

/** The day as YYYY-MM-DD, or undefined when there is no such day within the years of records. */
export function dayIn(text: string, form: ImportForms['dates']): string | undefined {
  const match = DAY.exec(text)
  if (!match) return undefined
  const [, a = '', b = '', c = ''] = match
  const [year, month, day] = form === 'ymd' ? [a, b, c] : form === 'dmy' ? [c, b, a] : [c, a, b]
  if (year.length !== 4 || day.length > 2 || !isPlausible(year)) return undefined
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return made.toISOString().slice(0, 10) === iso ? iso : undefined
}

/** The amount with a point and no marks between thousands; text that is none stays, to be refused where its currency is known. */
export function amountIn(text: string, form: ImportForms['decimals']): string {
  const [point, mark] = form === 'point' ? ['.', ','] : [',', '.']
  const [whole = '', fraction, ...more] = text.split(point)
  if (more.length > 0) return text
  const grouped = whole.includes(mark)
  if (grouped && !/^\d{1,3}(\D\d{3})+$/.test(whole)) return text
  if (!grouped && whole.length > 0 && !/^\d+$/.test(whole)) return text
  return fraction === undefined ? whole.replaceAll(mark, '') : `${whole.replaceAll(mark, '')}.${fraction}`
}
