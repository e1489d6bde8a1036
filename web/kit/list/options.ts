/** The records a field may point at, as choices: found by typing, named as people know them. */
import { useQuery } from '@tanstack/react-query'
import type { ApiError } from '../api/errors'
import { ownPath } from '../api/portal'
import { list, one, resourcesQuery } from '../api/queries'
import type { Named, RecordRow, ResourceDefinition } from '../api/types'
import type { Filter, FilterChoice } from './types'
import { textOf } from '../language/plain'

const PEOPLE = '/api/admin/people'
const MANY = 50

/** Records of a `keys` field are named by their key (`phase_key`), others by their id. */
function valueOf(row: RecordRow, definition: ResourceDefinition | undefined, by: 'id' | 'key' | 'label'): string {
  if (by === 'id') return row.id
  const key = by === 'key' ? definition?.fields.find((field) => field.name.endsWith('_key'))?.name : undefined
  return String(row[key ?? definition?.label ?? 'name'])
}

interface Asked {
  to: string
  search: string
  by: 'id' | 'key' | 'label'
  enabled: boolean
}

/** Choices of a resource that match; people come by name only. */
export function useChoices({ to, search, by, enabled }: Asked): { choices: FilterChoice[]; busy: boolean; error: ApiError | null } {
  const resources = useQuery({ ...resourcesQuery(), enabled }).data
  const definition = resources?.find((each) => each.name === to)
  const people = to === 'users'
  const found = useQuery({ ...one<Named[]>(PEOPLE, { search }), enabled: enabled && people })
  const path = definition?.path ?? ownPath(to)
  const rows = useQuery({ ...list<RecordRow>(path, { search, per_page: MANY }), enabled: enabled && !people && resources !== undefined })
  if (people)
    return { choices: (found.data ?? []).map(({ id, name }) => ({ value: id, label: name })), busy: found.isFetching, error: found.error }
  const label = definition?.label ?? 'name'
  const choices = (rows.data?.data ?? []).map((row) => ({
    value: valueOf(row, definition, by),
    label: textOf(row[label] ?? row.name ?? row.id),
  }))
  return { choices, busy: rows.isFetching, error: rows.error }
}

/** The values a filter can take: its own list, or the records it points at. */
export function useFilterChoices(filter: Filter, search: string): FilterChoice[] {
  const found = useChoices({
    to: filter.to ?? '',
    search,
    by: filter.to && !filter.name.endsWith('_id') ? 'label' : 'id',
    enabled: filter.to !== undefined,
  })
  return filter.choices ?? found.choices
}
