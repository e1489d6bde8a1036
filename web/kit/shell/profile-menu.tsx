/** The menu of the signed-in person: profile, look, language, leaving. */
import { ActionIcon, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Languages, LogOut, Moon, Sun, UserRound } from 'lucide-react'
import { signOut } from '../api/session'
import { useLanguage } from '../language/language'
import { useOpenAtOnce } from './later'
import { useMe } from './me'

export function ProfileMenu() {
  const { text, language, choose } = useLanguage()
  const me = useMe()
  const [opened, setOpened] = useOpenAtOnce()
  const go = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  return (
    <Menu width={240} opened={opened} onChange={setOpened}>
      <Menu.Target>
        {/* Takes the place of the button that was pressed, and so its focus. */}
        <ActionIcon aria-label={text.app.profile} autoFocus>
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
