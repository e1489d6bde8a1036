/** Site visits assigned to an employee: what comes, and what was. */
import { useNavigate } from '@tanstack/react-router'
import { MapPin } from 'lucide-react'
import { EventDialog } from '../calendar/event-dialog'
import { itemOf, useEvents } from '../calendar/events'
import { AgendaView } from '../kit/calendar/agenda'
import '../kit/calendar/calendar.css'
import { addDays, daysFrom, startOfDay } from '../kit/calendar/days'
import { useText } from '../kit/language/language'
import { useSearch } from '../kit/list/state'
import { usePageTitle } from '../kit/shell/crumbs'
import { EmptyState, Loaded } from '../kit/states/states'

const DAYS_BACK = 30
const DAYS_AHEAD = 90

export function VisitsPage() {
  const text = useText()
  const go = useNavigate()
  const [search, change] = useSearch()
  const from = addDays(startOfDay(new Date()), -DAYS_BACK)
  const query = useEvents('/api/employee/site-visits', {
    from: from.toISOString(),
    to: addDays(from, DAYS_BACK + DAYS_AHEAD).toISOString(),
  })
  usePageTitle({ label: text.calendar.siteVisits })
  return (
    <div className="page narrow">
      <h1>{text.calendar.siteVisits}</h1>
      <Loaded query={query}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState icon={MapPin} title={text.calendar.empty}>
              {text.calendar.emptyOwn}
            </EmptyState>
          ) : (
            <AgendaView
              days={daysFrom(from, DAYS_BACK + DAYS_AHEAD)}
              day={from}
              items={rows.map((row) => itemOf(row, text, false))}
              held={null}
              open={(item) => change({ event: item.id })}
              show={({ day }) => void go({ to: '/calendar', search: { day: day?.toISOString().slice(0, 10) } as never })}
            />
          )
        }
      </Loaded>
      <EventDialog shown={search.event ? { id: search.event } : null} close={() => change({ event: undefined })} />
    </div>
  )
}
