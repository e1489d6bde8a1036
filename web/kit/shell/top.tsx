/** The top bar: where I am, find, help, notifications, me. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { CircleHelp, LogOut, Menu as MenuIcon, Moon, Search, Sun, UserRound, Languages } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '../api/session'
import { keyCaps } from '../keys/keys'
import { useLanguage } from '../language/language'
import { Bell } from './bell'
import { Crumbs } from './crumbs'
import { useMe } from './me'

interface TopProps {
  onMenu(): void
  onFind(): void
  onHelp(): void
}

function ProfileMenu() {
  const { text, language, choose } = useLanguage()
  const me = useMe()
  const go = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  return (
    <Menu width={240}>
      <Menu.Target>
        <ActionIcon aria-label={text.app.profile}>
          <UserRound size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me?.name}</Menu.Label>
        <Menu.Item leftSection={<UserRound size={16} aria-hidden />} onClick={() => void go({ to: '/me' })}>
          {text.app.profile}
        </Menu.Item>
        <Menu.Item
          leftSection={dark ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          {dark ? text.palette.light : text.palette.dark}
        </Menu.Item>
        <Menu.Item leftSection={<Languages size={16} aria-hidden />} onClick={() => choose(language === 'en' ? 'pt' : 'en')}>
          {language === 'en' ? text.palette.toPortuguese : text.palette.toEnglish}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => void signOut()}>
          {text.act.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
      <Tooltip label={text.app.help}>
        <ActionIcon onClick={onHelp} aria-label={text.app.help}>
          <CircleHelp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Bell />
      <ProfileMenu />
    </header>
  )
}
