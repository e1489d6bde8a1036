/** The kinds of field a record may have; each carries its label, so forms, lists and OpenAPI derive from one place. */
import { z } from 'zod'
import { FIRST_YEAR, isPlausible, LAST_YEAR } from './years'

export type FieldKind =
  | 'text'
  | 'long_text'
  | 'email'
  | 'phone'
  | 'flag'
  | 'choice'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'date'
  | 'instant'
  | 'ref'
  | 'person'
  | 'keys'
  | 'file'
  | 'json'

/** What a screen needs to know of a field beside its schema. */
export interface FieldMeta {
  label: string
  kind: FieldKind
  /** The resource (path name) a `ref` or `keys` field points at; `users` for a person. */
  to?: string
  /** The table and label column behind `to`, when they differ from the path name and `name`. */
  options?: readonly string[]
  help?: string
  negative?: boolean
  [key: string]: unknown
}

// NUL cannot be stored by Postgres and a lone surrogate is no text in any encoding.
const wellFormed = (value: string): boolean => !value.includes('\u0000') && value.isWellFormed()
const OUTSIDE = `must be between ${FIRST_YEAR} and ${LAST_YEAR}`

/** A day within the years that records may be about; `date` is the field of a record. */
export const day = () => z.iso.date().refine(isPlausible, OUTSIDE)
/** An instant within those years, with its zone; `instant` is the field of a record. */
export const moment = () => z.iso.datetime({ offset: true }).max(40).refine(isPlausible, OUTSIDE)
/** A whole number as a query string writes it. */
export const wholeText = (min: number, max: number) =>
  z.string().max(String(max).length).regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().int().min(min).max(max))

const meta = (label: string, kind: FieldKind, more: Partial<FieldMeta> = {}): FieldMeta => ({ label, kind, ...more })

/** One line of text, trimmed, up to `max` characters. */
export const text = (label: string, max = 200) =>
  z.string().trim().min(1).max(max).refine(wellFormed, 'must be well-formed text').meta(meta(label, 'text'))
/** Text of several lines, up to 20,000 characters. */
export const longText = (label: string, max = 20_000) =>
  z.string().trim().max(max).refine(wellFormed, 'must be well-formed text').meta(meta(label, 'long_text'))
export const email = (label: string) => z.string().trim().max(254).pipe(z.email()).meta(meta(label, 'email'))
export const phone = (label: string) =>
  z
    .string()
    .trim()
    .max(40)
    .regex(/^[+0-9 ()./-]{3,40}$/, 'must be a phone number')
    .meta(meta(label, 'phone'))
export const flag = (label: string) => z.boolean().meta(meta(label, 'flag'))
export const choice = <const T extends readonly [string, ...string[]]>(label: string, options: T) =>
  z.enum(options).meta(meta(label, 'choice', { options }))
export const integer = (label: string, min = 0, max = 1_000_000_000) => z.number().int().min(min).max(max).meta(meta(label, 'integer'))
/** A quantity as a decimal string with up to `digits` after the point. */
export const decimal = (label: string, digits = 3) =>
  z
    .string()
    .max(13 + digits)
    .regex(new RegExp(`^\\d{1,12}(\\.\\d{1,${digits}})?$`), `must be a number with up to ${digits} decimals`)
    .meta(meta(label, 'decimal'))
/** An amount in the business's currency; its digits are checked where the currency is known. */
export const money = (label: string, more: { negative?: boolean } = {}) =>
  z
    .string()
    .max(19)
    .regex(more.negative ? /^-?\d{1,13}(\.\d{1,4})?$/ : /^\d{1,13}(\.\d{1,4})?$/, 'must be an amount such as "1200.00"')
    .meta(meta(label, 'money', more))
export const date = (label: string) => day().meta(meta(label, 'date'))
export const instant = (label: string) => moment().meta(meta(label, 'instant'))
/** The id of a record of another resource of the same business. */
export const ref = (label: string, to: string) => z.uuid().meta(meta(label, 'ref', { to }))
/** The id of a user of the same business. */
export const person = (label: string) => z.uuid().meta(meta(label, 'person', { to: 'users' }))
/** A list of keys, each of which must exist in another resource. */
export const keys = (label: string, to: string) =>
  z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(200)
    .meta(meta(label, 'keys', { to }))
/** Names that only its process knows, each with a value of this schema; at most `max` of them. */
export const record = <T extends z.ZodType>(value: T, max: number) =>
  z
    .record(z.string().max(200), value)
    .refine((given) => Object.keys(given).length <= max, `must not have more than ${max} names`)
    .meta({ maxProperties: max })
/** Any JSON value that is no longer than `max` characters when written. */
export const anything = (max = 20_000) =>
  z
    .unknown()
    .refine((given) => (JSON.stringify(given) ?? '').length <= max, `must not be longer than ${max} characters`)
    .meta({ maxLength: max })
/** The path of a staged upload. */
export const filePath = (label: string) =>
  z
    .string()
    .max(44)
    .regex(/^uploads\/[0-9a-f-]{36}$/, 'must be the file_path of an upload')
    .meta(meta(label, 'file'))

/** One value of a filter on a field, as a query string writes it; `null` asks for empty ones. */
export function filterValue(schema: z.ZodType): z.ZodType<string, string> {
  const { kind, options } = metaOf(schema)
  if (kind === 'ref' || kind === 'person') return z.uuid()
  if (kind === 'flag') return z.enum(['true', 'false'])
  if (kind === 'choice' && options) return z.enum(options as [string, ...string[]])
  if (kind === 'date') return day()
  if (kind === 'instant') return moment()
  if (kind === 'integer') return z.string().regex(/^-?\d{1,9}$/, 'must be a whole number')
  if (kind === 'decimal') return z.string().regex(/^-?\d{1,12}(\.\d{1,10})?$/, 'must be a number')
  if (kind === 'text' || kind === 'email' || kind === 'phone' || kind === 'long_text') return z.string().max(200)
  throw new Error(`No list filters by a field of kind ${kind}`)
}

/** The meta of a field's schema; throws for a schema that was not made by this file. */
export function metaOf(schema: z.ZodType): FieldMeta {
  const found = z.globalRegistry.get(schema) as FieldMeta | undefined
  if (!found?.kind) throw new Error('A field must be made by domain/kit/fields')
  return found
}
