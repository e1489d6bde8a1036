/** Mounts a list of routes: one small Express router for each first segments, found by name, so that 300 routes cost as little as ten. */
import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { notFound } from '../../domain/errors'
import { authenticate, handlerOf, refuse } from './handle'
import { PUBLIC, type Route } from './route'
import type { Services } from './services'

/** `/api/admin/documents` of `/api/admin/documents/:id/file`, `/api/tasks` of `/api/tasks/:id`. */
const groupOf = (path: string): string => {
  const segments = path.split('/', 4)
  return (segments[3]?.startsWith(':') ? segments.slice(0, 3) : segments).join('/')
}

/** Literal segments before parameters, so that `/tasks/complete` is not read as an id. */
const byPrecision = (a: Route, b: Route): number => parameters(a) - parameters(b)
const parameters = (route: Route): number => route.path.split('/').filter((segment) => segment.startsWith(':')).length

/** A middleware that serves the routes. */
export function dispatch(routes: readonly Route[], services: Services) {
  const groups = new Map<string, Router>()
  for (const route of [...routes].sort(byPrecision)) {
    const key = groupOf(route.path)
    const group = groups.get(key) ?? express.Router({ caseSensitive: true, strict: true })
    groups.set(key, group)
    group[route.method](route.path, handlerOf(route, services))
  }
  return (req: Request, res: Response, next: NextFunction): void => {
    const path = req.path
    const group = groups.get(groupOf(path)) ?? groups.get(path.split('/', 3).join('/'))
    if (group) group(req, res, next)
    else next()
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
