/** What a new business and its first admin are asked for. */
import type { FieldKind } from '../../domain/kit/fields'
import type { FieldDefinition, FieldRules } from '../kit/api/types'

const field = (name: string, kind: FieldKind, rules: FieldRules = {}): FieldDefinition => ({
  name,
  label: name,
  kind,
  options: null,
  to: null,
  required: true,
  create: true,
  update: true,
  unique: false,
  negative: false,
  rules: { min_length: 1, ...rules },
})

const choice = (name: string, options: string[]): FieldDefinition => ({ ...field(name, 'choice'), options })

/** The business: its name, zone and currency. */
export const businessFields = (name: string): FieldDefinition[] => [
  field(name, 'text', { max_length: 200 }),
  choice('time_zone', ['UTC', ...Intl.supportedValuesOf('timeZone')]),
  choice('base_currency', Intl.supportedValuesOf('currency')),
]

/** The person. */
export const personFields: FieldDefinition[] = [
  { ...field('name', 'text', { max_length: 200 }), label: 'admin_name' },
  field('username', 'text', { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$' }),
  field('email', 'email', { max_length: 254 }),
  field('password', 'text', { min_length: 12, max_length: 200 }),
]
