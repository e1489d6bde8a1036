/** The newest notifications under the bell, and the way to all. */
import { Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell as BellIcon } from 'lucide-react'
import { list } from '../api/queries'
import type { NotificationRow } from '../api/types'
import { useText } from '../language/language'
import { EmptyState, Loaded } from '../states/states'
import { BellButton, useUnread } from './bell-button'
import { useOpenAtOnce } from './later'
import { markRead, NotificationLine } from './notification-line'

export function BellPanel() {
  const text = useText()
  const [open, setOpen] = useOpenAtOnce()
  const unread = useUnread()
  const newest = useQuery({ ...list<NotificationRow>('/api/notifications', { per_page: 8 }), enabled: open })
  return (
    <Popover opened={open} onChange={setOpen} width={360} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <BellButton unread={unread} autoFocus onClick={() => setOpen(!open)} />
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
