/** Pictures as libvips reads them: whole, of a size that may be shown, and drawn small or as a signature; runs in an isolated process. */
import sharp, { type SharpOptions } from 'sharp'
import { invalid } from '../../../domain/errors'
import { tooManyPixels } from '../../../domain/rules/images'

// One job at a time is what an isolated process is for.
sharp.concurrency(1)
sharp.cache(false)

// What is cut off or has a wrong sum is an error; what libvips only warns of, cameras and editors really write.
const OPEN: SharpOptions = { failOn: 'error', limitInputPixels: false, sequentialRead: true }
const PROBE = 16
const PNG_END = Buffer.from('IEND\xaeB`\x82', 'latin1')

const broken = (): Error => invalid({ file: ['The file field must be a whole picture; this one is broken.'] })

/** 422 unless it is a whole picture of this type and of a size that may be shown; its pixels are read to the end. */
export async function requirePicture(bytes: Buffer, mime_type: string): Promise<void> {
  const {
    format,
    width,
    height,
    pages = 1,
  } = await sharp(bytes, OPEN)
    .metadata()
    .catch(() => Promise.reject(broken()))
  if (`image/${format}` !== mime_type || width === 0 || height === 0) throw broken()
  const problem = tooManyPixels({ width, height, frames: Math.max(pages, announcedFrames(bytes, mime_type)) })
  if (problem) throw invalid({ file: [problem] })
  if (mime_type === 'image/png' && !bytes.includes(PNG_END)) throw broken()
  await sharp(bytes, OPEN)
    .resize({ width: PROBE, height: PROBE, fit: 'fill' })
    .raw()
    .toBuffer()
    .catch(() => Promise.reject(broken()))
}

/** libvips reads a PNG's first picture only, browsers also what its `acTL` announces. */
function announcedFrames(bytes: Buffer, mime_type: string): number {
  if (mime_type !== 'image/png') return 1
  const at = bytes.subarray(0, bytes.indexOf('IDAT')).indexOf('acTL')
  return at < 0 ? 1 : bytes.readUInt32BE(at + 4)
}

/** How a picture is drawn: within a frame, never larger than it is. */
export interface Drawn {
  width: number
  height: number
  format: 'webp' | 'png'
  max_pixels: number
}

/** The picture drawn small, the right way up; throws for what is no whole picture. */
export function draw(bytes: Uint8Array, { width, height, format, max_pixels }: Drawn): Promise<Buffer> {
  const small = sharp(bytes, { ...OPEN, limitInputPixels: max_pixels })
    .autoOrient()
    .resize({ width, height, fit: 'inside', withoutEnlargement: true })
  return (format === 'webp' ? small.webp({ quality: 75 }) : small.png()).toBuffer()
}
