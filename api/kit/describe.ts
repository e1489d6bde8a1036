/** The list of routes as an OpenAPI document: parameters, bodies, envelopes, refusals, rights. */
import {
  createDocument,
  type CreateDocumentOptions,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi'
import { z } from 'zod'
import { describeField } from './describe-fields'
import { exampleOf } from './examples'
import { ADMIN_ONLY, portalOf, PUBLIC, type Route, SIGNED_IN } from './route'

type ApiDocument = ReturnType<typeof createDocument>

/** The right a route asks for, in words. */
export function rightOf(route: Pick<Route, 'permission'>): string {
  const { permission } = route
  if (permission === PUBLIC) return 'public'
  if (permission === SIGNED_IN) return 'signed in'
  if (permission === ADMIN_ONLY) return 'admin'
  return typeof permission === 'string' ? permission : `policy: ${String((permission as { policy: string }).policy)}`
}

/** `post_api_tasks_id_complete`: the name of an operation for generated clients. */
export const operationOf = (route: Pick<Route, 'method' | 'path'>): string =>
  `${route.method}${route.path.replace(/[/:.-]+/g, '_')}`.replace(/_+$/, '')

const REFUSALS: Record<number, [name: string, description: string]> = {
  401: ['Unauthenticated', 'The token is missing, expired, revoked or malformed'],
  403: ['Forbidden', '`data.reason` is the missing slug or a code, `data.rule` the policy row, `data.explain` a sentence'],
  404: ['NotFound', 'No such record, or one of another business: the same bytes'],
  409: ['Conflict', 'The state or the version forbids it: `data.reason`, `data.current`, `data.allowed`'],
  413: ['TooLarge', 'The body is too large'],
  415: ['UnsupportedMediaType', 'The body is of another media type'],
  431: ['HeadersTooLarge', 'The path and the headers are larger than 16 kB'],
  422: ['ValidationFailed', 'Every wrong field at once in `data.errors`, unknown ones included'],
  429: ['TooManyRequests', 'Wait for the seconds of `Retry-After`'],
  500: ['ServerError', '`data.request_id` and nothing else'],
  503: ['Unavailable', 'A server behind is away; nothing was lost. Wait for the seconds of `Retry-After`'],
}

const failed = (data: z.ZodType) => z.object({ success: z.literal(false), msg: z.string(), data })
const reasons = z.looseObject({
  reason: z.string(),
  message: z.string().optional(),
  rule: z.string().nullish(),
  explain: z.string().optional(),
  current: z.unknown().optional(),
  allowed: z.unknown().optional(),
})
const BODIES: Record<number, z.ZodType> = {
  401: failed(z.null()),
  404: failed(z.null()),
  422: failed(z.object({ errors: z.record(z.string(), z.array(z.string())) })),
  500: failed(z.object({ request_id: z.string() })),
}
const refusalBody = failed(reasons)

const responseComponents = () =>
  Object.fromEntries(
    Object.entries(REFUSALS).map(([status, [name, description]]) => {
      const retry = status === '429' || status === '503'
      const headers = retry ? { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' as const } } } : undefined
      return [
        name,
        {
          description,
          ...(headers ? { headers } : {}),
          content: { 'application/json': { schema: BODIES[Number(status)] ?? refusalBody } },
        },
      ]
    }),
  )

/** A portal's or a body's record may be missing as well as the one in the path. */
const mayMiss = (route: Route): boolean => route.params !== undefined || route.body !== undefined || portalOf(route.path) !== undefined

/** The refusals a route can give. */
function refusalsOf(route: Route): number[] {
  const open = route.permission === PUBLIC
  const writes = route.method !== 'get'
  const narrow = portalOf(route.path) !== undefined || (route.permission !== SIGNED_IN && !open)
  return [
    // Signing in is public and may fail; what anybody may read may not.
    ...(open && !writes ? [] : [401]),
    ...(narrow || writes ? [403] : []),
    ...(mayMiss(route) ? [404] : []),
    ...(writes ? [409] : []),
    ...(route.body || route.stream ? [413, 415] : []),
    422,
    429,
    431,
    500,
    503,
  ]
}

const rawSchema = ({ media, schema }: { media: string; schema?: z.ZodType }) =>
  schema ?? { type: media === 'application/json' ? ('object' as const) : ('string' as const) }

function answerContent(route: Route) {
  if ('media' in route.answer && typeof route.answer.media === 'string')
    return { [route.answer.media]: { schema: rawSchema(route.answer) } }
  const data = route.answer as z.ZodType
  const schema = z.object({ success: z.literal(true), msg: z.string(), data, ...(route.meta ? { meta: route.meta } : {}) })
  return { 'application/json': { schema } }
}

const MESSAGES = { 200: 'OK', 201: 'Created', 202: 'Accepted: a durable process takes it from here' }

function responsesOf(route: Route): ZodOpenApiResponsesObject {
  const refusals = refusalsOf(route).map((status) => [String(status), { $ref: `#/components/responses/${REFUSALS[status]?.[0]}` }])
  return { [String(route.status)]: { description: MESSAGES[route.status], content: answerContent(route) }, ...Object.fromEntries(refusals) }
}

const upload = {
  'multipart/form-data': {
    schema: { type: 'object' as const, required: ['file'], properties: { file: { type: 'string' as const, format: 'binary' } } },
  },
}

function bodyOf(route: Route): ZodOpenApiOperationObject['requestBody'] {
  if (route.stream) return { required: true, content: upload }
  if (!route.body) return undefined
  const example = exampleOf(route)
  return { required: true, content: { 'application/json': { schema: route.body, ...(example === undefined ? {} : { example }) } } }
}

function operation(route: Route): ZodOpenApiOperationObject {
  const open = route.permission === PUBLIC
  const body = bodyOf(route)
  const keyed = route.method === 'post' && !open && !route.stream
  const params = {
    ...(route.params ? { path: route.params } : {}),
    ...(route.query ? { query: route.query } : {}),
  } as ZodOpenApiOperationObject['requestParams']
  return {
    operationId: operationOf(route),
    tags: [route.tag],
    summary: route.summary,
    'x-permission': rightOf(route),
    security: open ? [] : [{ bearer: [] }],
    ...(portalOf(route.path) ? { 'x-portal': portalOf(route.path) } : {}),
    ...(params && Object.keys(params).length > 0 ? { requestParams: params } : {}),
    ...(keyed ? { parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }] } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: responsesOf(route),
  }
}

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operation(route) }
  }
  return paths
}

