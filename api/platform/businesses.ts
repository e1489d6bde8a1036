/** The platform's businesses (TEN-13): super admins only. */
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { createBusinessBody, requiredReasonBody, updateBusinessBody } from '../../domain/records/platform'
import { invalid } from '../../domain/errors'
import { type BusinessRow, createBusiness, findBusiness, listBusinesses, moveBusiness, takenNames, updateBusiness } from '../../db/platform'
import { requireRecord } from '../../db/kit/records'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { madeBefore } from '../kit/made-before'
import { action, type Call, Reply, type Route, SIGNED_IN } from '../kit/route'

const tag = 'businesses'
const path = '/api/platform/businesses'
const admin = z.object({ id: z.uuid(), name: z.string(), username: z.string() })
const answer = z.object({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(['pending', 'active', 'suspended']),
  status_reason: z.string().nullable(),
  time_zone: z.string(),
  base_currency: z.string(),
  locale: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})
const detail = answer.extend({ admin: admin.nullable(), admins: z.array(admin) })

const present = (row: BusinessRow): z.input<typeof answer> | Record<string, unknown> => {
  const { id, name, status, status_reason, time_zone, base_currency, locale, created_at, updated_at, version } = row
  return { id, name, status, status_reason, time_zone, base_currency, locale, created_at, updated_at, version }
}

async function presentOne(call: Call, id: string): Promise<Record<string, unknown>> {
  const row = requireRecord(await findBusiness(call.db, id))
  return { ...present(row), admin: row.admins[0] ?? null, admins: row.admins }
}

const list = action({
  tag,
  method: 'get',
  path,
  permission: SIGNED_IN,
  summary: 'List businesses',
  query: listQuery({
    filter: ['status'],
    sort: ['created_at', 'updated_at', 'name'],
    values: { status: ['pending', 'active', 'suspended'] },
  }),
  answer: z.array(answer),
  meta: listMeta,
  async handle({ db, query }) {
    const { rows, total } = await listBusinesses(db, query)
    return new Reply(rows.map(present), { meta: metaOfPage(query, total) })
  },
})

const get = action({
  tag,
  method: 'get',
  path: `${path}/:id`,
  permission: SIGNED_IN,
  summary: 'Read one business',
  params: idParams,
  answer: detail,
  handle: (call) => presentOne(call, call.params.id),
})

const post = action({
  tag,
  method: 'post',
  path,
  permission: SIGNED_IN,
  summary: 'Create a business and its first admin, active at once',
  status: 201,
  body: createBusinessBody,
  answer: detail,
  async handle(call) {
    const { services, body, by, effect_id: id } = call
    const made = await madeBefore(call, () => findBusiness(call.db, id))
    if (!made) {
      const taken = await takenNames(services.db, body.admin)
      if (taken.length > 0)
        throw invalid(Object.fromEntries(taken.map((field) => [`admin.${field}`, [`The ${field} has already been taken.`]])))
      const { password, ...person } = body.admin
      const password_hash = await services.passwords.hash(password)
      await createBusiness(services.db, by, { ...body, id, locale: body.locale ?? 'en', admin: { ...person, id: uuidv7(), password_hash } })
    }
    await services.ring.current(id)
    return presentOne(call, id)
  },
})

const put = action({
  tag,
  method: 'put',
  path: `${path}/:id`,
  permission: SIGNED_IN,
  summary: 'Change the name, zone or language of a business',
  params: idParams,
  body: updateBusinessBody,
  answer: detail,
  async handle(call) {
    const { version, ...values } = call.body
    await updateBusiness(call.services.db, call.by, { id: call.params.id, version, values })
    return presentOne(call, call.params.id)
  },
})

const move = (what: 'suspend' | 'reactivate', summary: string): Route =>
  action({
    tag,
    method: 'post',
    path: `${path}/:id/${what}`,
    permission: SIGNED_IN,
    summary,
    params: idParams,
    body: requiredReasonBody,
    answer: detail,
    async handle(call) {
      await moveBusiness(call.services.db, call.by, { id: call.params.id, action: what, reason: call.body.reason })
      return presentOne(call, call.params.id)
    },
  })

export const businessRoutes: Route[] = [
  list,
  get,
  post,
  put,
  move('suspend', 'Suspend a business: nobody of it is let in any more'),
  move('reactivate', 'Let the people of a suspended business in again'),
]
