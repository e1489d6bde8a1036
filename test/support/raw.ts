/** Bytes sent to the API as no client would send them. */
import { connect } from 'node:net'
import type { TestApp } from './app'

export interface RawReply {
  status: number
  head: string
  body: string
}

/** Writes bytes on a connection of their own and reads all that comes back until it closes. */
export function exchange(app: Pick<TestApp, 'url'>, parts: readonly (string | Buffer)[]): Promise<RawReply> {
  const { hostname, port } = new URL(app.url)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => {
      for (const part of parts) socket.write(part)
    })
    socket.setTimeout(60_000, () => socket.destroy(new Error('no answer within a minute')))
    socket.on('data', (chunk) => chunks.push(chunk))
    // A server that refuses closes while the rest is still being sent.
    socket.on('error', (error) => (chunks.length > 0 ? socket.destroy() : reject(error)))
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const [head = '', ...rest] = text.split('\r\n\r\n')
      resolve({ status: Number(head.slice(9, 12)), head, body: rest.join('\r\n\r\n') })
    })
  })
}

/** The bytes of a request whose connection closes with its answer. */
export function requestOf(method: string, path: string, more: { headers?: Record<string, string>; body?: string | Buffer } = {}): Buffer {
  const body = Buffer.from(more.body ?? '')
  const headers = { Host: 'cien.test', Connection: 'close', 'Content-Length': String(body.length), ...more.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body])
}
