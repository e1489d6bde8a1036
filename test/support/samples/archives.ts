/** Zip archives made by code: office files, and bombs of every sort. */
import { crc32, deflateRawSync } from 'node:zlib'

/** One entry; what is given beside name and content is a lie told in the directory. */
export interface ZipEntry {
  name: string
  content: Buffer
  unpacked?: number
  flags?: number
  unix_mode?: number
}

const uint16 = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff])
const uint32 = (value: number): Buffer => Buffer.from([value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >>> 24) & 0xff])

/** A zip of these entries; `overlapping` lets all of them name the same bytes. */
export function zipOf(entries: readonly ZipEntry[], overlapping = false): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  entries.forEach((entry, index) => {
    const name = Buffer.from(entry.name)
    const packed = deflateRawSync(entry.content, { level: 9 })
    const facts = [uint16(entry.flags ?? 0), uint16(8), uint32(0), uint32(crc32(entry.content)), uint32(packed.length)]
    const sizes = [...facts, uint32(entry.unpacked ?? entry.content.length), uint16(name.length)]
    const at = overlapping ? 0 : offset
    const mode = uint32(((entry.unix_mode ?? 0) << 16) >>> 0)
    const place = [uint16(0), uint16(0), uint16(0), uint16(0), mode, uint32(at)]
    directory.push(Buffer.concat([uint32(0x02014b50), uint16(0x0314), uint16(20), ...sizes, ...place, name]))
    if (overlapping && index > 0) return
    const local = Buffer.concat([uint32(0x04034b50), uint16(20), ...sizes, uint16(0), name, packed])
    locals.push(local)
    offset += local.length
  })
  const list = Buffer.concat(directory)
  const counts = [uint16(entries.length), uint16(entries.length), uint32(list.length), uint32(offset), uint16(0)]
  return Buffer.concat([...locals, list, uint32(0x06054b50), uint16(0), uint16(0), ...counts])
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const typesOf = (part: string, type: string): ZipEntry => ({
  name: '[Content_Types].xml',
  content: Buffer.from(`<?xml version="1.0"?><Types><Override PartName="/${part}" ContentType="${type}"/></Types>`),
})

/** The entries of a small text document. */
export const docxEntries = (): ZipEntry[] => [
  typesOf('word/document.xml', `${OFFICE}.wordprocessingml.document.main+xml`),
  { name: 'word/document.xml', content: Buffer.from('<w:document/>') },
]

export const sampleDocx = (more: readonly ZipEntry[] = []): Buffer => zipOf([...docxEntries(), ...more])

export const sampleXlsx = (): Buffer =>
  zipOf([
    typesOf('xl/workbook.xml', `${OFFICE}.spreadsheetml.sheet.main+xml`),
    { name: 'xl/workbook.xml', content: Buffer.from('<workbook/>') },
  ])

/** A text document that would run a program when opened. */
export const macroDocx = (): Buffer =>
  zipOf([
    typesOf('word/document.xml', 'application/vnd.ms-word.document.macroEnabled.main+xml'),
    { name: 'word/document.xml', content: Buffer.from('<w:document/>') },
  ])

/** A text document of 300 KB whose one entry unfolds to 300 MB. */
export const flatBomb = (): Buffer => sampleDocx([{ name: 'word/media/big.bin', content: Buffer.alloc(300_000_000) }])

/** A text document in which many entries share the same bytes. */
export function overlappingBomb(): Buffer {
  const shared = Buffer.alloc(900_000)
  return zipOf([...docxEntries(), ...Array.from({ length: 250 }, (_, index) => ({ name: `word/${index}`, content: shared }))], true)
}

/** Archives in archives. */
export const nestedBomb = (): Buffer =>
  sampleDocx([{ name: 'word/inner.zip', content: zipOf([{ name: 'a', content: Buffer.alloc(1_000_000) }]) }])
