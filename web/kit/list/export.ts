/** Exports exactly what is filtered, as CSV: read page by page, formulas made harmless. */
import type { Query } from '../api/client'
import { getList } from '../api/client'
import type { RecordRow } from '../api/types'
import { PAGE } from './rows'
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
  const lines = [columns.map((column) => csvCell(column.label)).join(',')]
  let total = 1
  for (let page = 1; (page - 1) * PAGE < Math.min(total, EXPORT_LIMIT); page += 1) {
    const answer = await getList<RecordRow>(path, { ...query, page, per_page: PAGE })
    total = answer.meta.total
    for (const row of answer.data) lines.push(columns.map((column) => csvCell(column.plain(row))).join(','))
    progress(Math.round((Math.min(page * PAGE, total) / Math.max(total, 1)) * 100))
  }
  // The mark tells spreadsheets that the text is UTF-8.
  saveFile(`${name}.csv`, new Blob([`\ufeff${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' }))
  return { rows: lines.length - 1, cut: total > EXPORT_LIMIT }
}
