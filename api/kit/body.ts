/** Request bodies: JSON of bounded size and depth, read only after the caller is known. */
import express, { type Request, type Response } from 'express'
import { invalid, Refused } from '../../domain/errors'

const MAX_BYTES = 1_000_000
const MAX_DEPTH = 32

const parser = express.json({ limit: MAX_BYTES, type: () => true, strict: false, inflate: true })

interface ParserError {
  type?: string
  status?: number
}

/** The JSON body; 415 for another media type, 413 past 1 MB, 422 `errors.body` when it is malformed or too deep. */
export async function readBody(req: Request, res: Response): Promise<unknown> {
  const type = req.headers['content-type']
  const empty =
    req.headers['content-length'] === '0' || (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined)
  if (empty) return {}
  if (type !== undefined && !/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) {
    throw new Refused({ status: 415, code: 'unsupported_media_type', message: 'Send the body as application/json.' })
  }
  await new Promise<void>((resolve, reject) => {
    parser(req, res, (error?: unknown) => (error ? reject(refusalOf(error as ParserError)) : resolve()))
  })
  if (isTooDeep(req.body)) throw invalid({ body: [`The body is nested more than ${MAX_DEPTH} levels deep.`] })
  return req.body === undefined ? {} : req.body
}

function refusalOf(error: ParserError): Error {
  if (error.type === 'entity.too.large') {
    return new Refused({ status: 413, code: 'too_large', message: 'The body is larger than 1 MB.', details: { limit_bytes: MAX_BYTES } })
  }
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported') {
    return new Refused({ status: 415, code: 'unsupported_media_type', message: 'Send the body as UTF-8 JSON.' })
  }
  if (error.status !== undefined && error.status < 500) return invalid({ body: ['The body is not valid JSON.'] })
  return error as Error
}

// Walks with a list of its own: a hostile body must not be able to exhaust the stack.
function isTooDeep(body: unknown): boolean {
  let level: unknown[] = [body]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((value) => (value !== null && typeof value === 'object' ? Object.values(value) : []))
  }
  return false
}
