/** The bell's button, with how many notifications are unread. */
import { ActionIcon, type ActionIconProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Bell as BellIcon } from 'lucide-react'
import type { ComponentPropsWithRef } from 'react'
import { one } from '../api/queries'
import { useText } from '../language/language'

/** How many notifications the person has not read. */
export const useUnread = (): number => useQuery(one<{ count: number }>('/api/notifications/unread-count')).data?.count ?? 0

export function BellButton({ unread, ...rest }: { unread: number } & ActionIconProps & ComponentPropsWithRef<'button'>) {
  const text = useText()
  const label = unread > 0 ? text.app.unread(unread) : text.app.notifications
  return (
    <ActionIcon {...rest} className="badge-dot" aria-label={label} styles={{ root: { overflow: 'visible' } }}>
      <BellIcon size={18} aria-hidden />
      {unread > 0 && (
        <span className="n" aria-hidden>
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </ActionIcon>
  )
}
