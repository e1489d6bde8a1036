/** The rows of a list, read in pages as they come into view: ten million rows cost as much as fifty. */
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { Query } from '../api/client'
import type { ApiError } from '../api/errors'
import { list } from '../api/queries'
import type { RecordRow } from '../api/types'
import { PAGE } from './ahead'

export interface Rows {
  total: number
  /** There are more than `total`: the server counts only so far. */
  more: boolean
  loading: boolean
  error: ApiError | null
  /** Undefined while its page is on the way. */
  at(index: number): RecordRow | undefined
  loaded: RecordRow[]
  /** Says which rows are in view, so that their pages are read. */
  show(first: number, last: number): void
  retry(): void
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index)

/** Rows of `path` for a query; the pages in view stay fresh, the others wait. */
export function useRows(path: string, query: Query): Rows {
  const [pages, setPages] = useState<[number, number]>([1, 1])
  const wanted = range(pages[0], pages[1])
  const answers = useQueries({
    queries: wanted.map((page) => ({ ...list<RecordRow>(path, { ...query, page, per_page: PAGE }), placeholderData: undefined })),
  })
  const metas = answers.map((answer) => answer.data?.meta.total)
  const [known, setKnown] = useState<number | undefined>(undefined)
  const total = metas.find((value) => value !== undefined) ?? known
  // The length stays while other pages are on the way: the place in the list must not be lost.
  if (total !== known) setKnown(total)
  const at = (index: number): RecordRow | undefined => {
    const page = Math.floor(index / PAGE) + 1
    return answers[wanted.indexOf(page)]?.data?.data[index % PAGE]
  }
  return {
    total: total ?? 0,
    more: answers.some((answer) => answer.data?.meta.more === true),
    loading: total === undefined,
    error: answers.find((answer) => answer.error && answer.data === undefined)?.error ?? null,
    at,
    loaded: answers.flatMap((answer) => answer.data?.data ?? []),
    show(first, last) {
      const next: [number, number] = [Math.floor(first / PAGE) + 1, Math.floor(Math.max(first, last) / PAGE) + 1]
      if (next[0] !== pages[0] || next[1] !== pages[1]) setPages(next)
    },
    retry: () => void Promise.all(answers.map((answer) => answer.refetch())),
  }
}
