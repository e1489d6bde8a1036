/** Reads a form with one file into the spool: counted while it comes, stopped as soon as it breaks a rule (U01, U07, U08). */
import busboy from 'busboy'
import type { Request } from 'express'
import { invalid, Refused } from '../../domain/errors'
import { displayName, MAX_FILE_BYTES } from '../../domain/rules/files'
import type { FileStore, Staged } from '../../db/kit/files'
import { tooLarge } from '../../db/kit/files/spool'

export interface Received {
  staged: Staged
  original_name: string
}

/** Room for boundaries and part headers around the file. */
const FORM_BYTES = 64_000
/** How long a refused sender may go on sending before the connection ends, in ms: it must be able to read the answer. */
const LINGER_MS = 10_000

const LIMITS = { files: 2, fields: 10, parts: 12, headerPairs: 40, fieldNameSize: 100, fieldSize: 1000, fileSize: MAX_FILE_BYTES + 1 }

const malformed = (): Refused => invalid({ body: ['The form is malformed or incomplete.'] })

/** The file of the form, staged; Refused 415, 413 or 422 with nothing left behind. The caller discards what it does not keep. */
export async function receiveFile(req: Request, store: FileStore, tenant_id: string): Promise<Received> {
  let form: Form | undefined
  try {
    form = openForm(req, store, tenant_id)
    await form.done
    return await finish(form)
  } catch (error) {
    await form?.drop()
    letGo(req)
    throw error
  }
}

/** A file's name as it was before a browser wrote it between quotation marks: it escapes these three signs and no other. */
const unescaped = (name: string | undefined): string | undefined =>
  name?.replace(/%(22|0D|0A)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

interface Form {
  done: Promise<void>
  errors: Map<string, string>
  file: { name: string | undefined; staging: Promise<Staged> } | undefined
  drop(): Promise<void>
}

function openForm(req: Request, store: FileStore, tenant_id: string): Form {
  const parser = parserOf(req)
  const errors = new Map<string, string>()
  const form: Form = { errors, file: undefined, done: Promise.resolve(), drop: () => drop(form, store) }
  parser.on('file', (field, stream, { filename }) => {
    // When the form is broken off its files break too, read or not; the form's own error tells it.
    stream.on('error', () => undefined)
    if (field !== 'file' || form.file) {
      errors.set(field, field === 'file' ? 'Send one file at a time.' : `The ${field} field is unknown.`)
      stream.resume()
      return
    }
    const staging = store.stage(tenant_id, stream, { max_bytes: MAX_FILE_BYTES })
    // A file that is too large or cannot be stored ends the reading of the form at once.
    staging.catch((error: Error) => parser.destroy(error))
    form.file = { name: unescaped(filename), staging }
  })
  parser.on('field', (field) => errors.set(field, field === 'file' ? 'The file field must be a file.' : `The ${field} field is unknown.`))
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
    parser.on(event, () => errors.set('file', 'Send one file and nothing else.'))
  form.done = readInto(req, parser)
  return form
}

function parserOf(req: Request): busboy.Busboy {
  const type = req.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*(;|$)/i.test(type)) {
    throw new Refused({ status: 415, code: 'unsupported_media_type', message: 'Send the file as multipart/form-data in the field file.' })
  }
  if (Number(req.headers['content-length'] ?? 0) > MAX_FILE_BYTES + FORM_BYTES) throw tooLarge(MAX_FILE_BYTES)
  try {
    return busboy({ headers: req.headers, limits: LIMITS, defParamCharset: 'utf8' })
  } catch {
    // The parser's only complaint at this point is a missing or unreadable boundary.
    throw malformed()
  }
}

/** Resolves when the form is read to its end; refuses what is malformed, cut off or stopped by a refusal. */
function readInto(req: Request, parser: busboy.Busboy): Promise<void> {
  return new Promise((resolve, reject) => {
    let arrived = 0
    const count = (chunk: Buffer): void => {
      arrived += chunk.length
      if (arrived > MAX_FILE_BYTES + FORM_BYTES) parser.destroy(tooLarge(MAX_FILE_BYTES))
    }
    const cutOff = (): void => void (req.complete || parser.destroy(malformed()))
    req.on('data', count)
    req.once('close', cutOff)
    // Stays to the end: the parser complains of each malformed part, and an error without a listener ends the process.
    parser.on('error', (error) => {
      reject(error instanceof Refused ? error : malformed())
      parser.destroy()
    })
    // Also comes after an error, when the promise is settled already.
    parser.on('close', () => {
      req.off('close', cutOff)
      req.off('data', count)
      req.unpipe(parser)
      resolve()
    })
    if (req.destroyed) cutOff()
    else req.pipe(parser)
  })
}

async function finish({ file, errors }: Form): Promise<Received> {
  if (!file && !errors.has('file')) errors.set('file', 'The file field is required.')
  const staged = await file?.staging
  if (staged && errors.size === 0) return { staged, original_name: displayName(file?.name) }
  throw invalid(Object.fromEntries([...errors].map(([field, message]) => [field, [message]])))
}

async function drop({ file }: Form, store: FileStore): Promise<void> {
  const [staged] = await Promise.allSettled(file ? [file.staging] : [])
  if (staged?.status === 'fulfilled') await store.discard(staged.value)
}

/** Reads on into nothing for a moment: a connection that is cut while its sender still sends loses the answer. */
function letGo(req: Request): void {
  if (req.complete || req.destroyed) return
  // Even who asked for a closed connection: it ends when the sender has read the answer, or by the timer.
  if (req.res) req.res.shouldKeepAlive = true
  req.resume()
  const timer = setTimeout(() => req.socket.destroy(), LINGER_MS)
  timer.unref()
  req.once('close', () => clearTimeout(timer))
  req.once('end', () => clearTimeout(timer))
}
