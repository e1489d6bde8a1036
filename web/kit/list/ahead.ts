/** The first rows of a list are asked for when somebody comes near it: beside the code of its page, not after it. */
import { list, queries } from '../api/queries'
import type { RecordRow } from '../api/types'
import { queryOf, readState } from './state'

/** Rows are read in pages of this many. */
export const PAGE = 100

export type Ahead = (search: Record<string, unknown>) => void

let asked: Promise<void> = Promise.resolve()

/** Asks for the rows of `path` that an address shows first; the list finds them under the same key. */
export const rowsAhead =
  (path: string): Ahead =>
  (search) => {
    asked = queries.prefetchQuery(list<RecordRow>(path, { ...queryOf(readState(search)), page: 1, per_page: PAGE }))
  }

/** Resolves when the rows that were asked for last are there, or cannot be had. */
export const rowsThere = (): Promise<void> => asked
