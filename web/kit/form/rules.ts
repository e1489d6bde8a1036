/** The server's own rules, checked as a field is left: what is wrong is said before anything is sent. */
import type { FieldDefinition } from '../api/types'
import type { Dictionary } from '../language/en'

export type Values = Record<string, unknown>

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

function textProblem(field: FieldDefinition, value: string, text: Dictionary): string | undefined {
  const { min_length = 0, max_length, pattern } = field.rules
  const { form } = text
  if (value.trim().length < min_length) return min_length === 1 ? form.missing : form.tooShort(min_length)
  if (max_length !== undefined && value.trim().length > max_length) return form.tooLong(max_length)
  if (field.kind === 'email' && !/^\S+@\S+\.\S+$/.test(value.trim())) return form.invalidEmail
  if (pattern !== undefined && !new RegExp(pattern).test(value.trim())) {
    return field.kind === 'money' ? form.invalidMoney : field.kind === 'decimal' ? form.invalidNumber : form.invalidPattern
  }
  return undefined
}

function numberProblem(field: FieldDefinition, value: number, text: Dictionary): string | undefined {
  const { minimum, maximum } = field.rules
  if (!Number.isInteger(value)) return text.form.invalidNumber
  if (minimum !== undefined && value < minimum) return text.form.tooSmall(minimum)
  return maximum !== undefined && value > maximum ? text.form.tooLarge(maximum) : undefined
}

/** What is wrong with a value, in a sentence; undefined when nothing is. */
export function problemOf(field: FieldDefinition, value: unknown, text: Dictionary): string | undefined {
  if (isEmpty(value)) return field.required && field.kind !== 'flag' ? text.form.missing : undefined
  if (field.kind === 'integer' && typeof value === 'string') return text.form.invalidNumber
  if (typeof value === 'string') return textProblem(field, value, text)
  return typeof value === 'number' ? numberProblem(field, value, text) : undefined
}

/** The body to send: empty values become null, or are left out on creation. */
export function bodyOf(fields: readonly FieldDefinition[], values: Values, creating: boolean): Values {
  const entries = fields.map((field): [string, unknown] => [
    field.name,
    isEmpty(values[field.name]) && field.kind !== 'flag' ? null : values[field.name],
  ])
  return Object.fromEntries(entries.filter(([, value]) => (creating ? value !== null && value !== undefined : value !== undefined)))
}
