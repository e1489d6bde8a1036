/** Exports as CSV (RFC 4180): streamed row by row, formulas made inert, headers = field names. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CSV_MARK, csvLine } from '../../domain/rules/csv'
import { paced, type Rows } from './paced'
import { type Call, HANDLED } from './route'
import { type Seen, tellSeen } from './seen'
import { disposition } from './serve-file'

export interface CsvExport {
  /** File name without its ending. */
  name: string
  columns: readonly string[]
  rows: Rows<Record<string, unknown>>
  seen: Seen
}

/** Letters handed to the connection at once. */
const CHUNK = 32_768

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string)
}

async function* chunks({ columns, rows }: CsvExport): AsyncGenerator<string> {
  let text = CSV_MARK + csvLine(columns)
  for await (const row of paced(rows)) {
    text += csvLine(columns.map((column) => cellOf(row[column])))
    if (text.length < CHUNK) continue
    yield text
    text = ''
  }
  yield text
}

/** Writes an export as the response; a caller that hangs up stops the reading. */
export async function sendCsv(call: Pick<Call, 'by' | 'db' | 'req' | 'res'>, what: CsvExport): Promise<typeof HANDLED> {
  const { res } = call
  await tellSeen(call, what.seen)
  res.setHeader('Content-Type', 'text/csv; charset=utf-8')
  res.setHeader('Content-Disposition', disposition('attachment', `${what.name}.csv`))
  res.setHeader('Cache-Control', 'no-store')
  try {
    // Bytes rather than objects count: what a slow reader has not taken yet is one chunk.
    await pipeline(Readable.from(chunks(what), { objectMode: false, highWaterMark: CHUNK }), res)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
  return HANDLED
}
