/** One entry of a record type added where one stands: only what it must have, and what is often used at a click. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { post } from '../kit/api/client'
import { list, refresh } from '../kit/api/queries'
import type { RecordRow, ResourceDefinition } from '../kit/api/types'
import { Fields } from '../kit/form/form-page'
import { bodyOf, type Values } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useText } from '../kit/language/language'
import { textOf } from '../kit/language/plain'
import { useStep } from '../kit/record/step'
import { say } from '../kit/shell/say'

const SETUP = '/api/admin/setup'

/** `Foundation: 21` gives the days as well as the name. */
function valuesOf(suggestion: string): Values {
  const [name = '', days] = suggestion.split(': ')
  return days === undefined ? { name } : { name, default_duration_days: Number(days) }
}

/** What is often used and not there yet. */
function Suggestions({ definition, step }: { definition: ResourceDefinition; step: string }) {
  const text = useText()
  const work = useStep(definition.path, SETUP)
  const [busy, setBusy] = useState<string | null>(null)
  const known = useQuery(list<RecordRow>(definition.path, { per_page: 100 })).data?.data
  const names = new Set(known?.map((row) => textOf(row.name).toLowerCase()))
  const left = known ? (text.setupGuide.suggest[step] ?? []).filter((each) => !names.has(textOf(valuesOf(each).name).toLowerCase())) : []
  if (left.length === 0) return null
  const add = async (suggestion: string) => {
    setBusy(suggestion)
    await work(() => post(definition.path, valuesOf(suggestion)))
    setBusy(null)
  }
  return (
    <div className="row wraps">
      <span className="small soft">{text.setupGuide.suggestions}</span>
      {left.map((suggestion) => {
        const name = textOf(valuesOf(suggestion).name)
        return (
          <Button
            key={suggestion}
            size="compact-sm"
            radius="xl"
            variant="default"
            loading={busy === suggestion}
            disabled={busy !== null && busy !== suggestion}
            leftSection={<Plus size={12} aria-hidden />}
            aria-label={text.setupGuide.addSuggestion(name)}
            onClick={() => void add(suggestion)}
          >
            {name}
          </Button>
        )
      })}
    </div>
  )
}

export function QuickAdd({ definition, step }: { definition: ResourceDefinition; step: string }) {
  const text = useText()
  const [made, setMade] = useState(0)
  return (
    <>
      {/* Each entry is a form of its own: the next begins empty, where the last one stood. */}
      <AddForm key={made} definition={definition} first={made === 0} added={() => setMade(made + 1)} />
      <Suggestions definition={definition} step={step} />
      <span className="sr-only" role="status">
        {made > 0 && text.setup.entries(made)}
      </span>
    </>
  )
}

function AddForm({ definition, first, added }: { definition: ResourceDefinition; first: boolean; added(): void }) {
  const text = useText()
  const fields = definition.fields.filter((field) => field.create && field.required)
  const name = `setup-${definition.name}`
  const form = useForm({
    name,
    fields,
    initial: {},
    async save(values) {
      const saved = await post<RecordRow>(definition.path, bodyOf(fields, values, true))
      say({
        message: text.setupGuide.added(textOf(saved[definition.label]) || textOf((saved.user as { name?: string } | null)?.name)),
      })
      await Promise.all([refresh(definition.path), refresh(SETUP)])
      added()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!form.saving) void form.submit()
  }
  // After the first the focus goes back to the first field, so that many are added by keyboard in a row.
  const focus = (element: HTMLFormElement | null) => {
    if (element && !first) element.querySelector('input')?.focus()
  }
  return (
    <form ref={focus} className="quick-add" data-form={name} noValidate onSubmit={submit}>
      {form.refusal && (
        <div className="notice refused" role="alert">
          {form.refusal}
        </div>
      )}
      <Fields form={form} fields={fields} />
      <Button type="submit" loading={form.saving}>
        {text.setupGuide.addNow}
      </Button>
    </form>
  )
}
