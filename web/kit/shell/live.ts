/** Live news for the signed-in person: what changed is read again behind the page; without the stream the console polls. */
import { useEffect, useSyncExternalStore } from 'react'
import { queries, refresh } from '../api/queries'
import { listen, type LiveEvent } from '../api/events'
import { useMe } from './me'

const POLL_MS = 20_000
/** Paths of record types whose plural is not simply the type's with an `s`. */
const PATHS: Record<string, string> = {
  staff_profile: 'staff',
  phase_definition: 'phase-library',
  subcontractor_category: 'subcontractor-categories',
  calendar_event: 'calendar',
  material_stock: 'material-stock',
  gallery_item: 'gallery',
  ledger_entry: 'ledgers',
}
/** Records of a project, whose changes show on its page. */
const OF_PROJECT = new Set([
  'phase',
  'proposal',
  'calendar_event',
  'daily_log',
  'material_stock',
  'gallery_item',
  'expense',
  'document',
  'voucher',
  'variation_order',
  'daywork_order',
])
/** Figures over many records: read again at most this often, however much happens. */
const FIGURES_MS = 3000

let up = false
const listeners = new Set<() => void>()

function moved(live: boolean): void {
  if (live === up) return
  up = live
  for (const listener of listeners) listener()
}

/** The list path of a record type. */
export const pathOfType = (type: string): string => `/api/admin/${PATHS[type] ?? `${type.replace(/_/g, '-')}s`}`

let figures: ReturnType<typeof setTimeout> | undefined

/** The dashboard follows everything that happens, in its own time. */
function refreshFigures(): void {
  figures ??= setTimeout(() => {
    figures = undefined
    void refresh('/api/admin/dashboard')
  }, FIGURES_MS)
}

function react({ event, data }: LiveEvent): void {
  if (event === 'notification') {
    queries.setQueryData(['/api/notifications/unread-count', 'one', {}], { count: Number(data.unread) })
    void queries.invalidateQueries({ queryKey: ['/api/notifications', 'list'] })
  }
  if (event === 'task' || event === 'record') refreshFigures()
  if (event === 'task') void refresh('/api/tasks')
  if (event === 'record' && typeof data.type === 'string') {
    void refresh(pathOfType(data.type))
    if (OF_PROJECT.has(data.type)) void refresh('/api/admin/projects')
    if (data.type === 'document') void refresh('/api/client/documents')
  }
}

function poll(): void {
  if (up || document.hidden) return
  void refresh('/api/tasks')
  void refresh('/api/notifications')
}

/** Listens while the shell is shown. */
export function useLive(): void {
  const id = useMe()?.id
  useEffect(() => {
    if (!id) return undefined
    const stop = listen({ tell: react, live: moved })
    const timer = setInterval(poll, POLL_MS)
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [id])
}

const watchOnline = (listener: () => void): (() => void) => {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** False while the device has no connection. */
export const useOnline = (): boolean => useSyncExternalStore(watchOnline, () => navigator.onLine)
