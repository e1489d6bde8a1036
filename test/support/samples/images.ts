/** Pictures made by code: small whole ones, and ones that claim too much. */
import { crc32, deflateSync } from 'node:zlib'

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const uint16le = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8])
const uint32le = (value: number): Buffer => uint32(value).reverse()

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** A PNG whose header claims the size; its pixels are those of a small one. `more` chunks stand before the pixels. */
export function samplePng(width = 2, height = 2, more: readonly [string, Buffer][] = []): Buffer {
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 0, 0, 0, 0])])
  const rows = Buffer.alloc(Math.min(height, 8) * (Math.min(width, 8) + 1))
  const chunks = more.map(([kind, data]) => chunk(kind, data))
  return Buffer.concat([PNG, chunk('IHDR', header), ...chunks, chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** A GIF of one pixel with so many frames. */
export function sampleGif(frames = 1): Buffer {
  const head = Buffer.concat([Buffer.from('GIF89a'), uint16le(1), uint16le(1), Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255])])
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff]), data])

// A whole picture of 5 by 4 pixels each, as libvips writes them.
const JPEG = Buffer.from(
  '/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAEAAUDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJQA0If/2Q==',
  'base64',
)
const JPEG_FRAME = Buffer.from([0xff, 0xc0])
const WEBP_PIXELS = Buffer.from('LwTAAAAHULMSFbH/gYjofwA=', 'base64').subarray(0, 17)

/** A whole JPEG whose header claims the size; `exif` is what a camera writes of itself. */
export function sampleJpeg(size: { width: number; height: number } = { width: 5, height: 4 }, exif?: Buffer): Buffer {
  const picture = Buffer.from(JPEG)
  const frame = picture.indexOf(JPEG_FRAME)
  picture.writeUInt16BE(size.height, frame + 5)
  picture.writeUInt16BE(size.width, frame + 7)
  const camera = exif ? [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]))] : []
  return Buffer.concat([picture.subarray(0, 2), ...camera, picture.subarray(2)])
}

/** A WebP of the extended form with a canvas of this size; its pixels are those of a small one. */
export function sampleWebp(width = 5, height = 4, more: readonly [string, Buffer][] = []): Buffer {
  const part = (kind: string, data: Buffer): Buffer =>
    Buffer.concat([Buffer.from(kind), uint32le(data.length), data, Buffer.alloc(data.length % 2)])
  const flags = (more.some(([kind]) => kind === 'EXIF') ? 8 : 0) | (more.some(([kind]) => kind === 'XMP ') ? 4 : 0)
  const canvas = Buffer.concat([uint32le(flags), uint32le(width - 1).subarray(0, 3), uint32le(height - 1).subarray(0, 3)])
  // The size stands in the pixels as well, and must be the canvas's.
  const pixels = Buffer.from(WEBP_PIXELS)
  const size = ((width - 1) & 0x3fff) | (((height - 1) & 0x3fff) << 14)
  pixels.writeUInt32LE((size | (pixels.readUInt32LE(1) & 0xf0000000)) >>> 0, 1)
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    part('VP8X', canvas),
    part('VP8L', pixels),
    ...more.map(([kind, data]) => part(kind, data)),
  ])
  return Buffer.concat([Buffer.from('RIFF'), uint32le(body.length), body])
}

/** A camera's block with so many pointers to one directory, which claims all entries that it can. */
export function manyPlaces(count: number): Buffer {
  const pointer = Buffer.concat([uint16le(0x8825), uint16le(4), uint32le(1), uint32le(10 + count * 12)])
  const first = Buffer.concat([Buffer.from('II*\0', 'latin1'), uint32le(8), uint16le(count)])
  return Buffer.concat([first, ...Array.from({ length: count }, () => pointer), uint16le(0xffff)])
}

/** What a camera writes: its make, and where it stood. */
export function gpsExif(): Buffer {
  const entry = (tag: number, type: number, value: { count: number; field: Buffer }): Buffer =>
    Buffer.concat([uint16le(tag), uint16le(type), uint32le(value.count), value.field])
  const make = entry(0x010f, 2, { count: 4, field: Buffer.from('Cam\0') })
  const pointer = entry(0x8825, 4, { count: 1, field: uint32le(38) })
  const first = Buffer.concat([Buffer.from('II*\0', 'latin1'), uint32le(8), uint16le(2), make, pointer, uint32le(0)])
  const north = entry(1, 2, { count: 2, field: Buffer.from('N\0\0\0') })
  const latitude = entry(2, 5, { count: 3, field: uint32le(68) })
  const degrees = Buffer.concat([48, 1, 12, 1, 3456, 100].map(uint32le))
  return Buffer.concat([first, uint16le(2), north, latitude, uint32le(0), degrees])
}
