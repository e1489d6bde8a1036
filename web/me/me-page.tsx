/** The person's own page: profile, language, appearance, password, out of office, sessions. */
import { Button, PasswordInput, SegmentedControl, TextInput, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { put, remove } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { one, refresh } from '../kit/api/queries'
import { signOut, updateMe } from '../kit/api/session'
import type { Me } from '../kit/api/types'
import type { Language } from '../kit/language/dictionaries'
import { useLanguage, useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { useFormat } from '../kit/language/format'
import { Rights } from '../kit/record/rights'
import { Facts, Section } from '../kit/record/frame'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { Substitutes } from './substitutes'

function Profile({ me }: { me: Me }) {
  const text = useText()
  const [name, setName] = useState(me.name)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      updateMe(await put<Me>('/api/me', { name: name.trim() }))
      say({ message: text.me.saved })
    } catch (failure) {
      const error = asApiError(failure)
      const wrong = error.data.errors?.name?.[0]
      say({ color: 'red', message: wrong ? fieldError(text, wrong) : reasonOf(text, error.reason, error.data.explain) })
    }
  }
  return (
    <Section title={text.me.profile}>
      <form className="stack" onSubmit={(event) => void save(event)}>
        <TextInput
          label={wordOf(text, 'fields', 'name')}
          value={name}
          required
          withAsterisk={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Facts
          facts={[
            { label: wordOf(text, 'fields', 'username'), value: me.username },
            { label: wordOf(text, 'fields', 'email'), value: me.email },
            { label: wordOf(text, 'fields', 'user_type'), value: wordOf(text, 'values', me.user_type) },
            { label: wordOf(text, 'fields', 'role'), value: me.role?.name },
            {
              label: text.me.yourRights,
              value: me.permissions.length > 0 && <Rights slugs={me.permissions} />,
            },
          ]}
        />
        <div>
          <Button type="submit">{text.act.save}</Button>
        </div>
      </form>
    </Section>
  )
}

function Appearance() {
  const { text, language, choose } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const pick = (next: string) => {
    choose(next as Language)
    // Mails and notices follow; if it cannot be saved now, the console still speaks the language that was chosen.
    put<Me>('/api/me', { locale: next }).then(updateMe, () => say({ color: 'red', message: text.states.offlineText }))
  }
  return (
    <Section title={text.me.appearance}>
      <div className="stack">
        <div className="stack tight">
          <span className="strong" id="language-label">
            {text.me.language}
          </span>
          <SegmentedControl
            aria-labelledby="language-label"
            value={language}
            onChange={pick}
            data={[
              { value: 'en', label: 'English' },
              { value: 'pt', label: 'Português' },
            ]}
          />
        </div>
        <div className="stack tight">
          <span className="strong" id="mode-label">
            {text.me.appearance}
          </span>
          <SegmentedControl
            aria-labelledby="mode-label"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={[
              { value: 'light', label: text.me.light },
              { value: 'dark', label: text.me.dark },
              { value: 'auto', label: text.me.system },
            ]}
          />
        </div>
      </div>
    </Section>
  )
}

function Password() {
  const text = useText()
  const [current_password, setCurrent] = useState('')
  const [password, setNext] = useState('')
  const [problems, setProblems] = useState<Record<string, string>>({})
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setProblems({})
    try {
      await put('/api/me/password', { current_password, password })
      setCurrent('')
      setNext('')
      say({ message: text.me.passwordChanged })
      await refresh('/api/me/sessions')
    } catch (failure) {
      const error = asApiError(failure)
      const errors = Object.entries(error.data.errors ?? { password: [reasonOf(text, error.reason, error.data.message)] })
      setProblems(Object.fromEntries(errors.map(([field, all]) => [field, all.map((one) => fieldError(text, one)).join(' ')])))
    }
  }
  return (
    <Section title={text.me.password}>
      <form className="stack" onSubmit={(event) => void save(event)}>
        <PasswordInput
          label={text.me.current}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current_password}
          error={problems.current_password}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={text.me.next}
          description={text.register.passwordHelp}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={password}
          error={problems.password}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <div>
          <Button type="submit">{text.me.changePassword}</Button>
        </div>
      </form>
    </Section>
  )
}

interface SessionRow {
  id: string
  last_used_at: string
  user_agent: string | null
  address: string | null
  current: boolean
}

/** A browser and system named as people know them. */
const browserOf = (agent: string | null): string => {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//
    .exec(agent ?? '')?.[1]
    ?.replace('Edg', 'Edge')
    .replace('OPR', 'Opera')
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(agent ?? '')?.[1]
  return [browser, system].filter(Boolean).join(' · ') || (agent ?? '')
}

function Sessions() {
  const text = useText()
  const format = useFormat()
  const query = useQuery(one<SessionRow[]>('/api/me/sessions'))
  const end = async (id: string) => {
    await remove(`/api/me/sessions/${id}`)
    await refresh('/api/me/sessions')
  }
  return (
    <Section
      title={text.me.sessions}
      action={
        <Button size="compact-sm" variant="default" onClick={() => void signOut(true)}>
          {text.act.signOutEverywhere}
        </Button>
      }
    >
      <p className="soft">{text.me.sessionsLead}</p>
      <Loaded query={query} rows={2}>
        {(rows) => (
          <ul style={{ listStyle: 'none', margin: '12px 0 0', padding: 0 }} className="stack tight">
            {rows.map((row) => (
              <li key={row.id} className="row between">
                <span>
                  {browserOf(row.user_agent)} {row.current && <b className="strong">({text.me.thisSession})</b>}
                  <span className="small soft" style={{ display: 'block' }}>
                    {row.address} · {text.me.lastUsed(format.relative(row.last_used_at))}
                  </span>
                </span>
                {!row.current && (
                  <Button size="compact-sm" variant="subtle" onClick={() => void end(row.id)}>
                    {text.me.endSession}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}

export function MePage() {
  const text = useText()
  const me = useMe()
  usePageTitle({ label: text.me.title })
  if (!me) return null
  return (
    <div className="page narrow stack">
      <h1>{text.me.title}</h1>
      <Profile me={me} />
      <Appearance />
      <Substitutes />
      <Password />
      <Sessions />
    </div>
  )
}
