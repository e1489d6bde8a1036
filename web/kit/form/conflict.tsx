/** Two people changed the same record: field by field, the person chooses what counts. */
import { Button, Modal, Radio } from '@mantine/core'
import { useState } from 'react'
import type { FieldDefinition, RecordRow } from '../api/types'
import { useFormat } from '../language/format'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { plainValue } from '../list/columns'
import type { Form } from './use-form'
import type { Values } from './rules'

interface Props {
  form: Form
  fields: readonly FieldDefinition[]
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) !== JSON.stringify(b ?? null)

export function ConflictDialog({ form, fields }: Props) {
  const text = useText()
  const words = { text, format: useFormat() }
  const [mine, setMine] = useState<Record<string, boolean>>({})
  const theirs: Values = form.conflict ?? {}
  const disputed = fields.filter((field) => field.name in theirs && differs(form.values[field.name], theirs[field.name]))
  const settle = (keeps: (name: string) => boolean) =>
    form.settle(Object.fromEntries(disputed.map(({ name }) => [name, keeps(name) ? form.values[name] : theirs[name]])))
  return (
    <Modal
      opened={form.conflict !== null}
      onClose={() => settle(() => true)}
      title={text.form.conflictTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.act.close }}
    >
      <div className="stack">
        <p>{text.form.conflictText}</p>
        {disputed.map((field) => {
          const label = wordOf(text, 'fields', field.label || field.name)
          const value = (mine[field.name] ?? true) ? 'mine' : 'theirs'
          return (
            <Radio.Group
              key={field.name}
              label={label}
              value={value}
              onChange={(next) => setMine({ ...mine, [field.name]: next === 'mine' })}
            >
              <div className="stack tight" style={{ marginTop: 4 }}>
                <Radio
                  size="sm"
                  value="mine"
                  label={`${text.form.mine}: ${plainValue(field, form.values as RecordRow, words) || text.record.none}`}
                />
                <Radio
                  size="sm"
                  value="theirs"
                  label={`${text.form.theirs}: ${plainValue(field, theirs as RecordRow, words) || text.record.none}`}
                />
              </div>
            </Radio.Group>
          )
        })}
        <div className="row wraps" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={() => settle(() => false)}>
            {text.form.takeTheirs}
          </Button>
          <Button onClick={() => settle((name) => mine[name] ?? true)}>{text.act.apply}</Button>
        </div>
      </div>
    </Modal>
  )
}
