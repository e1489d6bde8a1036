/** Security headers of every answer (TEN-16): set by hand once per request, helmet's own values. */
import helmet from 'helmet'
import type { IncomingMessage } from 'node:http'

const csp = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    baseUri: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    workerSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'self'"],
  },
}
const set = helmet({
  contentSecurityPolicy: csp,
  strictTransportSecurity: { maxAge: 31_536_000 },
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'same-origin' },
})

/** helmet's headers, computed once: they never vary between requests. */
const fixed: [string, string][] = []
const recorder = { setHeader: (name: string, value: string) => void fixed.push([name, value]), removeHeader: () => undefined }
set({} as IncomingMessage, recorder as never, () => undefined)

export function securityHeaders(res: { setHeader(name: string, value: string): unknown }): void {
  for (const [name, value] of fixed) res.setHeader(name, value)
}
