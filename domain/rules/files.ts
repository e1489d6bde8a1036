/** What may be stored: types, sizes and names of files, as plain functions. */

/** The largest file, in bytes. */
export const MAX_FILE_BYTES = 25_000_000
/** How much of a file's text is kept for searching, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 1_000_000
/** Hours until a staged file that nobody used is forgotten. */
export const UPLOAD_HOURS = 24
/** The longest name shown, in characters. */
export const MAX_NAME_LENGTH = 255

export const FILE_TYPES = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'text/plain',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const
export type FileType = (typeof FILE_TYPES)[number]

export const TEXT_STATES = ['none', 'pending', 'done', 'failed'] as const
export type TextState = (typeof TEXT_STATES)[number]

const EXTENSIONS: Record<FileType, readonly string[]> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'text/plain': ['txt', 'text', 'log', 'md'],
  'text/csv': ['csv'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
}

/** The types in words, for refusals. */
export const ALLOWED_TYPES = 'PDF, PNG, JPEG, WebP, GIF, plain text, CSV, DOCX or XLSX'

// "Contract 2026.03.15", "Proposta v1.2", "scan.pdf (1)": a dot is not an ending.
const EXTENSION = /^(?=.*[a-z])[a-z0-9]{1,10}$/

/** The ending of a name after its last dot, lower case; '' when it has none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  const last = dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
  return EXTENSION.test(last) ? last : ''
}

/** True when a name may stand on content of this type; a name without extension says nothing. */
export const fitsName = (type: FileType, name: string): boolean => {
  const extension = extensionOf(name)
  return extension === '' || EXTENSIONS[type].includes(extension)
}

/** Text and CSV differ only by name, while content is stored once: the name decides what it is called. */
export function typeUnderName(mime_type: string, name: string): string {
  if (mime_type !== 'text/plain' && mime_type !== 'text/csv') return mime_type
  return extensionOf(name) === 'csv' ? 'text/csv' : 'text/plain'
}

/** Types a browser may show by itself; all others are only ever downloaded (U04). */
export const mayBeInline = (mime_type: string): boolean =>
  mime_type === 'application/pdf' || mime_type.startsWith('image/') || mime_type === 'text/plain' || mime_type === 'text/csv'

/** Where the text of a new file stands: text is read at once, PDF by its process, pictures and office files never. */
export const textStateOf = (type: FileType): TextState =>
  type === 'text/plain' || type === 'text/csv' ? 'done' : type === 'application/pdf' ? 'pending' : 'none'

// Control characters, line separators, and every character that turns the direction of writing or shows nothing.
const UNSEEN = /[\p{Cc}\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu

/** A name fit to be shown: no path, no unseen characters, 255 at most with its extension kept. Never used as a path. */
export function displayName(given: string | undefined): string {
  const clean = (given ?? '').toWellFormed().normalize('NFC').replace(UNSEEN, '')
  const last = clean.split(/[/\\]/).at(-1) ?? ''
  const name = last.replace(/[. ]+$/u, '').trim()
  if (name === '') return 'file'
  if (name.length <= MAX_NAME_LENGTH) return name
  const extension = extensionOf(name)
  const tail = extension === '' || extension.length > 20 ? '' : name.slice(-extension.length - 1)
  return cutTo(name, MAX_NAME_LENGTH - tail.length).trimEnd() + tail
}

/** The first `length` UTF-16 units, without half of a pair at the end. */
function cutTo(text: string, length: number): string {
  const cut = text.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** Text as Postgres stores it: no NUL, whole characters, `MAX_TEXT_BYTES` of UTF-8 at most. */
export function storableText(text: string): string {
  const clean = text.slice(0, MAX_TEXT_BYTES).replaceAll('\0', ' ').toWellFormed()
  const bytes = new TextEncoder().encode(clean)
  if (bytes.length <= MAX_TEXT_BYTES) return clean
  let end = MAX_TEXT_BYTES
  // Continuation bytes start with the bits 10: the cut goes before the character they belong to.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return new TextDecoder().decode(bytes.subarray(0, end))
}
