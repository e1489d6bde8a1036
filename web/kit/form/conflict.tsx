/** Two people changed the same record: who did what, and for each field both touched, what counts. */
import { Button, Modal, Radio } from '@mantine/core'
import { useState } from 'react'
import type { Change } from '../api/errors'
import type { FieldDefinition, RecordRow } from '../api/types'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { plainValue } from '../list/columns'
import { Moment } from '../record/story'
import { say } from '../shell/say'
import type { Form } from './use-form'
import type { Values } from './rules'

interface Props {
  form: Form
  fields: readonly FieldDefinition[]
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) !== JSON.stringify(b ?? null)

/** Who changed the record meanwhile, when, and which fields. */
function Changes({ changed }: { changed: readonly Change[] }) {
  const text = useText()
  if (changed.length === 0) return null
  return (
    <ul className="changes">
      {changed.map(({ at, actor, version, fields }) => (
        <li key={version}>
          {text.form.changedBy(actor?.name ?? text.record.system, fields.map((field) => wordOf(text, 'fields', field)).join(', '))}{' '}
          <span className="small soft">
            <Moment at={at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

interface FieldProps {
  field: FieldDefinition
  form: Form
  theirs: Values
  value: 'mine' | 'theirs'
  choose(value: string): void
}

/** One field that both changed: mine or theirs. */
function Disputed({ field, form, theirs, value, choose }: FieldProps) {
  const text = useText()
  const words = { text, format: useFormat() }
  const shown = (row: Values) => plainValue(field, row as RecordRow, words) || text.record.none
  return (
    <Radio.Group label={wordOf(text, 'fields', field.label || field.name)} value={value} onChange={choose}>
      <div className="stack tight" style={{ marginTop: 4 }}>
        <Radio size="sm" value="mine" label={`${text.form.mine}: ${shown(form.values)}`} />
        <Radio size="sm" value="theirs" label={`${text.form.theirs}: ${shown(theirs)}`} />
      </div>
    </Radio.Group>
  )
}

/** What they changed alone: it stays as they left it. */
function Adopted({ fields, theirs }: { fields: readonly FieldDefinition[]; theirs: Values }) {
  const text = useText()
  const words = { text, format: useFormat() }
  if (fields.length === 0) return null
  return (
    <div>
      <p className="small soft">{text.form.conflictAdopted}</p>
      <ul className="changes">
        {fields.map((field) => (
          <li key={field.name}>
            {wordOf(text, 'fields', field.label || field.name)}: {plainValue(field, theirs as RecordRow, words) || text.record.none}
          </li>
        ))}
      </ul>
    </div>
  )
}

function useCopyMine({ form, fields }: Props) {
  const text = useText()
  const words = { text, format: useFormat() }
  return async () => {
    const lines = fields.map(
      (field) => `${wordOf(text, 'fields', field.label || field.name)}: ${plainValue(field, form.values as RecordRow, words)}`,
    )
    await navigator.clipboard.writeText(lines.join('\n'))
    say({ message: text.form.copiedMine })
  }
}

function Settling({ form, fields, theirs }: Props & { theirs: Values }) {
  const text = useText()
  const [chosen, choose] = useState<Record<string, string>>({})
  const copy = useCopyMine({ form, fields })
  const changed = fields.filter(({ name }) => name in theirs && differs(form.base[name], theirs[name]))
  const isMine = ({ name }: FieldDefinition) => differs(form.base[name], form.values[name])
  const disputed = changed.filter((field) => isMine(field) && differs(form.values[field.name], theirs[field.name]))
  const adopted = changed.filter((field) => !isMine(field))
  const settle = (takes: (name: string) => boolean, saves: boolean) => {
    const taken = [...adopted, ...disputed.filter(({ name }) => takes(name))]
    return form.settle(Object.fromEntries(taken.map(({ name }) => [name, theirs[name]])), saves)
  }
  const takesSome = disputed.some(({ name }) => chosen[name] === 'theirs')
  return (
    <div className="stack">
      <Changes changed={form.conflict?.changed ?? []} />
      <p>{disputed.length > 0 ? text.form.conflictText : text.form.conflictNone}</p>
      {disputed.map((field) => (
        <Disputed
          key={field.name}
          field={field}
          form={form}
          theirs={theirs}
          value={chosen[field.name] === 'theirs' ? 'theirs' : 'mine'}
          choose={(value) => choose({ ...chosen, [field.name]: value })}
        />
      ))}
      <Adopted fields={adopted} theirs={theirs} />
      <div className="row wraps" style={{ justifyContent: 'flex-end' }}>
        <Button variant="subtle" onClick={() => void copy()}>
          {text.form.copyMine}
        </Button>
        <Button variant="default" onClick={() => void form.settle(theirsOf(fields, theirs))}>
          {text.form.takeTheirs}
        </Button>
        <Button data-autofocus onClick={() => void settle((name) => chosen[name] === 'theirs', true)}>
          {takesSome ? text.form.keepChosen : text.form.keepMine}
        </Button>
      </div>
    </div>
  )
}

/** Every field of the form as they left it. */
const theirsOf = (fields: readonly FieldDefinition[], theirs: Values): Values =>
  Object.fromEntries(fields.filter(({ name }) => name in theirs).map(({ name }) => [name, theirs[name]]))

export function ConflictDialog({ form, fields }: Props) {
  const text = useText()
  return (
    <Modal
      opened={form.conflict !== null}
      onClose={form.postpone}
      title={text.form.conflictTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.act.close }}
    >
      {form.conflict && <Settling form={form} fields={fields} theirs={form.conflict.theirs} />}
    </Modal>
  )
}
