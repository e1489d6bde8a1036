/** The cache of what was read: one key for each path, so that a change can be found and refreshed. */
import { QueryClient, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { get, getAnswer, getList, type Query } from './client'
import { ApiError } from './errors'
import type { Answer } from './client'
import { ownPath } from './portal'
import type { ListMeta, ResourceDefinition } from './types'

const STALE_MS = 15_000

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      gcTime: 10 * 60_000,
      // The client repeats by itself what may pass; a refusal is an answer.
      retry: false,
      refetchOnWindowFocus: true,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** One record or answer. */
export const one = <T>(path: string, query?: Query) =>
  queryOptions<T, ApiError>({ queryKey: [path, 'one', query ?? {}], queryFn: ({ signal }) => get<T>(path, query, signal) })

/** An answer that is no plain list, with its meta. */
export const withMeta = <T, M = ListMeta>(path: string, query?: Query) =>
  queryOptions<{ data: T; meta: M }, ApiError>({
    queryKey: [path, 'answer', query ?? {}],
    queryFn: ({ signal }) => getAnswer<T, M>(path, query, signal),
  })

/** A page of a list with its meta. */
export const list = <T>(path: string, query?: Query) =>
  queryOptions<Answer<T[]>, ApiError>({ queryKey: [path, 'list', query ?? {}], queryFn: ({ signal }) => getList<T>(path, query, signal) })

const PAGE = 100

/** Every row of a list that is short by its nature: a project's phases, a proposal's files. */
export const all = <T>(path: string, query?: Query) =>
  queryOptions<T[], ApiError>({
    queryKey: [path, 'all', query ?? {}],
    async queryFn({ signal }) {
      const rows: T[] = []
      for (let page = 1; ; page += 1) {
        const { data, meta } = await getList<T>(path, { ...query, page, per_page: PAGE }, signal)
        rows.push(...data)
        if (data.length < PAGE || rows.length >= meta.total) return rows
      }
    },
  })

/** Reads everything under `path` again: lists and records alike. */
export const refresh = (path: string): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey: [key] }) => typeof key === 'string' && (key === path || key.startsWith(`${path}/`)) })

/** All resource definitions the person may see. */
export const resourcesQuery = () =>
  queryOptions<ResourceDefinition[], ApiError>({ ...one<ResourceDefinition[]>(ownPath('resources')), staleTime: 5 * 60_000 })

/** The definition of one resource; undefined when there is none of that name. */
export function useResource(name: string): {
  definition: ResourceDefinition | undefined
  query: UseQueryResult<ResourceDefinition[], ApiError>
} {
  const query = useQuery(resourcesQuery())
  return { definition: query.data?.find((each) => each.name === name), query }
}
