/** Small pictures of large ones: made at once, in at most a second, or not at all. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { keepFile } from '../../db/files'
import { contentKey } from '../../db/kit/files'
import { gate } from '../../db/kit/files/gate'
import type { Call } from '../kit/route'

const SIDE = 480
const MAX_PIXELS = 100_000_000
const MAX_BYTES = 2_000_000
const SECONDS = 1

// An unfolded picture may take several hundred MB: one at a time.
const oneByOne = gate(1)

/** A WebP that fits a square of 480 pixels, the right way up; throws for what is no whole picture. */
export const shrink = (bytes: Buffer): Promise<Buffer> =>
  sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds: SECONDS })
    .toBuffer()

/** Keeps a small picture of a kept one; its file's id, or null when none can be made: then the picture itself is shown. */
export async function keepThumbnail(call: Pick<Call, 'actor' | 'db' | 'services'>, sha256: string): Promise<string | null> {
  const { files, log } = call.services
  const { tenant_id } = call.actor
  const small = await oneByOne(async () => {
    const bytes = await files.open(contentKey(tenant_id, sha256))
    if (!bytes) return undefined
    const whole = await buffer(bytes)
    return shrink(whole).catch((error: unknown) => {
      log.warn({ err: error, sha256 }, 'no thumbnail can be made of a picture')
      return undefined
    })
  })
  if (!small) return null
  const staged = await files.stage(tenant_id, Readable.from([small]), { max_bytes: MAX_BYTES })
  try {
    const facts = { mime_type: 'image/webp', text_state: 'none' as const, content_text: null }
    return await keepFile(call.db, files, { staged, facts })
  } finally {
    await files.discard(staged)
  }
}
