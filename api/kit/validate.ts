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

/** No answer to wrong input tells more fields than this, or more of what was sent. */
const MOST_FIELDS = 50
const LONGEST_NAME = 100

const short = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME).toWellFormed()}…` : name)

/** Field name of an issue: dotted path, `body` when the whole is wrong. */
function pathOf({ path }: Issue): string {
  const [first] = path
  if (first === undefined) return 'body'
  // A filter is one parameter, however many values stand in it.
  return short(String(first).startsWith('filter[') ? String(first) : path.map(String).join('.'))
}

/** Wrong fields as they are told: the first fifty, then how many more there are. */
class Wrong {
  readonly errors: Record<string, string[]> = Object.create(null)
  private fields = 0
  private left = 0

  add(field: string, message: string): void {
    const list = this.errors[field]
    if (list) {
      if (list.length < MOST_FIELDS && !list.includes(message)) list.push(message)
    } else if (this.fields < MOST_FIELDS) {
      this.errors[field] = [message]
      this.fields += 1
    } else this.left += 1
  }

  told(): Record<string, string[]> {
    if (this.left === 0) return this.errors
    return { ...this.errors, body: [...(this.errors.body ?? []), `And ${this.left} more.`] }
  }
}

/** Errors by field; `prohibited` names fields that exist but may not be written here. */
export function errorsOf(error: z.ZodError, prohibited: readonly string[] = []): Record<string, string[]> {
  const wrong = new Wrong()
  addIssues(wrong, error, prohibited)
  return wrong.told()
}

function addIssues(wrong: Wrong, error: z.ZodError, prohibited: readonly string[]): void {
  for (const issue of flatten(error.issues)) {
    if (issue.code !== 'unrecognized_keys') {
      wrong.add(pathOf(issue), sentence(issue, pathOf(issue)))
      continue
    }
    for (const key of issue.keys) {
      const field = short([...issue.path.map(String), key].join('.'))
      wrong.add(field, `The ${wordsOf(short(key))} field is ${prohibited.includes(key) ? 'prohibited' : 'unknown'}.`)
    }
  }
}

const flatten = (issues: readonly Issue[]): Issue[] =>
  issues.flatMap((issue) =>
    issue.code === 'invalid_union' && issue.errors[0]
      ? flatten(issue.errors[0]).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue)
      : [issue],
  )

// NUL cannot be stored by Postgres and a lone surrogate is no text in any encoding, wherever it stands.
const isText = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

/** Dotted paths of values and names that are no text; `[]` for nearly every request. Bodies are bounded before they come here. */
function malformed(value: unknown, path: string, found: string[]): string[] {
  if (found.length > MOST_FIELDS) return found
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
  const wrong = new Wrong()
  if (!read.success) addIssues(wrong, read.error, prohibited)
  for (const path of broken) wrong.add(short(path), `The ${wordsOf(short(path))} field must be well-formed text.`)
  throw invalid(wrong.told())
}

type Query = Record<string, unknown>

/** No list has half as many parameters. */
const MOST_PARAMETERS = 60

/** The parsed query string, or the 422; a route without a schema takes none. */
export function parseQuery(schema: z.ZodType | undefined, given: Query): unknown {
  const names = Object.keys(given)
  if (names.length > MOST_PARAMETERS) throw invalid({ query: [`A query has at most ${MOST_PARAMETERS} parameters.`] })
  if (schema) return parse(schema, { ...given })
  if (names.length === 0) return undefined
  throw invalid(Object.fromEntries(names.slice(0, MOST_FIELDS).map((name) => [short(name), [`The ${short(name)} parameter is unknown.`]])))
}
