/** The spool: files on their way in, on this machine's disk, until their content is known. */
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refused } from '../../../domain/errors'
import type { Staged } from './store'

const OUT_OF_ORDER = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE', 'ENOTDIR', 'EFBIG'])

/** 503: nothing was kept; the caller may try again. */
export const storageUnavailable = (cause: unknown): Refused => {
  const message = 'Files cannot be stored or read at the moment. Nothing was kept; try again in a while.'
  const refused = new Refused({ status: 503, code: 'storage_unavailable', message, details: { retry_after: 30 } })
  refused.cause = cause
  return refused
}

export const tooLarge = (max_bytes: number): Refused =>
  new Refused({
    status: 413,
    code: 'too_large',
    message: `The file is larger than ${max_bytes} bytes.`,
    details: { limit_bytes: max_bytes },
  })

/** Runs disk work; what the disk refuses becomes a Refused 503. */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (OUT_OF_ORDER.has((error as NodeJS.ErrnoException).code ?? '')) throw storageUnavailable(error)
    throw error
  }
}

/** True for the error of a file that is not there. */
export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

export interface Arriving {
  tenant_id: string
  stream: Readable
  max_bytes: number
}

/** Takes a stream into the folder, hashing and counting; on any failure the file is gone before it throws. */
export const spool = (folder: string, from: Arriving): Promise<Staged> => onDisk(() => take(folder, from))

async function take(folder: string, from: Arriving): Promise<Staged> {
  const path = join(folder, randomUUID())
  const hash = createHash('sha256')
  let size_bytes = 0
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size_bytes += chunk.length
      if (size_bytes > from.max_bytes) return done(tooLarge(from.max_bytes))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    // Nothing is awaited before the pipeline stands: a sender that breaks off meanwhile would be an error nobody hears.
    mkdirSync(folder, { recursive: true })
    await pipeline(from.stream, measured, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
  } catch (error) {
    from.stream.destroy()
    await rm(path, { force: true })
    throw error
  }
  return { tenant_id: from.tenant_id, path, size_bytes, sha256: hash.digest('hex') }
}

/** Removes files older than an instant: their processes died before they could. */
export async function sweepFolder(folder: string, written_before: Date): Promise<number> {
  let removed = 0
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    const info = await stat(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (info === undefined || info.mtime >= written_before) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}

/** The names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
