/** A resource definition: one typed page of the data dictionary, from which routes, validation, OpenAPI, lists and forms derive. */
import { z } from 'zod'
import { metaOf } from './fields'

export type Shape = Record<string, z.ZodType>
type Name<S extends Shape> = keyof S & string

export interface ResourceInput<S extends Shape> {
  /** Path segment and plural name: `trade-types`. */
  name: string
  /** Singular type name: `trade_type`. */
  type: string
  /** Slug stem: `<slug>.view` to read, `<slug>.manage` to write. */
  slug: string
  /** The label of the whole, in the plural. */
  title: string
  fields: S
  /** Fields a new record must have. */
  required: readonly Name<S>[]
  /** Fields the caller may set on a new record; all unless said. */
  create?: readonly Name<S>[]
  /** Fields the caller may change later; all unless said. */
  update?: readonly Name<S>[]
  /** Fields unique in the business: a taken value is a 422 on the field. */
  unique?: readonly Name<S>[]
  /** The field that names a record to people. */
  label: Name<S>
  list: {
    columns: readonly Name<S>[]
    filter?: readonly Name<S>[]
    sort?: readonly Name<S>[]
    search: readonly Name<S>[]
  }
  /** Its table, where that is not the name. */
  table?: string
  /** Named when a process owns the status: then `status` is never written through POST or PUT. */
  process?: string
}

/** A definition with everything filled in; its names were checked by the compiler when it was defined. */
export interface Resource {
  name: string
  type: string
  slug: string
  title: string
  fields: Shape
  required: readonly string[]
  create: readonly string[]
  update: readonly string[]
  unique: readonly string[]
  label: string
  process: string | undefined
  table: string
  list: {
    columns: readonly string[]
    filter: readonly string[]
    sort: readonly string[]
    search: readonly string[]
    /** The fields themselves: a filter's values are checked as its field's are. */
    fields: Shape
  }
}

/** Completes a definition; list filters always hold status and the ids, sorts the dates and the label (api.md). */
export function defineResource<S extends Shape>(input: ResourceInput<S>): Resource {
  const names = Object.keys(input.fields)
  const ids = names.filter((name) => name === 'status' || name.endsWith('_id'))
  const owned = input.process ? ['status'] : []
  const writable = names.filter((name) => !owned.includes(name))
  for (const schema of Object.values(input.fields)) metaOf(schema)
  return {
    ...input,
    table: input.table ?? input.name.replace(/-/g, '_'),
    create: input.create ?? writable,
    update: input.update ?? writable,
    unique: input.unique ?? [],
    process: input.process,
    list: {
      columns: input.list.columns,
      filter: [...new Set([...ids, ...(input.list.filter ?? [])])],
      sort: [...new Set(['created_at', 'updated_at', input.label, ...(input.list.sort ?? [])])],
      search: input.list.search,
      fields: input.fields,
    },
  }
}

const pickFrom = (fields: Shape, names: readonly string[]): [string, z.ZodType][] =>
  names.map((name) => {
    const schema = fields[name]
    if (!schema) throw new Error(`Unknown field ${name}`)
    return [name, schema]
  })

/** The body of a POST: required fields as they are, the others may be left out or null. */
export function createBody(resource: Resource): z.ZodObject {
  const entries = pickFrom(resource.fields, resource.create).map(([name, schema]): [string, z.ZodType] =>
    resource.required.includes(name) ? [name, schema] : [name, schema.nullish()],
  )
  return z.strictObject(Object.fromEntries(entries))
}

/** The body of a PUT: any of the fields, and the version that was read. */
export function updateBody(resource: Resource): z.ZodObject {
  const entries = pickFrom(resource.fields, resource.update).map(([name, schema]): [string, z.ZodType] =>
    resource.required.includes(name) ? [name, schema.optional()] : [name, schema.nullish()],
  )
  return z.strictObject({ ...Object.fromEntries(entries), version: z.number().int().min(1) })
}

/** A named record beside an id. */
export const named = z.object({ id: z.uuid(), name: z.string() })

/** The record in an answer: its fields, the names behind its ids, and what every record carries. */
export function answerOf(resource: Resource): z.ZodObject {
  const shape: Shape = { id: z.uuid() }
  for (const [name, schema] of Object.entries(resource.fields)) {
    const meta = metaOf(schema)
    const outgoing = meta.kind === 'date' || meta.kind === 'instant' || meta.kind === 'money' ? z.string().meta(meta) : schema
    shape[name] = resource.required.includes(name) ? outgoing : outgoing.nullable()
    if (meta.kind === 'ref' || meta.kind === 'person') shape[nameBeside(name)] = named.nullable()
  }
  return z.object({ ...shape, created_at: z.iso.datetime(), updated_at: z.iso.datetime(), version: z.number().int() })
}

/** `location` for `location_id`: where the named record stands in an answer. */
export const nameBeside = (field: string): string => field.replace(/_id$/, '')
