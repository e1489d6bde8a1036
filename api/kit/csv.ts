/** Exports as CSV (RFC 4180): streamed row by row, formulas made inert, headers = field names. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import type { Response } from 'express'
import { HANDLED } from './route'

export interface CsvExport {
  /** File name without its ending. */
  name: string
  columns: readonly string[]
  rows: AsyncIterable<Record<string, unknown>> | Iterable<Record<string, unknown>>
}

const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/
const NUMBER = /^-?\d+(\.\d+)?$/

/** Text that a spreadsheet would run as a formula begins with an apostrophe; an amount below zero is a number and stays one. */
const inert = (value: string): string => (FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value)

/** Writes an export as the response; a caller that hangs up stops the reading. */
export async function sendCsv(res: Response, { name, columns, rows }: CsvExport): Promise<typeof HANDLED> {
  res.setHeader('Content-Type', 'text/csv; charset=utf-8')
  res.setHeader('Content-Disposition', `attachment; filename="${name}.csv"`)
  res.setHeader('Cache-Control', 'no-store')
  const cast = {
    date: (value: Date) => value.toISOString(),
    boolean: (value: boolean) => String(value),
    bigint: (value: bigint) => value.toString(),
    object: (value: object) => JSON.stringify(value),
    string: inert,
  }
  // Excel reads UTF-8 only with a byte order mark.
  const csv = stringify({ header: true, columns: [...columns], record_delimiter: 'windows', bom: true, cast })
  try {
    await pipeline(Readable.from(rows), csv, res)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
  return HANDLED
}
