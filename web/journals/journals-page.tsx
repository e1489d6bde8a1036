/** Journals: everything that was posted, newest first, by hand or by a process. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Plus, ScrollText } from 'lucide-react'
import { useResource } from '../kit/api/queries'
import type { RecordRow, ResourceDefinition } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { useResourceColumns } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { useListState } from '../kit/list/state'
import type { Column, Filter } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { EmptyState, Loaded } from '../kit/states/states'
import { memoIn } from './types'

const SOURCES = ['manual', 'ledger_entry', 'opening', 'import', 'reversal']

function useColumns(definition: ResourceDefinition): Column[] {
  const text = useText()
  const format = useFormat()
  const total = (row: RecordRow): string => format.money(textOf(row.total), textOf(row.currency))
  const source = (row: RecordRow): string => wordOf(text, 'values', textOf(row.source_type))
  const memo = (row: RecordRow): string => memoIn(text, textOf(row.memo), textOf(row.source_type))
  const own = useResourceColumns(definition)
    .columns.filter(({ name }) => name !== 'source_id')
    .map((column) => {
      if (column.name === 'memo') return { ...column, width: 280, render: memo, plain: memo }
      return column.name === 'source_type' ? { ...column, render: source, plain: source } : column
    })
  const amount: Column = {
    name: 'total',
    label: text.money.amount,
    width: 130,
    sortable: false,
    numeric: true,
    render: total,
    plain: total,
  }
  return [...own.slice(0, 3), amount, ...own.slice(3)]
}

function useFilters(): Filter[] {
  const text = useText()
  const [{ filters }] = useListState()
  const of = filters.source_id
  // Which import it was is chosen by its link: nobody knows such an id.
  const source: Filter[] = of ? [{ name: 'source_id', label: text.import.one, choices: [{ value: of, label: text.import.this }] }] : []
  return [
    ...source,
    { name: 'account_id', label: text.money.account, to: 'accounts' },
    { name: 'project_id', label: wordOf(text, 'fields', 'project_id'), to: 'projects' },
    { name: 'source_type', label: text.money.source, choices: SOURCES.map((value) => ({ value, label: wordOf(text, 'values', value) })) },
    { name: 'from', label: text.money.from, kind: 'date' },
    { name: 'to', label: text.money.to, kind: 'date' },
  ]
}

/** Ways to post by hand; a journal has lines, so its form is no generic one. */
function Make() {
  const text = useText()
  if (!useMe()?.permissions.includes('journals.manage')) return null
  return (
    <>
      <Button component={Link} to="/journals/import" variant="default">
        {text.import.title}
      </Button>
      <Button component={Link} to="/journals/new" leftSection={<Plus size={16} aria-hidden />}>
        {text.money.newJournal}
      </Button>
    </>
  )
}

function Journals({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  return (
    <ListPage
      path={definition.path}
      name="journals"
      title={text.money.journals}
      columns={useColumns(definition)}
      shown={['journal_no', 'entry_date', 'memo', 'total', 'source_type', 'created_by_id']}
      filters={useFilters()}
      actions={<Make />}
      empty={
        <EmptyState icon={ScrollText} title={text.states.emptyList} action={<Make />}>
          {text.money.journalsEmpty}
        </EmptyState>
      }
      href={(row) => `/journals/${row.id}`}
      nameOf={(row) => textOf(row.journal_no)}
    />
  )
}

export function JournalsPage() {
  const text = useText()
  const { definition, query } = useResource('journals')
  usePageTitle({ label: text.money.journals })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Journals definition={found} />}</Loaded>
}
