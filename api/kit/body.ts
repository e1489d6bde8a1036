/** Request bodies: JSON of a size and depth that the route knows, read only after the caller is known. */
import { isUtf8 } from 'node:buffer'
import express, { type Handler, type Request, type Response } from 'express'
import { invalid, Refused } from '../../domain/errors'
import type { Bounds } from './bounds'

const MAX_DEPTH = 32
/** Our own complaint about a body, among those of the parser. */
const UNFIT = 'body.unfit'

const parsers = new WeakMap<Bounds, Handler>()

/** The parser of bodies within the bounds. */
function parserOf(bounds: Bounds): Handler {
  const known = parsers.get(bounds)
  if (known) return known
  const parser = express.json({
    limit: bounds.bytes,
    type: () => true,
    strict: false,
    inflate: true,
    verify(...[, , bytes, encoding]) {
      const unfit = unfitIn(bytes, encoding, bounds)
      if (unfit !== undefined) throw Object.assign(new Error(unfit), { type: UNFIT, status: 422 })
    },
  })
  parsers.set(bounds, parser)
  return parser
}

/** Why bytes are not to be parsed: decoded leniently, what is no UTF-8 would be stored as question marks. */
const unfitIn = (bytes: Buffer, encoding: string, bounds: Bounds): string | undefined =>
  encoding !== 'utf-8' || !isUtf8(bytes) ? 'The body is not UTF-8 text.' : excessIn(bytes, bounds)

interface ParserError {
  type?: string
  status?: number
  message?: string
}

/** The JSON body; 415 for another media type, 413 past its bytes, 422 `errors.body` when it is malformed, too deep or too wide. */
export async function readBody(req: Request, res: Response, bounds: Bounds): Promise<unknown> {
  const type = req.headers['content-type']
  const empty =
    req.headers['content-length'] === '0' || (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined)
  if (empty) return {}
  if (type !== undefined && !/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) {
    throw new Refused({ status: 415, code: 'unsupported_media_type', message: 'Send the body as application/json.' })
  }
  await new Promise<void>((resolve, reject) => {
    parserOf(bounds)(req, res, (error?: unknown) => (error ? reject(refusalOf(error as ParserError, bounds)) : resolve()))
  })
  return req.body === undefined ? {} : req.body
}

function refusalOf(error: ParserError, { bytes }: Bounds): Error {
  if (error.type === 'entity.too.large') {
    const size = bytes >= 1_000_000 ? `${bytes / 1_000_000} MB` : `${Math.round(bytes / 1000)} kB`
    return new Refused({ status: 413, code: 'too_large', message: `The body is larger than ${size}.`, details: { limit_bytes: bytes } })
  }
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported') {
    return new Refused({ status: 415, code: 'unsupported_media_type', message: 'Send the body as UTF-8 JSON.' })
  }
  if (error.type === UNFIT) return invalid({ body: [error.message ?? ''] })
  if (error.status !== undefined && error.status < 500) return invalid({ body: ['The body is not valid JSON.'] })
  return error as Error
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/**
 * What makes a body too much to be read, or undefined. Counted in its bytes, for the parser itself takes long over what is
 * very deep or very wide: each bracket and each comma begins a value, and whether the whole is JSON is the parser's to say.
 */
function excessIn(bytes: Buffer, { values }: Bounds): string | undefined {
  let [depth, count] = [0, 1]
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) at = endOfText(bytes, at)
    else if (byte === COMMA) count += 1
    else if (OPENING.has(byte)) {
      depth += 1
      count += 1
    } else if (CLOSING.has(byte)) depth -= 1
    if (depth > MAX_DEPTH) return `The body is nested more than ${MAX_DEPTH} levels deep.`
    if (count > values) return `The body holds more than ${values} values.`
  }
  return undefined
}

/** Where the text that begins at a quotation mark ends; a mark behind a backslash is part of it. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1
    else if (bytes[at] === QUOTE) return at
  }
  return bytes.length
}
