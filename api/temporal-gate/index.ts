/** The gate in front of Temporal UI (TASK-5): read-only, and for a tenant's managers only their own tenant's processes. */
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { NextFunction, Request, Response } from 'express'
import { type Actor, holds } from '../../domain/actor'
import { forbidden, notFound, Refused } from '../../domain/errors'
import type { Services } from '../kit/services'
import { addressOf, type ApiCall, callOf } from './calls'
import { sentencePage, uiPolicy } from './pages'
import { issuePass, openToken, PASS_SECONDS, passCookies, passOf, readPass } from './pass'
import { withinTenant } from './query'
import { maySee, tokenAbout, treat, type Viewer } from './treat'
import { ask, type Asking, passedHeaders, textOf, uiAway } from './upstream'

/** What one request is served with. */
interface Visit {
  services: Services
  ui_url: string
  req: Request
  res: Response
  /** Aborted when the viewer goes away. */
  signal: AbortSignal
}

const shutOut = (): Refused =>
  forbidden('temporal_session', 'Open Temporal UI from Cien: your visit is over, or you do not hold the right to see processes.')

/** The slug that opens the gate; super admins need none. */
export const VIEW = 'processes.view'

/** The viewer behind the pass, with the rights of this moment; renews a pass in its second half. */
async function viewerOf({ services, req, res }: Pick<Visit, 'services' | 'req' | 'res'>): Promise<Viewer> {
  const { settings, actors, limits } = services
  const now = Date.now()
  const pass = readPass(settings.CIEN_SECRET, passOf(req.headers.cookie) ?? '', now)
  const actor = pass && (await actors.ofSession(pass))
  if (!actor || !mayView(actor)) throw shutOut()
  await limits.user(actor)
  res.locals.actor = actor
  if (pass.expires - now < (PASS_SECONDS * 1000) / 2) {
    res.setHeader('Set-Cookie', passCookies(settings, issuePass(settings.CIEN_SECRET, pass, now)))
  }
  return { tenant_id: actor.tenant_id, operator: actor.user_type === 'super_admin' }
}

/** True for super admins and for people of a business who hold the slug. */
export const mayView = (actor: Actor): boolean => actor.user_type === 'super_admin' || holds(actor, VIEW)

const ASSET =
  /^\/(?:(?:_app|css|codemirror|i18n)\/|(?:android|apple|banner|favicon|logo)[^/]*$|Temporal_Logo_Animation\.gif$|site\.webmanifest$)/
const RENDERED = ['content', 'theme', 'overrideTheme', 'compact'] as const

/** Files of the UI: passed through as they come. */
async function asset({ ui_url, req, res, signal }: Visit): Promise<void> {
  const { pathname } = new URL(req.url, 'http://gate')
  const accept = req.headers['accept-encoding']
  const known = req.headers['if-none-match']
  const headers = { ...(typeof accept === 'string' ? { 'accept-encoding': accept } : {}), ...(known ? { 'if-none-match': known } : {}) }
  const answer = await ask(ui_url, { method: req.method === 'HEAD' ? 'HEAD' : 'GET', path: pathname, headers, signal })
  for (const [name, value] of passedHeaders(answer.headers)) res.setHeader(name, value)
  if (pathname.startsWith('/_app/immutable/')) res.setHeader('Cache-Control', 'private, max-age=31536000, immutable')
  res.statusCode = answer.statusCode ?? 502
  await pipeline(answer, res).catch(() => res.destroy())
}

/** The page of the UI: the same for every address, its script takes it from there. */
async function page({ ui_url, res, signal }: Visit): Promise<void> {
  const answer = await ask(ui_url, { method: 'GET', path: '/', signal })
  const html = await textOf(answer)
  if (answer.statusCode !== 200) throw uiAway()
  res.setHeader('Content-Security-Policy', uiPolicy(html))
  res.setHeader('Cache-Control', 'no-cache')
  res.status(200).type('html').end(html)
}

/** Markdown of a process's details as a sandboxed page of its own, in a frame of the UI's. */
async function rendered({ ui_url, req, res, signal }: Visit): Promise<void> {
  const asked = new URL(req.url, 'http://gate').searchParams
  const search = new URLSearchParams(RENDERED.map((name): [string, string] => [name, asked.get(name) ?? '']))
  // Under a public path the UI's server expects this one address with the path twice.
  const answer = await ask(ui_url, { method: 'GET', path: `/temporal/render?${search.toString()}`, signal })
  const html = await textOf(answer)
  const policy = answer.headers['content-security-policy']
  if (answer.statusCode !== 200 || typeof policy !== 'string' || !policy.includes('sandbox')) throw uiAway()
  res.setHeader('Content-Security-Policy', policy)
  res.setHeader('X-Frame-Options', 'SAMEORIGIN')
  res.status(200).type('html').end(html)
}

