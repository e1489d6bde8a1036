/** Variation and daywork orders: lists by status and record pages. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { FilePlus2 } from 'lucide-react'
import { one, useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { type Fact, Facts } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { NewButton } from '../projects/projects-page'
import { InstrumentPage } from './instrument'
import type { Instrument } from './types'

/** What is special to each kind of order. */
interface Kind {
  name: 'variation-orders' | 'daywork-orders'
  type: string
  number: string
  statuses: string[]
}

const VARIATION: Kind = {
  name: 'variation-orders',
  type: 'variation_order',
  number: 'vo_number',
  statuses: ['pending', 'approved', 'rejected'],
}
const DAYWORK: Kind = {
  name: 'daywork-orders',
  type: 'daywork_order',
  number: 'dwo_number',
  statuses: ['submitted', 'draft', 'approved', 'rejected'],
}

function OrderList({ kind, definition }: { kind: Kind; definition: ResourceDefinition }) {
  const text = useText()
  const { columns, shown } = useResourceColumns(definition)
  const list = `/${kind.name}`
  const title = wordOf(text, 'titles', definition.title)
  const make = <NewButton definition={definition} to={`${list}/new`} />
  const tabs = kind.statuses.map((status) => ({ label: wordOf(text, 'values', status), filters: { status } }))
  return (
    <ListPage
      path={definition.path}
      name={kind.name}
      title={title}
      columns={columns}
      shown={shown}
      filters={useResourceFilters(definition).filter(({ name }) => name !== 'status')}
      tabs={[{ label: text.list.all, filters: {} }, ...tabs]}
      actions={make}
      empty={
        <EmptyState icon={FilePlus2} title={text.states.emptyList} action={make}>
          {kind.type === 'variation_order' ? text.money.variationEmpty : text.money.dayworkEmpty}
        </EmptyState>
      }
      href={(row) => `${list}/${row.id}`}
      nameOf={(row) => String(row[kind.number])}
    />
  )
}

function Orders({ kind }: { kind: Kind }) {
  const text = useText()
  const { definition, query } = useResource(kind.name)
  usePageTitle({ label: wordOf(text, 'titles', kind.name.replace('-', '_')) })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <OrderList kind={kind} definition={found} />}</Loaded>
}

type Order = Instrument & {
  title?: string
  work_date?: string
  hours?: string | null
  day_rate?: string | null
  submitted_at?: string | null
}

function useFactsOf(order: Order): Fact[] {
  const text = useText()
  const format = useFormat()
  const money = (value: string): string => format.money(value, order.currency)
  const label = (field: string) => wordOf(text, 'fields', field)
  return [
    { label: label('title'), value: order.title },
    { label: label('project_id'), value: <Link to={`/projects/${order.project_id}`}>{order.project?.name}</Link> },
    { label: label('work_date'), value: order.work_date && format.date(order.work_date) },
    { label: label('hours_worked'), value: order.hours },
    { label: label('day_rate'), value: order.day_rate && money(order.day_rate) },
    { label: label('amount'), value: <span className="number">{money(order.amount)}</span> },
    { label: label('description'), value: order.description && <span className="wrap">{order.description}</span> },
    { label: label('created_by_id'), value: order.created_by?.name },
    { label: label('sent_at'), value: order.submitted_at && <Moment at={order.submitted_at} /> },
    { label: label('decided_at'), value: order.decided_at && <Moment at={order.decided_at} /> },
  ]
}

function Order({ kind, order }: { kind: Kind; order: Order }) {
  const text = useText()
  const list = `/${kind.name}`
  const number = String(order[kind.number])
  usePageTitle({ label: wordOf(text, 'titles', kind.name.replace('-', '_')), to: list }, { label: number })
  return (
    <InstrumentPage
      record={order}
      api={`/api/admin/${kind.name}`}
      list={list}
      type={kind.type}
      name={order.title ? `${number}: ${order.title}` : number}
      facts={<Facts facts={useFactsOf(order)} />}
    />
  )
}

function OrderById({ kind }: { kind: Kind }) {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(one<Order>(`/api/admin/${kind.name}/${id}`))
  return <Loaded query={query}>{(order) => <Order key={order.id} kind={kind} order={order} />}</Loaded>
}

export const VariationOrdersPage = () => <Orders kind={VARIATION} />
export const VariationOrderPage = () => <OrderById kind={VARIATION} />
export const DayworkOrdersPage = () => <Orders kind={DAYWORK} />
export const DayworkOrderPage = () => <OrderById kind={DAYWORK} />
