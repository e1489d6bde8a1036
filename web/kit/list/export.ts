/** Exports exactly what is filtered, as CSV: read page by page, formulas made harmless. */
import type { Query } from '../api/client'
import { readAll } from './read-all'
import type { Column } from './types'

/** More than this is a report's work. */
export const EXPORT_LIMIT = 10_000

/** A value as a CSV cell; a leading formula sign is disarmed (a spreadsheet would run it). */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+([.,]\d+)*$/.test(value) ? `'${value}` : value
  return /[",;\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/** Offers a file to save. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

interface Wanted {
  path: string
  query: Query
  columns: Column[]
  name: string
  progress(share: number): void
}

/** Reads every row and saves the file; answers how many rows, and whether more were left out. */
export async function exportRows({ path, query, columns, name, progress }: Wanted): Promise<{ rows: number; cut: boolean }> {
  const share = (read: number, total: number) => progress(Math.round((read / Math.max(total, 1)) * 100))
  const { rows, cut } = await readAll({ path, query, limit: EXPORT_LIMIT, progress: share })
  const lines = [columns.map((column) => column.label), ...rows.map((row) => columns.map((column) => column.plain(row)))]
  // The mark tells spreadsheets that the text is UTF-8.
  const csv = lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')
  saveFile(`${name}.csv`, new Blob([`\ufeff${csv}`], { type: 'text/csv;charset=utf-8' }))
  return { rows: rows.length, cut }
}
