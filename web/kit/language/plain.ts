/** A value of a record as plain text. */

/** True when every word of `asked` stands in `label`, whatever its case and accents. */
export function matches(label: string, asked: string): boolean {
  const plain = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain(asked)
    .split(/\s+/)
    .every((word) => plain(label).includes(word))
}

/** Text for a value of any kind; empty for none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean | bigint)
}
