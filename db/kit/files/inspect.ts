/** Looks into the bytes of a file: what it is, whatever it is called; everything it should not be is refused; runs in an isolated process. */
import { isUtf8 } from 'node:buffer'
import { invalid, Refused } from '../../../domain/errors'
import {
  ALLOWED_TYPES,
  extensionOf,
  type FileType,
  fitsName,
  storableText,
  type TextState,
  textStateOf,
  typeUnderName,
} from '../../../domain/rules/files'
import { otherKind } from './other-kinds'
import { requirePicture } from './pictures'
import { endsAsZip, officeType } from './zip'

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
export async function inspect(bytes: Buffer, name: string): Promise<Inspected> {
  if (bytes.length === 0) throw invalid({ file: ['The file field must not be empty.'] })
  const mime_type = await typeOf(bytes, name)
  if (!fitsName(mime_type, name)) throw unsupported(`The content is ${mime_type}, which the name of the file denies.`)
  const text_state = textStateOf(mime_type)
  return { mime_type, text_state, content_text: text_state === 'done' ? storableText(bytes.toString('utf8').replace(/^\uFEFF/, '')) : null }
}

// One place for what a picture begins with: the kept library for types asks for a newer Node than Cien runs on.
const PICTURES: readonly (readonly [FileType, start: string, at_eight?: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'RIFF', 'WEBP'],
]
/** Where readers look for the beginning of a PDF. */
const PDF_HEAD = 1024

async function typeOf(bytes: Buffer, name: string): Promise<FileType> {
  const head = bytes.toString('latin1', 0, 2048)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return officeFile(bytes)
  const known =
    PICTURES.find(([, start, at_eight = '']) => head.startsWith(start) && head.startsWith(at_eight, 8))?.[0] ??
    (isPdf(bytes, head, name) ? 'application/pdf' : undefined)
  if (!known) return textFile(bytes, name)
  if (known !== 'application/pdf') await requirePicture(bytes, known)
  if (/<(!doctype\s+html|html|script|svg|body|iframe|\?php)/i.test(head)) throw unsupported('The file is a web page in disguise.')
  if (await endsAsZip(bytes)) throw unsupported('The file hides an archive.')
  return known
}

/** A PDF may stand behind other bytes; text that only speaks of PDF is told by its name. */
const isPdf = (bytes: Buffer, head: string, name: string): boolean =>
  head.startsWith('%PDF-') || (/%PDF-\d/.test(head.slice(0, PDF_HEAD)) && (extensionOf(name) === 'pdf' || !isUtf8(bytes)))

async function officeFile(bytes: Buffer): Promise<FileType> {
  const found = await officeType(bytes)
  if ('refused' in found) throw unsupported(`The file is an archive that is not accepted: ${found.refused}.`)
  return found.type
}

// The harmless test string every virus scanner knows, in two parts so that no scanner takes this file for it.
const TEST_VIRUS = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!'].join('')
// Tab, line feed, form feed and carriage return are the only controls that text holds.
const isControl = (byte: number): boolean => (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte)) || byte === 0x7f

// What makes a browser or a shell take text for its own; letters in angle brackets alone are what mails are full of.
const PAGE_OR_SCRIPT = /^(<(!doctype|!--|html|head|body|script|style|svg|iframe|object|embed|meta|[?%])|#!|%!PS|\{\\rtf)/i

function textFile(bytes: Buffer, name: string): FileType {
  const other = otherKind(bytes)
  if (other) throw unsupported(`The file is ${other}.`)
  if (!isUtf8(bytes)) throw unsupported('The file is of no known type; text must be UTF-8.')
  if (bytes.some(isControl)) throw unsupported('The file is of no known type; it holds control characters.')
  // All of it, not its first part: enough white space would hide a page behind it.
  const start = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 100)
  if (start === '') throw invalid({ file: ['The file field must not be empty.'] })
  if (PAGE_OR_SCRIPT.test(start)) throw unsupported('The file is a page or a script, not plain text.')
  if (start.startsWith(TEST_VIRUS)) throw invalid({ file: ['The file field must not hold a virus.'] })
  return typeUnderName('text/plain', name) as FileType
}