const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/** Schemas that several answers share, named after the path they are first answered at. */
function sharedSchemas(routes: readonly Route[]): Record<string, z.ZodType> {
  const uses = new Map<z.ZodType, { name: string; times: number }>()
  for (const route of routes) {
    if ('media' in route.answer) continue
    const answer = route.answer instanceof z.ZodArray ? (route.answer.element as z.ZodType) : route.answer
    if (!(answer instanceof z.ZodObject)) continue
    const name = pascal(route.path.replace(/^\/api\/(admin\/)?/, '').replace(/\/?:\w+/g, ''))
    uses.set(answer, { name: uses.get(answer)?.name ?? name, times: (uses.get(answer)?.times ?? 0) + 1 })
  }
  const found: Record<string, z.ZodType> = {}
  for (const [schema, { name, times }] of uses) {
    if (times < 2) continue
    let free = name
    for (let number = 2; free in found; number++) free = `${name}${number}`
    found[free] = schema
  }
  return found
}

const key = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Kept 24 h for the user and the path: the same key and body give the first answer again with `Idempotency-Replayed: true`; another body is a 422',
  schema: { type: 'string' as const, maxLength: 200, pattern: '^[\\x21-\\x7e]{1,200}$' },
}

const options: CreateDocumentOptions = {
  override: ({ jsonSchema }) => describeField(jsonSchema as Record<string, unknown>),
  allowEmptySchema: { unknown: true, any: true, custom: true, date: true },
}

/** The OpenAPI 3.1 document of the routes. */
export function describeApi(routes: readonly Route[]): ApiDocument {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Cien',
        version: '1',
        description:
          'Every answer is an envelope `{success, msg, data, meta}`. Records carry `id, created_at, updated_at, version`; money is a decimal string; ids are UUIDs; instants end with `Z`. `x-permission` names the right a call needs.',
      },
      security: [{ bearer: [] }],
      tags: [...new Set(routes.map((route) => route.tag))].sort().map((name) => ({ name })),
      paths: pathsOf(routes),
      components: {
        schemas: sharedSchemas(routes),
        responses: responseComponents(),
        parameters: { IdempotencyKey: key },
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `token` of POST /api/login' } },
      },
    },
    options,
  )
}
