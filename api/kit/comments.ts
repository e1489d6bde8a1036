/** Comments on a record, beside those kept with each decision. */
import { z } from 'zod'
import { longText } from '../../domain/kit/fields'
import { named } from '../../domain/kit/resource'
import { inTransaction } from '../../db/kit/client'
import { writeAudit } from '../../db/kit/trail'
import { idParams } from './crud'
import { action, type Access, type Call, type Route } from './route'

const commentView = z.object({ id: z.uuid(), body: z.string(), author_id: z.uuid(), author: named, created_at: z.iso.datetime() })
type Shown = z.infer<typeof commentView>

interface CommentOptions {
  path: string
  type: string
  tag: string
  permission: Access
  admit(call: Call<{ id: string }>): Promise<unknown>
}

const read = (call: Call, type: string, id: string): Promise<Shown[]> =>
  call
    .db('comments as c')
    .join('users as u', (join) => join.on('u.tenant_id', 'c.tenant_id').on('u.id', 'c.author_id'))
    .where({ 'c.tenant_id': call.actor.tenant_id, 'c.subject_type': type, 'c.subject_id': id })
    .orderBy('c.created_at')
    .select('c.id', 'c.body', 'c.author_id', 'c.created_at', call.db.raw("json_build_object('id', u.id, 'name', u.name) as author"))

const list = ({ path, type, tag, permission, admit }: CommentOptions): Route =>
  action({
    method: 'get',
    path: `${path}/:id/comments`,
    permission,
    tag,
    summary: 'Comments, oldest first',
    params: idParams,
    answer: z.array(commentView),
    async handle(call) {
      await admit(call)
      return read(call, type, call.params.id)
    },
  })

const add = ({ path, type, tag, permission, admit }: CommentOptions): Route =>
  action({
    method: 'post',
    path: `${path}/:id/comments`,
    permission,
    tag,
    summary: 'Comment on it',
    status: 201,
    params: idParams,
    body: z.strictObject({ body: longText('comment', 5000).min(1) }),
    answer: commentView,
    async handle(call) {
      await admit(call)
      await insert(call, { type, tag, subject_id: call.params.id, body: call.body.body })
      return (await read(call, type, call.params.id)).find((comment) => comment.id === call.effect_id)
    },
  })

async function insert(call: Call, comment: { type: string; tag: string; subject_id: string; body: string }): Promise<void> {
  const { db, actor, by, effect_id } = call
  const { type, tag, subject_id, body } = comment
  await inTransaction(db, async (trx) => {
    const made = await trx('comments')
      .insert({ tenant_id: actor.tenant_id, id: effect_id, subject_type: type, subject_id, body, author_id: actor.id })
      .onConflict(['tenant_id', 'id'])
      .ignore()
      .returning('id')
    if (made.length > 0) await writeAudit(trx, by, { action: `${tag}.comment`, resource: type, resource_id: subject_id })
  })
}

/** `GET` and `POST :id/comments`. */
export const commentRoutes = (options: CommentOptions): Route[] => [list(options), add(options)]
