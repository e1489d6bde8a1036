/** One field of a form, drawn from its definition alone. */
import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import type { FieldDefinition, Named, RecordRow } from '../api/types'
import { localInstant } from '../calendar/days'
import type { Dictionary } from '../language/en'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import type { FilterChoice } from '../list/types'
import { useMe } from '../shell/me'
import { RecordPicker, RecordsPicker } from './pickers'
import { WholeNumber } from './whole'

interface Props {
  field: FieldDefinition
  value: unknown
  error?: string
  /** The record being changed, for the names behind its ids. */
  record?: RecordRow
  set(value: unknown): void
  blur(): void
  disabled?: boolean
}

type Shared = ReturnType<typeof sharedOf>

const sharedOf = ({ field, error, blur, disabled }: Props, text: Dictionary, description: string | undefined) => ({
  size: 'sm' as const,
  label: wordOf(text, 'fields', field.label || field.name),
  description,
  error: error || undefined,
  required: field.required,
  disabled,
  onBlur: blur,
  'data-field': field.name,
})

/** What is chosen already: names come with the record. */
function knownOf({ field, value, record }: Props): FilterChoice[] {
  if (Array.isArray(value)) return value.map((one) => ({ value: String(one), label: String(one) }))
  if (typeof value !== 'string' || value === '') return []
  const beside = record?.[field.name.replace(/_id$/, '')] as Named | null | undefined
  const named = beside && typeof beside === 'object' && beside.id === value ? beside.name : undefined
  return field.name.endsWith('_id') ? (named ? [{ value, label: named }] : []) : [{ value, label: value }]
}

function Picker({ props, shared }: { props: Props; shared: Shared }) {
  const { field, value, set, record } = props
  const { size: _size, 'data-field': name, ...rest } = shared
  // What was loaded with its name stays known while another one is being chosen.
  const known = knownOf({ ...props, value: value ?? record?.[field.name] })
  const to = field.to ?? 'users'
  if (field.kind === 'keys')
    return (
      <RecordsPicker {...rest} field={name} to={to} by="key" known={knownOf(props)} value={(value as string[] | null) ?? []} set={set} />
    )
  const by = field.kind === 'text' ? 'label' : 'id'
  return <RecordPicker {...rest} field={name} to={to} by={by} known={known} value={(value as string | null) ?? null} set={set} />
}

function Choice({ props, shared }: { props: Props; shared: Shared }) {
  const text = useText()
  const data = (props.field.options ?? []).map((value) => ({ value, label: wordOf(text, 'values', value) }))
  return (
    <Select
      {...shared}
      data={data}
      value={(props.value as string | null) ?? null}
      onChange={props.set}
      clearable={!props.field.required}
      placeholder={text.form.choose}
      clearButtonProps={{ 'aria-label': text.act.clear }}
    />
  )
}

const TYPES: Partial<Record<FieldDefinition['kind'], string>> = { email: 'email', phone: 'tel', date: 'date' }

/** Day and time in the person's own zone; what is kept is the instant. */
function Instant({ props, shared }: { props: Props; shared: Shared }) {
  const given = typeof props.value === 'string' && props.value !== '' ? new Date(props.value) : null
  return (
    <TextInput
      {...shared}
      type="datetime-local"
      value={given ? localInstant(given) : ''}
      onChange={(event) => props.set(event.currentTarget.value === '' ? null : new Date(event.currentTarget.value).toISOString())}
    />
  )
}

function Line({ props, shared }: { props: Props; shared: Shared }) {
  const { field, value, set } = props
  const currency = useMe()?.business.base_currency
  const amount = field.kind === 'money' || field.kind === 'decimal'
  const unit = field.kind === 'money' ? currency : undefined
  return (
    <TextInput
      {...shared}
      type={field.name === 'password' ? 'password' : (TYPES[field.kind] ?? 'text')}
      autoComplete={field.name === 'password' ? 'new-password' : undefined}
      inputMode={amount ? 'decimal' : undefined}
      value={(value as string | null) ?? ''}
      rightSection={unit && <span className="small soft">{unit}</span>}
      rightSectionWidth={unit ? 48 : undefined}
      onChange={(event) => set(amount ? event.currentTarget.value.replace(',', '.') : event.currentTarget.value)}
      styles={amount ? { input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } } : undefined}
    />
  )
}

export function Field(props: Props) {
  const text = useText()
  const { field, value, set } = props
  const shared = sharedOf(props, text, undefined)
  if (field.kind === 'ref' || field.kind === 'person' || field.kind === 'keys' || field.to) return <Picker props={props} shared={shared} />
  switch (field.kind) {
    case 'long_text':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          maxRows={12}
          value={(value as string | null) ?? ''}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
    case 'choice':
      return <Choice props={props} shared={shared} />
    case 'instant':
      return <Instant props={props} shared={shared} />
    case 'flag':
      return <Checkbox {...shared} required={false} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
    case 'integer':
      return <WholeNumber {...shared} value={value} set={set} />
    default:
      return <Line props={props} shared={shared} />
  }
}
