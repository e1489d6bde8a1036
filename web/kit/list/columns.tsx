/** List columns and filters from a resource definition. */
import { Check, Minus } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { inOffice } from '../api/portal'
import type { FieldDefinition, Named, RecordRow, ResourceDefinition } from '../api/types'
import type { Dictionary } from '../language/en'
import { type Format, useFormat } from '../language/format'
import { useText } from '../language/language'
import { wordOf } from '../language/words'
import { Status } from '../states/status'
import type { Column, Filter } from './types'
import { textOf } from '../language/plain'

const WIDTHS: Partial<Record<FieldDefinition['kind'], number>> = { flag: 90, integer: 90, money: 130, date: 110, instant: 150, choice: 130 }

interface Words {
  text: Dictionary
  format: Format
}

/** The name of the record behind an id, as the answer carries it. */
export const besideOf = (row: RecordRow, field: string): Named | null =>
  (row[field.replace(/_id$/, '')] as Named | null | undefined) ?? null

/** A field's value as text in the person's language; empty for none. */
export function plainValue(field: FieldDefinition, row: RecordRow, { text, format }: Words): string {
  const value = row[field.name]
  if (field.kind === 'ref' || field.kind === 'person') return besideOf(row, field.name)?.name ?? ''
  // An id of several kinds of record comes with its name as well.
  if (field.name.endsWith('_id') && besideOf(row, field.name)?.name) return besideOf(row, field.name)?.name ?? ''
  if (value === null || value === undefined || value === '') return ''
  switch (field.kind) {
    case 'flag':
      return value === true ? text.act.yes : text.act.no
    case 'choice':
      return wordOf(text, 'values', textOf(value))
    case 'money':
      return format.money(textOf(value))
    case 'date':
      return format.date(textOf(value))
    case 'instant':
      return format.instant(textOf(value))
    case 'integer':
      return format.number(Number(value))
    case 'keys':
      return Array.isArray(value) ? value.map(String).join(', ') : ''
    case 'json':
      return JSON.stringify(value)
    default:
      return textOf(value)
  }
}

/** A field's value as a list or a record page shows it. */
export function shownValue(field: FieldDefinition, row: RecordRow, words: Words): ReactNode {
  const value = row[field.name]
  if (field.kind === 'choice' && typeof value === 'string' && field.name === 'status') return <Status value={value} />
  if (field.kind === 'flag') {
    const Icon = value === true ? Check : Minus
    return (
      <span className={`status ${value === true ? 'done' : 'stopped'}`}>
        <Icon size={14} aria-hidden />
        {plainValue(field, row, words)}
      </span>
    )
  }
  if (field.kind === 'instant' && typeof value === 'string')
    return (
      <time dateTime={value} title={words.format.relative(value)}>
        {plainValue(field, row, words)}
      </time>
    )
  return plainValue(field, row, words)
}

const INSTANT = {
  label: '',
  kind: 'instant',
  options: null,
  to: null,
  required: false,
  create: false,
  update: false,
  unique: false,
  negative: false,
  rules: {},
} as const

/** The fields every record carries beside its own. */
export const carriedFields: FieldDefinition[] = [
  { ...INSTANT, name: 'created_at', label: 'created_at' },
  { ...INSTANT, name: 'updated_at', label: 'updated_at' },
]

/** Every column a list of the resource may show. */
export function useResourceColumns(definition: ResourceDefinition): { columns: Column[]; shown: string[] } {
  const text = useText()
  const format = useFormat()
  return useMemo(() => columnsOf(definition, { text, format }), [definition, text, format])
}

function columnsOf(definition: ResourceDefinition, words: Words): { columns: Column[]; shown: string[] } {
  const first = definition.list.columns
  const named = [...definition.fields, ...carriedFields].filter((field) => field.kind !== 'json' && field.kind !== 'file')
  const ordered = named.toSorted((a, b) => (first.indexOf(a.name) + 1 || 99) - (first.indexOf(b.name) + 1 || 99))
  const columns = ordered.map((field) => ({
    name: field.name,
    label: wordOf(words.text, 'fields', field.label || field.name),
    width: WIDTHS[field.kind] ?? 150,
    sortable: definition.list.sort.includes(field.name),
    numeric: field.kind === 'money' || field.kind === 'integer' || field.kind === 'decimal',
    render: (row: RecordRow) => shownValue(field, row, words),
    plain: (row: RecordRow) => plainValue(field, row, words),
  }))
  return { columns, shown: first.length > 0 ? first : columns.slice(0, 4).map((column) => column.name) }
}

/** Every filter of the resource's list. */
export function useResourceFilters(definition: ResourceDefinition): Filter[] {
  const text = useText()
  const fieldOf = (name: string) => definition.fields.find((each) => each.name === name)
  // Who is in a portal sees their own only: there is nobody to choose from.
  const names = definition.list.filter.filter((name) => inOffice() || fieldOf(name)?.kind !== 'person')
  return names.map((name): Filter => {
    const field = fieldOf(name)
    const label = wordOf(text, 'fields', field?.label ?? name)
    if (field?.kind === 'flag')
      return { name, label, choices: ['true', 'false'].map((value) => ({ value, label: wordOf(text, 'values', value) })) }
    if (field?.options) return { name, label, choices: field.options.map((value) => ({ value, label: wordOf(text, 'values', value) })) }
    if (field?.to) return { name, label, to: field.to }
    return { name, label, kind: 'text' }
  })
}
