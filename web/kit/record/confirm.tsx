/** A question before what cannot be undone, with room for a reason where one is kept. */
import { Button, Modal, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { type ApiError, asApiError } from '../api/errors'
import { useText } from '../language/language'
import { whyRefused } from '../language/words'

interface Props {
  opened: boolean
  title: string
  body?: string
  verb: string
  danger?: boolean
  /** Whether a reason is asked, and whether it may stay empty. */
  reason?: 'required' | 'optional'
  onClose(): void
  run(reason: string): Promise<void>
  /** What else a refusal tells: what to do first, and where. */
  details?(error: ApiError): ReactNode
}

export function Confirm({ opened, title, body, verb, danger, reason, onClose, run, details }: Props) {
  const text = useText()
  const [given, setGiven] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [more, setMore] = useState<ReactNode>(null)
  const close = () => {
    setMore(null)
    setGiven('')
    setError(null)
    onClose()
  }
  const go = async () => {
    if (reason === 'required' && given.trim() === '') return setError(text.form.missing)
    setBusy(true)
    try {
      await run(given.trim())
      close()
    } catch (failure) {
      const refused = asApiError(failure)
      setMore(details?.(refused) ?? null)
      setError(whyRefused(text, refused))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': text.act.close }}>
      <div className="stack">
        {body && <p>{body}</p>}
        {reason && (
          <Textarea
            label={text.people.reason}
            required={reason === 'required'}
            autosize
            minRows={2}
            data-autofocus
            value={given}
            onChange={(event) => setGiven(event.currentTarget.value)}
            error={error}
          />
        )}
        {error && !reason && (
          <div className="notice refused" role="alert">
            {error}
          </div>
        )}
        {more}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={close}>
            {text.act.cancel}
          </Button>
          <Button color={danger ? 'red' : undefined} loading={busy} onClick={() => void go()} data-autofocus={reason ? undefined : true}>
            {verb}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
