/** The routes every instrument of money shares: listed and read by slug, entered, changed, removed and submitted through its process. */
import { z } from 'zod'
import { type Actor, holds } from '../../domain/actor'
import { invalid } from '../../domain/errors'
import { longText, metaOf } from '../../domain/kit/fields'
import { answerOf, createBody, type Resource, updateBody } from '../../domain/kit/resource'
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { fitsStatus } from '../../domain/kit/process/judge'
import type { Said } from '../../domain/kit/process/types'
import { wordsOf } from '../../domain/rules/words'
import { inTransaction } from '../../db/kit/client'
import { findRecord, listRecords, requireRecord, requireReferences, type Row } from '../../db/kit/records'
import { liveTaskOf } from '../../db/tasks/reads'
import { idParams, moneyIn } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { madeBefore } from '../kit/made-before'
import { sendMessage, startProcess } from '../kit/messages'
import { presenterOf } from '../kit/present'
import { action, type Call, Reply, type Route } from '../kit/route'
import { processLink, processOf, storyRoutes } from '../kit/story'
import { presentTask, taskView } from '../tasks/present'

/** One kind of instrument: its record, its process, what may be told it when. */
export interface Instrument {
  resource: Resource
  process: ProcessDefinition
  /** Filters that take only these values. */
  values: Record<string, readonly string[]>
  /** One line for Temporal UI. */
  summary(body: Body): string
  /** Further fields of its page, with their schema. */
  more?: { shape: z.ZodRawShape; read(call: Call, row: Row): Promise<Record<string, unknown>> }
}

type Body = Record<string, unknown>
const ability = z.object({ allowed: z.boolean(), reason: z.string().nullable(), explain: z.string().nullable() })
type Ability = z.infer<typeof ability>

/** An instrument in a list. */
export const viewOf = (resource: Resource): z.ZodObject => answerOf(resource).extend({ currency: z.string() })

/** A row as an answer; amounts in its own currency. */
export function showerOf(resource: Resource): (row: Row) => Record<string, unknown> {
  const present = presenterOf(resource)
  return (row) => ({ ...present(row, String(row.currency)), currency: row.currency })
}

/** What the reader may do now, and why not. */
function abilitiesOf(actor: Actor, status: string, { resource, process }: Instrument): Record<string, Ability> {
  const slug = `${resource.slug}.manage`
  const judged = Object.keys(process.messages).map((name): [string, Ability] => {
    if (!holds(actor, slug)) return [name, { allowed: false, reason: slug, explain: `Your role does not hold ${slug}.` }]
    const fits = fitsStatus(process, name, status)
    return [name, { allowed: fits, reason: fits ? null : 'illegal_transition', explain: fits ? null : `Not while it is ${status}.` }]
  })
  return Object.fromEntries(judged)
}

/** Amounts in minor units of the currency, as text, because messages are JSON; none of them may be nothing. */
function valuesIn(resource: Resource, values: Body, currency: string): Body {
  const read = moneyIn(resource, values, currency)
  if (read.amount === 0n) throw invalid({ amount: [zero(resource)] })
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]))
}

const zero = ({ fields }: Resource): string =>
  fields.amount && metaOf(fields.amount).negative
    ? `The ${wordsOf('amount')} field must not be 0.`
    : `The ${wordsOf('amount')} field must be greater than 0.`

/** What the routes of one instrument work with. */
interface Desk {
  instrument: Instrument
  path: string
  view: z.ZodObject
  detail: z.ZodObject
  show(row: Row): Record<string, unknown>
  load(call: Call, id: string): Promise<Row>
  page(call: Call, id: string): Promise<Record<string, unknown>>
  tell(call: Call<{ id: string }>, message: Said): Promise<unknown>
}

function deskOf(instrument: Instrument): Desk {
  const { resource, more } = instrument
  const view = viewOf(resource)
  const show = showerOf(resource)
  const load = async (call: Call, id: string): Promise<Row> => requireRecord(await findRecord(call.db, resource, id))
  const page: Desk['page'] = async (call, id) => {
    const { db, actor, services } = call
    const [row, task, process] = await Promise.all([load(call, id), liveTaskOf(db, id), processOf(call, id)])
    const further = await more?.read(call, row)
    const shown = task ? presentTask(task, actor, services.policies) : null
    return { ...show(row), ...further, can: abilitiesOf(actor, String(row.status), instrument), task: shown, process }
  }
  const tell: Desk['tell'] = async (call, message) => {
    const row = await load(call, call.params.id)
    await sendMessage(call, { type: resource.type, id: row.id }, message)
    return message.kind === 'remove' ? null : page(call, row.id)
  }
  const detail = view.extend({
    ...more?.shape,
    can: z.record(z.string(), ability),
    task: taskView.nullable(),
    process: processLink.nullable(),
  })
  return { instrument, path: `/api/admin/${resource.name}`, view, detail, show, load, page, tell }
}

