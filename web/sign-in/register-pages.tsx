/** Registering a business, and confirming the e-mail address with the link that was sent. */
import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { postOpen } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import { problemOf } from '../kit/form/rules'
import type { Dictionary } from '../kit/language/en'
import { useLanguage, useText } from '../kit/language/language'
import { fieldError, wordOf } from '../kit/language/words'
import type { FieldDefinition } from '../kit/api/types'
import { EmptyState } from '../kit/states/states'
import { PublicPage } from './public-page'
import { businessFields, personFields } from './registration-fields'

type Values = Record<string, string>

const FIELDS = [...businessFields('business_name'), ...personFields]
const FIRST: Values = {
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  base_currency: navigator.language.endsWith('BR') ? 'BRL' : 'EUR',
}

const HELP: Record<string, (text: Dictionary) => string> = {
  username: (text) => text.register.usernameHelp,
  password: (text) => text.register.passwordHelp,
}
const COMPLETE: Record<string, string> = {
  business_name: 'organization',
  name: 'name',
  username: 'username',
  email: 'email',
  password: 'new-password',
}

interface FieldProps {
  field: FieldDefinition
  value: string
  error?: string
  set(value: string): void
  blur(): void
}

function Field({ field, value, error, set, blur }: FieldProps) {
  const text = useText()
  const shared = {
    id: `register-${field.name}`,
    label: wordOf(text, 'fields', field.name),
    description: HELP[field.name]?.(text),
    error,
    required: true,
    withAsterisk: false,
    onBlur: blur,
    autoComplete: COMPLETE[field.name],
  }
  if (field.options)
    return (
      <Select
        {...shared}
        data={field.options}
        searchable
        limit={80}
        value={value || null}
        onChange={(next) => set(next ?? '')}
        nothingFoundMessage={text.form.nothing}
      />
    )
  if (field.name === 'password') return <PasswordInput {...shared} value={value} onChange={(event) => set(event.currentTarget.value)} />
  return (
    <TextInput
      {...shared}
      type={field.kind === 'email' ? 'email' : 'text'}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}

function useRegistration() {
  const { text, language } = useLanguage()
  const [values, setValues] = useState<Values>(FIRST)
  const [problems, setProblems] = useState<Values>({})
  const [refusal, setRefusal] = useState<string | null>(null)
  const [state, setState] = useState<'open' | 'sending' | 'sent'>('open')
  const show = (found: Values) => {
    setProblems(found)
    const first = FIELDS.find((field) => found[field.name])
    if (first) document.getElementById(`register-${first.name}`)?.focus()
  }
  const check = (name: string) => {
    const field = FIELDS.find((each) => each.name === name)
    if (field) setProblems({ ...problems, [name]: problemOf(field, values[name], text) ?? '' })
  }
  const send = async () => {
    const found = Object.fromEntries(FIELDS.map((field) => [field.name, problemOf(field, values[field.name], text) ?? '']))
    if (Object.values(found).some(Boolean)) return show(found)
    setState('sending')
    setRefusal(null)
    try {
      await postOpen('/api/register', { ...values, locale: language })
      setState('sent')
    } catch (failure) {
      setState('open')
      const error = asApiError(failure)
      if (error.data.errors)
        show(
          Object.fromEntries(
            Object.entries(error.data.errors).map(([field, all]) => [field, all.map((one) => fieldError(text, one)).join(' ')]),
          ),
        )
      else setRefusal(error.status === 429 ? text.states.tooMany(error.retry_after ?? 60) : text.states.offlineText)
    }
  }
  return { values, problems, refusal, state, check, send, set: (name: string, value: string) => setValues({ ...values, [name]: value }) }
}

export function RegisterPage() {
  const text = useText()
  const form = useRegistration()
  if (form.state === 'sent') {
    return (
      <PublicPage title={text.register.title}>
        <div role="status">
          <EmptyState icon={CircleCheck} title={text.register.sentTitle}>
            {text.register.sentText}
          </EmptyState>
        </div>
      </PublicPage>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void form.send()
  }
  return (
    <PublicPage title={text.register.title} lead={text.register.lead} wide>
      <form className="stack" noValidate onSubmit={submit}>
        {form.refusal && (
          <div className="notice refused" role="alert">
            {form.refusal}
          </div>
        )}
        {FIELDS.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={form.values[field.name] ?? ''}
            error={form.problems[field.name]}
            set={(value) => form.set(field.name, value)}
            blur={() => form.check(field.name)}
          />
        ))}
        <Button type="submit" loading={form.state === 'sending'}>
          {text.register.send}
        </Button>
      </form>
      <p>
        {text.register.haveAccount} <Link to="/sign-in">{text.act.signIn}</Link>
      </p>
    </PublicPage>
  )
}

export function VerifyPage() {
  const text = useText()
  const given = (useSearch({ strict: false }) as { token?: string }).token ?? ''
  const [token, setToken] = useState(given)
  const [state, setState] = useState<'open' | 'sending' | 'done' | 'failed'>('open')
  const tried = useRef(false)
  const verify = async (value: string) => {
    setState('sending')
    await postOpen('/api/register/verify', { token: value }).then(
      () => setState('done'),
      () => setState('failed'),
    )
  }
  useEffect(() => {
    if (given === '' || tried.current) return
    tried.current = true
    void verify(given)
  }, [given])
  if (state === 'done') {
    return (
      <PublicPage title={text.register.verifiedTitle}>
        <div role="status">
          <EmptyState icon={CircleCheck} title={text.register.verifiedTitle} action={<Link to="/sign-in">{text.act.signIn}</Link>}>
            {text.register.verifiedText}
          </EmptyState>
        </div>
      </PublicPage>
    )
  }
  return (
    <PublicPage title={text.register.verifyTitle}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void verify(token)
        }}
      >
        <TextInput
          label={text.register.verifyToken}
          required
          withAsterisk={false}
          value={token}
          error={state === 'failed' ? text.register.verifyFailed : undefined}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" loading={state === 'sending'}>
          {text.register.verify}
        </Button>
      </form>
    </PublicPage>
  )
}
