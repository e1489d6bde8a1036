/** One keep-alive connection to a server on the loopback: as little work as possible between sending and the answer. */
import { connect, type Socket } from 'node:net'

export interface Ask {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: unknown
}

export interface Got {
  status: number
  body: string
}

interface Waiting {
  done(got: Got): void
  failed(error: Error): void
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** A connection that sends one request at a time; it is opened by the first one, and again after the server closed it. */
export class Wire {
  private socket: Socket | undefined
  private buffer: Buffer = Buffer.alloc(0)
  private waiting: Waiting | undefined

  constructor(private readonly port: number) {}

  /** The answer; throws when the connection breaks before it is whole. */
  async send({ method = 'GET', path, headers = {}, body }: Ask): Promise<Got> {
    const socket = await this.opened()
    const text = body === undefined ? '' : JSON.stringify(body)
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `host: 127.0.0.1:${this.port}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ]
    if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`)
    return new Promise((done, failed) => {
      this.waiting = { done, failed }
      socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`)
    })
  }

  close(): void {
    this.socket?.destroy()
  }

  private opened(): Promise<Socket> {
    if (this.socket) return Promise.resolve(this.socket)
    return new Promise((done, failed) => {
      const socket = connect(this.port, '127.0.0.1')
      socket.setNoDelay(true)
      const broken = (error: Error): void => {
        this.socket = undefined
        this.buffer = Buffer.alloc(0)
        this.waiting?.failed(error)
        this.waiting = undefined
        failed(error)
      }
      socket.once('connect', () => {
        this.socket = socket
        done(socket)
      })
      socket.once('error', broken)
      socket.once('close', () => broken(new Error('the server closed the connection')))
      socket.on('data', (chunk: Buffer) => {
        this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk])
        this.read()
      })
    })
  }

  private read(): void {
    const end = this.buffer.indexOf(HEAD_END)
    if (end < 0 || !this.waiting) return
    const head = this.buffer.toString('latin1', 0, end)
    const found = bodyOf(head, this.buffer, end + HEAD_END.length)
    if (!found) return
    this.buffer = this.buffer.subarray(found.end)
    const { done } = this.waiting
    this.waiting = undefined
    done({ status: Number(head.slice(9, 12)), body: found.body })
  }
}

/** The body that starts at `from`, or undefined while part of it is still on its way. */
function bodyOf(head: string, bytes: Buffer, from: number): { body: string; end: number } | undefined {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (length) {
    const end = from + Number(length[1])
    return bytes.length < end ? undefined : { body: bytes.toString('utf8', from, end), end }
  }
  return /\r\ntransfer-encoding: *chunked/i.test(head) ? chunks(bytes, from) : { body: '', end: from }
}

function chunks(bytes: Buffer, from: number): { body: string; end: number } | undefined {
  const parts: Buffer[] = []
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const end = line + 2 + size + 2
    if (bytes.length < end) return undefined
    if (size === 0) return { body: Buffer.concat(parts).toString(), end }
    parts.push(bytes.subarray(line + 2, end - 2))
    at = end
  }
}
