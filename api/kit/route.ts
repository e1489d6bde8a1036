/** A route as data: what the app mounts, what OpenAPI prints and what the tests walk. */
import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Actor, UserType } from '../../domain/actor'
import type { TenantDb } from '../../db/kit/client'
import type { Resource } from '../../domain/kit/resource'
import type { By } from '../../db/kit/trail'
import type { Services } from './services'

/** No token needed; every such route is listed in one test. */
export const PUBLIC = Symbol('public')
/** Any signed-in user of the portal. */
export const SIGNED_IN = Symbol('signed in')
/** Admins of the business only; no slug opens it to staff. */
export const ADMIN_ONLY = Symbol('admin only')
/** The policy decides, because its rule names alternatives to the slug; the slug is still what the matrix prints. */
export interface ByPolicy {
  policy: string
}

export type Access = string | typeof PUBLIC | typeof SIGNED_IN | typeof ADMIN_ONLY | ByPolicy
export type Method = 'get' | 'post' | 'put' | 'delete'

/** What a handler is given; everything in it is checked already. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  actor: Actor
  params: P
  query: Q
  body: B
  db: TenantDb
  by: By
  services: Services
  /** The id for a new record or message: the same again when the request is repeated with its Idempotency-Key. */
  effect_id: string
  /** True when an earlier try of this request died on the way: its work may be done already, under the same effect id. */
  repeated: boolean
  request_id: string
  req: Request
  res: Response
}

/** An answer other than plain 200 data. */
export class Reply {
  constructor(
    readonly data: unknown,
    readonly more: { status?: 200 | 201 | 202; meta?: Record<string, unknown> } = {},
  ) {}
}

/** `always`: each success leaves an event, found by its request id. `files`: only an answer that is a file does. `none` says why not. */
export type Audit = 'always' | 'files' | { none: string }

/** Returned by a handler that has written the response itself (files, exports, streams). */
export const HANDLED = Symbol('handled')

export interface Route {
  method: Method
  path: string
  permission: Access
  summary: string
  tag: string
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** Schema of `data`, or the media type of a raw answer, with its schema where it is JSON. */
  answer: z.ZodType | { media: string; schema?: z.ZodType }
  /** Envelope `meta` of lists. */
  meta?: z.ZodType
  status: 200 | 201 | 202
  /** True when the handler reads the raw request stream (uploads). */
  stream?: boolean
  /** True when it reads much: it waits for a turn of its business, and others do not wait for it. */
  heavy?: boolean
  /** The definition the route serves, so that screens derive from the same page of the data dictionary. */
  resource?: Resource
  /** What a success leaves in the audit log, where it is not what its kind of route leaves (`auditOf`). */
  audit?: Audit
  handle(call: Call): Promise<unknown>
}

type Out<T> = T extends z.ZodType ? z.output<T> : unknown

interface RouteInput<P, Q, B> extends Omit<Route, 'handle' | 'params' | 'query' | 'body' | 'status'> {
  params?: P
  query?: Q
  body?: B
  status?: Route['status']
  handle(call: Call<Out<P>, Out<Q>, Out<B>>): Promise<unknown>
}

/** Types a route from its own schemas. */
export function action<P extends z.ZodType | undefined, Q extends z.ZodType | undefined, B extends z.ZodType | undefined>(
  route: RouteInput<P, Q, B>,
): Route {
  return { status: 200, ...route } as unknown as Route
}

const AS_DATA: Audit = { none: 'records read as data, as every list and page reads them' }

/** What a success of the route leaves in the audit log: each write and each file an event, unless the route says otherwise. */
export const auditOf = ({ audit, method, answer }: Pick<Route, 'audit' | 'method' | 'answer'>): Audit =>
  audit ?? (method !== 'get' || 'media' in answer ? 'always' : AS_DATA)

const PORTALS: readonly [string, readonly UserType[]][] = [
  ['/api/platform/', ['super_admin']],
  ['/api/admin/', ['admin', 'staff']],
  ['/api/employee/', ['employee']],
  ['/api/contractor/', ['contractor']],
  ['/api/client/', ['client']],
]

/** The user types whose portal a path belongs to (TEN-7); undefined when it belongs to all. */
export const portalOf = (path: string): readonly UserType[] | undefined => PORTALS.find(([prefix]) => path.startsWith(prefix))?.[1]
