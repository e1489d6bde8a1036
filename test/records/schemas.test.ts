/** Rules over every schema of the API: strict, bounded, typed, described. Exceptions may only become fewer. */
import { z } from 'zod'
import { boundsOf } from '../../api/kit/bounds'
import { describeApi, operationOf } from '../../api/kit/describe'
import { exampledRoutes, exampleOf } from '../../api/kit/examples'
import { PUBLIC, type Route } from '../../api/kit/route'
import { openApiRoutes } from '../../api/openapi'
import { routes as own } from '../../api/routes'
import { KEPT, ratchet } from '../ratchets/sources'

type Schema = {
  [key: string]: unknown
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

const routes: readonly Route[] = [...own, ...openApiRoutes(own)]
const nameOf = (route: Route): string => `${route.method.toUpperCase()} ${route.path}`

const inputOf = (schema: z.ZodType): Schema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema

/** Every schema within a schema, with the path to it. */
function walk(schema: Schema, path = ''): [path: string, schema: Schema][] {
  const inner = [
    ...Object.entries(schema.properties ?? {}).map(([name, one]): [string, Schema] => [`${path}.${name}`, one]),
    ...(schema.items ? [[`${path}[]`, schema.items] as [string, Schema]] : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].map((one): [string, Schema] => [path, one]),
  ]
  return [[path, schema], ...inner.flatMap(([at, one]) => walk(one, at))]
}

/** What a caller sends beside a body. */
const asides = routes.flatMap((route) =>
  [route.query, route.params].flatMap((schema) =>
    schema ? walk(inputOf(schema)).map(([path, one]) => ({ at: `${nameOf(route)}${path}`, schema: one })) : [],
  ),
)

const bodies = routes.flatMap((route) =>
  route.body ? walk(inputOf(route.body)).map(([path, schema]) => ({ at: `${nameOf(route)}${path}`, schema })) : [],
)
const isA = (schema: Schema, type: string): boolean => (Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type)

const OPEN_OBJECTS = [
  // The form of a task is its own schema: what is in `data` is checked by the process.
  'POST /api/tasks/:id/complete.data',
  'POST /api/tasks/complete.items[].data',
  // Payloads as Temporal defines them.
  'POST /api/codec/decode.payloads[]',
  'POST /api/codec/decode.payloads[].metadata',
]

test('there are routes and bodies to look at', () => {
  expect(routes.length).toBeGreaterThan(80)
  expect(bodies.length).toBeGreaterThan(200)
})

test('every route has a summary of one line and a tag', () => {
  const wrong = routes.filter(({ summary, tag }) => summary.length < 5 || summary.length > 140 || /\n|\.$/.test(summary) || tag === '')
  expect(wrong.map(nameOf)).toEqual([])
})

test('no two routes share a method and path or an operation id', () => {
  for (const names of [routes.map(nameOf), routes.map(operationOf)]) {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  }
})

test('every object in a body says what it takes and refuses the rest', () => {
  const open = bodies.filter(({ schema }) => isA(schema, 'object') && schema.additionalProperties !== false).map(({ at }) => at)
  expect(ratchet([...new Set(open)], OPEN_OBJECTS)).toEqual(KEPT)
})

const FIXED_FORMATS = ['uuid', 'date']

test('every text that a caller may send has a longest length', () => {
  const unbounded = [...bodies, ...asides].filter(
    ({ schema }) =>
      isA(schema, 'string') &&
      !('maxLength' in schema) &&
      !('enum' in schema) &&
      !('const' in schema) &&
      !FIXED_FORMATS.includes(String(schema.format)),
  )
  expect(ratchet([...new Set(unbounded.map(({ at }) => at))], [])).toEqual(KEPT)
})

test('every object that takes names of the caller says how many', () => {
  const open = bodies.filter(({ schema }) => isA(schema, 'object') && schema.additionalProperties !== false)
  expect(open.filter(({ schema }) => !('maxProperties' in schema)).map(({ at }) => at)).toEqual([])
})

test('every list that a caller may send has a longest length', () => {
  const unbounded = [...bodies, ...asides]
    .filter(({ schema }) => isA(schema, 'array') && !('maxItems' in schema) && !('prefixItems' in schema))
    .map(({ at }) => at)
  expect(ratchet([...new Set(unbounded)], [])).toEqual(KEPT)
})

test('a body is bounded by what its schema can hold; nobody sends more than a few kilobytes before signing in', () => {
  for (const route of routes.filter(({ body }) => body)) {
    const { bytes, values } = boundsOf(route)
    expect(bytes).toBeLessThanOrEqual(route.permission === PUBLIC ? 8000 : 1_000_000)
    expect(values).toBeLessThanOrEqual(route.permission === PUBLIC ? 200 : 20_000)
    expect(JSON.stringify(exampleOf(route) ?? {}).length).toBeLessThan(bytes)
  }
})

test('every field of a body has a type', () => {
  const untyped = bodies
    .filter(({ schema }) => !('type' in schema) && !['anyOf', 'oneOf', 'allOf', 'enum', 'const', '$ref'].some((key) => key in schema))
    .map(({ at }) => at)
  expect(ratchet([...new Set(untyped)], [])).toEqual(KEPT)
})

test('every id in a path is a UUID', () => {
  const wrong = routes.flatMap((route) => {
    const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
    const known = route.params ? (inputOf(route.params).properties ?? {}) : {}
    return named
      .filter((name) => !(name in known) || ((name === 'id' || name.endsWith('_id')) && known[name]?.format !== 'uuid'))
      .map((name) => `${nameOf(route)} :${name}`)
  })
  expect(wrong).toEqual([])
})

test('every answer but raw media says what its data is', () => {
  const vague = routes.filter((route) => {
    if ('media' in route.answer) return false
    const schema = z.toJSONSchema(route.answer as z.ZodType, { io: 'output', unrepresentable: 'any' }) as Schema
    return !('type' in schema) && !('anyOf' in schema)
  })
  expect(vague.map(nameOf)).toEqual([])
})

test('every example is a body that its route takes', () => {
  const wrong = exampledRoutes.flatMap((name) => {
    const route = routes.find((one) => `${one.method} ${one.path}` === name)
    if (!route?.body) return [`${name}: no such route with a body`]
    const read = route.body.safeParse(exampleOf(route))
    return read.success ? [] : [`${name}: ${read.error.message}`]
  })
  expect(wrong).toEqual([])
})

test('the description names the right, the refusals and the Idempotency-Key of every route', () => {
  const document = describeApi(routes)
  for (const route of routes) {
    const path = document.paths?.[route.path.replace(/:(\w+)/g, '{$1}')]
    const operation = path?.[route.method]
    const statuses = Object.keys(operation?.responses ?? {})
    expect(operation?.['x-permission']).toEqual(expect.any(String))
    expect(statuses).toEqual(expect.arrayContaining([String(route.status), '422', '429', '431', '500', '503']))
    expect(statuses.includes('401')).toBe(route.permission !== PUBLIC || route.method === 'post')
    const keyed = JSON.stringify(operation?.parameters ?? []).includes('IdempotencyKey')
    expect(keyed).toBe(route.method === 'post' && route.permission !== PUBLIC && !route.stream)
  }
})
