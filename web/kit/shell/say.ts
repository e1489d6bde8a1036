/** Short messages in the corner; what shows them is fetched with the first one, so that no page waits for it. */
import type { NotificationData } from '@mantine/notifications'

/** Shows a message; several keep their order. */
export async function say(message: NotificationData): Promise<void> {
  const { notifications } = await import('@mantine/notifications')
  notifications.show(message)
}
