/** Shapes of files that multiply: many small pieces, pointers to one place, deep, wide, long, out of range. */
import { deflateSync } from 'node:zlib'
import * as samples from './samples'

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** A PNG with so many bytes of empty chunks before its end (K7). */
export function chunkyPng(bytes: number): Buffer {
  const whole = samples.samplePng()
  const empty = Buffer.concat([uint32(0), Buffer.from('teST'), Buffer.from('76957a66', 'hex')])
  return Buffer.concat([whole.subarray(0, 33), Buffer.alloc(bytes - (bytes % 12), empty), whole.subarray(33)])
}

/** A JPEG with so many empty segments. */
export function segmentedJpeg(count: number): Buffer {
  const whole = samples.sampleJpeg()
  return Buffer.concat([whole.subarray(0, 2), Buffer.alloc(count * 4, Buffer.from('ffe10002', 'hex')), whole.subarray(2)])
}

/** A JPEG of so many scans over the same large picture. */
export function scannedJpeg(count: number): Buffer {
  const whole = samples.sampleJpeg({ width: 9000, height: 9000 })
  const scan = whole.indexOf(Buffer.from('ffda', 'hex'))
  return Buffer.concat([whole.subarray(0, scan), Buffer.alloc(count * 14, whole.subarray(scan, scan + 14)), whole.subarray(scan)])
}

/** A GIF of so many frames with nothing but their heads. */
export const framedGif = (count: number): Buffer => samples.sampleGif(count)

/** A WebP of so many empty chunks. */
export const chunkyWebp = (count: number): Buffer =>
  samples.sampleWebp(
    5,
    4,
    Array.from({ length: count }, (): [string, Buffer] => ['teST', Buffer.alloc(0)]),
  )

/** A PNG of 9,000 by 9,000 that is one letter long when packed. */
export function flatPng(): Buffer {
  const side = 9000
  const whole = samples.samplePng(side, side)
  const pixels = deflateSync(Buffer.alloc(side * (side + 1)), { level: 9 })
  const at = whole.indexOf('IDAT') - 4
  const length = whole.readUInt32BE(at)
  // Its sum is wrong as well: what is refused for one must not cost the other.
  return Buffer.concat([whole.subarray(0, at), uint32(pixels.length), Buffer.from('IDAT'), pixels, whole.subarray(at + 8 + length)])
}

/** A zip of so many empty entries. */
export const manyEntries = (count: number): Buffer =>
  samples.sampleDocx(Array.from({ length: count }, (_, index) => ({ name: `word/${index}.xml`, content: Buffer.alloc(0) })))

/** A PDF whose page draws for some 20 s from a few hundred KB (K8). */
export const drawingPdf = (): Buffer => samples.pdfBomb(400)
