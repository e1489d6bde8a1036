/** The inbox's tasks: what waits for me, what I hold, what I did. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { getList, post } from '../kit/api/client'
import type { ApiError } from '../kit/api/errors'
import { refresh } from '../kit/api/queries'
import type { Answer } from '../kit/api/client'
import type { Task } from '../kit/api/types'

export type Tab = 'open' | 'mine' | 'completed'

export interface InboxFilter {
  tab: Tab
  kind: string | null
}

const PER_PAGE = 50

const queryFor = ({ tab, kind }: InboxFilter) => ({
  'filter[state]': tab === 'completed' ? 'completed' : 'open',
  'filter[mine]': tab === 'mine' ? 'true' : undefined,
  'filter[kind]': kind ?? undefined,
  sort: tab === 'completed' ? '-updated_at' : 'due_at',
  per_page: PER_PAGE,
})

const tasksQuery = (filter: InboxFilter) =>
  infiniteQueryOptions<Answer<Task[]>, ApiError, { tasks: Task[]; total: number; counts: Record<string, number> }, unknown[], number>({
    queryKey: ['/api/tasks', 'inbox', filter],
    queryFn: ({ pageParam, signal }) => getList<Task>('/api/tasks', { ...queryFor(filter), page: pageParam }, signal),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.meta.page * last.meta.per_page < last.meta.total ? last.meta.page + 1 : undefined),
    select: ({ pages }) => ({
      tasks: [...new Map(pages.flatMap((page) => page.data).map((task) => [task.id, task])).values()],
      total: pages[0]?.meta.total ?? 0,
      counts: pages[0]?.meta.counts ?? {},
    }),
  })

/** The tasks of a tab, further pages on demand. */
export const useTasks = (filter: InboxFilter) => useInfiniteQuery(tasksQuery(filter))

/** Claims, releases or delegates; the lists are read again. Throws ApiError. */
export async function act(task: Task, what: 'claim' | 'release' | 'delegate', body: Record<string, unknown> = {}): Promise<Task> {
  const changed = await post<Task>(`/api/tasks/${task.id}/${what}`, body)
  await refresh('/api/tasks')
  return changed
}
