/** Zod's issues as the 422 of seed C: every wrong field at once, in sentences. */
import type { z } from 'zod'
import { invalid } from '../../domain/errors'
import { wordsOf } from '../../domain/rules/words'

type Issue = z.core.$ZodIssue

function sentence(issue: Issue, field: string): string {
  const name = wordsOf(field)
  const input = (issue as { input?: unknown }).input
  const missing = input === undefined || input === null || (input === '' && issue.code !== 'invalid_type')
  if (missing && (issue.code === 'invalid_type' || issue.code === 'too_small' || issue.code === 'invalid_value')) {
    return `The ${name} field is required.`
  }
  switch (issue.code) {
    case 'invalid_type':
      return `The ${name} field must be ${article(issue.expected)}.`
    case 'too_small':
      return `The ${name} field must be at least ${issue.minimum}${unit(issue.origin)}.`
    case 'too_big':
      return `The ${name} field must not be greater than ${issue.maximum}${unit(issue.origin)}.`
    case 'invalid_value':
      return `The selected ${name} is invalid. Choose one of: ${issue.values.map(String).join(', ')}.`
    case 'invalid_format':
      return issue.message.startsWith('must ')
        ? `The ${name} field ${issue.message}.`
        : `The ${name} field must be a valid ${formatName(issue.format)}.`
    case 'custom':
      return issue.message.startsWith('must ') ? `The ${name} field ${issue.message}.` : issue.message
    default:
      return `The ${name} field is invalid.`
  }
}

const unit = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '')
const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)
const FORMATS: Record<string, string> = {
  uuid: 'id',
  email: 'e-mail address',
  date: 'date (YYYY-MM-DD)',
  datetime: 'instant (ISO 8601 with zone)',
}
const formatName = (format: string): string => FORMATS[format] ?? format

/** Field name of an issue: dotted path, `body` when the whole is wrong. */
const pathOf = (issue: Issue): string => (issue.path.length === 0 ? 'body' : issue.path.map(String).join('.'))

/** Errors by field; `prohibited` names fields that exist but may not be written here. */
export function errorsOf(error: z.ZodError, prohibited: readonly string[] = []): Record<string, string[]> {
  const errors: Record<string, string[]> = Object.create(null)
  const add = (field: string, message: string): void => {
    const list = (errors[field] ??= [])
    if (!list.includes(message)) list.push(message)
  }
  for (const issue of flatten(error.issues)) {
    if (issue.code !== 'unrecognized_keys') {
      add(pathOf(issue), sentence(issue, pathOf(issue)))
      continue
    }
    for (const key of issue.keys) {
      const field = [...issue.path.map(String), key].join('.')
      const known = prohibited.includes(key)
      add(field, known ? `The ${wordsOf(key)} field is prohibited.` : `The ${wordsOf(key)} field is unknown.`)
    }
  }
  return errors
}

const flatten = (issues: readonly Issue[]): Issue[] =>
  issues.flatMap((issue) =>
    issue.code === 'invalid_union' && issue.errors[0]
      ? flatten(issue.errors[0]).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue)
      : [issue],
  )

// NUL cannot be stored by Postgres and a lone surrogate is no text in any encoding, wherever it stands.
const isText = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

/** Dotted paths of values and names that are no text; `[]` for nearly every request. */
function malformed(value: unknown, path: string, found: string[]): string[] {
  if (typeof value === 'string') {
    if (!isText(value)) found.push(path)
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (isText(key)) malformed(inner, path === '' ? key : `${path}.${key}`, found)
      else found.push(path === '' ? 'body' : path)
    }
  }
  return found
}

/** The parsed value, or the 422. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, prohibited: readonly string[] = []): T {
  const read = schema.safeParse(value, { reportInput: true })
  const broken = malformed(value, '', [])
  if (read.success && broken.length === 0) return read.data
  const errors = read.success ? {} : errorsOf(read.error, prohibited)
  for (const path of broken) {
    const message = `The ${wordsOf(path)} field must be well-formed text.`
    errors[path] = [...new Set([...(errors[path] ?? []), message])]
  }
  throw invalid(errors)
}
