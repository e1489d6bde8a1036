/** Pictures of projects as the API tells them, page after page. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { type Answer, getList } from '../kit/api/client'
import type { ApiError } from '../kit/api/errors'
import { ownPath } from '../kit/api/portal'
import type { Named, RecordRow } from '../kit/api/types'

export interface Picture extends RecordRow {
  project_id: string
  project: Named | null
  caption: string | null
  taken_at: string | null
  uploaded_by: Named | null
}

const PER_PAGE = 48

export const galleryPath = (): string => ownPath('gallery')

/** The pictures of a project, or of all, newest first. */
export function usePictures(project_id: string | undefined) {
  const path = galleryPath()
  const query = { sort: '-created_at', per_page: PER_PAGE, ...(project_id ? { 'filter[project_id]': project_id } : {}) }
  const read = useInfiniteQuery<Answer<Picture[]>, ApiError, { pages: Answer<Picture[]>[] }, readonly unknown[], number>({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) => getList<Picture>(path, { ...query, page: pageParam }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page * meta.per_page < meta.total ? meta.page + 1 : undefined),
  })
  return {
    read,
    pictures: read.data?.pages.flatMap(({ data }) => data) ?? [],
    total: read.data?.pages[0]?.meta.total ?? 0,
  }
}
