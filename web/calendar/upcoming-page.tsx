/** Events that have not begun, as a list: what the dashboard and a project count as ahead. */
import { CalendarClock } from 'lucide-react'
import { useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { recordAddress } from '../kit/record/address'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'

function Ahead({ definition }: { definition: ResourceDefinition }) {
  const text = useText()
  const { columns, shown } = useResourceColumns(definition)
  return (
    <ListPage
      path={definition.path}
      name="upcoming"
      title={text.dashboard.upcoming}
      columns={columns}
      shown={shown}
      filters={useResourceFilters(definition)}
      fixed={{ upcoming: 'true' }}
      empty={<EmptyState icon={CalendarClock} title={text.calendar.empty} />}
      href={(row) => recordAddress('calendar', row.id)}
      nameOf={(row) => String(row.title)}
    />
  )
}

export function UpcomingPage() {
  const text = useText()
  const { definition, query } = useResource('calendar')
  usePageTitle({ label: text.calendar.title, to: '/calendar' }, { label: text.dashboard.upcoming })
  return <Loaded query={{ ...query, data: definition }}>{(found) => <Ahead definition={found} />}</Loaded>
}
