/** The five routes of a plain record, from its definition alone. */
import { z } from 'zod'
import type { Resource } from '../../domain/kit/resource'
import { answerOf, createBody, updateBody } from '../../domain/kit/resource'
import { metaOf } from '../../domain/kit/fields'
import { invalid } from '../../domain/errors'
import { parseMoney } from '../../domain/money'
import { wordsOf } from '../../domain/rules/words'
import { deleteRecord, findRecord, insertRecord, listRecords, requireRecord, updateRecord, type Row } from '../../db/kit/records'
import type { Trx } from '../../db/kit/client'
import { inTransaction } from '../../db/kit/client'
import { listMeta, listQuery, metaOfPage } from './list'
import { madeBefore } from './made-before'
import { presenterOf } from './present'
import { action, type Call, Reply, type Route } from './route'

type Values = Record<string, unknown>

export interface CrudRules {
  /** Changes or completes the values before they are written; throws what it refuses. */
  prepare?(trx: Trx, values: Values, at: { call: Call; current: Row | undefined }): Promise<Values>
  /** Further work in the same transaction, after the write. */
  after?(trx: Trx, row: Row, call: Call): Promise<void>
  /** Throws what forbids deleting the record, in the same transaction. */
  remove?(trx: Trx, row: Row, call: Call): Promise<void>
  /** Methods to leave out, where a process owns them. */
  without?: readonly ('list' | 'post' | 'get' | 'put' | 'delete')[]
  /** Path before the resource name; `/api/admin/` unless said. */
  base?: string
}

export const idParams = z.object({ id: z.uuid() })

/** Amounts of a body as minor units of the business's currency; a wrong number of digits is a 422. */
export function moneyIn(resource: Resource, values: Values, currency: string): Values {
  const errors: Record<string, string[]> = {}
  const read = Object.entries(values).map(([name, value]) => {
    const schema = resource.fields[name]
    if (!schema || typeof value !== 'string') return [name, value]
    const meta = metaOf(schema)
    if (meta.kind !== 'money') return [name, value]
    const minor = parseMoney(value, currency, meta.negative ?? false)
    if (minor === undefined) errors[name] = [`The ${wordsOf(name)} field must be an amount in ${currency}.`]
    return [name, minor]
  })
  if (Object.keys(errors).length > 0) throw invalid(errors)
  return Object.fromEntries(read)
}

const withoutNulls = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))

const optionsOf = (resource: Resource): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(resource.fields).flatMap(([name, schema]) => {
      const { kind, options } = metaOf(schema)
      if (kind === 'flag') return [[name, ['true', 'false']]]
      return kind === 'choice' && options ? [[name, options]] : []
    }),
  )

/** What the five routes of one resource share. */
interface Shared {
  resource: Resource
  rules: CrudRules
  path: string
  answer: z.ZodObject
  show(row: Row, call: Pick<Call, 'actor'>): Record<string, unknown>
}

type Method = 'list' | 'post' | 'get' | 'put' | 'delete'
type Maker = (shared: Shared) => Route

const list: Maker = ({ resource, path, answer, show }) =>
  action({
    tag: resource.name,
    method: 'get',
    path,
    permission: `${resource.slug}.view`,
    summary: `List ${resource.name}`,
    query: listQuery({ ...resource.list, values: optionsOf(resource) }),
    answer: z.array(answer),
    meta: listMeta,
    async handle(call) {
      const { rows, total } = await listRecords(call.db, resource, call.query)
      return new Reply(
        rows.map((row) => show(row, call)),
        { meta: metaOfPage(call.query, total) },
      )
    },
  })

const get: Maker = ({ resource, path, answer, show }) =>
  action({
    tag: resource.name,
    method: 'get',
    path: `${path}/:id`,
    permission: `${resource.slug}.view`,
    summary: `Read one of ${resource.name}`,
    params: idParams,
    answer,
    handle: async (call) => show(requireRecord(await findRecord(call.db, resource, call.params.id)), call),
  })

const post: Maker = ({ resource, rules, path, answer, show }) =>
  action({
    tag: resource.name,
    method: 'post',
    path,
    permission: `${resource.slug}.manage`,
    summary: `Create one of ${resource.name}`,
    status: 201,
    body: createBody(resource),
    answer,
    async handle(call) {
      const done = await madeBefore(call, () => findRecord(call.db, resource, call.effect_id))
      return show(done ?? (await create(call, resource, rules)), call)
    },
  })

async function create(call: Call, resource: Resource, rules: CrudRules): Promise<Row> {
  const values = moneyIn(resource, withoutNulls(call.body as Values), call.actor.business.base_currency)
  // Without rules of its own a record is written by one statement, which needs no transaction around it.
  if (!rules.prepare && !rules.after) return insertRecord(call.db, call.by, { resource, values, id: call.effect_id })
  return inTransaction(call.db, async (trx) => {
    const prepared = rules.prepare ? await rules.prepare(trx, values, { call, current: undefined }) : values
    const written = await insertRecord(trx, call.by, { resource, values: prepared, id: call.effect_id })
    await rules.after?.(trx, written, call)
    return written
  })
}

const put: Maker = ({ resource, rules, path, answer, show }) =>
  action({
    tag: resource.name,
    method: 'put',
    path: `${path}/:id`,
    permission: `${resource.slug}.manage`,
    summary: `Change one of ${resource.name}`,
    params: idParams,
    body: updateBody(resource),
    answer,
    async handle(call) {
      const { id } = call.params
      const { version, ...given } = call.body as Values & { version: number }
      const values = moneyIn(resource, given, call.actor.business.base_currency)
      const row = await inTransaction(call.db, async (trx) => {
        const current = requireRecord(await findRecord(trx, resource, id))
        const prepared = rules.prepare ? await rules.prepare(trx, values, { call, current }) : values
        const written = await updateRecord(trx, call.by, { resource, id, version, values: prepared })
        await rules.after?.(trx, written, call)
        return written
      })
      return show(row, call)
    },
  })

const remove: Maker = ({ resource, rules, path }) =>
  action({
    tag: resource.name,
    method: 'delete',
    path: `${path}/:id`,
    permission: `${resource.slug}.manage`,
    summary: `Delete one of ${resource.name}`,
    params: idParams,
    answer: z.null(),
    async handle(call) {
      const { id } = call.params
      await inTransaction(call.db, async (trx) => {
        if (rules.remove) await rules.remove(trx, requireRecord(await findRecord(trx, resource, id)), call)
        await deleteRecord(trx, call.by, { resource, id })
      })
      return null
    },
  })

const makers: Record<Method, Maker> = { list, post, get, put, delete: remove }

/** List, create, read, change and delete for a plain record. */
export function crud(resource: Resource, rules: CrudRules = {}): Route[] {
  const present = presenterOf(resource)
  const shared: Shared = {
    resource,
    rules,
    path: `${rules.base ?? '/api/admin/'}${resource.name}`,
    answer: answerOf(resource),
    show: (row, { actor }) => present(row, actor.business.base_currency),
  }
  const names = (Object.keys(makers) as Method[]).filter((name) => !rules.without?.includes(name))
  return names.map((name) => ({ ...makers[name](shared), resource }))
}
