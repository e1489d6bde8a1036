/** The top bar: where I am, find, help, notifications, me. */
import { ActionIcon } from '@mantine/core'
import { CircleHelp, Menu as MenuIcon, Search, UserRound } from 'lucide-react'
import { keyCaps } from '../keys/keys'
import { useLanguage } from '../language/language'
import { Bell } from './bell'
import { Crumbs } from './crumbs'
import { useLater } from './later'

interface TopProps {
  onMenu(): void
  onFind(): void
  onHelp(): void
}

const profileMenu = async () => (await import('./profile-menu')).ProfileMenu

function Profile() {
  const { text } = useLanguage()
  const { Part, button } = useLater(profileMenu)
  if (Part) return <Part />
  return (
    <ActionIcon aria-label={text.app.profile} {...button}>
      <UserRound size={18} aria-hidden />
    </ActionIcon>
  )
}

export function Top({ onMenu, onFind, onHelp }: TopProps) {
  const { text } = useLanguage()
  return (
    <header className="top no-print">
      <ActionIcon className="only-narrow" onClick={onMenu} aria-label={text.app.menu}>
        <MenuIcon size={18} aria-hidden />
      </ActionIcon>
      <Crumbs label={text.app.navigation} />
      <button type="button" className="find" onClick={onFind} aria-label={text.palette.title}>
        <Search size={16} aria-hidden />
        <span>{text.app.search}</span>
        <kbd aria-hidden>{keyCaps('mod+k').join(' ')}</kbd>
      </button>
      <ActionIcon onClick={onHelp} aria-label={text.app.help} title={`${text.app.help} (?)`}>
        <CircleHelp size={18} aria-hidden />
      </ActionIcon>
      <Bell />
      <Profile />
    </header>
  )
}
