/** Small pictures of large ones: made at once, or not at all. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Refused } from '../../domain/errors'
import { MAX_PIXELS } from '../../domain/rules/images'
import { keepFile } from '../../db/files'
import { contentKey } from '../../db/kit/files'
import { drawPicture } from '../../db/kit/files/look'
import type { Call } from '../kit/route'

const SMALL = { width: 480, height: 480, format: 'webp', max_pixels: MAX_PIXELS } as const
const MAX_BYTES = 2_000_000
const LIMITS = { time_ms: 4000 }

/** Keeps a small picture of a kept one, a WebP the right way up; its file's id, or null when none can be made: then the picture itself is shown. */
export async function keepThumbnail(call: Pick<Call, 'actor' | 'db' | 'services'>, sha256: string): Promise<string | null> {
  const { files, log } = call.services
  const { tenant_id } = call.actor
  const stream = await files.open(contentKey(tenant_id, sha256))
  if (!stream) return null
  const small = await drawPicture(() => buffer(stream), SMALL, { tenant_id, field: 'file_path', limits: LIMITS }).catch(
    (error: unknown) => {
      stream.destroy()
      if (!(error instanceof Refused)) throw error
      log.warn({ err: error, sha256 }, 'no thumbnail can be made of a picture')
      return undefined
    },
  )
  if (!small) return null
  const staged = await files.stage(tenant_id, Readable.from([small]), { max_bytes: MAX_BYTES })
  try {
    const facts = { mime_type: 'image/webp', text_state: 'none' as const, content_text: null }
    return await keepFile(call.db, files, { staged, facts })
  } finally {
    await files.discard(staged)
  }
}
