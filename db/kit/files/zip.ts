/** Office files: zip archives judged by their directory, of which only the list of types is unfolded, up to a limit (U02); runs in an isolated process. */
import { text } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import type { FileType } from '../../../domain/rules/files'

const MAX_ENTRIES = 10_000
const MAX_UNPACKED = 250_000_000
// Spreadsheets full of equal cells shrink a lot; beyond this and of this size only bombs do.
const MAX_RATIO = 120
const FREE_UNPACKED = 10_000_000
const MAX_TYPES_LIST = 2_000_000
const FILE_KIND = 0o170000
const PLAIN_FILE = 0o100000
const UNIX = 3

class Unfit extends Error {}

/** True when the bytes end as an archive, whole or broken. */
export const endsAsZip = (bytes: Buffer): Promise<boolean> =>
  fromBufferPromise(bytes).then(
    () => true,
    (error: Error) => !/end of central directory record signature not found/i.test(error.message),
  )

/** The office type of an archive, or why it is none. */
export async function officeType(bytes: Buffer): Promise<{ type: FileType } | { refused: string }> {
  try {
    const zip = await fromBufferPromise(bytes, { strictFileNames: true }).catch(() => Promise.reject(new Unfit('its directory is missing')))
    const entries = await entriesOf(zip)
    requireSmall(bytes, entries)
    await requireApart(zip, entries)
    return await typeOf(zip, entries)
  } catch (error) {
    if (error instanceof Unfit) return { refused: error.message }
    throw error
  }
}

/** All entries of the directory, each checked by itself. */
async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount === 0 || zip.entryCount > MAX_ENTRIES) throw new Unfit(`it holds ${zip.entryCount} entries`)
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      requirePlain(entry)
      entries.push(entry)
    }
  } catch (error) {
    // The reader's own words are about bytes; it refuses names that lead out as well.
    throw error instanceof Unfit
      ? error
      : new Unfit(/path|characters/i.test(String(error)) ? 'an entry leads out of it' : 'its directory is broken')
  }
  return entries
}

function requirePlain(entry: Entry): void {
  const { fileName: name } = entry
  const kind = (entry.externalFileAttributes >>> 16) & FILE_KIND
  if (entry.isEncrypted()) throw new Unfit('it is protected by a password')
  if (!entry.canDecodeFileData()) throw new Unfit('it is packed in an unusual way')
  if (name === '' || /[\0:]/.test(name)) throw new Unfit('an entry leads out of it')
  if (entry.versionMadeBy >>> 8 === UNIX && kind !== 0 && kind !== PLAIN_FILE && !name.endsWith('/')) throw new Unfit('an entry is a link')
  if (/\.(zip|jar|rar|7z|gz|exe|dll|js|vbs|hta|bat|cmd|ps1)$/i.test(name)) throw new Unfit('it holds other archives or programs')
}

function requireSmall(bytes: Buffer, entries: readonly Entry[]): void {
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (unpacked > MAX_UNPACKED || (unpacked > FREE_UNPACKED && unpacked > bytes.length * MAX_RATIO))
    throw new Unfit('it unfolds to far more than it holds')
  if (new Set(entries.map(({ fileName }) => fileName.toLowerCase())).size !== entries.length) throw new Unfit('two entries have one name')
}

/** Entries lie one after another, each under its own name: overlapping ones unfold the same bytes again and again. */
async function requireApart(zip: ZipFile, entries: readonly Entry[]): Promise<void> {
  let reached = 0
  for (const entry of [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    if (entry.relativeOffsetOfLocalHeader < reached) throw new Unfit('its entries overlap')
    const local = await zip.readLocalFileHeaderPromise(entry).catch(() => Promise.reject(new Unfit('its entries overlap')))
    if (!local.fileName.equals(entry.fileNameRaw)) throw new Unfit('its directory names other entries than it holds')
    reached = local.fileDataStart + entry.compressedSize
  }
  if (entries.every(({ relativeOffsetOfLocalHeader }) => relativeOffsetOfLocalHeader !== 0)) throw new Unfit('something stands before it')
}

const MAIN_PARTS: readonly (readonly [string, string, FileType])[] = [
  ['word/document.xml', 'wordprocessingml.document.main+xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/workbook.xml', 'spreadsheetml.sheet.main+xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
]

async function typeOf(zip: ZipFile, entries: readonly Entry[]): Promise<{ type: FileType }> {
  const list = entries.find(({ fileName }) => fileName === '[Content_Types].xml')
  if (!list) throw new Unfit('it is an archive of another kind')
  const types = await textOf(zip, list)
  if (/macroEnabled|vbaProject/i.test(types) || entries.some(({ fileName }) => /vbaProject/i.test(fileName)))
    throw new Unfit('it holds macros')
  const main = MAIN_PARTS.find(([part, type]) => types.includes(type) && entries.some(({ fileName }) => fileName === part))
  if (!main) throw new Unfit('it is an archive of another kind')
  return { type: main[2] }
}

/** The list of types; the reader stops at the size that the directory names. */
async function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MAX_TYPES_LIST) throw new Unfit('its list of types cannot be read')
  try {
    return await text(await zip.openReadStreamPromise(entry))
  } catch {
    throw new Unfit('its list of types cannot be read')
  }
}
