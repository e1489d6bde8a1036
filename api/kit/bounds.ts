/** How large a route's input may be, from its schema: known before anything of it is read. */
import { z } from 'zod'
import { PUBLIC, type Route } from './route'

/** The most a body may hold. */
export interface Bounds {
  bytes: number
  /** Values of all kinds: each name and item costs work wherever the body is walked. */
  values: number
}

/** Nobody who has not signed in needs more. */
const STRANGERS: Bounds = { bytes: 8000, values: 200 }
const LEAST: Bounds = { bytes: 64_000, values: 1000 }
const MOST: Bounds = { bytes: 1_000_000, values: 20_000 }

/** JSON may write a character as `\u0000`. */
const BYTES_A_CHARACTER = 6
const BYTES_A_PLAIN_VALUE = 64

/** What we use of a JSON schema. */
export interface JsonSchema {
  type?: string
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  prefixItems?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  propertyNames?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  maxLength?: number
  maxItems?: number
  [key: string]: unknown
}

const sum = (all: readonly Bounds[]): Bounds => ({
  bytes: all.reduce((total, { bytes }) => total + bytes, 0),
  values: all.reduce((total, { values }) => total + values, 1),
})

/** The size of the largest value of a schema. */
function largest(schema: JsonSchema): Bounds {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choices) {
    const sizes = choices.map(largest)
    return { bytes: Math.max(...sizes.map(({ bytes }) => bytes)), values: Math.max(...sizes.map(({ values }) => values)) }
  }
  if (schema.type === 'object') {
    const named = Object.entries(schema.properties ?? {}).map(([name, inner]) => {
      const { bytes, values } = largest(inner)
      return { bytes: bytes + name.length + BYTES_A_PLAIN_VALUE, values }
    })
    return sum(typeof schema.additionalProperties === 'object' ? [...named, MOST] : named)
  }
  if (schema.type === 'array') {
    const item = sum((schema.prefixItems ?? [schema.items ?? {}]).map(largest))
    const times = schema.maxItems ?? 1
    return { bytes: item.bytes * times, values: item.values * times + 1 }
  }
  return { bytes: (schema.maxLength ?? 0) * BYTES_A_CHARACTER + BYTES_A_PLAIN_VALUE, values: 1 }
}

/** A schema's input side as JSON schema. */
export const inputSchema = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema

/** Twice what the schema can hold, so that a wrong value is told by its field; between fixed ends. */
export function boundsOf({ permission, body }: Pick<Route, 'permission' | 'body'>): Bounds {
  if (permission === PUBLIC || !body) return STRANGERS
  const size = largest(inputSchema(body))
  const between = (name: keyof Bounds): number => Math.min(MOST[name], Math.max(LEAST[name], size[name] * 2))
  return { bytes: between('bytes'), values: between('values') }
}
