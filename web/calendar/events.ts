/** Events of the calendar as the API tells them, and as the calendar shows them. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { getList, put } from '../kit/api/client'
import type { ApiError } from '../kit/api/errors'
import { inOffice, ownPath } from '../kit/api/portal'
import { queries, refresh } from '../kit/api/queries'
import type { Named, RecordRow } from '../kit/api/types'
import type { CalendarItem, Placement } from '../kit/calendar/types'
import type { Dictionary } from '../kit/language/en'
import { wordOf } from '../kit/language/words'

export interface EventRow extends RecordRow {
  title: string
  project: Named | null
  event_type: string
  starts_at: string
  ends_at: string | null
  location: string | null
  notes: string | null
  assigned_user: Named | null
  client_visible: boolean | null
}

export interface EventPage {
  rows: EventRow[]
  total: number
}

type Query = Record<string, string>

const PER_PAGE = 100
const MOST_PAGES = 10

/** Where the person's events are read: all of the business in the office, one's own in the portal. */
export const eventsPath = (): string => ownPath('calendar')

async function readAll(path: string, query: Query, signal: AbortSignal): Promise<EventPage> {
  const rows: EventRow[] = []
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await getList<EventRow>(path, { ...query, sort: 'starts_at', page, per_page: PER_PAGE }, signal)
    rows.push(...answer.data)
    if (rows.length >= answer.meta.total || answer.data.length === 0) return { rows, total: answer.meta.total }
  }
  return { rows, total: Number.POSITIVE_INFINITY }
}

const eventsQuery = (path: string, query: Query) =>
  queryOptions<EventPage, ApiError>({ queryKey: [path, 'all', query], queryFn: ({ signal }) => readAll(path, query, signal) })

/** The events of a period; the period before stays in sight while the next is on its way. */
export const useEvents = (path: string, query: Query) => useQuery({ ...eventsQuery(path, query), placeholderData: keepPreviousData })

const TONES: Record<string, string> = { inspection: 'amber', meeting: 'blue', milestone: 'violet', site_visit: 'teal' }

/** An event as the calendar shows it. */
export const itemOf = (row: EventRow, text: Dictionary, movable: boolean): CalendarItem => ({
  id: row.id,
  title: row.title,
  start: new Date(row.starts_at),
  end: row.ends_at === null ? null : new Date(row.ends_at),
  tone: TONES[row.event_type] ?? 'grey',
  kind: wordOf(text, 'values', row.event_type),
  about: [row.project?.name, row.location].filter(Boolean).join(' · '),
  // In a portal everything is one's own.
  who: inOffice() ? (row.assigned_user?.name ?? '') : '',
  movable,
})

/** Shows a move at once, saves it, and reads again what came of it. */
export async function moveEvent(row: EventRow, at: Omit<Placement, 'id'>): Promise<EventRow> {
  const path = eventsPath()
  const times = { starts_at: at.start.toISOString(), ends_at: at.end?.toISOString() ?? null }
  queries.setQueriesData<EventPage>(
    { queryKey: [path, 'all'] },
    (page) => page && { ...page, rows: page.rows.map((each) => (each.id === row.id ? { ...each, ...times } : each)) },
  )
  try {
    return await put<EventRow>(`${path}/${row.id}`, { ...times, version: row.version })
  } finally {
    await refresh(path)
  }
}
