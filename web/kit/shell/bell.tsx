/** The bell: how many notifications are unread, the newest of them, and the way to all. */
import { ActionIcon, Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell as BellIcon } from 'lucide-react'
import { useState } from 'react'
import { list, one } from '../api/queries'
import type { NotificationRow } from '../api/types'
import { useText } from '../language/language'
import { EmptyState, Loaded } from '../states/states'
import { markRead, NotificationLine } from './notification-line'

export function Bell() {
  const text = useText()
  const [open, setOpen] = useState(false)
  const unread = useQuery(one<{ count: number }>('/api/notifications/unread-count')).data?.count ?? 0
  const newest = useQuery({ ...list<NotificationRow>('/api/notifications', { per_page: 8 }), enabled: open })
  const label = unread > 0 ? text.app.unread(unread) : text.app.notifications
  return (
    <Popover opened={open} onChange={setOpen} width={360} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon className="badge-dot" aria-label={label} onClick={() => setOpen(!open)} styles={{ root: { overflow: 'visible' } }}>
          <BellIcon size={18} aria-hidden />
          {unread > 0 && (
            <span className="n" aria-hidden>
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={text.notifications.title}>
        <div className="row between" style={{ padding: '8px 8px 8px 14px' }}>
          <h2>{text.notifications.title}</h2>
          {unread > 0 && (
            <Button variant="subtle" size="compact-sm" onClick={() => void markRead({ all: true })}>
              {text.notifications.markAll}
            </Button>
          )}
        </div>
        <Loaded query={newest} rows={3}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState icon={BellIcon} title={text.notifications.empty}>
                {text.notifications.emptyText}
              </EmptyState>
            ) : (
              <div style={{ maxHeight: 380, overflowY: 'auto' }}>
                {data.map((row) => (
                  <NotificationLine key={row.id} row={row} onGo={() => setOpen(false)} />
                ))}
              </div>
            )
          }
        </Loaded>
        <div style={{ borderTop: '1px solid var(--line)', padding: 8, textAlign: 'center' }}>
          <Link to="/notifications" onClick={() => setOpen(false)}>
            {text.notifications.seeAll}
          </Link>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
