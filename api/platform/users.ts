/** User management of a business (TEN-8, TEN-10): admins only; people are shut out, never deleted. */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { createUserBody, reasonBody, updateUserBody, USER_STATUSES, userResource } from '../../domain/records/platform'
import { answerOf } from '../../domain/kit/resource'
import { holdsUsername } from '../../domain/rules/passwords'
import {
  changeStanding,
  findPeople,
  findUser,
  insertUser,
  listUsers,
  requireFreeNames,
  type StandingAction,
  updateUser,
} from '../../db/platform'
import { inTransaction } from '../../db/kit/client'
import { requireRecord, type Row } from '../../db/kit/records'
import { idParams, moneyIn } from '../kit/crud'
import { listMeta, listQuery, metaOfPage, searchText } from '../kit/list'
import { madeBefore } from '../kit/made-before'
import { presenterOf } from '../kit/present'
import { action, ADMIN_ONLY, type Call, Reply, type Route, SIGNED_IN } from '../kit/route'

const tag = 'users'
const path = '/api/admin/users'
export const userAnswer = answerOf(userResource).extend({
  status: z.enum(USER_STATUSES),
  ban_reason: z.string().nullable(),
  email_verified_at: z.iso.datetime().nullable(),
  approved_at: z.iso.datetime().nullable(),
})
const presentFields = presenterOf(userResource)

const present = (row: Row, call: Pick<Call, 'actor'>): Record<string, unknown> => ({
  ...presentFields(row, call.actor.business.base_currency),
  status: row.status,
  ban_reason: row.ban_reason ?? null,
  email_verified_at: row.email_verified_at ?? null,
  approved_at: row.approved_at ?? null,
})

const list = action({
  tag,
  method: 'get',
  path,
  permission: ADMIN_ONLY,
  summary: 'List people',
  resource: userResource,
  query: listQuery({
    ...userResource.list,
    filter: [...new Set([...userResource.list.filter, 'status'])],
    values: { status: USER_STATUSES, user_type: ['admin', 'staff', 'employee', 'contractor', 'client'] },
  }),
  answer: z.array(userAnswer),
  meta: listMeta,
  async handle(call) {
    const { rows, total } = await listUsers(call.db, call.query)
    return new Reply(
      rows.map((row) => present(row, call)),
      { meta: metaOfPage(call.query, total) },
    )
  },
})

const get = action({
  tag,
  method: 'get',
  path: `${path}/:id`,
  permission: ADMIN_ONLY,
  summary: 'Read one person',
  params: idParams,
  answer: userAnswer,
  handle: async (call) => present(requireRecord(await findUser(call.db, call.params.id)), call),
})

const post = action({
  tag,
  method: 'post',
  path,
  permission: ADMIN_ONLY,
  summary: 'Create a person who can sign in at once',
  status: 201,
  body: createUserBody,
  answer: userAnswer,
  async handle(call) {
    const { db, services, by, effect_id: id } = call
    const { password, ...given } = call.body
    // A repeated request whose first try was cut off finds the person it made.
    const made = await madeBefore(call, () => findUser(db, id))
    if (made) return present(made, call)
    if (given.role_id && given.user_type !== 'staff') throw invalid({ role_id: ['The role id field is only for staff.'] })
    await requireFreeNames(services.db, given)
    const fields = moneyIn(userResource, given, call.actor.business.base_currency)
    const values = {
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)),
      username: given.username,
      email: given.email,
    }
    const password_hash = await services.passwords.hash(password)
    return present(await inTransaction(db, (trx) => insertUser(trx, by, { id, values, password_hash })), call)
  },
})

/** A password may not hold the username it will stand beside, also when only one of the two is sent. */
function requireApart(body: { username?: string | undefined; password?: string | undefined }, row: Row): void {
  if (body.password !== undefined && holdsUsername(body.password, body.username ?? String(row.username))) {
    throw invalid({ password: ['The password field must not contain the username.'] })
  }
}

const put = action({
  tag,
  method: 'put',
  path: `${path}/:id`,
  permission: ADMIN_ONLY,
  summary: 'Change a person; a new password, name or type ends their sessions',
  params: idParams,
  resource: userResource,
  body: updateUserBody,
  answer: userAnswer,
  async handle(call) {
    const { db, services, by, actor, params } = call
    const { password, version, ...given } = call.body
    const row = requireRecord(await findUser(db, params.id))
    requireApart(call.body, row)
    await requireFreeNames(services.db, given, params.id)
    const values = moneyIn(userResource, given, actor.business.base_currency)
    const password_hash = password === undefined ? undefined : await services.passwords.hash(password)
    return present(await updateUser(db, by, { id: params.id, version, values, password_hash, keep_session_id: actor.session_id }), call)
  },
})

const standing = (what: StandingAction, summary: string): Route =>
  action({
    tag,
    method: 'post',
    path: `${path}/:id/${what}`,
    permission: ADMIN_ONLY,
    summary,
    params: idParams,
    body: reasonBody,
    answer: userAnswer,
    async handle(call) {
      const row = await changeStanding(call.db, call.by, { id: call.params.id, action: what, reason: call.body.reason })
      return present(row, call)
    },
  })

/** Names only, for delegating a task or sharing a record. */
const people = action({
  tag,
  method: 'get',
  path: '/api/admin/people',
  permission: SIGNED_IN,
  summary: 'Active people by name',
  query: z.strictObject({ search: searchText.default('') }),
  answer: z.array(z.object({ id: z.uuid(), name: z.string(), user_type: z.string() })),
  handle: ({ db, query }) => findPeople(db, query.search),
})

export const userRoutes: Route[] = [
  list,
  get,
  post,
  put,
  people,
  standing('ban', 'Ban a person; their sessions end'),
  standing('unban', 'Let a banned person in again'),
  standing('deactivate', 'Deactivate a person; their sessions end'),
  standing('activate', 'Activate a deactivated person'),
]
