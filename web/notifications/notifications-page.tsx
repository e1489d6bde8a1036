/** All notifications, newest first. */
import { Button } from '@mantine/core'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { useState } from 'react'
import { type Answer, getList } from '../kit/api/client'
import type { ApiError } from '../kit/api/errors'
import type { NotificationRow } from '../kit/api/types'
import { useText } from '../kit/language/language'
import { usePageTitle } from '../kit/shell/crumbs'
import { markRead, NotificationLine } from '../kit/shell/notification-line'
import { EmptyState, Loaded } from '../kit/states/states'
import '../kit/list/list.css'

const PATH = '/api/notifications'

const pages = (unread: boolean) =>
  infiniteQueryOptions<Answer<NotificationRow[]>, ApiError, NotificationRow[], unknown[], number>({
    queryKey: [PATH, 'all', unread],
    queryFn: ({ pageParam, signal }) =>
      getList<NotificationRow>(PATH, { page: pageParam, per_page: 50, 'filter[read]': unread ? 'false' : undefined }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page * meta.per_page < meta.total ? meta.page + 1 : undefined),
    select: (data) => data.pages.flatMap((page) => page.data),
  })

export function NotificationsPage() {
  const text = useText()
  const [unread, setUnread] = useState(false)
  const query = useInfiniteQuery(pages(unread))
  usePageTitle({ label: text.notifications.title })
  return (
    <div className="page narrow stack">
      <header className="row between wraps">
        <h1>{text.notifications.title}</h1>
        <Button variant="default" onClick={() => void markRead({ all: true })}>
          {text.notifications.markAll}
        </Button>
      </header>
      <section className="card" style={{ overflow: 'hidden' }}>
        <div className="list-tabs" style={{ padding: '0 8px' }}>
          {[false, true].map((only) => (
            <button type="button" key={String(only)} aria-pressed={unread === only} onClick={() => setUnread(only)}>
              {only ? text.notifications.unread : text.notifications.all}
            </button>
          ))}
        </div>
        <Loaded query={query}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState icon={Bell} title={text.notifications.empty}>
                {text.notifications.emptyText}
              </EmptyState>
            ) : (
              <>
                {rows.map((row) => (
                  <NotificationLine key={row.id} row={row} />
                ))}
              </>
            )
          }
        </Loaded>
      </section>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.act.showAll}
        </Button>
      )}
    </div>
  )
}
