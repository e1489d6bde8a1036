/** The printed form of a list: a plain table with every row, not only those on the screen. */
import { useCallback, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Query } from '../api/client'
import type { RecordRow } from '../api/types'
import { useText } from '../language/language'
import { readAll } from './read-all'
import type { Column } from './types'

/** More is a report's work. */
const PRINT_LIMIT = 1000

interface Printing {
  /** The rows to print, while the page is being printed. */
  rows: RecordRow[] | null
  cut: boolean
  /** Reads every row, then prints. */
  print(path: string, query: Query): Promise<void>
}

/** Printing by the browser's own command shows the rows that were read so far. */
export function usePrinting(loaded: () => RecordRow[]): Printing {
  const [state, setState] = useState<{ rows: RecordRow[]; cut: boolean } | null>(null)
  useEffect(() => {
    // Drawn before the event returns: the browser takes the page as it stands then.
    const before = () => flushSync(() => setState((now) => now ?? { rows: loaded(), cut: false }))
    const after = () => setState(null)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [loaded])
  const print = useCallback(async (path: string, query: Query) => {
    const all = await readAll({ path, query, limit: PRINT_LIMIT })
    flushSync(() => setState(all))
    window.print()
  }, [])
  return { rows: state?.rows ?? null, cut: state?.cut ?? false, print }
}

export function PrintedTable({ rows, cut, columns }: { rows: RecordRow[]; cut: boolean; columns: Column[] }) {
  const text = useText()
  return (
    <>
      <table className="printed">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} className={column.numeric ? 'numeric' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map((column) => (
                <td key={column.name} className={column.numeric ? 'numeric' : undefined}>
                  {column.plain(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {cut && <p className="printed small">{text.list.printLimit}</p>}
    </>
  )
}
