/** Bodies that pass a schema, made from the schema itself: for tests that walk every route. */
import { z } from 'zod'

interface Schema {
  type?: string | string[]
  anyOf?: Schema[]
  allOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  minimum?: number
  minLength?: number
  format?: string
  kind?: string
  to?: string
  label?: string
  secret?: boolean
}

/** The id to put where a field points at another record. */
export type IdOf = (to: string) => string | undefined

const NOBODY = '0198f000-0000-7000-8000-000000000000'
let count = 0

function text(schema: Schema, id: IdOf): string {
  count += 1
  if (schema.kind === 'ref' || schema.kind === 'person') return id(schema.to ?? '') ?? NOBODY
  if (schema.format === 'uuid') return NOBODY
  if (schema.kind === 'email' || schema.format === 'email') return `sample${count}@example.test`
  if (schema.kind === 'phone') return '+351 210 000 000'
  if (schema.kind === 'money' || schema.kind === 'decimal') return '10'
  if (schema.kind === 'file') return `uploads/${NOBODY}`
  if (schema.kind === 'date' || schema.format === 'date') return '2026-05-04'
  if (schema.kind === 'instant' || schema.format === 'date-time') return '2026-05-04T10:00:00Z'
  if (schema.secret) return `Walk-through-${count}-phrase`
  if (schema.label === 'businesses.time_zone' || /zone/.test(schema.label ?? '')) return 'Europe/Lisbon'
  if (schema.label === 'businesses.base_currency') return 'EUR'
  if (schema.label === 'users.username') return `sample.${count}`
  return `Sample ${count}`.padEnd(schema.minLength ?? 0, 'x')
}

function make(schema: Schema, id: IdOf): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const [first] = schema.anyOf ?? schema.allOf ?? []
  if (first) return make({ ...schema, anyOf: undefined, allOf: undefined, ...first } as Schema, id)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, make(schema.properties?.[name] ?? {}, id)]))
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => make(schema.items ?? {}, id))
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1)
    case 'boolean':
      return true
    case 'string':
      return text(schema, id)
    default:
      return null
  }
}

/** A body with the required fields of a schema, filled with plausible values. */
export const sample = (schema: z.ZodType, id: IdOf = () => undefined): unknown =>
  make(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, id)
