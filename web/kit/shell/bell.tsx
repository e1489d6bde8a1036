/** The bell: its panel is fetched when it is first opened. */
import { BellButton, useUnread } from './bell-button'
import { useLater } from './later'

const panel = async () => (await import('./bell-panel')).BellPanel

export function Bell() {
  const unread = useUnread()
  const { Part, button } = useLater(panel)
  return Part ? <Part /> : <BellButton unread={unread} {...button} />
}
