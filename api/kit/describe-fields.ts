/** Fields in the API's description: what a screen knows of a field becomes a sentence and `x-` keys. */
import { wordsOf } from '../../domain/rules/words'

const KINDS: Record<string, string> = {
  text: 'one line of text',
  long_text: 'text of several lines',
  email: 'an e-mail address',
  phone: 'a phone number',
  flag: 'yes or no',
  choice: 'one of the values listed',
  integer: 'a whole number',
  decimal: 'a quantity as a decimal string',
  money: 'an amount as a decimal string in the currency of the business',
  date: 'a day in the zone of the business, YYYY-MM-DD',
  instant: 'an instant',
  ref: 'the id of a record',
  person: 'the id of a user of the business',
  keys: 'a list of keys',
  file: 'the `file_path` of an upload',
  json: 'structured data',
}
const OURS = ['label', 'kind', 'to', 'options', 'negative', 'help', 'secret', 'param'] as const

const FORMATS = new Set(['uuid', 'date-time', 'date', 'email'])

type JsonSchema = Record<string, unknown>

// What a format says already is not said again as a pattern; the bounds of safe integers are nobody's rule.
function shorten(schema: JsonSchema): void {
  if (FORMATS.has(String(schema.format))) delete schema.pattern
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

/** Turns the keys of `FieldMeta` into a description and `x-` keys, in place. */
export function describeField(schema: JsonSchema): void {
  shorten(schema)
  const { label, kind, to, help } = schema
  const known = typeof kind === 'string' ? KINDS[kind] : undefined
  if (typeof label === 'string' && known !== undefined) {
    const words = wordsOf(label.split('.').at(-1) ?? label)
    const points = typeof to === 'string' ? ` of ${to}` : ''
    schema.description ??= `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${known}${kind === 'ref' ? points : ''}${typeof help === 'string' ? `. ${help}` : ''}`
    schema['x-kind'] = kind
    if (points !== '') schema['x-to'] = to
    if (schema.secret === true) schema.writeOnly = true
  }
  if (known !== undefined) for (const name of OURS) delete schema[name]
}
