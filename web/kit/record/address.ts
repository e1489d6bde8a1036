/** The page of a record of any type, so that every link opens the same thing. */

import type { NotificationRow } from '../api/types'

/** Where a record is read; unknown types lead to the inbox, which always exists. */
export function addressOfRecord(type: string | null, id: string | null, user_type?: string): string {
  if (!type || !id) return '/notifications'
  if (type === 'task') return `/inbox/${id}`
  if (type === 'document') return user_type === 'client' ? `/client/documents/${id}` : `/documents/${id}`
  if (type === 'user') return `/people/${id}`
  if (type === 'business') return `/platform/businesses/${id}`
  if (type === 'registration') return '/inbox'
  return `/records/by-type/${type}/${id}`
}

/** A notification that asks for work leads to its task, any other to its record. */
export function addressOfNotification({ kind, task_id, subject }: NotificationRow, user_type?: string): string {
  if (task_id && /^task\./.test(kind)) return `/inbox/${task_id}`
  return addressOfRecord(subject?.type ?? null, subject?.id ?? null, user_type)
}
