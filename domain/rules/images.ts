/** Pictures by their headers alone: how large they unfold, how many frames they hold, whether they are whole. */

/** What a picture says of itself. */
export interface Picture {
  width: number
  height: number
  frames: number
}

const MAX_SIDE = 20_000
const MAX_PIXELS = 100_000_000
const MAX_FRAMES = 1000
/** All frames together; an animation is unfolded frame by frame. */
const MAX_FRAME_PIXELS = 1_000_000_000

/** Why a picture is refused for its size; undefined when it may be shown. */
export function tooManyPixels({ width, height, frames }: Picture): string | undefined {
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    return `The file field must be a picture of at most ${MAX_SIDE} pixels a side and ${MAX_PIXELS / 1_000_000} megapixels.`
  }
  if (frames > MAX_FRAMES || frames * width * height > MAX_FRAME_PIXELS) {
    return `The file field must be a picture of at most ${MAX_FRAMES} frames.`
  }
  return undefined
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const ascii = (bytes: Uint8Array, at: number, length = 4): string => String.fromCharCode(...bytes.subarray(at, at + length))
const sound = (picture: Picture): Picture | undefined => (picture.width > 0 && picture.height > 0 ? picture : undefined)

/** Reads past the end of broken pictures throw a RangeError, which says the same: not a whole picture. */
function whole(read: () => Picture | undefined): Picture | undefined {
  try {
    const picture = read()
    return picture && sound(picture)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** PNG: every chunk in its place, from IHDR to IEND; undefined when it is broken. */
export function readPng(bytes: Uint8Array): Picture | undefined {
  return whole(() => {
    const data = view(bytes)
    if (ascii(bytes, 12) !== 'IHDR') return undefined
    const picture = { width: data.getUint32(16), height: data.getUint32(20), frames: 1 }
    let pixels = false
    for (let at = 8; ; at += 12 + data.getUint32(at)) {
      const kind = ascii(bytes, at + 4)
      if (kind === 'acTL') picture.frames = data.getUint32(at + 8)
      if (kind === 'IDAT') pixels = true
      if (kind === 'IEND') return pixels && at + 12 <= bytes.length ? picture : undefined
    }
  })
}

// Start-of-frame markers; C4, C8 and CC of the same row mean other things.
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** JPEG: segments up to the pixels, and an end marker after them; undefined when it is broken. */
export function readJpeg(bytes: Uint8Array): Picture | undefined {
  return whole(() => {
    const data = view(bytes)
    let picture: Picture | undefined
    for (let at = 2; ; ) {
      if (data.getUint8(at) !== 0xff) return undefined
      const marker = data.getUint8(at + 1)
      if (marker === 0xff) {
        at += 1
        continue
      }
      if (isFrame(marker)) picture = larger(picture, { height: data.getUint16(at + 5), width: data.getUint16(at + 7), frames: 1 })
      if (marker === 0xda) return picture && endsJpeg(bytes, at) ? picture : undefined
      at += 2 + data.getUint16(at + 2)
    }
  })
}

// Readers differ in which of two headers they believe, so the worse one counts.
const larger = (one: Picture | undefined, other: Picture): Picture =>
  one && one.width * one.height > other.width * other.height ? one : other

// Cameras write more after the end marker, so it is looked for and not asked to be last.
function endsJpeg(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at > from; at -= 1) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}

/** GIF: all its blocks up to the trailer, with each frame counted; undefined when it is broken. */
export function readGif(bytes: Uint8Array): Picture | undefined {
  return whole(() => {
    const data = view(bytes)
    const picture = { width: data.getUint16(6, true), height: data.getUint16(8, true), frames: 0 }
    const palette = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
    const pastBlocks = (at: number): number => {
      let next = at
      while (data.getUint8(next) !== 0) next += data.getUint8(next) + 1
      return next + 1
    }
    let at = 13 + palette(data.getUint8(10))
    for (;;) {
      const kind = data.getUint8(at)
      if (kind === 0x3b) return picture.frames > 0 ? picture : undefined
      if (kind === 0x21) at = pastBlocks(at + 2)
      else if (kind === 0x2c) {
        picture.frames += 1
        at = pastBlocks(at + 11 + palette(data.getUint8(at + 9)))
      } else return undefined
    }
  })
}

/** WebP: its chunks, the canvas and the frames of an animation; undefined when it is broken. */
export function readWebp(bytes: Uint8Array): Picture | undefined {
  return whole(() => {
    const data = view(bytes)
    const end = 8 + data.getUint32(4, true)
    if (end > bytes.length) return undefined
    let picture: Picture | undefined
    let frames = 0
    for (let at = 12; at + 8 <= end; ) {
      const kind = ascii(bytes, at)
      const size = data.getUint32(at + 4, true)
      if (at + 8 + size > end) return undefined
      if (kind === 'ANMF') frames += 1
      picture ??= webpSize(data, kind, at + 8)
      at += 8 + size + (size % 2)
    }
    return picture && { ...picture, frames: Math.max(1, frames) }
  })
}

function webpSize(data: DataView, kind: string, at: number): Picture | undefined {
  const uint24 = (offset: number): number => data.getUint16(offset, true) + data.getUint8(offset + 2) * 65_536
  if (kind === 'VP8X') return { width: uint24(at + 4) + 1, height: uint24(at + 7) + 1, frames: 1 }
  if (kind === 'VP8 ') return { width: data.getUint16(at + 6, true) & 0x3fff, height: data.getUint16(at + 8, true) & 0x3fff, frames: 1 }
  if (kind !== 'VP8L' || data.getUint8(at) !== 0x2f) return undefined
  const bits = data.getUint32(at + 1, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, frames: 1 }
}
