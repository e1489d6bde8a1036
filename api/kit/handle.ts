/** The one way of a request: who, which portal, which right, what was sent, then the handler, then the answer. */
import { v7 as uuidv7 } from 'uuid'
import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Actor } from '../../domain/actor'
import { holds } from '../../domain/actor'
import { forbidden, notFound, Refused } from '../../domain/errors'
import { PLATFORM, tenantDb } from '../../db/kit/client'
import type { ListQuery } from '../../db/kit/lists'
import { writeAudit } from '../../db/kit/trail'
import { refusalAnswer, send, successOf } from './answers'
import { readBody } from './body'
import { type Bounds, boundsOf } from './bounds'
import { idempotent, type Sent } from './idempotent'
import { ADMIN_ONLY, type Call, HANDLED, portalOf, PUBLIC, type Route, SIGNED_IN } from './route'
import type { Services } from './services'
import { withChanges } from './stale'
import { parse, parseQuery } from './validate'

/** Somebody who has not signed in; public routes see this actor. */
const NOBODY: Actor = {
  id: '00000000-0000-0000-0000-000000000000',
  name: '',
  username: '',
  email: '',
  user_type: 'client',
  slugs: new Set(),
  role_id: null,
  approval_limit: null,
  discount_limit: null,
  manager_id: null,
  locale: null,
  role: null,
  tenant_id: PLATFORM,
  session_id: '',
  business: { id: PLATFORM, name: '', time_zone: 'UTC', base_currency: 'USD', locale: 'en' },
  stands_in_for: [],
}

const unauthenticated = (): Refused => new Refused({ status: 401, code: 'unauthenticated', message: 'Sign in first.' })

/** The actor of a request, or 401. */
export async function authenticate(services: Services, req: Request): Promise<Actor> {
  const header = req.headers.authorization
  // The scheme's name is read in any case (RFC 9110 §11.1).
  if (header === undefined || !/^bearer /i.test(header)) throw unauthenticated()
  const actor = await services.actors.of(header.slice(7).trimStart())
  if (!actor) throw unauthenticated()
  return actor
}

/** Portal and slug, in this order (api.md §10). */
export function admit(actor: Actor, route: Pick<Route, 'path' | 'permission'>): void {
  const portal = portalOf(route.path)
  if (portal && !portal.includes(actor.user_type)) throw forbidden('portal', `This is the portal of ${portal.join(' and ')}.`)
  const { permission } = route
  if (permission === ADMIN_ONLY && actor.user_type !== 'admin' && actor.user_type !== 'super_admin') {
    throw forbidden('admin', 'Only admins of the business may do this.')
  }
  if (typeof permission === 'string' && actor.user_type !== 'super_admin' && !holds(actor, permission)) {
    throw forbidden(permission, `Your role does not hold ${permission}.`)
  }
}

/** Serves one route. */
export function handlerOf(route: Route, services: Services) {
  return async (req: Request, res: Response): Promise<void> => {
    const request_id = String(res.getHeader('X-Request-Id'))
    let actor = NOBODY
    try {
      if (route.permission !== PUBLIC) {
        actor = await authenticate(services, req)
        res.locals.actor = actor
        await services.limits.user(actor)
        admit(actor, route)
      } else await services.limits.address(req.ip ?? '')
      const call = await callOf(route, services, { req, res, actor, request_id })
      await answer(route, call)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      await auditRefusal(services, { actor, route, refused: error, req, request_id })
      refuse(res, error)
    }
  }
}

/** Writes a refusal, with Retry-After where it carries one. */
export function refuse(res: Response, refused: Refused): void {
  if (refused.details.retry_after !== undefined) res.setHeader('Retry-After', String(Math.max(1, Math.ceil(refused.details.retry_after))))
  if (!res.headersSent) send(res, refusalAnswer(refused))
  else res.destroy()
}

interface Arrived {
  req: Request
  res: Response
  actor: Actor
  request_id: string
}

const bounds = new WeakMap<Route, Bounds>()

/** The route's bounds, computed when its first body arrives. */
function boundsFor(route: Route): Bounds {
  const known = bounds.get(route) ?? boundsOf(route)
  bounds.set(route, known)
  return known
}

async function callOf(route: Route, services: Services, arrived: Arrived): Promise<Call> {
  const { req, res, actor, request_id } = arrived
  const raw = route.body && !route.stream ? await readBody(req, res, boundsFor(route)) : undefined
  const body = route.body && !route.stream ? parse(route.body, raw, prohibitedOf(route)) : undefined
  const query = parseQuery(route.query, req.query)
  const params = route.params?.safeParse(req.params)
  // An id that is no UUID names nothing: it answers like any other missing record.
  if (params && !params.success) throw notFound()
  const by = { actor_id: actor === NOBODY ? null : actor.id, request_id }
  return {
    req,
    res,
    actor,
    request_id,
    body,
    query,
    params: params?.data,
    by,
    services,
    effect_id: uuidv7(),
    repeated: false,
    db: tenantDb(isHeavy(route, query) ? services.heavy : services.db, actor.tenant_id),
  }
}

/** So many rows of a list are walked past before it counts as a dear read. */
const FAR = 2000

/** True for reads that may cost much: those that say so, lists that are searched, and their far pages. */
function isHeavy(route: Route, query: unknown): boolean {
  if (route.heavy === true) return true
  if (route.method !== 'get') return false
  const { search, page = 1, per_page = 25 } = (query ?? {}) as Partial<ListQuery>
  return (search !== undefined && search !== '') || page * per_page > FAR
}

const prohibitedOf = (route: Route): readonly string[] => {
  const shape = (route.answer as Partial<z.ZodObject>).shape
  return shape ? Object.keys(shape) : []
}

async function answer(route: Route, call: Call): Promise<void> {
  const key = call.req.get('Idempotency-Key')
  if (key !== undefined && route.method === 'post' && call.actor !== NOBODY && !route.stream) {
    const asked = { user_id: call.actor.id, path: call.req.path, key, body: call.body }
    send(call.res, await idempotent(call.db, asked, (claim) => run(route, { ...call, ...claim })))
    return
  }
  const value = await route.handle(call).catch(async (failure: unknown) => {
    throw await withChanges(failure, route, call)
  })
  if (value !== HANDLED) send(call.res, successOf(value, route.status))
}

const run = async (route: Route, call: Call): Promise<Sent> => successOf(await route.handle(call), route.status)

interface Refusing {
  actor: Actor
  route: Route
  refused: Refused
  req: Request
  request_id: string
}

/** A refused right or state is an audit event of its own; wrong input and missing records are not. */
async function auditRefusal(services: Services, { actor, route, refused, req, request_id }: Refusing): Promise<void> {
  if (actor === NOBODY || (refused.status !== 403 && refused.status !== 409)) return
  const permission = typeof route.permission === 'string' ? route.permission : route.permission === SIGNED_IN ? 'signed_in' : 'policy'
  const id = req.params.id
  await writeAudit(
    tenantDb(services.db, actor.tenant_id),
    { actor_id: actor.id, request_id },
    {
      action: `${route.method} ${route.path}`,
      resource: route.tag,
      resource_id: typeof id === 'string' && /^[0-9a-f-]{36}$/i.test(id) ? id : null,
      refused: refused.code,
      data: { permission, rule: refused.details.rule ?? null },
    },
  )
}
