/** The state of a list lives in the address: a link shows a colleague the same rows. */
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { Query } from '../api/client'
import type { ListState } from './types'
import { textOf } from '../language/plain'

const FILTER = /^filter\[(.+)\]$/

/** The state that an address holds. */
export function readState(search: Record<string, unknown>): ListState {
  const filters: Record<string, string> = {}
  for (const [name, value] of Object.entries(search)) {
    const field = FILTER.exec(name)?.[1]
    if (field && typeof value === 'string') filters[field] = value
  }
  return { search: textOf(search.search), sort: textOf(search.sort), filters }
}

/** The state as the query names of the API. */
export function queryOf({ search, sort, filters }: ListState): Record<string, string> {
  const named = Object.entries(filters).filter(([, value]) => value !== '')
  const query = Object.fromEntries(named.map(([name, value]) => [`filter[${name}]`, value]))
  return { ...(search ? { search } : {}), ...(sort ? { sort } : {}), ...query }
}

/** The list state of this page and how to change it; other names in the address stay. */
export function useListState(): [ListState, (change: Partial<ListState>) => void] {
  const location = useLocation()
  const go = useNavigate()
  const search = location.search as Record<string, unknown>
  const state = useMemo(() => readState(search), [search])
  const change = useCallback(
    (next: Partial<ListState>) => {
      const others = Object.entries(search).filter(([name]) => name !== 'search' && name !== 'sort' && !FILTER.test(name))
      const query: Query = { ...Object.fromEntries(others), ...queryOf({ ...state, ...next }) } as Query
      void go({ to: location.pathname, search: query as never, replace: true })
    },
    [go, location.pathname, search, state],
  )
  return [state, change]
}

/** True when both show the same rows. */
export const sameState = (a: ListState, b: ListState): boolean => JSON.stringify(queryOf(a)) === JSON.stringify(queryOf(b))

export type Search = Record<string, string | undefined>

/** Names of the address beside a list's own, and how to change some of them. */
export function useSearch(): [Search, (change: Search) => void] {
  const { search, pathname } = useLocation()
  const go = useNavigate()
  const now = search as Search
  return [now, (change) => void go({ to: pathname, search: { ...now, ...change } as never, replace: true })]
}