const slugs = ({ slug, name }: Resource) => ({
  view: { permission: `${slug}.view`, tag: name } as const,
  manage: { permission: `${slug}.manage`, tag: name } as const,
})

function readRoutes({ instrument: { resource, values }, path, view, detail, show, load, page }: Desk): Route[] {
  const seen = slugs(resource).view
  return [
    action({
      ...seen,
      method: 'get',
      path,
      resource,
      summary: `List ${resource.name}`,
      query: listQuery({ ...resource.list, values }),
      answer: z.array(view),
      meta: listMeta,
      async handle({ db, query }) {
        const { rows, total } = await listRecords(db, resource, query)
        return new Reply(rows.map(show), { meta: metaOfPage(query, total) })
      },
    }),
    action({
      ...seen,
      method: 'get',
      path: `${path}/:id`,
      resource,
      summary: `Read one of ${resource.name}, with its task and process`,
      params: idParams,
      answer: detail,
      handle: (call) => page(call, call.params.id),
    }),
    ...storyRoutes({ path, type: resource.type, ...seen, admit: (call) => load(call, call.params.id) }),
  ]
}

async function start(call: Call<unknown, unknown, Body>, { resource, summary }: Instrument): Promise<void> {
  const currency = call.actor.business.base_currency
  const said = Object.fromEntries(Object.entries(call.body).filter(([, value]) => value != null))
  const data = { ...valuesIn(resource, said, currency), currency }
  await inTransaction(call.db, (trx) => requireReferences(trx, resource, said))
  await startProcess(call, { type: resource.type, summary: summary(call.body), data })
}

function createRoute({ instrument, path, detail, page }: Desk): Route {
  const { resource } = instrument
  return action({
    ...slugs(resource).manage,
    method: 'post',
    path,
    resource,
    summary: `Enter one of ${resource.name}`,
    status: 201,
    body: createBody(resource),
    answer: detail,
    async handle(call) {
      const done = await madeBefore(call, () => findRecord(call.db, resource, call.effect_id))
      if (!done) await start(call as Call<unknown, unknown, Body>, instrument)
      return page(call, call.effect_id)
    },
  })
}

function changeRoutes({ instrument: { resource }, path, detail, tell, load }: Desk): Route[] {
  const shared = { ...slugs(resource).manage, params: idParams, resource } as const
  return [
    action({
      ...shared,
      method: 'put',
      path: `${path}/:id`,
      summary: `Change one of ${resource.name} that nobody has decided`,
      body: updateBody(resource),
      answer: detail,
      async handle(call) {
        const { currency } = await load(call, call.params.id)
        const { version, ...values } = call.body as Body & { version: number }
        return tell(call, { kind: 'edit', version, data: valuesIn(resource, values, String(currency)) })
      },
    }),
    action({
      ...shared,
      method: 'delete',
      path: `${path}/:id`,
      summary: `Withdraw one of ${resource.name} that nobody has decided`,
      answer: z.null(),
      handle: (call) => tell(call, { kind: 'remove' }),
    }),
  ]
}

function submitRoute({ instrument: { resource }, path, detail, tell }: Desk): Route {
  return action({
    ...slugs(resource).manage,
    method: 'post',
    path: `${path}/:id/submit`,
    summary: `Submit one of ${resource.name} for approval`,
    params: idParams,
    body: z.strictObject({ comment: longText('comment', 5000).nullish(), version: z.int().min(1).optional() }),
    answer: detail,
    handle: (call) => tell(call, { kind: 'submit', ...call.body }),
  })
}

/** Every route of an instrument. */
export function instrumentRoutes(instrument: Instrument): Route[] {
  const desk = deskOf(instrument)
  const submits = 'submit' in instrument.process.messages
  return [...readRoutes(desk), createRoute(desk), ...changeRoutes(desk), ...(submits ? [submitRoute(desk)] : [])]
}
