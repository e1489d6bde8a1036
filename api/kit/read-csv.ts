/** CSV that people bring in: comma, semicolon or tab, with or without a byte order mark; rows with the lines they end on. */
import type { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { CsvError, parse } from 'csv-parse/sync'

export interface CsvRow {
  line: number
  cells: string[]
}

const DELIMITERS = [',', ';', '\t'] as const
const LONGEST_ROW = 20_000

/** The sign that stands most often in the first line, outside quotation marks. */
function delimiterOf(text: string): string {
  const [head = ''] = text.trimStart().split(/\r?\n|\r/, 1)
  const bare = head.replace(/"[^"]*"/g, '')
  const times = (sign: string): number => bare.split(sign).length - 1
  return DELIMITERS.reduce((most, sign) => (times(sign) > times(most) ? sign : most), ',')
}

/** The rows of a file in UTF-8, empty lines left out; or the line where it cannot be read any further. */
export async function readCsv(stream: Readable, most: number): Promise<{ rows: CsvRow[] } | { unreadable: number }> {
  const text = await textOf(stream)
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_ROW, to: most }
  try {
    const records = parse(text, { ...options, delimiter: delimiterOf(text) }) as unknown as { record: string[]; info: { lines: number } }[]
    return { rows: records.map(({ record, info }) => ({ line: info.lines, cells: record })) }
  } catch (error) {
    if (error instanceof CsvError) return { unreadable: Number(error.lines ?? 1) }
    throw error
  }
}
