/** The Express application: headers, request ids, the routes, the console, and one place for what nobody foresaw. */
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import express, { type NextFunction, type Request, type Response } from 'express'
import { Refused } from '../domain/errors'
import { requestSeconds } from './kit/metrics'
import { dispatch, noSuchPath } from './kit/dispatch'
import { refuse } from './kit/handle'
import type { Services } from './kit/services'
import { securityHeaders } from './kit/headers'
import { serverOf } from './kit/server'
import { serveConsole } from './kit/console'
import { openApiRoutes } from './openapi'
import { codecDoor } from './processes'
import type { Route } from './kit/route'
import { routes } from './routes'
import { temporalGate } from './temporal-gate'

// Temporal UI calls these from another address, which the door in front of them allows.
const DOOR = '/api/codec'

/** The HTTP server of the API, not listening yet; `list` is every route it serves. */
export function createApi(services: Services, list: readonly Route[] = routes): Server {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', services.settings.CIEN_TRUST_PROXY)
  app.set('query parser', 'simple')
  const all = [...list, ...openApiRoutes(list)]
  const [begin, serve, broken] = [entry(services), dispatch(all, services), unforeseen(services)]
  app.use(DOOR, codecDoor(services))
  app.use((req, res, next) => serve(req, res) ?? next())
  app.use('/temporal', temporalGate(services))
  app.use(['/api', '/metrics'], noSuchPath(services, all))
  serveConsole(app)
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => broken(error, req, res))
  return serverOf(app, (req, res) => {
    begin(req, res)
    return req.url.startsWith(DOOR) ? undefined : serve(req, res)?.catch((error: unknown) => broken(error, req, res))
  })
}

const REQUEST_ID = /^[\w-]{8,64}$/

/** Request id, security headers, log line and metric of every request. */
function entry(services: Services) {
  const log = services.log
  return (req: Request, res: Response): void => {
    const given = req.get('X-Request-Id')
    const request_id = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
    res.setHeader('X-Request-Id', request_id)
    securityHeaders(res)
    const start = performance.now()
    res.on('finish', () => {
      const seconds = (performance.now() - start) / 1000
      const route = typeof req.route?.path === 'string' ? req.route.path : 'none'
      requestSeconds.labels(req.method, route, String(res.statusCode)).observe(seconds)
      if (log.isLevelEnabled('info')) {
        log.info(
          {
            request_id,
            method: req.method,
            route,
            status: res.statusCode,
            ms: Math.round(seconds * 1000),
            actor_id: res.locals.actor?.id,
            tenant_id: res.locals.actor?.tenant_id,
          },
          'request',
        )
      }
    })
  }
}

/** Postgres cancelled a statement at its time limit. */
const TOO_LONG = '57014'

interface Broken {
  status?: number
  code?: string
  type?: string
}

/** 503 while Postgres or Temporal is away, else a 500 that says only its request id. */
function unforeseen(services: Services) {
  return (error: unknown, req: Request, res: Response): void => {
    if (res.headersSent) return void res.destroy()
    if (error instanceof Refused) return refuse(res, error)
    const request_id = String(res.getHeader('X-Request-Id'))
    const broken = error as Broken
    if (broken.code === TOO_LONG) {
      services.log.warn({ request_id, err: error, path: req.path }, 'a statement took too long')
      const message = 'This takes too long. Ask for less at once: fewer days, fewer words.'
      return refuse(res, new Refused({ status: 503, code: 'too_long', message, details: { retry_after: 5 } }))
    }
    if (isAway(broken)) {
      services.log.warn({ request_id, err: error }, 'unavailable')
      const message = 'The service is restarting. Nothing was lost; try again in a moment.'
      return refuse(res, new Refused({ status: 503, code: 'unavailable', message, details: { retry_after: 2 } }))
    }
    if (broken.status !== undefined && broken.status >= 400 && broken.status < 500) {
      // A path or header that Express itself cannot read names nothing of ours.
      return refuse(res, new Refused({ status: 404, code: 'not_found', message: 'Not found' }))
    }
    services.log.error({ request_id, err: error, path: req.path }, 'server error')
    res.status(500).json({ success: false, msg: 'Server error', data: { request_id } })
  }
}

// Refused, cut and timed-out connections, a server that starts or stops or has no place left, statements and locks that took
// too long, and two transactions that stood in each other's way: the same request works a moment later.
const CODES = 'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT 57P01 57P02 57P03 25P03 53300 55P03 40001 40P01 08000 08003 08006'
const AWAY = new Set(CODES.split(' '))
// The driver's and the pool's own words; they carry no code.
const GONE =
  /connection (terminated|ended)|not queryable|acquiring a connection|timeout exceeded|timeout expired|read timeout|connection timeout/i

function isAway(error: Broken & { message?: string; name?: string }): boolean {
  if (error.code !== undefined && AWAY.has(error.code)) return true
  return GONE.test(error.message ?? '')
}
