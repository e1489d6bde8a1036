/** The designed states of a page: empty, loading, failed, refused, missing. */
import { Button, Skeleton } from '@mantine/core'
import { CloudOff, FileQuestion, Inbox, Lock, type LucideIcon, RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ApiError } from '../api/errors'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'
import { useTitleOfState } from '../shell/crumbs'

interface StateProps {
  icon?: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** One sentence of what this is, and the first thing to do. */
export function EmptyState({ icon: Icon = Inbox, title, children, action }: StateProps) {
  return (
    <div className="state">
      <span className="icon">
        <Icon size={20} aria-hidden />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

interface ErrorWords {
  icon: LucideIcon
  title: string
  body: string
}

function useErrorWords(error: ApiError): ErrorWords {
  const text = useText()
  const { states } = text
  if (error.status === 0) return { icon: CloudOff, title: states.offline, body: states.offlineText }
  if (error.status === 404) return { icon: FileQuestion, title: states.notFound, body: states.notFoundText }
  if (error.status === 403) return { icon: Lock, title: states.forbidden, body: reasonOf(text, error.reason, error.data.explain) }
  if (error.status === 503) return { icon: RotateCw, title: states.unavailable, body: states.unavailableText }
  if (error.status === 429) return { icon: RotateCw, title: states.unavailable, body: states.tooMany(error.retry_after ?? 1) }
  return {
    icon: TriangleAlert,
    title: states.failed,
    body: error.status === 409 ? reasonOf(text, error.reason, error.data.message) : states.failedText,
  }
}

/** What went wrong with reading a page, and what the person can do next. */
export function ErrorState({ error, retry }: { error: ApiError; retry?: () => void }) {
  const text = useText()
  const { icon, title, body } = useErrorWords(error)
  useTitleOfState(title)
  const helps = retry && error.status !== 403 && error.status !== 404
  return (
    <div role="alert">
      <EmptyState
        icon={icon}
        title={title}
        action={
          helps && (
            <Button variant="default" onClick={retry}>
              {text.act.retry}
            </Button>
          )
        }
      >
        {body}
        {error.status === 403 && `${/[.!?]$/.test(body) ? '' : '.'} ${text.states.forbiddenText}`}
        {error.data.request_id && (
          <>
            <br />
            <span className="mono">{text.states.requestId(error.data.request_id)}</span>
          </>
        )}
      </EmptyState>
    </div>
  )
}

/** Grey bars, shown only when loading takes longer than 300 ms. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const text = useText()
  return (
    <div className="skeleton-late stack tight" role="status" aria-label={text.states.loading} style={{ padding: 16 }}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={20} width={`${90 - ((index * 13) % 40)}%`} />
      ))}
    </div>
  )
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: ApiError | null; refetch(): unknown }
  rows?: number
  children(data: T): ReactNode
}

/** The data, or the state its query is in. Data from the cache is shown while a refresh fails. */
export function Loaded<T>({ query, rows, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return <Loading rows={rows} />
}
