/** Finds what requests leave in the audit log: every answer of a test file is noted, and looked up by its request id. */
import { auditOf, type Route } from '../../api/kit/route'
import { PLATFORM, tenantDb } from '../../db/kit/client'
import type { TestApp } from './app'

export interface Noted {
  method: string
  path: string
  status: number
  request_id: string
  media: string
  bytes: number
}

export interface Notes {
  all: Noted[]
  /** Ends the noting. */
  stop(): void
}

/** Notes every answer that `fetch` brings from now on. */
export function note(): Notes {
  const original = globalThis.fetch
  const all: Noted[] = []
  globalThis.fetch = async (input, init) => {
    const answer = await original(input, init)
    const { length } = Buffer.from(await answer.clone().arrayBuffer())
    all.push({
      method: (init?.method ?? 'GET').toLowerCase(),
      path: new URL(input instanceof Request ? input.url : input).pathname,
      status: answer.status,
      request_id: answer.headers.get('x-request-id') ?? '',
      media: answer.headers.get('content-type') ?? '',
      bytes: length,
    })
    return answer
  }
  return { all, stop: () => void (globalThis.fetch = original) }
}

const patternOf = ({ path }: Route): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replace(/:[a-z_]+/g, '[^/]+')}$`)

/** The route that served a request: a literal path before one with parameters. */
export function routeOf(routes: readonly Route[], { method, path }: Pick<Noted, 'method' | 'path'>): Route | undefined {
  const found = routes.filter((route) => route.method === method && patternOf(route).test(path))
  return found.sort((a, b) => a.path.split(':').length - b.path.split(':').length)[0]
}

const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`

const isFile = ({ media }: Noted): boolean => !media.includes('json')

/** True when the route's success must be found in the audit log. */
const mustBeTold = (route: Route, noted: Noted): boolean => {
  const audit = auditOf(route)
  return audit === 'always' || (audit === 'files' && isFile(noted))
}

/** The request ids that the audit logs of the businesses know. */
export async function toldIn(app: TestApp, tenants: Iterable<string>): Promise<Set<string>> {
  const ids = new Set<string>()
  for (const tenant_id of new Set([...tenants, PLATFORM])) {
    const rows = await tenantDb(app.services.db, tenant_id)('audit_events').where({ tenant_id }).whereNotNull('request_id')
    for (const { request_id } of rows as { request_id: string }[]) ids.add(request_id)
  }
  return ids
}

/** Routes that must leave an event and were never called with success, and successes that left none. */
export function untold(
  routes: readonly Route[],
  notes: readonly Noted[],
  told: ReadonlySet<string>,
): { never: string[]; silent: string[] } {
  const good = notes.filter(({ status }) => status >= 200 && status < 300)
  const walked = new Set<Route>()
  const silent = new Set<string>()
  for (const noted of good) {
    const route = routeOf(routes, noted)
    if (!route || !mustBeTold(route, noted)) continue
    walked.add(route)
    if (!told.has(noted.request_id)) silent.add(nameOf(route))
  }
  const never = routes.filter((route) => typeof auditOf(route) === 'string' && !walked.has(route)).map(nameOf)
  return { never, silent: [...silent] }
}
