/** Short messages in the corner; what shows them is fetched with the first one, so that no page waits for it. */
import type { NotificationData } from '@mantine/notifications'

const messages = () => import('@mantine/notifications').then(({ notifications }) => notifications)

/** Shows a message; several keep their order, and one with the id of an earlier one takes its place. */
export function say(message: NotificationData): void {
  void messages().then((shown) => {
    if (message.id !== undefined) shown.hide(message.id)
    shown.show(message)
  })
}

/** Takes a message away, if it still stands there. */
export function unsay(id: string): void {
  void messages().then((shown) => shown.hide(id))
}
