/** Exports exactly what is filtered, as CSV: read page by page, formulas made harmless. */
import { CSV_MARK, csvLine } from '../../../domain/rules/csv'
import type { Query } from '../api/client'
import { readAll } from './read-all'
import type { Column } from './types'

/** More than this is a report's work. */
export const EXPORT_LIMIT = 10_000

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
  saveFile(`${name}.csv`, new Blob([CSV_MARK, ...lines.map(csvLine)], { type: 'text/csv;charset=utf-8' }))
  return { rows: rows.length, cut }
}
