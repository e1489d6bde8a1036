/** Where a calendar stands: view and day, kept in the address so that a link shows a colleague the same. */
import { useMediaQuery } from '@mantine/hooks'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { addDays, addMonths, dayKey, dayOf, daysFrom, monthDays, startOfDay, startOfWeek } from './days'
import { type CalendarView, type Place, VIEWS } from './types'

const AGENDA_DAYS = 30

/** The days a view shows. */
export function daysOf({ view, day }: Place, first_weekday: number): Date[] {
  if (view === 'month') return monthDays(day, first_weekday)
  if (view === 'week') return daysFrom(startOfWeek(day, first_weekday), 7)
  return daysFrom(startOfDay(day), view === 'day' ? 1 : AGENDA_DAYS)
}

/** The day one view further. */
export function stepped({ view, day }: Place, by: 1 | -1): Date {
  if (view === 'month') return addMonths(day, by)
  return addDays(day, by * (view === 'week' ? 7 : view === 'day' ? 1 : AGENDA_DAYS))
}

const isView = (value: unknown): value is CalendarView => VIEWS.includes(value as CalendarView)

/** The place in the address and how to change it; a phone begins with the agenda. */
export function useCalendarPlace(): [Place, (place: Partial<Place>) => void] {
  const { pathname, search: all } = useLocation()
  const go = useNavigate()
  const phone = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false }) ?? false
  const search = all as Record<string, unknown>
  const place: Place = {
    view: isView(search.view) ? search.view : phone ? 'agenda' : 'month',
    day: dayOf(typeof search.day === 'string' ? search.day : '') ?? startOfDay(new Date()),
  }
  const show = ({ view = place.view, day = place.day }: Partial<Place>) =>
    void go({ to: pathname, search: { ...search, view, day: dayKey(day) } as never, replace: true })
  return [place, show]
}
