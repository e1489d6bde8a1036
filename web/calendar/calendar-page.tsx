/** The calendar of the business, and of an employee what is assigned to them. */
import { ActionIcon, Button, Select, Tooltip } from '@mantine/core'
import { Navigate, useParams } from '@tanstack/react-router'
import { Plus, Rss } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { asApiError } from '../kit/api/errors'
import { inOffice } from '../kit/api/portal'
import { useResource } from '../kit/api/queries'
import { Calendar } from '../kit/calendar/calendar'
import { addDays, addMinutes } from '../kit/calendar/days'
import { daysOf, useCalendarPlace } from '../kit/calendar/place'
import type { CalendarItem, Placement } from '../kit/calendar/types'
import { RecordPicker } from '../kit/form/pickers'
import type { Values } from '../kit/form/rules'
import { ProjectPicker } from '../kit/form/project-picker'
import '../kit/list/list.css'
import { useSearch } from '../kit/list/state'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { reasonOf, wordOf } from '../kit/language/words'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { sayUndo } from '../kit/shell/say-undo'
import { type EventRow, eventsPath, itemOf, moveEvent, useEvents } from './events'

const EventDialog = lazy(async () => ({ default: (await import('./event-dialog')).EventDialog }))
const FeedDialog = lazy(async () => ({ default: (await import('./feed')).FeedDialog }))

const EVENT_TYPES = ['inspection', 'meeting', 'milestone', 'site_visit', 'other']
const FILTERS = ['project_id', 'event_type', 'assigned_user_id'] as const

function Filters() {
  const text = useText()
  const [search, change] = useSearch()
  return (
    <>
      <ProjectPicker
        aria-label={text.gallery.project}
        placeholder={text.calendar.allProjects}
        value={search.project_id ?? null}
        set={(project_id) => change({ project_id: project_id ?? undefined })}
      />
      <Select
        size="sm"
        w={150}
        aria-label={wordOf(text, 'fields', 'event_type')}
        placeholder={text.calendar.allKinds}
        data={EVENT_TYPES.map((value) => ({ value, label: wordOf(text, 'values', value) }))}
        value={search.event_type ?? null}
        onChange={(event_type) => change({ event_type: event_type ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': text.act.clear }}
      />
      {inOffice() && (
        <RecordPicker
          aria-label={wordOf(text, 'fields', 'assigned_user_id')}
          placeholder={text.calendar.allPeople}
          to="users"
          by="id"
          known={[]}
          value={search.assigned_user_id ?? null}
          set={(assigned_user_id) => change({ assigned_user_id: assigned_user_id ?? undefined })}
        />
      )}
    </>
  )
}

/** Moves an event, says so, and offers the way back. */
function useMove(): (row: EventRow, at: Omit<Placement, 'id'>) => Promise<void> {
  const text = useText()
  const format = useFormat()
  const move = async (row: EventRow, at: Omit<Placement, 'id'>, undone = false): Promise<void> => {
    try {
      const moved = await moveEvent(row, at)
      const back = () =>
        void move(moved, { start: new Date(row.starts_at), end: row.ends_at === null ? null : new Date(row.ends_at) }, true)
      sayUndo({
        id: `moved-${row.id}`,
        message: text.calendar.movedTo(row.title, format.instant(moved.starts_at)),
        verb: text.calendar.undo,
        undo: undone ? undefined : back,
      })
    } catch (failure) {
      const error = asApiError(failure)
      const why =
        error.reason === 'stale_version' ? text.calendar.conflict : reasonOf(text, error.reason, error.data.explain ?? error.data.message)
      say({ color: 'red', title: row.title, message: why })
    }
  }
  return move
}

function Notes({ shown, total }: { shown: number; total: number }) {
  const text = useText()
  const business = useMe()?.business.time_zone ?? ''
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone
  const plain = (zone: string) => zone.replace(/_/g, ' ')
  return (
    <>
      {total > shown && shown > 0 && (
        <p className="notice waiting" role="status" style={{ margin: '0 24px 8px' }}>
          {text.calendar.cut(shown)}
        </p>
      )}
      {mine !== business && <p className="small soft calendar-note">{text.calendar.zones(plain(mine), plain(business))}</p>}
    </>
  )
}

/** An hour from a time on, unless the person says otherwise. */
function startingAt(starts_at: string): Values {
  const start = new Date(starts_at)
  return Number.isNaN(start.getTime()) ? {} : { starts_at: start.toISOString(), ends_at: addMinutes(start, 60).toISOString() }
}

function useCalendarData() {
  const text = useText()
  const format = useFormat()
  const [search] = useSearch()
  const [place] = useCalendarPlace()
  const manage = useResource('calendar').definition?.can.manage ?? false
  const days = daysOf(place, format.first_weekday)
  const chosen = FILTERS.flatMap((name) => (search[name] ? [[`filter[${name}]`, search[name]] as const] : []))
  const first = days[0] ?? place.day
  const query = { from: first.toISOString(), to: addDays(days.at(-1) ?? place.day, 1).toISOString(), ...Object.fromEntries(chosen) }
  const events = useEvents(eventsPath(), query)
  const rows = events.data?.rows ?? []
  return { manage, events, rows, items: rows.map((row) => itemOf(row, text, manage)) }
}

export function CalendarPage() {
  const text = useText()
  const [search, change] = useSearch()
  const [place, show] = useCalendarPlace()
  const [feed, setFeed] = useState(false)
  const { manage, events, rows, items } = useCalendarData()
  const move = useMove()
  usePageTitle({ label: text.calendar.title })
  const create = (start: Date) => change({ new: start.toISOString() })
  // An event may be let go on days that it was not read for.
  const seen = useRef(new Map<string, EventRow>())
  for (const row of rows) seen.current.set(row.id, row)
  const drop = (item: CalendarItem, at: Placement) => {
    const row = seen.current.get(item.id)
    if (row) void move(row, at)
  }
  const fresh = search.new ? { initial: { ...startingAt(search.new), project_id: search.project_id, event_type: search.event_type } } : null
  return (
    <div className="list-page">
      <div className="list-head">
        <h1 className="grow">{text.calendar.title}</h1>
        <Tooltip label={text.calendar.feed}>
          <ActionIcon variant="default" size={36} aria-label={text.calendar.feed} onClick={() => setFeed(true)}>
            <Rss size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {manage && (
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => create(new Date(place.day.getTime() + 9 * 3_600_000))}>
            {text.calendar.newEvent}
          </Button>
        )}
      </div>
      <Notes shown={rows.length} total={events.data?.total ?? 0} />
      <Calendar
        place={place}
        show={show}
        items={items}
        loading={events.isFetching}
        error={events.error}
        retry={() => void events.refetch()}
        open={(item) => change({ event: item.id })}
        create={manage ? create : undefined}
        move={manage ? drop : undefined}
        tools={<Filters />}
      />
      <Suspense fallback={null}>
        <EventDialog shown={search.event ? { id: search.event } : fresh} close={() => change({ event: undefined, new: undefined })} />
      </Suspense>
      {feed && (
        <Suspense fallback={null}>
          <FeedDialog opened close={() => setFeed(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** A link to an event: the calendar with the event over it. */
export function CalendarEventPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  return <Navigate to="/calendar" search={{ event: id } as never} replace />
}
