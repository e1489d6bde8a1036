/** What a new business and its first admin are asked for. */
import type { FieldKind } from '../../domain/kit/fields'
import type { FieldDefinition, FieldRules } from '../kit/api/types'

const field = (name: string, kind: FieldKind, rules: FieldRules = {}, options: string[] | null = null): FieldDefinition => ({
  name,
  label: name,
  kind,
  options,
  to: null,
  required: true,
  create: true,
  update: true,
  unique: false,
  negative: false,
  rules: { min_length: 1, ...rules },
})

/** The business: its name, zone and currency. */
export const businessFields = (name: string): FieldDefinition[] => [
  field(name, 'text', { max_length: 200 }),
  field('time_zone', 'choice', {}, ['UTC', ...Intl.supportedValuesOf('timeZone')]),
  field('base_currency', 'choice', {}, Intl.supportedValuesOf('currency')),
]

/** The person. */
export const personFields: FieldDefinition[] = [
  field('name', 'text', { max_length: 200 }),
  field('username', 'text', { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$' }),
  field('email', 'email', { max_length: 254 }),
  field('password', 'text', { min_length: 12, max_length: 200 }),
]
