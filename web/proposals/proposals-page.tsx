/** Proposals: where each stands, as tabs with their counts. */
import { Handshake } from 'lucide-react'
import { useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import type { Filter } from '../kit/list/types'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'
import { NewButton, useStatusTabs } from '../projects/projects-page'

const PATH = '/api/admin/proposals'
const QUEUES = ['submitted', 'revised', 'draft', 'approved', 'rejected']

function ProposalList({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const { columns } = useResourceColumns(definition)
  const days: Filter[] = ['decided_from', 'decided_to'].map((name) => ({ name, label: wordOf(text, 'fields', name), kind: 'date' }))
  const filters = useResourceFilters(definition).filter((filter) => filter.name !== 'status')
  const make = <NewButton definition={definition} to="/proposals/new" />
  return (
    <ListPage
      path={PATH}
      name="proposals"
      title={text.proposals.title}
      columns={columns}
      shown={['title', 'project_id', 'quoted_amount', 'status', 'current_round', 'valid_until', 'submitted_at']}
      filters={[...filters, ...days]}
      tabs={useStatusTabs(PATH, QUEUES)}
      actions={make}
      empty={
        <EmptyState icon={Handshake} title={text.states.emptyList} action={make}>
          {text.proposals.emptyText}
        </EmptyState>
      }
      href={(row) => `/proposals/${row.id}`}
      nameOf={(row) => String(row.title)}
    />
  )
}

export function ProposalsPage() {
  const text = useText()
  const { definition, query } = useResource('proposals')
  usePageTitle({ label: text.proposals.title })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <ProposalList definition={found} />}</Loaded>
}
