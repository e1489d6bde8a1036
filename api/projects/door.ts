/** A door to records: the same routes for the office by slug, and for a portal's people to what is their own. */
import { z } from 'zod'
import { forbidden, invalid } from '../../domain/errors'
import { answerOf, createBody, type Resource, updateBody } from '../../domain/kit/resource'
import { worksOn } from '../../db/projects/members'
import { findOwn, listOwn, type Narrow } from '../../db/projects/own'
import { inTransaction } from '../../db/kit/client'
import { insertRecord, requireRecord, type Row, updateRecord } from '../../db/kit/records'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { madeBefore } from '../kit/made-before'
import { presenterOf } from '../kit/present'
import { type Access, action, type Call, Reply, type Route, SIGNED_IN } from '../kit/route'

export interface Door {
  path: string
  tag: string
  view: Access
  manage: Access
  /** What the caller may see; all of the business unless said. */
  narrow(call: Pick<Call, 'actor'>): Narrow
  /** True when its people enter records only for projects they work on. */
  own_projects: boolean
}

const everything: Narrow = (where) => where

/** The office's door to a resource, by its slugs. */
export const officeDoor = ({ name, slug }: Pick<Resource, 'name' | 'slug'>): Door => ({
  path: `/api/admin/${name}`,
  tag: name,
  view: `${slug}.view`,
  manage: `${slug}.manage`,
  narrow: () => everything,
  own_projects: false,
})

/** A portal's door: signed in, and narrowed to one's own. */
export const portalDoor = (path: string, narrow: (user_id: string) => Narrow): Door => ({
  path,
  tag: `${path.split('/')[2]} portal`,
  view: SIGNED_IN,
  manage: SIGNED_IN,
  narrow: ({ actor }) => narrow(actor.id),
  own_projects: true,
})

type Entering = Pick<Call, 'db' | 'actor'>

/** 422 for a project the door does not lead to, in the words of one that does not exist. */
export async function requireProject(call: Entering, door: Door, project_id: unknown): Promise<void> {
  if (!door.own_projects || typeof project_id !== 'string') return
  if (await worksOn(call.db, call.actor.id, project_id)) return
  throw invalid({ project_id: ['The selected project id is invalid.'] })
}

/** What forbids changing a record of one's own: its project is one's own no longer. */
export const LEFT = { reason: 'not_on_project', explain: 'You do not work on this project any more.' }

/** 403 when the person who entered a record has left its project since. */
export async function requireStill(call: Entering, door: Door, project_id: unknown): Promise<void> {
  if (!door.own_projects || (await worksOn(call.db, call.actor.id, String(project_id)))) return
  throw forbidden(LEFT.reason, LEFT.explain, { rule: 'projects: member' })
}

/** The record behind a door, or 404. */
export const behind = async (door: Door, resource: Resource, call: Call<{ id: string }>): Promise<Row> =>
  requireRecord(await findOwn(call.db, resource, { id: call.params.id, narrow: door.narrow(call) }))

type Show = (row: Row, call: Pick<Call, 'actor'>) => Record<string, unknown>

const showOf = (resource: Resource): Show => {
  const present = presenterOf(resource)
  return (row, { actor }) => present(row, actor.business.base_currency)
}

export interface Reading {
  answer?: z.ZodType
  show?: Show
  /** Filters that take only these values. */
  values?: Record<string, readonly string[]>
}

/** List and detail behind a door. */
export function readRoutes(door: Door, resource: Resource, reading: Reading = {}): Route[] {
  const { path, tag, view: permission } = door
  const { answer = answerOf(resource), show = showOf(resource) } = reading
  return [
    action({
      method: 'get',
      path,
      permission,
      tag,
      resource,
      summary: `List ${resource.name}`,
      query: listQuery({ ...resource.list, ...(reading.values ? { values: reading.values } : {}) }),
      answer: z.array(answer),
      meta: listMeta,
      async handle(call) {
        const { rows, total } = await listOwn(call.db, resource, { list: call.query, narrow: door.narrow(call) })
        return new Reply(
          rows.map((row) => show(row, call)),
          { meta: metaOfPage(call.query, total) },
        )
      },
    }),
    action({
      method: 'get',
      path: `${path}/:id`,
      permission,
      tag,
      resource,
      summary: `Read one of ${resource.name}`,
      params: idParams,
      answer,
      handle: async (call) => show(await behind(door, resource, call), call),
    }),
  ]
}

const given = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined))

/** Create behind a door; `owner` is the column that keeps who entered it. */
const createRoute = (door: Door, resource: Resource, owner: string): Route => {
  const show = showOf(resource)
  return action({
    method: 'post',
    path: door.path,
    permission: door.manage,
    tag: door.tag,
    resource,
    summary: `Create one of ${resource.name}`,
    status: 201,
    body: createBody(resource),
    answer: answerOf(resource),
    async handle(call) {
      const id = call.effect_id
      const done = await madeBefore(call, () => findOwn(call.db, resource, { id, narrow: door.narrow(call) }))
      const values: Record<string, unknown> = { ...given(call.body), [owner]: call.actor.id }
      if (!done) await requireProject(call, door, values.project_id)
      return show(done ?? (await insertRecord(call.db, call.by, { resource, values, id })), call)
    },
  })
}

/** Change behind a door. */
const changeRoute = (door: Door, resource: Resource): Route => {
  const show = showOf(resource)
  return action({
    method: 'put',
    path: `${door.path}/:id`,
    permission: door.manage,
    tag: door.tag,
    resource,
    summary: `Change one of ${resource.name}`,
    params: idParams,
    body: updateBody(resource),
    answer: answerOf(resource),
    async handle(call) {
      const { version, ...values } = call.body as Record<string, unknown> & { version: number }
      const row = await inTransaction(call.db, async (trx) => {
        const within = { ...call, db: trx }
        const { id, project_id } = await behind(door, resource, within)
        await requireStill(within, door, project_id)
        await requireProject(within, door, values.project_id)
        return updateRecord(trx, call.by, { resource, id, version, values })
      })
      return show(row, call)
    },
  })
}

/** Create and change behind a door; `owner` is the column that keeps who entered it. */
export const writeRoutes = (door: Door, resource: Resource, owner: string): Route[] => [
  createRoute(door, resource, owner),
  changeRoute(door, resource),
]
