/** Looks into the bytes of a file: what it is, whatever it is called; everything it should not be is refused. */
import { isUtf8 } from 'node:buffer'
import { invalid, Refused } from '../../../domain/errors'
import {
  ALLOWED_TYPES,
  type FileType,
  fitsName,
  storableText,
  type TextState,
  textStateOf,
  typeUnderName,
} from '../../../domain/rules/files'
import { type Picture, readGif, readJpeg, readPng, readWebp, tooManyPixels } from '../../../domain/rules/images'
import { officeType, zipEnd } from './zip'

/** What the bytes say. */
export interface Inspected {
  mime_type: FileType
  text_state: TextState
  /** The words of a text file, at most 1 MB. */
  content_text: string | null
}

/** 415: not one of the types that may be stored. */
const unsupported = (why: string): Refused =>
  new Refused({ status: 415, code: 'unsupported_media_type', message: `${why} Send ${ALLOWED_TYPES}.`, details: { field: 'file' } })

/** The type of a file by its bytes; Refused 415 for other types and names that claim another one, 422 for empty, broken, oversized or harmful content. */
export function inspect(bytes: Buffer, name: string): Inspected {
  if (bytes.length === 0) throw invalid({ file: ['The file field must not be empty.'] })
  const mime_type = typeOf(bytes, name)
  if (!fitsName(mime_type, name)) throw unsupported(`The content is ${mime_type}, which the name of the file denies.`)
  const text_state = textStateOf(mime_type)
  return { mime_type, text_state, content_text: text_state === 'done' ? storableText(bytes.toString('utf8').replace(/^\uFEFF/, '')) : null }
}

const PICTURES: readonly (readonly [FileType, string, (bytes: Uint8Array) => Picture | undefined])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n', readPng],
  ['image/jpeg', '\xff\xd8\xff', readJpeg],
  ['image/gif', 'GIF87a', readGif],
  ['image/gif', 'GIF89a', readGif],
]

function typeOf(bytes: Buffer, name: string): FileType {
  const head = bytes.toString('latin1', 0, 2048)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return officeFile(bytes)
  const known = binaryType(bytes, head)
  if (!known) return textFile(bytes, name)
  if (/<(!doctype\s+html|html|script|svg|body|iframe|\?php)/i.test(head)) throw unsupported('The file is a web page in disguise.')
  if (zipEnd(bytes) !== undefined) throw unsupported('The file hides an archive.')
  return known
}

/** PDF or a picture by its first bytes; a broken or oversized picture is a 422. */
function binaryType(bytes: Buffer, head: string): FileType | undefined {
  if (head.startsWith('%PDF-')) return 'application/pdf'
  const isWebp = head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP'
  const found = PICTURES.find(([, magic]) => head.startsWith(magic)) ?? (isWebp ? (['image/webp', '', readWebp] as const) : undefined)
  if (!found) return undefined
  const [type, , read] = found
  const picture = read(bytes)
  if (!picture) throw invalid({ file: ['The file field must be a whole picture; this one is broken.'] })
  const problem = tooManyPixels(picture)
  if (problem) throw invalid({ file: [problem] })
  return type
}

function officeFile(bytes: Buffer): FileType {
  const found = officeType(bytes)
  if ('refused' in found) throw unsupported(`The file is an archive that is not accepted: ${found.refused}.`)
  return found.type
}

// The harmless test string every virus scanner knows, in two parts so that no scanner takes this file for it.
const TEST_VIRUS = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!'].join('')
// Tab, line feed, form feed and carriage return are the only controls that text holds.
const isControl = (byte: number): boolean => (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte)) || byte === 0x7f

function textFile(bytes: Buffer, name: string): FileType {
  if (!isUtf8(bytes)) throw unsupported('The file is of no known type; text must be UTF-8.')
  if (bytes.some(isControl)) throw unsupported('The file is of no known type; it holds control characters.')
  // All of it, not its first part: enough white space would hide a page behind it.
  const start = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 100)
  if (start === '') throw invalid({ file: ['The file field must not be empty.'] })
  if (/^(<[a-z!?/%]|#!|%!PS|\{\\rtf)/i.test(start)) throw unsupported('The file is a page or a script, not plain text.')
  if (start.startsWith(TEST_VIRUS)) throw invalid({ file: ['The file field must not hold a virus.'] })
  return typeUnderName('text/plain', name) as FileType
}
