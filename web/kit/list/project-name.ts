/** The name behind a project's id that stands in an address. */
import { useQuery } from '@tanstack/react-query'
import { one } from '../api/queries'
import type { Named } from '../api/types'

/** Empty until it is known, and for those who may not see the project. */
export function useProjectName(id: string): string {
  return useQuery({ ...one<Named>(`/api/admin/projects/${id}`), enabled: id !== '' }).data?.name ?? ''
}
