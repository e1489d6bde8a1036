/** The HTTP server of an Express application: requests are born with Express's prototypes, and may be answered before its stack. */
import { randomUUID } from 'node:crypto'
import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Express, Request, Response } from 'express'
import { securityHeaders } from './headers'

/** What a request's head may hold, and how long a sender may take; answers of long exports are not bound by this. */
const BOUNDS = {
  maxHeaderSize: 16_384,
  headersTimeout: 20_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5000,
}
/** Names beyond are not read: no caller of ours sends a fifth of them. */
const MOST_HEADERS = 100

/** Node's class with Express's prototype from the beginning: a prototype changed later makes every request and answer a slow object. */
function born<T>(base: unknown, prototype: object): T {
  function Made(this: object, ...given: unknown[]): void {
    Reflect.apply(base as (...given: unknown[]) => void, this, given)
  }
  Made.prototype = prototype
  return Made as unknown as T
}

// A connection that breaks says so by its close, to whoever waits; its error has no other reader, and without one ends the process.
const heard = (): void => undefined

/** A server of `app`; what `first` takes never passes through the application's stack. */
export function serverOf(app: Express, first: (req: Request, res: Response) => Promise<void> | undefined): Server {
  const classes = {
    IncomingMessage: born<typeof IncomingMessage>(IncomingMessage, app.request),
    ServerResponse: born<typeof ServerResponse>(ServerResponse, app.response),
  }
  const server = createServer({ ...classes, ...BOUNDS }, (req, res) => {
    const [asked, answer] = [req as Request, res as Response]
    asked.on('error', heard)
    answer.on('error', heard)
    // As Express sets it.
    asked.res = answer
    answer.locals = {}
    if (!first(asked, answer)) app(asked, answer)
  })
  server.maxHeadersCount = MOST_HEADERS
  server.on('clientError', unreadable)
  return server
}

const UNREADABLE: Record<string, [status: string, msg: string, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'Headers too large',
    `The path and the headers are larger than ${BOUNDS.maxHeaderSize} bytes.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'Request timeout', 'The request did not arrive in time. Send it again.'],
}
const MALFORMED: [string, string, string] = ['400 Bad Request', 'Bad request', 'This is no HTTP request.']

/** Answers what is no request of HTTP, or too much of one, in the envelope of all answers, and closes the connection. */
function unreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  socket.on('error', heard)
  // An answer that is already on its way must not get a second one into its middle.
  const begun = (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent
  if (error.code === 'ECONNRESET' || !socket.writable || begun) return void socket.destroy()
  const [status, msg, message] = UNREADABLE[error.code ?? ''] ?? MALFORMED
  const body = JSON.stringify({ success: false, msg, data: { reason: msg.toLowerCase().replaceAll(' ', '_'), message } })
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${randomUUID()}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...fixedHead(),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** The headers that every answer carries, as lines. */
function fixedHead(): string[] {
  const lines: string[] = []
  securityHeaders({ setHeader: (name: string, value: string) => void lines.push(`${name}: ${value}`) })
  return lines
}
