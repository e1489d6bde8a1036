/** Office files: zip archives read by their directory alone, so that no bomb is ever unfolded (U02). */
import { inflateRawSync } from 'node:zlib'
import type { FileType } from '../../../domain/rules/files'

interface Entry {
  name: string
  method: number
  packed: number
  unpacked: number
  offset: number
}

const END = 0x06054b50
const DIRECTORY = 0x02014b50
const LOCAL = 0x04034b50
const LONGEST_COMMENT = 65_535
const MAX_ENTRIES = 10_000
const MAX_UNPACKED = 250_000_000
// Spreadsheets full of equal cells shrink a lot; beyond this and of this size only bombs do.
const MAX_RATIO = 120
const FREE_UNPACKED = 10_000_000
const MAX_TYPES_LIST = 2_000_000
const ENCRYPTED = 1
const FILE_KIND = 0o170000
const PLAIN_FILE = 0o100000

/** Where the end record of a zip stands, when the bytes end as one; undefined otherwise. */
export function zipEnd(bytes: Buffer): number | undefined {
  const lowest = Math.max(0, bytes.length - 22 - LONGEST_COMMENT)
  for (let at = bytes.length - 22; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === END && at + 22 + bytes.readUInt16LE(at + 20) === bytes.length) return at
  }
  return undefined
}

/** The office type of an archive, or why it is none. */
export function officeType(bytes: Buffer): { type: FileType } | { refused: string } {
  try {
    const entries = directoryOf(bytes)
    return typeOf(bytes, entries)
  } catch (error) {
    if (error instanceof Unfit || error instanceof RangeError)
      return { refused: error instanceof Unfit ? error.message : 'its directory is broken' }
    throw error
  }
}

class Unfit extends Error {}

/** All entries, after every check that needs no unfolding. */
function directoryOf(bytes: Buffer): Entry[] {
  const end = zipEnd(bytes)
  if (end === undefined) throw new Unfit('its directory is missing')
  const count = bytes.readUInt16LE(end + 10)
  const size = bytes.readUInt32LE(end + 12)
  const start = bytes.readUInt32LE(end + 16)
  if (bytes.readUInt16LE(end + 4) !== 0 || start + size !== end) throw new Unfit('its directory is not where it says')
  if (count === 0 || count > MAX_ENTRIES) throw new Unfit(`it holds ${count} entries`)
  const entries: Entry[] = []
  let at = start
  for (let index = 0; index < count; index += 1) {
    const { entry, next } = entryAt(bytes, at)
    entries.push(entry)
    at = next
  }
  if (at !== end) throw new Unfit('its directory is broken')
  requireSmall(bytes, entries)
  requireApart(bytes, entries, start)
  return entries
}

function entryAt(bytes: Buffer, at: number): { entry: Entry; next: number } {
  if (bytes.readUInt32LE(at) !== DIRECTORY) throw new Unfit('its directory is broken')
  const length = bytes.readUInt16LE(at + 28)
  const next = at + 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  const name = bytes.toString('utf8', at + 46, at + 46 + length)
  const kind = (bytes.readUInt32LE(at + 38) >>> 16) & FILE_KIND
  const method = bytes.readUInt16LE(at + 10)
  if (bytes.readUInt16LE(at + 8) & ENCRYPTED) throw new Unfit('it is encrypted')
  if (method !== 0 && method !== 8) throw new Unfit('it is packed in an unusual way')
  if (!isPlainName(name)) throw new Unfit('an entry leads out of it')
  if (bytes.readUInt8(at + 5) === 3 && kind !== 0 && kind !== PLAIN_FILE && !name.endsWith('/')) throw new Unfit('an entry is a link')
  return {
    entry: {
      name,
      method,
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    },
    next,
  }
}

const isPlainName = (name: string): boolean =>
  name !== '' && !/[\0\\:]/.test(name) && !name.startsWith('/') && !name.split('/').includes('..')

function requireSmall(bytes: Buffer, entries: readonly Entry[]): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0)
  if (unpacked > MAX_UNPACKED || (unpacked > FREE_UNPACKED && unpacked > bytes.length * MAX_RATIO)) {
    throw new Unfit('it unfolds to far more than it holds')
  }
  if (entries.some(({ name }) => /\.(zip|jar|rar|7z|gz|exe|dll|js|vbs|hta|bat|cmd|ps1)$/i.test(name)))
    throw new Unfit('it holds other archives or programs')
  if (new Set(entries.map(({ name }) => name.toLowerCase())).size !== entries.length) throw new Unfit('two entries have one name')
}

/** Entries lie one after another, each under its own name: overlapping ones unfold the same bytes again and again. */
function requireApart(bytes: Buffer, entries: readonly Entry[], directory: number): void {
  let reached = 0
  for (const { name, packed, offset } of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (offset < reached || bytes.readUInt32LE(offset) !== LOCAL) throw new Unfit('its entries overlap')
    const length = bytes.readUInt16LE(offset + 26)
    if (bytes.toString('utf8', offset + 30, offset + 30 + length) !== name)
      throw new Unfit('its directory names other entries than it holds')
    reached = offset + 30 + length + bytes.readUInt16LE(offset + 28) + packed
    if (reached > directory) throw new Unfit('its entries overlap')
  }
  if (entries.every(({ offset }) => offset !== 0)) throw new Unfit('something stands before it')
}

const MAIN_PARTS: readonly (readonly [string, string, FileType])[] = [
  ['word/document.xml', 'wordprocessingml.document.main+xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/workbook.xml', 'spreadsheetml.sheet.main+xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]

function typeOf(bytes: Buffer, entries: readonly Entry[]): { type: FileType } {
  const list = entries.find(({ name }) => name === '[Content_Types].xml')
  if (!list) throw new Unfit('it is an archive of another kind')
  const types = textOf(bytes, list)
  if (/macroEnabled|vbaProject/i.test(types) || entries.some(({ name }) => /vbaProject/i.test(name))) throw new Unfit('it holds macros')
  const main = MAIN_PARTS.find(([part, type]) => types.includes(type) && entries.some(({ name }) => name === part))
  if (!main) throw new Unfit('it is an archive of another kind')
  return { type: main[2] }
}

/** The list of types: the only entry that is unfolded, up to a limit. */
function textOf(bytes: Buffer, entry: Entry): string {
  const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28)
  const packed = bytes.subarray(start, start + entry.packed)
  if (entry.method === 0) return packed.subarray(0, MAX_TYPES_LIST).toString('utf8')
  try {
    return inflateRawSync(packed, { maxOutputLength: MAX_TYPES_LIST }).toString('utf8')
  } catch {
    throw new Unfit('its list of types cannot be read')
  }
}
