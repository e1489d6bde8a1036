/** Asking Temporal UI's own server, which listens where only Cien reaches it. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { Refused } from '../../domain/errors'

/** Where its server finds its own pages; the gate is mounted at the same path. */
export const PUBLIC_PATH = '/temporal'

export interface Asking {
  method: 'GET' | 'HEAD' | 'POST'
  /** Below the public path, with its query. */
  path: string
  headers?: Record<string, string>
  body?: string
  /** Ends the question when the viewer is gone. */
  signal: AbortSignal
}

const CONNECT_MS = 3000
const MAX_JSON = 64 * 1024 * 1024

const agents = { plain: new Agent({ keepAlive: true }), secure: new SecureAgent({ keepAlive: true }) }

/** 503: the UI is not running or does not answer. */
export const uiAway = (): Refused =>
  new Refused({
    status: 503,
    code: 'unavailable',
    message: 'Temporal UI is not reachable at the moment. Processes go on; try again in a moment.',
    details: { retry_after: 5 },
  })

/** The answer's head, its body still to be read; rejects with a 503 refusal while the server is away. */
export function ask(base: string, { method, path, headers, body, signal }: Asking): Promise<IncomingMessage> {
  const address = new URL(`${base.replace(/\/$/, '')}${PUBLIC_PATH}${path}`)
  const secure = address.protocol === 'https:'
  const options = { method, headers, signal, agent: secure ? agents.secure : agents.plain }
  return new Promise((resolve, reject) => {
    const asked = (secure ? secureRequest : request)(address, options, (answer) => resolve(answer))
    asked.once('socket', (socket) => {
      if (!socket.connecting) return
      const timer = setTimeout(() => asked.destroy(new Error('no connection')), CONNECT_MS)
      socket.once('connect', () => clearTimeout(timer))
      socket.once('close', () => clearTimeout(timer))
    })
    asked.on('error', (error) => reject(signal.aborted ? error : uiAway()))
    asked.end(body)
  })
}

/** The whole body of an answer; rejects with a 503 refusal when it breaks off or grows past 64 MB. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MAX_JSON) throw new Error('too large')
      chunks.push(chunk)
    }
  } catch {
    // Whatever broke it, the viewer can only ask again.
    answer.destroy()
    throw uiAway()
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Headers of an asset that may reach the viewer; cookies and server names stay here. */
const PASSED = ['content-type', 'content-length', 'content-encoding', 'cache-control', 'etag', 'last-modified', 'vary'] as const

export const passedHeaders = (headers: IncomingHttpHeaders): [string, string][] =>
  PASSED.flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value] as [string, string]] : []
  })
