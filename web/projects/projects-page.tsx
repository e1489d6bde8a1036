/** Projects: their statuses as tabs with their counts. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Building2, Plus } from 'lucide-react'
import { one, useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import type { Tab } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'

const PATH = '/api/admin/projects'
const QUEUES = ['active', 'draft', 'on_hold', 'completed', 'cancelled']

/** Tabs of a list by status, with how many are in each. */
export function useStatusTabs(path: string, statuses: readonly string[]): Tab[] {
  const text = useText()
  const counts = useQuery(one<Record<string, number>>(`${path}/counts`)).data
  const sum = counts && Object.values(counts).reduce((total, n) => total + n, 0)
  return [
    { label: text.projects.all, count: sum, filters: {} },
    ...statuses.map((status) => ({ label: wordOf(text, 'values', status), count: counts && (counts[status] ?? 0), filters: { status } })),
  ]
}

/** The button to a form for one more of a kind, for those who may. */
export function NewButton({ definition, to }: { definition: ResourceDefinition; to: string }) {
  const text = useText()
  if (!definition.can.manage) return null
  return (
    <Button component={Link} to={to} leftSection={<Plus size={16} aria-hidden />}>
      {text.act.newOf(wordOf(text, 'types', definition.type))}
    </Button>
  )
}

function ProjectList({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const { columns } = useResourceColumns(definition)
  const filters = useResourceFilters(definition).filter((filter) => filter.name !== 'status')
  const make = <NewButton definition={definition} to="/projects/new" />
  return (
    <ListPage
      path={PATH}
      name="projects"
      title={text.projects.title}
      columns={columns}
      shown={['name', 'status', 'client_user_id', 'location_id', 'contract_value', 'start_date', 'end_date']}
      filters={filters}
      tabs={useStatusTabs(PATH, QUEUES)}
      actions={make}
      empty={
        <EmptyState icon={Building2} title={text.states.emptyList} action={make}>
          {text.projects.emptyText}
        </EmptyState>
      }
      href={(row) => `/projects/${row.id}`}
      nameOf={(row) => String(row.name)}
    />
  )
}

export function ProjectsPage() {
  const text = useText()
  const { definition, query } = useResource('projects')
  usePageTitle({ label: text.projects.title })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <ProjectList definition={found} />}</Loaded>
}
