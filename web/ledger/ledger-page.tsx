/** The party ledger: every entry, with the ways to a party's statement and to a new entry. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { BookOpen, Users } from 'lucide-react'
import { useResource } from '../kit/api/queries'
import type { Named, RecordRow, ResourceDefinition } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { wordOf } from '../kit/language/words'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import type { Column } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { NewButton } from '../projects/projects-page'

const TECHNICAL = new Set(['reverses_id', 'reversed_by_id', 'voucher_id'])
const HIDDEN_FILTERS = new Set(['party_id', 'voucher_id', 'journal_id', 'reverses_id', 'reversed_by_id', 'entry_date'])

/** The other side of nothing is left empty; an entry that was reversed says so. */
function useColumns(definition: ResourceDefinition): Column[] {
  const text = useText()
  const format = useFormat()
  const amount = (row: RecordRow, name: string): string => (Number(row[name]) > 0 ? format.money(textOf(row[name])) : '')
  const kind = (row: RecordRow): string => {
    const mark = row.reversed_by_id ? text.money.reversed : row.reverses_id ? text.money.reversal : ''
    return [wordOf(text, 'values', textOf(row.entry_type)), mark].filter(Boolean).join(' · ')
  }
  const party = (row: RecordRow): string => (row.party as Named | null)?.name ?? wordOf(text, 'values', textOf(row.party_type))
  const own: Record<string, (row: RecordRow) => string> = {
    debit: (row) => amount(row, 'debit'),
    credit: (row) => amount(row, 'credit'),
    entry_type: kind,
    party_id: party,
  }
  return useResourceColumns(definition)
    .columns.filter(({ name }) => !TECHNICAL.has(name))
    .map((column) => {
      const shown = own[column.name]
      return shown ? { ...column, render: shown, plain: shown } : column
    })
}

function Entries({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const day = (name: 'from' | 'to') => ({ name, label: text.money[name], kind: 'date' as const })
  const filters = useResourceFilters(definition).filter(({ name }) => !HIDDEN_FILTERS.has(name))
  const make = <NewButton definition={definition} to="/ledger/new" />
  return (
    <ListPage
      path={definition.path}
      name="ledgers"
      title={text.money.ledger}
      columns={useColumns(definition)}
      shown={['entry_date', 'entry_type', 'reference', 'party_id', 'project_id', 'debit', 'credit', 'journal_id']}
      filters={[...filters, day('from'), day('to')]}
      actions={
        <>
          <Button component={Link} to="/ledger/party" variant="default" leftSection={<Users size={16} aria-hidden />}>
            {text.money.parties}
          </Button>
          {make}
        </>
      }
      empty={
        <EmptyState icon={BookOpen} title={text.states.emptyList} action={make}>
          {text.money.ledgerEmpty}
        </EmptyState>
      }
      href={(row) => `/ledger/${row.id}`}
      nameOf={(row) => textOf(row.reference) || textOf(row.entry_date)}
    />
  )
}

export function LedgerPage() {
  const text = useText()
  const { definition, query } = useResource('ledgers')
  usePageTitle({ label: text.money.ledger })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Entries definition={found} />}</Loaded>
}
