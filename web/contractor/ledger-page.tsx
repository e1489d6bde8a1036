/** What was claimed by a contractor's company and paid to it, and what is still owed; read only. */
import { useQuery } from '@tanstack/react-query'
import { Scale } from 'lucide-react'
import { one } from '../kit/api/queries'
import type { RecordRow } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { ListPage } from '../kit/list/list-page'
import type { Column } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState } from '../kit/states/states'

const PATH = '/api/contractor/ledger'

interface Entry extends RecordRow {
  entry_date: string
  entry_type: string
  reference: string | null
  debit: string
  credit: string
  currency: string
  project: { name: string } | null
}

interface Balance {
  balance: string
  approved_unposted: string
  currency: string
}

function useColumns(): Column[] {
  const text = useText()
  const format = useFormat()
  const of = (name: string, width: number, plain: (row: Entry) => string): Column => ({
    name,
    label: wordOf(text, 'fields', name),
    width,
    sortable: false,
    plain: (row) => plain(row as Entry),
    render: (row) => plain(row as Entry),
  })
  const amount = (name: 'debit' | 'credit'): Column => ({
    ...of(name, 120, (row) => (Number(row[name]) === 0 ? '' : format.money(row[name], row.currency))),
    numeric: true,
  })
  return [
    { ...of('entry_date', 130, (row) => format.date(row.entry_date)), sortable: true },
    of('entry_type', 130, (row) => wordOf(text, 'values', row.entry_type)),
    of('reference', 130, (row) => row.reference ?? ''),
    of('project_id', 170, (row) => row.project?.name ?? ''),
    amount('debit'),
    amount('credit'),
  ]
}

function Owed() {
  const text = useText()
  const format = useFormat()
  const { data } = useQuery(one<Balance>(`${PATH}/balance`))
  if (!data) return null
  return (
    <span className="row wraps" role="status">
      <span className="soft">{text.portal.owed}</span>
      <b className="strong number">{format.money(data.balance, data.currency)}</b>
      {Number(data.approved_unposted) !== 0 && (
        <span className="small soft">{text.portal.unposted(format.money(data.approved_unposted, data.currency))}</span>
      )}
    </span>
  )
}

export function ContractorLedgerPage() {
  const text = useText()
  usePageTitle({ label: text.portal.ledger })
  return (
    <ListPage
      path={PATH}
      name="contractor-ledger"
      title={text.portal.ledger}
      columns={useColumns()}
      searchable={false}
      actions={<Owed />}
      empty={
        <EmptyState icon={Scale} title={text.states.emptyList}>
          {text.portal.ledgerEmpty}
        </EmptyState>
      }
      href={() => '/contractor/ledger'}
      nameOf={(row) => (typeof row.reference === 'string' ? row.reference : row.id)}
    />
  )
}
