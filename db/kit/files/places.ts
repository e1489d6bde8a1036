/** Takes out of a picture where it was taken (U06); everything else, its upright side included, stays as it is; runs in an isolated process. */
import { invalid } from '../../../domain/errors'

// By hand, because no kept library takes metadata out without packing the pixels again, which a photo is worse for.
interface Span {
  start: number
  end: number
}

const GPS_POINTER = 0x8825
/** Bytes of one value by its TIFF type. */
const VALUE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
/** A camera writes one directory of some 30 entries with short values; more is no camera's. */
const MAX_DIRECTORIES = 2
const MAX_ENTRIES = 100
const MAX_VALUE = 65_536

const latin1 = (bytes: Uint8Array, start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('latin1')

const immoderate = (): Error =>
  invalid({ file: ['The file field must be a picture with sound metadata; this one names its place too often.'] })

/** The picture without its place, or undefined when it names none; 422 when it names more places than a camera does. */
export function withoutPlace(bytes: Buffer, mime_type: string): Buffer | undefined {
  if (mime_type === 'image/png') return pngWithoutPlace(bytes)
  const blocks = mime_type === 'image/jpeg' ? jpegBlocks(bytes) : mime_type === 'image/webp' ? webpBlocks(bytes) : []
  const spans = blocks.flatMap((block) => [...gpsSpans(bytes, block), ...packetSpans(bytes, block)])
  if (spans.every(({ start, end }) => bytes.subarray(start, end).every((byte) => byte === 0 || byte === 0x20))) return undefined
  const clean = Buffer.from(bytes)
  for (const { start, end, fill } of spans) clean.fill(fill, start, end)
  return clean
}

/** What JPEG keeps of itself: its application segments before the pixels. */
function jpegBlocks(bytes: Buffer): Span[] {
  const blocks: Span[] = []
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    if (bytes[at + 1] === 0xff) {
      at += 1
      continue
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (bytes[at + 1] === 0xe1) blocks.push({ start: at + 4, end: Math.min(end, bytes.length) })
    at = end
  }
  return blocks
}

function webpBlocks(bytes: Buffer): Span[] {
  const blocks: Span[] = []
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4)
    const kind = latin1(bytes, at, at + 4)
    if (kind === 'EXIF' || kind === 'XMP ') blocks.push({ start: at + 8, end: Math.min(at + 8 + size, bytes.length) })
    at += 8 + size + (size % 2)
  }
  return blocks
}

type Filled = Span & { fill: number }

/** The GPS directory of an Exif block: its entries and the values they point to. */
function gpsSpans(bytes: Buffer, block: Span): Filled[] {
  const start = latin1(bytes, block.start, block.start + 6) === 'Exif\0\0' ? block.start + 6 : block.start
  const tiff = bytes.subarray(start, block.end)
  const order = latin1(tiff, 0, 2)
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return []
  const little = order === 'II'
  const uint16 = (at: number): number => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const uint32 = (at: number): number => (at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const entriesAt = (at: number): number[] => Array.from({ length: uint16(at) }, (_, index) => at + 2 + index * 12)
  const pointers = entriesAt(uint32(4)).filter((at) => uint16(at) === GPS_POINTER)
  const directories = [...new Set(pointers.map((pointer) => uint32(pointer + 8)))]
  if (directories.length > MAX_DIRECTORIES || directories.some((directory) => uint16(directory) > MAX_ENTRIES)) throw immoderate()
  const spans = directories.flatMap((directory) =>
    entriesAt(directory).flatMap((at) => {
      const length = (VALUE_BYTES[uint16(at + 2)] ?? 1) * uint32(at + 4)
      if (length > MAX_VALUE) throw immoderate()
      const value = length > 4 ? [{ start: uint32(at + 8), end: uint32(at + 8) + length }] : []
      // The number of entries goes too: no reader looks for what is not announced.
      return [{ start: directory, end: directory + 2 }, { start: at, end: at + 12 }, ...value]
    }),
  )
  return spans.map((span) => ({ start: Math.min(start + span.start, block.end), end: Math.min(start + span.end, block.end), fill: 0 }))
}

/** Values of GPS properties in an XMP packet, as attributes or elements. */
function packetSpans(bytes: Buffer, block: Span): Filled[] {
  const found = latin1(bytes, block.start, block.end).matchAll(/(exif:GPS\w+\s*(?:=\s*["']|>))([^"'<]*)/g)
  return [...found].map(({ index, 1: before = '', 2: value = '' }) => {
    const start = block.start + index + before.length
    return { start, end: start + value.length, fill: 0x20 }
  })
}

/** PNG guards each chunk by a sum, so chunks that may name a place are left out whole. */
function pngWithoutPlace(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = []
  let from = 0
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (chunkNamesPlace(bytes, { start: at, end })) {
      kept.push(bytes.subarray(from, at))
      from = end
    }
    at = end
  }
  if (from === 0) return undefined
  kept.push(bytes.subarray(from))
  return Buffer.concat(kept)
}

function chunkNamesPlace(bytes: Buffer, { start, end }: Span): boolean {
  const kind = latin1(bytes, start + 4, start + 8)
  return kind === 'eXIf' || (/^[tiz]/.test(kind) && bytes.subarray(start, end).includes('GPS'))
}
