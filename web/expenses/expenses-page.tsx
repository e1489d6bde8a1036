/** Expenses by queue: drafts, what waits for a decision, what came back, what is to be paid. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Plus, Receipt } from 'lucide-react'
import { useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { useSearch } from '../kit/list/state'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import type { Expense } from './types'

const QUEUES = ['draft', 'submitted', 'rejected', 'payable']

function NewButton({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const [search] = useSearch()
  const project_id = search['filter[project_id]'] ?? search.project_id
  if (!definition.can.manage) return null
  return (
    <Button component={Link} to="/expenses/new" search={{ project_id } as never} leftSection={<Plus size={16} aria-hidden />}>
      {text.expenses.add}
    </Button>
  )
}

function Expenses({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const [{ project_id }] = useSearch()
  const { columns, shown } = useResourceColumns(definition)
  const tabs = [
    { label: text.expenses.all, filters: { status: '' } },
    ...QUEUES.map((status) => ({ label: wordOf(text, 'values', status), filters: { status } })),
  ]
  return (
    <ListPage
      path={definition.path}
      name="expenses"
      title={text.expenses.title}
      columns={columns}
      shown={shown}
      filters={useResourceFilters(definition)}
      fixed={project_id ? { project_id } : undefined}
      tabs={tabs}
      actions={<NewButton definition={definition} />}
      empty={
        <EmptyState icon={Receipt} title={text.expenses.empty} action={<NewButton definition={definition} />}>
          {text.expenses.emptyText}
        </EmptyState>
      }
      href={(row) => `/expenses/${row.id}`}
      nameOf={(row) => (row as Expense).category}
    />
  )
}

export function ExpensesPage() {
  const text = useText()
  const { definition, query } = useResource('expenses')
  usePageTitle({ label: text.expenses.title })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Expenses definition={found} />}</Loaded>
}
