/** A form of one column: checked as it is left, kept as a draft, saved with one key. */
import { Button, Modal } from '@mantine/core'
import { type FormEvent, lazy, type ReactNode, Suspense } from 'react'
import type { FieldDefinition, RecordRow } from '../api/types'
import { useKeys } from '../keys/keys'
import { useText } from '../language/language'
import { Loading } from '../states/states'
import { ConflictDialog } from './conflict'
import { useLeaveGuard } from './draft'
import type { Form } from './use-form'
import './form.css'

// A module's list and form share a chunk: who reads the list does not fetch the fields.
const Field = lazy(async () => ({ default: (await import('./field')).Field }))

interface FieldsProps {
  form: Form
  fields: readonly FieldDefinition[]
  record?: RecordRow
}

/** The fields of a form, one below the other. */
export function Fields({ form, fields, record }: FieldsProps) {
  return (
    <Suspense fallback={<Loading rows={fields.length} />}>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={form.values[field.name]}
          error={form.problems[field.name]}
          record={record}
          set={(value) => form.set(field.name, value)}
          blur={() => form.check(field.name)}
        />
      ))}
    </Suspense>
  )
}

function LeaveDialog({ form }: { form: Form }) {
  const text = useText()
  const { asking, leave, stay } = useLeaveGuard(form.dirty)
  return (
    <Modal opened={asking} onClose={stay} title={text.form.leaveTitle} closeButtonProps={{ 'aria-label': text.act.close }}>
      <p>{text.form.leaveText}</p>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <Button variant="default" onClick={leave}>
          {text.form.leave}
        </Button>
        <Button data-autofocus onClick={stay}>
          {text.form.stay}
        </Button>
      </div>
    </Modal>
  )
}

/** Says how many fields need a look, and what belongs to no field. */
function Problems({ form }: { form: Form }) {
  const text = useText()
  const wrong = Object.values(form.problems).filter(Boolean).length
  if (!form.refusal && wrong === 0) return null
  return (
    <div className="notice refused" role="alert">
      {form.refusal ?? text.form.fix(wrong)}
    </div>
  )
}

interface Props extends FieldsProps {
  name: string
  title: string
  submitLabel: string
  cancel(): void
  children?: ReactNode
}

export function FormPage({ name, title, form, fields, record, submitLabel, cancel, children }: Props) {
  const text = useText()
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!form.saving) void form.submit()
  }
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => submit() }])
  return (
    <form className="page narrow form" data-form={name} noValidate onSubmit={submit}>
      <h1>{title}</h1>
      {form.restored && (
        <div className="notice work" role="status">
          <span className="grow">{text.form.draftFound}</span>
          <Button size="compact-sm" variant="subtle" onClick={form.discard}>
            {text.form.discardDraft}
          </Button>
        </div>
      )}
      <Problems form={form} />
      <div className="card padded stack">
        <Fields form={form} fields={fields} record={record} />
        {children}
      </div>
      <div className="form-foot">
        <Button type="submit" loading={form.saving}>
          {submitLabel}
        </Button>
        <Button variant="default" onClick={cancel}>
          {text.act.cancel}
        </Button>
      </div>
      <ConflictDialog form={form} fields={fields} />
      <LeaveDialog form={form} />
    </form>
  )
}
