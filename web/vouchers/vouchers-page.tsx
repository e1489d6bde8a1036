/** Vouchers: the queues of the way from claim to payment, each with how many and how much. */
import { useQuery } from '@tanstack/react-query'
import { Receipt } from 'lucide-react'
import { one, useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import type { Tab } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { NewButton } from '../projects/projects-page'

const PATH = '/api/admin/vouchers'

type Queue = 'draft' | 'submitted' | 'unpaid' | 'partly_paid' | 'paid' | 'rejected'

/** What each queue filters by. */
const QUEUES: Record<Queue, Record<string, string>> = {
  submitted: { status: 'submitted' },
  unpaid: { status: 'approved', payment_status: 'unpaid' },
  partly_paid: { status: 'approved', payment_status: 'partly_paid' },
  paid: { status: 'approved', payment_status: 'paid' },
  draft: { status: 'draft' },
  rejected: { status: 'rejected' },
}

type Sums = Record<Queue, { count: number; amount: string; rest: string }> & { currency: string }

function useTabs(): Tab[] {
  const text = useText()
  const format = useFormat()
  const sums = useQuery(one<Sums>(`${PATH}/queues`)).data
  const tabs = (Object.keys(QUEUES) as Queue[]).map((queue): Tab => {
    const pile = sums?.[queue]
    // What is still to pay where something is; the whole amount elsewhere.
    const amount = pile && (queue === 'partly_paid' ? pile.rest : pile.amount)
    const shown = pile && pile.count > 0 ? format.money(amount ?? '0', sums.currency) : undefined
    return { label: text.money.queues[queue], count: pile?.count, note: shown, filters: QUEUES[queue] }
  })
  return [...tabs, { label: text.list.all, filters: {} }]
}

function VoucherList({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const { columns } = useResourceColumns(definition)
  const filters = useResourceFilters(definition).filter(({ name }) => name !== 'status' && name !== 'payment_status')
  const make = <NewButton definition={definition} to="/vouchers/new" />
  return (
    <ListPage
      path={PATH}
      name="vouchers"
      title={text.money.vouchers}
      columns={columns}
      shown={['voucher_no', 'subcontractor_id', 'project_id', 'amount', 'paid_amount', 'week_ending', 'status', 'payment_status']}
      filters={filters}
      tabs={useTabs()}
      actions={make}
      empty={
        <EmptyState icon={Receipt} title={text.states.emptyList} action={make}>
          {text.money.vouchersEmpty}
        </EmptyState>
      }
      href={(row) => `/vouchers/${row.id}`}
      nameOf={(row) => String(row.voucher_no)}
    />
  )
}

export function VouchersPage() {
  const text = useText()
  const { definition, query } = useResource('vouchers')
  usePageTitle({ label: text.money.vouchers })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <VoucherList definition={found} />}</Loaded>
}
