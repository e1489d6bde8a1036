/** The frame of the pages that need no session. */
import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Languages, Moon, Sun } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useLanguage } from '../kit/language/language'
import './sign-in.css'

export function PublicPage({ title, lead, children, wide }: { title: string; lead?: string; children: ReactNode; wide?: boolean }) {
  const { text, language, choose } = useLanguage()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  const mode = dark ? text.palette.light : text.palette.dark
  const other = language === 'en' ? text.palette.toPortuguese : text.palette.toEnglish
  useEffect(() => {
    document.title = `${title} · Cien`
  }, [title])
  return (
    <main className="public">
      <div className="public-tools">
        <Tooltip label={other}>
          <ActionIcon aria-label={other} onClick={() => choose(language === 'en' ? 'pt' : 'en')}>
            <Languages size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={mode}>
          <ActionIcon aria-label={mode} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
            {dark ? <Sun size={18} aria-hidden /> : <Moon size={18} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={`public-box${wide ? ' wide' : ''}`}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1>{title}</h1>
        {lead && <p className="soft">{lead}</p>}
        {children}
      </div>
    </main>
  )
}
