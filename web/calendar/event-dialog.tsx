/** One event over the calendar: made, read, changed, deleted. */
import { Button, Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { get, post, put, remove } from '../kit/api/client'
import { one, refresh, useResource } from '../kit/api/queries'
import type { ResourceDefinition } from '../kit/api/types'
import { ConflictDialog } from '../kit/form/conflict'
import { Fields } from '../kit/form/form-page'
import { bodyOf, type Values } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { wordOf } from '../kit/language/words'
import { Confirm } from '../kit/record/confirm'
import { Facts } from '../kit/record/frame'
import { Moment } from '../kit/record/story'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'
import { type EventRow, eventsPath } from './events'

interface FormProps {
  definition: ResourceDefinition
  row?: EventRow
  initial: Values
  close(): void
}

function useEventForm({ definition, row, initial, close }: FormProps) {
  const text = useText()
  const path = eventsPath()
  return useForm({
    name: `calendar-${row?.id ?? 'new'}`,
    fields: definition.fields,
    initial,
    version: row?.version,
    reload: row && (() => get<EventRow>(`${path}/${row.id}`)),
    async save(values, version) {
      const body = bodyOf(definition.fields, values, row === undefined)
      const saved = row ? await put<EventRow>(`${path}/${row.id}`, { ...body, version }) : await post<EventRow>(path, body)
      say({ message: row ? text.form.saved : text.form.created(saved.title) })
      await refresh(path)
      close()
    },
  })
}

function EventForm(props: FormProps) {
  const { definition, row, close } = props
  const text = useText()
  const form = useEventForm(props)
  const [removing, setRemoving] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  // The dialog itself begins with its close button: whoever makes an event begins with its title.
  useEffect(() => {
    const timer = setTimeout(() => element.current?.querySelector('input')?.focus(), 50)
    return () => clearTimeout(timer)
  }, [])
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!form.saving) void form.submit()
  }
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => submit() }])
  const removeIt = async () => {
    await remove(`${eventsPath()}/${row?.id}`)
    say({ message: `${text.record.deleted}: ${row?.title}` })
    await refresh(eventsPath())
    close()
  }
  return (
    <form ref={element} onSubmit={submit} noValidate className="stack" data-form={`calendar-${row?.id ?? 'new'}`}>
      {form.refusal && (
        <div className="notice refused" role="alert">
          {form.refusal}
        </div>
      )}
      <Fields form={form} fields={definition.fields} record={row} />
      <div className="row">
        <Button type="submit" loading={form.saving}>
          {row ? text.act.save : text.act.create}
        </Button>
        <Button variant="default" onClick={close}>
          {text.act.cancel}
        </Button>
        {row && (
          <Button variant="subtle" color="red" ml="auto" onClick={() => setRemoving(true)}>
            {text.act.remove}
          </Button>
        )}
      </div>
      <ConflictDialog form={form} fields={definition.fields} />
      <Confirm
        opened={removing}
        title={text.record.deleteTitle(row?.title ?? '')}
        body={text.record.deleteText}
        verb={text.act.remove}
        danger
        onClose={() => setRemoving(false)}
        run={removeIt}
      />
    </form>
  )
}

function EventFacts({ row }: { row: EventRow }) {
  const text = useText()
  const label = (field: string) => wordOf(text, 'fields', field)
  return (
    <Facts
      facts={[
        { label: label('event_type'), value: wordOf(text, 'values', row.event_type) },
        { label: label('project_id'), value: row.project?.name },
        { label: label('starts_at'), value: <Moment at={row.starts_at} /> },
        { label: label('ends_at'), value: row.ends_at && <Moment at={row.ends_at} /> },
        { label: label('location'), value: row.location },
        { label: label('assigned_user_id'), value: row.assigned_user?.name },
        { label: label('notes'), value: row.notes && <span className="wrap">{row.notes}</span> },
      ]}
    />
  )
}

function OpenEvent({ id, close }: { id: string; close(): void }) {
  const query = useQuery(one<EventRow>(`${eventsPath()}/${id}`))
  const { definition, query: definitions } = useResource('calendar')
  if (definitions.isPending) return null
  return (
    <Loaded query={query}>
      {(row) =>
        definition?.can.manage ? (
          <EventForm key={row.id} definition={definition} row={row} initial={valuesOf(definition, row)} close={close} />
        ) : (
          <EventFacts row={row} />
        )
      }
    </Loaded>
  )
}

const valuesOf = (definition: ResourceDefinition, row: Record<string, unknown>): Values =>
  Object.fromEntries(definition.fields.map((field) => [field.name, row[field.name]]))

interface Props {
  /** An event's id, or what a new one begins with. */
  shown: { id: string } | { initial: Values } | null
  close(): void
}

export function EventDialog({ shown, close }: Props) {
  const text = useText()
  const phone = useMediaQuery('(max-width: 700px)') ?? false
  const { definition } = useResource('calendar')
  const title = shown && 'id' in shown ? text.calendar.editEvent : text.calendar.newEvent
  return (
    <Modal opened={shown !== null} onClose={close} title={title} fullScreen={phone} closeButtonProps={{ 'aria-label': text.act.close }}>
      {shown && 'id' in shown && <OpenEvent id={shown.id} close={close} />}
      {shown && 'initial' in shown && definition && <EventForm definition={definition} initial={shown.initial} close={close} />}
    </Modal>
  )
}
