/** The log-in form, on its page and over a page whose log-in has ended. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { asApiError, type ApiError } from '../api/errors'
import { signIn } from '../api/session'
import type { Dictionary } from '../language/en'
import { useText } from '../language/language'
import { reasonOf } from '../language/words'

function sentence(text: Dictionary, error: ApiError): string {
  if (error.status === 401) return text.session.wrong
  if (error.status === 429) return text.states.tooMany(error.retry_after ?? 60)
  if (error.status === 0) return text.states.offlineText
  return error.status === 403 ? reasonOf(text, error.reason, error.data.explain) : text.states.unavailableText
}

export function SignInForm({ username: given }: { username?: string }) {
  const text = useText()
  const [username, setUsername] = useState(given ?? '')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await signIn(username, password)
    } catch (failure) {
      setError(sentence(text, asApiError(failure)))
      setPassword('')
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="stack" style={{ gap: 12 }}>
      {error && (
        <div className="notice refused" role="alert">
          {error}
        </div>
      )}
      <TextInput
        label={text.session.username}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        required
        withAsterisk={false}
        value={username}
        readOnly={given !== undefined}
        data-autofocus={given === undefined || undefined}
        autoFocus={given === undefined}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label={text.session.password}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        data-autofocus={given !== undefined || undefined}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} fullWidth mt={4}>
        {text.act.signIn}
      </Button>
    </form>
  )
}
