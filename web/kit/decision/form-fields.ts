/** The form of a task (a JSON schema of its data) as fields the console can draw. */
import type { FieldKind } from '../../../domain/kit/fields'
import type { FieldDefinition, JsonSchema } from '../api/types'

const KINDS: Record<string, FieldKind> = { boolean: 'flag', integer: 'integer', array: 'keys' }

function kindOf(schema: JsonSchema & { kind?: FieldKind }): FieldKind {
  if (schema.kind) return schema.kind
  if (schema.enum) return 'choice'
  if (schema.format === 'date') return 'date'
  return KINDS[schema.type ?? ''] ?? 'text'
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** What a task's form begins with. */
export const formDefaults = (form: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(form.properties ?? {}).flatMap(([name, schema]) => (schema.default === undefined ? [] : [[name, schema.default]])),
  )

/** The fields of a task's form that an outcome asks for; none for most tasks. */
export function formFields(form: JsonSchema, outcome: string | null): FieldDefinition[] {
  const required = new Set(form.required)
  const asked = Object.entries(form.properties ?? {}).filter(([, { outcomes }]) => !outcomes || outcomes.includes(outcome ?? ''))
  return asked.map(([name, schema]) => ({
    name,
    label: schema.label ?? name,
    kind: kindOf(schema),
    options: schema.enum ?? null,
    to: typeof schema.to === 'string' ? schema.to : null,
    required: required.has(name),
    create: true,
    update: true,
    unique: false,
    negative: false,
    rules: {
      min_length: numberOf(schema.minLength),
      max_length: numberOf(schema.maxLength),
      minimum: numberOf(schema.minimum),
      maximum: numberOf(schema.maximum),
      pattern: typeof schema.pattern === 'string' ? schema.pattern : undefined,
    },
  }))
}
