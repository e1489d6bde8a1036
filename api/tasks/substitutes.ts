/** Out of office: who acts for me, and when (TASK-4). */
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { date } from '../../domain/kit/fields'
import { named } from '../../domain/kit/resource'
import { inTransaction, type TenantDb } from '../../db/kit/client'
import { writeAudit } from '../../db/kit/trail'
import { action, type Route, SIGNED_IN } from '../kit/route'

const entry = z.strictObject({ user_id: z.uuid(), from: date('from'), to: date('to') })
const view = z.array(z.object({ user_id: z.uuid(), user: named, from: z.string(), to: z.string() }))

const read = (db: TenantDb, user_id: string): Promise<Record<string, unknown>[]> =>
  db('substitutes as s')
    .join('users as u', (join) => join.on('u.tenant_id', 's.tenant_id').on('u.id', 's.user_id'))
    .where({ 's.tenant_id': db.userParams.tenant_id, 's.absent_user_id': user_id })
    .orderBy('s.from_date')
    .select('s.user_id', 's.from_date as from', 's.to_date as to', db.raw("json_build_object('id', u.id, 'name', u.name) as user"))

/** Wrong entries by field: oneself, an unknown person, days that end before they start. */
function problems(list: readonly z.output<typeof entry>[], self: string, known: readonly string[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  list.forEach(({ user_id, from, to }, index) => {
    if (user_id === self) errors[`${index}.user_id`] = ['You cannot stand in for yourself.']
    else if (!known.includes(user_id)) errors[`${index}.user_id`] = ['The selected user id is invalid.']
    if (to < from) errors[`${index}.to`] = ['The to field must not be before from.']
  })
  return errors
}

export const substituteRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/me/substitutes',
    permission: SIGNED_IN,
    tag: 'tasks',
    summary: 'Who acts for me',
    answer: view,
    handle: ({ db, actor }) => read(db, actor.id),
  }),
  action({
    method: 'put',
    path: '/api/me/substitutes',
    permission: SIGNED_IN,
    tag: 'tasks',
    summary: 'Replace the list of who acts for me',
    body: z.array(entry).max(20),
    answer: view,
    handle: ({ db, actor, by, body }) =>
      inTransaction(db, async (trx) => {
        const tenant_id = actor.tenant_id
        const known: string[] = await trx('users')
          .where({ tenant_id })
          .whereNull('banned_at')
          .whereNull('deactivated_at')
          .whereIn(
            'id',
            body.map((one) => one.user_id),
          )
          .pluck('id')
        const errors = problems(body, actor.id, known)
        if (Object.keys(errors).length > 0) throw invalid(errors)
        await trx('substitutes').where({ tenant_id, absent_user_id: actor.id }).delete()
        if (body.length > 0) {
          await trx('substitutes').insert(
            body.map(({ user_id, from, to }) => ({
              tenant_id,
              id: uuidv7(),
              absent_user_id: actor.id,
              user_id,
              from_date: from,
              to_date: to,
            })),
          )
        }
        await writeAudit(trx, by, { action: 'substitutes.replace', resource: 'user', resource_id: actor.id, data: { substitutes: body } })
        return read(trx, actor.id)
      }),
  }),
]
