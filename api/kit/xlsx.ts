/** Exports as Excel: streamed row by row, headers = field names, text never taken for a formula, amounts as numbers with their digits. */
import { stream, type Worksheet } from 'exceljs'
import type { Response } from 'express'
import { paced, type Rows } from './paced'
import { disposition } from './serve-file'
import { type Call, HANDLED } from './route'
import { type Seen, tellSeen } from './seen'

export interface XlsxColumn {
  /** The field name, which is the header. */
  key: string
  /** `money` is a number with `digits` after the point; `date` a day; text unless said. */
  kind?: 'text' | 'money' | 'date'
  width?: number
}

export interface XlsxExport {
  /** File name without its ending, and the name of the sheet. */
  name: string
  columns: readonly XlsxColumn[]
  rows: Rows<Record<string, unknown>>
  /** Digits after the point of amounts. */
  digits: number
  seen: Seen
}

const FORMATS = { text: '@', date: 'yyyy-mm-dd' }

/** The letters a cell can hold. */
const LONGEST = 32_767
// What XML does not allow, and what makes a workbook unreadable: control characters, halves of letters, U+FFFE and U+FFFF.
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const legal = (text: string): string =>
  text
    .replace(ILLEGAL, '')
    .slice(0, LONGEST)
    .replace(/[\ud800-\udbff]$/, '')

/** A name as sheets may have: 31 letters, none of those that formulas use, no apostrophe at its ends. */
const sheetName = (name: string): string => legal(name.replace(/[\\/?*[\]:\s]+/g, ' ').slice(0, 31)).replace(/^[' ]+|[' ]+$/g, '') || 'Cien'

/** A cell's value by its kind; an amount too big to be exact as a number stays text. */
function valueOf(value: unknown, kind: XlsxColumn['kind']): string | number | Date | null {
  if (value === null || value === undefined) return null
  const text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value as string)
  if (kind === 'date') return new Date(`${text.slice(0, 10)}T00:00:00Z`)
  if (kind !== 'money') return legal(text)
  const exact = text.replace(/[-.]/g, '').length <= 15
  return exact ? Number(text) : text
}

const FLUSHED = 500

/** Waits until a slow reader has taken what was written; false when they hung up. */
async function flushed(res: Response): Promise<boolean> {
  if (res.writableNeedDrain && !res.destroyed) {
    await new Promise<void>((go) => {
      const done = (): void => {
        res.off('drain', done).off('close', done)
        go()
      }
      res.on('drain', done).on('close', done)
    })
  }
  return !res.destroyed
}

/** Writes head and rows; false when the reader hung up on the way. */
async function fill(sheet: Worksheet, res: Response, { columns, rows, digits }: XlsxExport): Promise<boolean> {
  const money = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`
  sheet.columns = columns.map(({ key, kind = 'text', width }) => ({
    key,
    header: key,
    width: width ?? (kind === 'text' ? 24 : 16),
    style: { numFmt: kind === 'money' ? money : FORMATS[kind] },
  }))
  const head = sheet.getRow(1)
  head.font = { bold: true }
  head.commit()
  let written = 0
  for await (const row of paced(rows)) {
    sheet.addRow(columns.map(({ key, kind }) => valueOf(row[key], kind))).commit()
    written += 1
    if (written % FLUSHED === 0 && !(await flushed(res))) return false
  }
  return !res.destroyed
}

/** Writes an export as the response; memory stays flat however many rows there are. */
export async function sendXlsx(call: Pick<Call, 'by' | 'db' | 'req' | 'res'>, what: XlsxExport): Promise<typeof HANDLED> {
  const { res } = call
  await tellSeen(call, what.seen)
  res.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  res.setHeader('Content-Disposition', disposition('attachment', `${what.name}.xlsx`))
  res.setHeader('Cache-Control', 'private, no-store')
  const book = new stream.xlsx.WorkbookWriter({ stream: res, useStyles: true, useSharedStrings: false })
  const sheet = book.addWorksheet(sheetName(what.name), { views: [{ state: 'frozen', ySplit: 1 }] })
  if (!(await fill(sheet, res, what))) return HANDLED
  sheet.commit()
  await book.commit()
  return HANDLED
}
