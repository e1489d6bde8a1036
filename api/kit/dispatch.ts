/** Serves a list of routes: found in one tree of paths, so that 300 routes cost as little as ten. */
import type { Request, Response } from 'express'
import findMyWay, { type HTTPMethod } from 'find-my-way'
import { notFound } from '../../domain/errors'
import { authenticate, handlerOf, refuse } from './handle'
import { PUBLIC, type Route } from './route'
import type { Services } from './services'

// Feeds carry a token in their path; longer than this is no path of ours.
const LONGEST_PARAMETER = 2000

/** HEAD is GET whose answer stays unsent. */
const methodsOf = ({ method }: Route): HTTPMethod[] => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase() as HTTPMethod])

/** Answers a request when its path is one of the routes'; else undefined, and nothing has happened. */
export type Dispatch = (req: Request, res: Response) => Promise<void> | undefined

interface Served {
  path: string
  handle(req: Request, res: Response): Promise<void>
}

/** The way from a path to its route. A literal segment goes before a parameter, so that `/tasks/complete` is not read as an id. */
export function dispatch(routes: readonly Route[], services: Services): Dispatch {
  const tree = findMyWay({ maxParamLength: LONGEST_PARAMETER, querystringParser: () => ({}) })
  for (const route of routes) {
    const served: Served = { path: route.path, handle: handlerOf(route, services) }
    for (const method of methodsOf(route)) tree.on(method, route.path, () => undefined, served)
  }
  return (req, res) => {
    const found = tree.find(req.method as HTTPMethod, req.url)
    // An empty segment is no id.
    if (!found || Object.values(found.params).includes('')) return undefined
    const { path, handle } = found.store as Served
    req.params = found.params as Record<string, string>
    // What Express would have set: the log and the metrics name a request by its route.
    req.route = { path }
    return handle(req, res)
  }
}

/** The end of `/api`: 401 for strangers, then 404, as for a missing record. */
export function noSuchPath(services: Services, routes: readonly Route[]) {
  const open = routes.filter((route) => route.permission === PUBLIC).map((route) => route.path)
  return async (req: Request, res: Response): Promise<void> => {
    try {
      if (!open.includes(req.baseUrl + req.path)) await authenticate(services, req)
      refuse(res, notFound())
    } catch (error) {
      refuse(res, error as Parameters<typeof refuse>[1])
    }
  }
}
