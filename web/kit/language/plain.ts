/** A value of a record as plain text. */
import { fold } from '../../../domain/rules/words'

/** True when every word of `asked` stands in `label`, whatever its case and accents. */
export function matches(label: string, asked: string): boolean {
  return fold(asked)
    .split(/\s+/)
    .every((word) => fold(label).includes(word))
}

/** Text for a value of any kind; empty for none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean | bigint)
}
