/** Sending files as a browser does, and as no browser would. */
import { request, type IncomingHttpHeaders } from 'node:http'
import type { TestApp } from './app'
import type { Answer, Body, Caller } from './tenant'

export interface SentFile {
  name?: string
  field?: string
  type?: string
}

/** Sends one file to `/api/uploads` as its caller. */
export async function uploadFile(
  app: TestApp,
  caller: Pick<Caller, 'token'>,
  sent: SentFile & { bytes: Buffer; key?: string },
): Promise<Answer> {
  const { bytes, name = 'file.txt', field = 'file', type = 'application/octet-stream', key } = sent
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(bytes)], { type }), name)
  const headers = { Authorization: `Bearer ${caller.token}`, ...(key === undefined ? {} : { 'Idempotency-Key': key }) }
  return answerOf(await fetch(`${app.url}/api/uploads`, { method: 'POST', headers, body: form }))
}

/** Any answer of fetch, its body parsed when it is JSON. */
export async function answerOf(answer: Response): Promise<Answer> {
  const text = await answer.text()
  const json = answer.headers.get('content-type')?.includes('json') ?? false
  return { status: answer.status, body: json ? JSON.parse(text) : text, headers: answer.headers }
}

export interface RawPost {
  headers: Record<string, string>
  /** Sent one after another as fast as they are taken; all are sent unless the answer comes before. */
  parts: Iterable<Buffer | string>
  /** Breaks the connection off after the parts, without ending the request. */
  abort?: boolean
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Body
  /** Bytes handed to the connection before the answer came. */
  sent: number
}

/** A POST to `/api/uploads` whose bytes are given as they are; undefined when it was broken off. */
export function postRaw(app: TestApp, caller: Pick<Caller, 'token'>, post: RawPost): Promise<RawAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${caller.token}`, ...post.headers }
    const call = request(`${app.url}/api/uploads`, { method: 'POST', headers, agent: false })
    let answered = false
    let sent = 0
    call.once('error', (error) => (post.abort ? resolve(undefined) : answered || reject(error)))
    call.once('response', (answer) => {
      answered = true
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text === '' ? null : JSON.parse(text), sent })
        call.destroy()
      })
    })
    const parts = post.parts[Symbol.iterator]()
    const pump = (): void => {
      for (;;) {
        if (answered || call.destroyed) return
        const next = parts.next()
        if (next.done) return post.abort ? void call.destroy() : void call.end()
        sent += Buffer.byteLength(next.value)
        if (!call.write(next.value)) return void call.once('drain', pump)
      }
    }
    pump()
  })
}

const BOUNDARY = 'the-boundary-of-the-form'

/** The content type that belongs to `formPart`. */
export const FORM_TYPE = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` }

/** The head of one part; its bytes follow. */
export const partHead = (field: string, filename?: string): string => {
  const name = filename === undefined ? '' : `; filename="${filename}"`
  return `\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"${name}\r\nContent-Type: application/octet-stream\r\n\r\n`
}

export const FORM_END = `\r\n--${BOUNDARY}--\r\n`
