/** Every row of a list as it is filtered, read page by page. */
import { getList, type Query } from '../api/client'
import type { RecordRow } from '../api/types'
import { PAGE } from './ahead'

interface Wanted {
  path: string
  query: Query
  /** Rows beyond it are left out. */
  limit: number
  /** Told how many of how many are read. */
  progress?(read: number, total: number): void
}

/** The rows, and whether more were left out. */
export async function readAll({ path, query, limit, progress }: Wanted): Promise<{ rows: RecordRow[]; cut: boolean }> {
  const rows: RecordRow[] = []
  for (let page = 1; ; page += 1) {
    const { data, meta } = await getList<RecordRow>(path, { ...query, page, per_page: PAGE })
    rows.push(...data)
    progress?.(rows.length, meta.total)
    const ended = data.length < PAGE || rows.length >= meta.total
    if (ended || rows.length >= limit) {
      const left = meta.more === true || rows.length > limit || (!ended && meta.total > limit)
      return { rows: rows.slice(0, limit), cut: left }
    }
  }
}
