/** One notification: what happened to which record, and the way there. */
import { Link } from '@tanstack/react-router'
import { post } from '../api/client'
import { refresh } from '../api/queries'
import type { NotificationRow } from '../api/types'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { addressOfNotification } from '../record/address'
import { useMe } from './me'

/** Marks notifications as read and reads the counts again. */
export async function markRead(which: { ids: string[] } | { all: true }): Promise<void> {
  await post('/api/notifications/read', which)
  await refresh('/api/notifications')
}

export function NotificationLine({ row, onGo }: { row: NotificationRow; onGo?: () => void }) {
  const text = useText()
  const format = useFormat()
  const me = useMe()
  const what = text.notificationKinds[row.kind]
  const go = () => {
    if (!row.read) void markRead({ ids: [row.id] })
    onGo?.()
  }
  return (
    <Link to={addressOfNotification(row, me?.user_type)} onClick={go} className="note-line">
      <span className={`dot${row.read ? ' read' : ''}`} aria-hidden />
      <span className="grow">
        <span className="cut" style={{ display: 'block', fontWeight: row.read ? 400 : 600 }}>
          {row.title}
          {!row.read && <span className="sr-only"> ({text.notifications.new})</span>}
        </span>
        {(what || row.body) && <span className="small soft">{[what, row.body].filter(Boolean).join(': ')}</span>}
      </span>
      <time className="small soft" dateTime={row.created_at} title={format.instant(row.created_at)}>
        {format.relative(row.created_at)}
      </time>
    </Link>
  )
}
