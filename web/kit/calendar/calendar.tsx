/** The calendar: month, week, day and agenda over the same events, all of it by keyboard. */
import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { ApiError } from '../api/errors'
import { useKeys } from '../keys/keys'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { ErrorState } from '../states/states'
import { AgendaView } from './agenda'
import './calendar.css'
import { addDays, addMinutes, sameDay } from './days'
import { HoursView } from './hours'
import { withHeld } from './layout'
import { MonthView } from './month'
import { daysOf, stepped } from './place'
import { type CalendarItem, type CalendarView, type Place, type Placement, VIEWS } from './types'
import { useGrab } from './use-grab'

interface Props {
  place: Place
  show(place: Partial<Place>): void
  items: CalendarItem[]
  loading: boolean
  error: ApiError | null
  retry(): void
  open(item: CalendarItem): void
  create?(start: Date): void
  /** Saves a move; without it nothing can be moved. */
  move?(item: CalendarItem, at: Placement): void
  /** Filters and actions beside the title. */
  tools?: ReactNode
}

const MORNING_MINUTES = 9 * 60
const VIEW_KEYS: Record<CalendarView, string> = { month: 'm', week: 'w', day: 'd', agenda: 'a' }

function useCalendarKeys({ place, show, create }: Props): void {
  const { calendar, help } = useText()
  const by = (days: number) => () => show({ day: addDays(place.day, days) })
  const week = place.view === 'month' ? 7 : 1
  useKeys([
    { keys: 't', label: calendar.today, run: () => show({ day: new Date() }) },
    ...VIEWS.map((view) => ({ keys: VIEW_KEYS[view], label: calendar.views[view], run: () => show({ view }) })),
    { keys: 'arrowleft', label: calendar.dayBefore, run: by(-1) },
    { keys: 'arrowright', label: calendar.dayAfter, run: by(1) },
    ...(place.view === 'month'
      ? [
          { keys: 'arrowup', label: calendar.weekBefore, run: by(-week) },
          { keys: 'arrowdown', label: calendar.weekAfter, run: by(week) },
        ]
      : []),
    { keys: 'pageup', label: calendar.previous, run: () => show({ day: stepped(place, -1) }) },
    { keys: 'pagedown', label: calendar.next, run: () => show({ day: stepped(place, 1) }) },
    ...(create ? [{ keys: 'n', label: help.create, run: () => create(addMinutes(place.day, MORNING_MINUTES)) }] : []),
  ])
}

function Bar({ place, show, tools, title }: Pick<Props, 'place' | 'show' | 'tools'> & { title: string }) {
  const text = useText()
  return (
    <div className="calendar-bar no-print">
      <div className="row">
        <ActionIcon variant="default" aria-label={text.calendar.previous} onClick={() => show({ day: stepped(place, -1) })}>
          <ChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={text.calendar.next} onClick={() => show({ day: stepped(place, 1) })}>
          <ChevronRight size={16} aria-hidden />
        </ActionIcon>
        <Button variant="default" size="compact-md" onClick={() => show({ day: new Date() })}>
          {text.calendar.today}
        </Button>
      </div>
      <h2 className="grow" aria-live="polite">
        {title}
      </h2>
      <SegmentedControl
        size="xs"
        aria-label={text.calendar.view}
        value={place.view}
        onChange={(view) => show({ view: view as CalendarView })}
        data={VIEWS.map((view) => ({ value: view, label: text.calendar.views[view] }))}
      />
      {tools}
    </div>
  )
}

function useTitle({ view, day }: Place): string {
  const format = useFormat()
  const days = daysOf({ view, day }, format.first_weekday)
  if (view === 'month') return format.month(day)
  if (view === 'day') return format.day(day)
  return format.range(days[0] ?? day, days.at(-1) ?? day)
}

export function Calendar(props: Props) {
  const { place, items, error, move, open, create, show } = props
  const text = useText()
  const format = useFormat()
  const [said, setSaid] = useState('')
  useCalendarKeys(props)
  const days = daysOf(place, format.first_weekday)
  const { held, grab } = useGrab({
    view: place.view,
    drop: (item, at) => move?.(item, at),
    say(what, at) {
      setSaid(`${text.calendar.said[what]} ${format.instant(at.start.toISOString())}`)
      // The calendar follows what is moved out of its days.
      if (!days.some((day) => sameDay(day, at.start))) show({ day: at.start })
    },
  })
  const shared = { days, day: place.day, held, open, create, show, items: withHeld(items, held), grab: move ? grab : undefined }
  const Shown = place.view === 'month' ? MonthView : place.view === 'agenda' ? AgendaView : HoursView
  return (
    <div className="calendar" aria-busy={props.loading}>
      <Bar place={place} show={show} tools={props.tools} title={useTitle(place)} />
      {error && items.length === 0 ? <ErrorState error={error} retry={props.retry} /> : <Shown key={place.view} {...shared} />}
      <div className="sr-only" role="status" aria-live="assertive">
        {said}
      </div>
    </div>
  )
}
