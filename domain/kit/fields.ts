/** The kinds of field a record may have; each carries its label, so forms, lists and OpenAPI derive from one place. */
import { z } from 'zod'

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
    .regex(new RegExp(`^\\d{1,12}(\\.\\d{1,${digits}})?$`), `must be a number with up to ${digits} decimals`)
    .meta(meta(label, 'decimal'))
/** An amount in the business's currency; its digits are checked where the currency is known. */
export const money = (label: string, more: { negative?: boolean } = {}) =>
  z
    .string()
    .regex(more.negative ? /^-?\d{1,13}(\.\d{1,4})?$/ : /^\d{1,13}(\.\d{1,4})?$/, 'must be an amount such as "1200.00"')
    .meta(meta(label, 'money', more))
export const date = (label: string) => z.iso.date().refine(plausibleYear, 'must be between 1900 and 2999').meta(meta(label, 'date'))
export const instant = (label: string) =>
  z.iso.datetime({ offset: true }).refine(plausibleYear, 'must be between 1900 and 2999').meta(meta(label, 'instant'))
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
/** The path of a staged upload. */
export const filePath = (label: string) =>
  z
    .string()
    .regex(/^uploads\/[0-9a-f-]{36}$/, 'must be the file_path of an upload')
    .meta(meta(label, 'file'))

function plausibleYear(value: string): boolean {
  const year = Number(value.slice(0, 4))
  return year >= 1900 && year <= 2999
}

/** The meta of a field's schema; throws for a schema that was not made by this file. */
export function metaOf(schema: z.ZodType): FieldMeta {
  const found = z.globalRegistry.get(schema) as FieldMeta | undefined
  if (!found?.kind) throw new Error('A field must be made by domain/kit/fields')
  return found
}
