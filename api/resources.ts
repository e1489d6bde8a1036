/** The resource definitions as data: from them the console draws lists, forms, record pages and exports of any record type. */
import { z } from 'zod'
import { type Actor, holds } from '../domain/actor'
import { metaOf } from '../domain/kit/fields'
import type { Resource } from '../domain/kit/resource'
import { action, type Method, type Route, SIGNED_IN } from './kit/route'

const METHODS = ['list', 'get', 'post', 'put', 'delete'] as const
type Verb = (typeof METHODS)[number]

const fieldView = z.object({
  name: z.string(),
  label: z.string().meta({ description: 'The key of its label in the dictionaries' }),
  kind: z.string(),
  options: z.array(z.string()).nullable(),
  to: z.string().nullable().meta({ description: 'The resource it points at' }),
  required: z.boolean(),
  create: z.boolean(),
  update: z.boolean(),
  unique: z.boolean(),
  negative: z.boolean(),
  rules: z.object({
    min_length: z.int().optional(),
    max_length: z.int().optional(),
    pattern: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
})

const names = z.array(z.string())
const resourceView = z.object({
  name: z.string(),
  type: z.string(),
  slug: z.string(),
  title: z.string(),
  label: z.string().meta({ description: 'The field that names a record to people' }),
  path: z.string(),
  process: z.string().nullable(),
  methods: z.array(z.enum(METHODS)),
  fields: z.array(fieldView),
  list: z.object({ columns: names, filter: names, sort: names, search: names }),
  can: z.object({ view: z.boolean(), manage: z.boolean() }),
})
type View = z.infer<typeof resourceView>

type Rules = View['fields'][number]['rules']

/** The limits of a field's schema, for checks before anything is sent; the server checks again. */
function rulesOf(schema: z.ZodType): Rules {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Record<string, unknown>
  const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
  const rules: Rules = {
    min_length: asNumber(json.minLength),
    max_length: asNumber(json.maxLength),
    pattern: typeof json.pattern === 'string' ? json.pattern : undefined,
    minimum: asNumber(json.minimum),
    maximum: asNumber(json.maximum),
  }
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}

/** What of a definition is the same for everybody. */
type Shared = Omit<View, 'can'>

function fieldOf(resource: Resource, name: string, schema: z.ZodType): View['fields'][number] {
  const { label, kind, options, to, negative } = metaOf(schema)
  return {
    name,
    label,
    kind,
    options: options ? [...options] : null,
    to: to ?? null,
    required: resource.required.includes(name),
    create: resource.create.includes(name),
    update: resource.update.includes(name),
    unique: resource.unique.includes(name),
    negative: negative ?? false,
    rules: rulesOf(schema),
  }
}

const verbOf = (method: Method, path: string): Verb => (method === 'get' ? (path.endsWith('/:id') ? 'get' : 'list') : method)

/** A definition and its routes as one answer. */
function viewOf(resource: Resource, routes: readonly Route[]): Shared {
  const { name, type, slug, title, label, process, list } = resource
  const methods = routes.map((route) => verbOf(route.method, route.path))
  const path = (routes[0]?.path ?? '').replace(/\/:id$/, '')
  return {
    name,
    type,
    slug,
    title,
    label,
    path,
    process: process ?? null,
    methods: METHODS.filter((method) => methods.includes(method)),
    fields: Object.entries(resource.fields).map(([field, schema]) => fieldOf(resource, field, schema)),
    list: { columns: [...list.columns], filter: [...list.filter], sort: [...list.sort], search: [...list.search] },
  }
}

/** The portal a path belongs to; undefined for the office and what all share. */
const portalOf = (path: string): string | undefined => /^\/api\/(employee|contractor|client)\//.exec(path)?.[1]

/** Every resource that some route serves, in the order of the routes. */
export function describeResources(
  routes: readonly Route[],
): { view: Shared; read: Route['permission']; write: Route['permission'] | undefined }[] {
  const served = new Map<Resource, Route[]>()
  for (const route of routes) if (route.resource) served.set(route.resource, [...(served.get(route.resource) ?? []), route])
  return [...served].map(([resource, own]) => ({
    view: viewOf(resource, own),
    read: own.find((route) => route.method === 'get')?.permission ?? `${resource.slug}.view`,
    write: own.find((route) => route.method !== 'get')?.permission,
  }))
}

/** Whether a permission lets the person in, as far as it is known before a record is. */
export const passes = (actor: Actor, permission: Route['permission'] | undefined): boolean =>
  typeof permission === 'string' ? holds(actor, permission) : permission === SIGNED_IN || actor.user_type === 'admin'

function describeRoute(path: string, routes: readonly Route[]): Route {
  const described = describeResources(routes.filter((route) => portalOf(route.path) === portalOf(path)))
  return action({
    method: 'get',
    path,
    permission: SIGNED_IN,
    tag: 'resources',
    summary: 'Definitions of the record types, with what the caller may do with each',
    answer: z.array(resourceView),
    handle: async ({ actor }) =>
      described.map(({ view, read, write }) => ({
        ...view,
        can: { view: passes(actor, read), manage: write !== undefined && passes(actor, write) },
      })),
  })
}

/** `GET /api/admin/resources` over all routes of the office, and the same for each portal over its own. */
export const resourceRoutes = (routes: readonly Route[]): Route[] =>
  ['admin', 'employee', 'contractor', 'client'].map((portal) => describeRoute(`/api/${portal}/resources`, routes))
