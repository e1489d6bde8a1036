/** Parts that people work with: lists, fields, forms, decisions, uploads, dialogs. */
import { useState } from 'react'
import { ApiError } from '../kit/api/errors'
import type { Task } from '../kit/api/types'
import { DecisionPanel } from '../kit/decision/panel'
import { type Item, type Uploads } from '../kit/files/uploads'
import { Uploader } from '../kit/files/uploader'
import { ConflictDialog } from '../kit/form/conflict'
import { Field } from '../kit/form/field'
import { FormPage } from '../kit/form/form-page'
import { type Form, useForm } from '../kit/form/use-form'
import { useResourceColumns, useResourceFilters } from '../kit/list/columns'
import { ListPage } from '../kit/list/list-page'
import { Confirm } from '../kit/record/confirm'
import { Help } from '../kit/shell/help'
import { Palette } from '../kit/shell/palette'
import { cranes, rows } from './answers'

const nothing = () => undefined
const later = async () => undefined

function List({ path, tabs }: { path: string; tabs: boolean }) {
  const { columns, shown } = useResourceColumns(cranes)
  return (
    <div style={{ height: 420, border: '1px solid var(--line)' }}>
      <ListPage
        path={path}
        name="cranes"
        title="Cranes"
        columns={columns}
        shown={shown}
        filters={useResourceFilters(cranes)}
        tabs={
          tabs
            ? [
                { label: 'All', count: 6, filters: {} },
                { label: 'Pending', count: 2, filters: { status: 'pending' } },
              ]
            : undefined
        }
        bulk={[{ label: 'Delete', run: later }]}
        href={(row) => `/records/cranes/${row.id}`}
        nameOf={(row) => String(row.name)}
      />
    </div>
  )
}

export const ListPart = () => <List path="/api/admin/cranes" tabs />

export const ListEmpty = () => <List path="/api/admin/nothing" tabs={false} />

function FieldsOf({ wrong }: { wrong: boolean }) {
  const [values, setValues] = useState<Record<string, unknown>>({
    ...rows[0],
    email: wrong ? 'marta@' : 'marta@cien.example',
    description: 'Two months.',
  })
  const problems: Record<string, string> = wrong
    ? { name: 'Fill this in.', email: 'This is no e-mail address.', contract_value: 'An amount such as 1200.50.' }
    : {}
  return (
    <div className="card padded" style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 16 }}>
      {cranes.fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={wrong && field.name === 'name' ? '' : values[field.name]}
          error={problems[field.name]}
          record={rows[0]}
          set={(value) => setValues({ ...values, [field.name]: value })}
          blur={nothing}
        />
      ))}
    </div>
  )
}

export const Fields = () => <FieldsOf wrong={false} />

export const FieldsWrong = () => <FieldsOf wrong />

const few = cranes.fields.slice(0, 3)

export function FormPart() {
  localStorage.setItem('cien.nobody.draft.gallery', JSON.stringify({ name: 'Typed before' }))
  const form = useForm({ name: 'gallery', fields: few, initial: {}, save: later })
  return (
    <FormPage
      name="gallery"
      title="New: Crane"
      form={{ ...form, restored: true, problems: { status: 'Choose one.' } }}
      fields={few}
      submitLabel="Create"
      cancel={nothing}
    />
  )
}

export function Conflict() {
  const form = useForm({ name: 'conflict', fields: few, initial: { name: 'Tower crane', status: 'active' }, save: later })
  const at = '2026-05-04T10:12:00Z'
  const changed = [{ at, actor: { id: '1', name: 'Vera Verifier' }, version: 2, action: 'updated', fields: ['name', 'status'] }]
  const values = { ...form.values, name: 'Tower crane south' }
  const theirs: Form = { ...form, values, conflict: { theirs: { name: 'Tower crane north', status: 'pending', version: 2 }, changed } }
  return <ConflictDialog form={theirs} fields={few} />
}

const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  kind: 'documents.verify',
  title: 'Verify',
  state: 'open',
  subject: { type: 'document', id: '1', label: 'Lease of the crane' },
  outcomes: ['verify', 'reject'],
  negative_outcomes: ['reject'],
  form: {},
  assignee_id: null,
  assignee: null,
  due_at: null,
  priority: 3,
  process: { workflow_id: 'w', type: 'document' },
  can: { claim: true, release: false, delegate: true, complete: true },
  why: null,
  completed: null,
  created_at: '2026-11-20T14:05:00Z',
  updated_at: '2026-11-20T14:05:00Z',
  version: 1,
  ...more,
})

const AMOUNT = { type: 'object', required: ['amount'], properties: { amount: { type: 'string', kind: 'money' as const, label: 'amount' } } }

export const Decision = () => (
  <div className="stack">
    {[
      { task: task('1') },
      { task: task('2'), earlier: { outcome: 'verify', comment: '', data: {} } },
      { task: task('3'), earlier: { outcome: 'reject', comment: '', data: {} } },
      {
        task: task('4', { outcomes: ['approve', 'reject'], form: AMOUNT }),
        earlier: { outcome: 'approve', comment: 'As agreed.', data: {} },
      },
    ].map((props) => (
      <div key={props.task.id} className="card">
        <DecisionPanel {...props} decide={nothing} />
      </div>
    ))}
  </div>
)

const item = (name: string, state: Item['state'], share = 0): Item => ({
  id: name,
  file: new File([new Uint8Array(48_000)], name),
  state,
  share,
  error: state === 'failed' ? new ApiError(0, {}, null) : null,
  staged: null,
})

export function UploadsPart() {
  const uploads: Uploads = {
    items: [
      item('Lease.pdf', 'ready', 1),
      item('Site plan.pdf', 'sending', 0.6),
      item('Photo of the yard.jpg', 'waiting'),
      item('Survey.pdf', 'failed'),
    ],
    add: nothing,
    retry: nothing,
    remove: nothing,
  }
  return <Uploader uploads={uploads} />
}

export const ConfirmPart = () => (
  <Confirm
    opened
    title="Delete Tower crane?"
    body="It disappears from lists; its history stays."
    verb="Delete"
    danger
    reason="required"
    onClose={nothing}
    run={later}
  />
)

export const PalettePart = () => <Palette opened onClose={nothing} />

export const HelpPart = () => <Help opened onClose={nothing} />
