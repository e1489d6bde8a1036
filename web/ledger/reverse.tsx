/** Reverses what was posted: why, and on which day; the two stay linked. */
import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { post } from '../kit/api/client'
import { asApiError } from '../kit/api/errors'
import type { RecordRow } from '../kit/api/types'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { fieldError, reasonOf, wordOf } from '../kit/language/words'
import { isoOf, todayIn } from '../kit/schedule/days'
import { useMe } from '../kit/shell/me'

interface Props {
  opened: boolean
  title: string
  /** The API's path of the record that is reversed. */
  path: string
  onClose(): void
  done(reversal: RecordRow): Promise<void>
}

type Problems = Partial<Record<'reason' | 'entry_date' | 'other', string>>

function useReverse({ path, onClose, done }: Props) {
  const text = useText()
  const today = isoOf(todayIn(useMe()?.business.time_zone ?? 'UTC'))
  const [reason, setReason] = useState('')
  const [entry_date, setDate] = useState(today)
  const [busy, setBusy] = useState(false)
  const [problems, setProblems] = useState<Problems>({})
  const refuse = (failure: unknown) => {
    const error = asApiError(failure)
    const { reason: why = [], entry_date: day = [], ...others } = error.data.errors ?? {}
    const say = (all: string[]): string | undefined => all.map((one) => fieldError(text, one)).join(' ') || undefined
    const rest = say(Object.values(others).flat())
    const refusal = error.data.errors ? rest : reasonOf(text, error.reason, error.data.explain ?? error.data.message)
    setProblems({ reason: say(why), entry_date: say(day), other: refusal })
  }
  const run = async (event?: FormEvent) => {
    event?.preventDefault()
    if (reason.trim() === '') return setProblems({ reason: text.form.missing })
    setBusy(true)
    try {
      await done(await post<RecordRow>(`${path}/reverse`, { reason: reason.trim(), entry_date }))
      setReason('')
      onClose()
    } catch (failure) {
      refuse(failure)
    } finally {
      setBusy(false)
    }
  }
  return { reason, setReason, entry_date, setDate, busy, problems, run }
}

function ReverseForm(props: Props) {
  const text = useText()
  const { reason, setReason, entry_date, setDate, busy, problems, run } = useReverse(props)
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => void run() }])
  return (
    <form className="stack" noValidate onSubmit={(event) => void run(event)}>
      <p>{text.money.reverseText}</p>
      {problems.other && (
        <div className="notice refused" role="alert">
          {problems.other}
        </div>
      )}
      <Textarea
        label={text.people.reason}
        required
        autosize
        minRows={2}
        data-autofocus
        value={reason}
        error={problems.reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={wordOf(text, 'fields', 'entry_date')}
        description={text.money.reverseDate}
        value={entry_date}
        error={problems.entry_date}
        onChange={(event) => setDate(event.currentTarget.value)}
      />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={props.onClose}>
          {text.act.cancel}
        </Button>
        <Button type="submit" loading={busy}>
          {text.money.reverse}
        </Button>
      </div>
    </form>
  )
}

export function Reverse(props: Props) {
  const text = useText()
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} closeButtonProps={{ 'aria-label': text.act.close }}>
      <ReverseForm {...props} />
    </Modal>
  )
}
