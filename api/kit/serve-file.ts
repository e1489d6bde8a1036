/** Sends a kept file: only bytes that still match their hash, inline only what a browser may show, with ranges. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { create } from 'content-disposition'
import fresh from 'fresh'
import { LRUCache } from 'lru-cache'
import { combineRanges, parse } from 'range-parser'
import { notFound } from '../../domain/errors'
import { mayBeInline, typeUnderName } from '../../domain/rules/files'
import { type ByteRange, contentKey, type FileStore } from '../../db/kit/files'
import { type Call, HANDLED } from './route'
import { type Seen, tellSeen } from './seen'

export interface ServedFile {
  sha256: string
  size_bytes: bigint | number
  mime_type: string
}

export interface Serving {
  store: FileStore
  file: ServedFile
  /** Shown to the person who saves it; never used as a path. */
  name: string
  download: boolean
  /** What the audit log tells of it. */
  seen: Seen
}

// Should a browser ever open the file as a page, it may run nothing, load nothing and reach nothing of Cien's.
const SANDBOX = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/**
 * Answers with the file of the caller's business, told before its first byte; 304 to whoever has these bytes already,
 * 404 when they are gone or are no longer those that were stored.
 */
export async function serveFile(
  call: Pick<Call, 'actor' | 'by' | 'db' | 'req' | 'res' | 'services'>,
  serving: Serving,
): Promise<typeof HANDLED> {
  const { req, res } = call
  const { store, file } = serving
  const key = contentKey(call.actor.tenant_id, file.sha256)
  if (!(await isGenuine(store, key, file))) {
    call.services.log.error({ key }, 'stored bytes are missing or do not match their hash')
    throw notFound()
  }
  const size = Number(file.size_bytes)
  const etag = etagOf(file)
  if (fresh(req.headers, { etag })) {
    res.writeHead(304, { ETag: etag, 'Cache-Control': CACHE }).end()
    return HANDLED
  }
  const range = rangeOf(req.headers, { size, etag })
  if (range === 'unsatisfiable') {
    res.writeHead(416, { 'Content-Range': `bytes */${size}`, 'Accept-Ranges': 'bytes', 'Content-Length': 0 }).end()
    return HANDLED
  }
  await tellSeen(call, serving.seen, { part: range !== undefined })
  const bytes = req.method === 'HEAD' ? undefined : await store.open(key, range)
  if (req.method !== 'HEAD' && !bytes) throw notFound()
  res.writeHead(range ? 206 : 200, headersOf(serving, size, range))
  if (!bytes) res.end()
  else await pipeline(bytes, res).catch((error: unknown) => broken(call, error))
  return HANDLED
}

// The head is out: the only honest answer left is a connection that ends too early.
function broken({ res, services }: Pick<Call, 'res' | 'services'>, error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
    services.log.error({ err: error }, 'a file broke off while it was sent')
  res.destroy()
}

const CACHE = 'private, no-store'

const etagOf = (file: ServedFile): string => `"${file.sha256}"`

function headersOf({ file, name, download }: Serving, size: number, range: ByteRange | undefined): Record<string, string | number> {
  const type = typeUnderName(file.mime_type, name)
  const inline = !download && mayBeInline(type)
  return {
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'Content-Length': range ? range.end - range.start + 1 : size,
    'Content-Disposition': disposition(inline ? 'inline' : 'attachment', name),
    'Content-Security-Policy': SANDBOX,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': CACHE,
    'Accept-Ranges': 'bytes',
    ETag: etagOf(file),
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` } : {}),
  }
}

/** RFC 6266: a plain name for old browsers, the real one in UTF-8. */
export const disposition = (kind: 'inline' | 'attachment', name: string): string => create(name.toWellFormed(), { type: kind })

/** RFC 9110 §14: the one range asked for; undefined for the whole file, which also answers several ranges and nonsense. */
export function rangeOf(headers: IncomingHttpHeaders, file: { size: number; etag: string }): ByteRange | 'unsatisfiable' | undefined {
  const { range, 'if-range': known } = headers
  // If-Range with anything but our own tag means: changed since, send all of it.
  if (range === undefined || (known !== undefined && known !== file.etag)) return undefined
  const { type, code, ranges } = parse(file.size, range)
  if (type !== 'bytes' || (code & MALFORMED) !== 0) return undefined
  const [one, ...others] = combineRanges(ranges)
  if (!one) return 'unsatisfiable'
  return others.length > 0 ? undefined : { start: one.start, end: one.end }
}

/** The bit of `range-parser`'s code that says a part of the header is no range at all. */
const MALFORMED = 1

/** Keys whose bytes were hashed and found right, by what they looked like then. */
const genuine = new LRUCache<string, string>({ max: 20_000 })

/** True when the kept bytes have the hash of the file's row (U10): read once, then again only when they were touched. */
async function isGenuine(store: FileStore, key: string, file: ServedFile): Promise<boolean> {
  const kept = await store.stat(key)
  if (kept?.size_bytes !== Number(file.size_bytes)) return false
  if (genuine.get(key) === kept.fingerprint) return true
  const bytes = await store.open(key)
  if (!bytes) return false
  const hash = createHash('sha256')
  for await (const chunk of bytes) hash.update(chunk as Buffer)
  if (hash.digest('hex') !== file.sha256) return false
  genuine.set(key, kept.fingerprint)
  return true
}