/** The query that is passed on: narrowed to the tenant, page tokens unsealed; undefined when a token is not ours. */
function queryFor(call: ApiCall, viewer: Viewer, secret: string): ReadonlyMap<string, string> {
  const query = new Map(call.query)
  for (const name of ['nextPageToken', 'next_page_token']) {
    const sealed = query.get(name)
    if (sealed === undefined || sealed === '') continue
    const token = openToken(secret, tokenAbout(viewer, call), sealed)
    if (token === undefined) throw notFound()
    query.set(name, token)
  }
  if (viewer.operator || (call.treatment !== 'list' && call.treatment !== 'count')) return query
  const narrowed = withinTenant(query.get('query') ?? '', viewer.tenant_id)
  if ('why' in narrowed) throw new Refused({ status: 422, code: 'query', message: narrowed.why })
  return query.set('query', narrowed.query)
}

/** What the UI says when it asks a process for its current details; nothing of the viewer's own body is passed on. */
function bodyFor({ method, workflow_id }: ApiCall): string | undefined {
  if (method !== 'POST') return undefined
  return JSON.stringify({ execution: { workflowId: workflow_id }, query: { queryType: '__temporal_workflow_metadata' } })
}

/** A call of the UI to Temporal: on the list, about the viewer's own, its answer treated. */
async function api(visit: Visit, viewer: Viewer): Promise<void> {
  const { services, ui_url, req, res, signal } = visit
  const { settings, ring } = services
  const { pathname, searchParams: search } = new URL(req.url, 'http://gate')
  const names = { namespace: settings.TEMPORAL_NAMESPACE, task_queue: settings.TEMPORAL_TASK_QUEUE }
  const call = callOf(req.method, { path: pathname.slice('/api/v1/'.length), search }, names)
  if (!call || (call.workflow_id !== undefined && !maySee(viewer, call.workflow_id))) throw notFound()
  const query = queryFor(call, viewer, settings.CIEN_SECRET)
  const body = bodyFor(call)
  // Its server wants the two halves of its own cross-site token; the pass is SameSite=Strict and the call changes nothing.
  const headers = body ? { 'content-type': 'application/json', cookie: '_csrf=gate', 'x-csrf-token': 'gate' } : undefined
  const { status, text } = await patient(ui_url, { method: call.method, path: addressOf(call, query), headers, body, signal })
  if (status === 404) throw notFound()
  json(res, status, status === 200 ? await treat(call, parsed(text), { settings, ring, viewer }) : parsed(text))
}

const TRIES = 12
const BETWEEN_MS = 250

/** Asks again for up to three seconds while Temporal refuses for haste: a namespace may list only some ten times a second. */
async function patient(ui_url: string, asking: Asking): Promise<{ status: number; text: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(ui_url, asking)
    const text = await textOf(answer)
    const status = answer.statusCode ?? 502
    if (status !== 429 || attempt === TRIES) return { status, text }
    await pause(BETWEEN_MS * (0.5 + Math.random()), undefined, { signal: asking.signal })
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // Not Temporal's answer, then, but that of something in its place.
    throw uiAway()
  }
}

function json(res: Response, status: number, body: unknown): void {
  res.setHeader('Cache-Control', 'no-store')
  res.status(status).type('json').end(JSON.stringify(body))
}

const METHODS = new Set(['GET', 'HEAD', 'POST'])

async function serve(visit: Visit): Promise<void> {
  const { req } = visit
  const viewer = await viewerOf(visit)
  const { pathname } = new URL(req.url, 'http://gate')
  if (pathname.startsWith('/api/')) return pathname.startsWith('/api/v1/') ? api(visit, viewer) : Promise.reject(notFound())
  if (req.method === 'POST') throw notFound()
  if (ASSET.test(pathname)) return asset(visit)
  return pathname === '/render' ? rendered(visit) : page(visit)
}

/** gRPC's numbers, which the UI's own error messages are made from. */
const GRPC_CODES: Record<number, number> = { 403: 7, 404: 5, 422: 3, 429: 8, 503: 14 }
const TITLES: Record<number, string> = { 403: 'Not allowed', 404: 'Not found', 429: 'Too many requests', 503: 'Temporal UI is away' }

/** A refusal as the UI reads it, or as a page with one sentence. */
function refuse({ req, res }: Pick<Visit, 'req' | 'res'>, refused: Refused): void {
  const { status, message, details } = refused
  if (details.retry_after !== undefined) res.setHeader('Retry-After', String(Math.max(1, Math.ceil(details.retry_after))))
  if (req.path.startsWith('/api/')) return json(res, status === 422 ? 400 : status, { code: GRPC_CODES[status] ?? 2, message, details: [] })
  res.setHeader('Cache-Control', 'no-store')
  res
    .status(status)
    .type('html')
    .end(sentencePage(TITLES[status] ?? 'Not possible', message))
}

/** Express middleware for /temporal. */
export function temporalGate(services: Services) {
  const { TEMPORAL_UI_URL: ui_url } = services.settings
  return async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    try {
      if (!METHODS.has(req.method)) throw notFound()
      if (ui_url === undefined) throw uiAway()
      await serve({ services, ui_url, req, res, signal: gone.signal })
    } catch (error) {
      if (gone.signal.aborted || res.headersSent) return void res.destroy()
      if (error instanceof Refused) return refuse({ req, res }, error)
      next(error)
    }
  }
}
