/** A contractor's claims, read only: where each stands and what was paid on it. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Ticket } from 'lucide-react'
import { one, useResource } from '../kit/api/queries'
import type { RecordRow, ResourceDefinition } from '../kit/api/types'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { shownValue, useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { Facts, RecordHeader, Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'

const LIST = '/contractor/vouchers'

function Vouchers({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const { columns, shown } = useResourceColumns(definition)
  return (
    <ListPage
      path={definition.path}
      name="contractor-vouchers"
      title={text.portal.vouchers}
      columns={columns}
      shown={shown}
      filters={useResourceFilters(definition)}
      empty={
        <EmptyState icon={Ticket} title={text.states.emptyList}>
          {text.portal.ledgerEmpty}
        </EmptyState>
      }
      href={(row) => `${LIST}/${row.id}`}
      nameOf={(row) => String(row.voucher_no)}
    />
  )
}

function Voucher({ definition, row }: { definition: ResourceDefinition; row: RecordRow }) {
  const text = useText()
  const words = { text, format: useFormat() }
  const name = String(row.voucher_no)
  usePageTitle({ label: text.portal.vouchers, to: LIST }, { label: name })
  return (
    <div className="page narrow">
      <RecordHeader kind={wordOf(text, 'types', definition.type)} name={name} status={String(row.status)} />
      <Section title={text.record.facts}>
        <Facts
          facts={definition.fields.map((field) => ({
            label: wordOf(text, 'fields', field.label || field.name),
            value: shownValue(field, row, words),
          }))}
        />
      </Section>
    </div>
  )
}

export function ContractorVouchersPage() {
  const text = useText()
  const { definition, query } = useResource('vouchers')
  usePageTitle({ label: text.portal.vouchers })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Vouchers definition={found} />}</Loaded>
}

export function ContractorVoucherPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { definition, query } = useResource('vouchers')
  const row = useQuery(one<RecordRow>(`/api/contractor/vouchers/${id}`))
  return (
    <Loaded query={{ ...query, data: definition }}>
      {(found) => <Loaded query={row}>{(voucher) => <Voucher definition={found} row={voucher} />}</Loaded>}
    </Loaded>
  )
}
