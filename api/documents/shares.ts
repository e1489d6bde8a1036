/** Shares: one document for one person or role, until a moment (DOC-6). */
import { z } from 'zod'
import { invalid, notFound } from '../../domain/errors'
import { instant } from '../../domain/kit/fields'
import { named } from '../../domain/kit/resource'
import { findDocument, listShares } from '../../db/documents/reads'
import { inTransaction } from '../../db/kit/client'
import { requireRecord } from '../../db/kit/records'
import { writeAudit, writeHistory } from '../../db/kit/trail'
import { notify } from '../../db/notifications'
import { idParams } from '../kit/crud'
import { action, type Call, type Route } from '../kit/route'

const path = '/api/admin/documents/:id/shares'
const shared = { permission: 'documents.share', tag: 'documents' } as const

const shareView = z.object({
  id: z.uuid(),
  user_id: z.uuid().nullable(),
  user: named.nullable(),
  role_id: z.uuid().nullable(),
  role: named.nullable(),
  can_download: z.boolean(),
  expires_at: z.iso.datetime().nullable(),
  shared_by_id: z.uuid(),
  shared_by: named,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

const shareBody = z.strictObject({
  user_id: z.uuid().nullish(),
  role_id: z.uuid().nullish(),
  expires_at: instant('expires_at').nullish(),
  can_download: z.boolean().optional(),
})
type Share = z.output<typeof shareBody>

/** One of user and role, known here; the user works in the admin portal; the end lies ahead. */
async function problems(call: Call, share: Share): Promise<Record<string, string[]>> {
  const { db, actor } = call
  const errors: Record<string, string[]> = {}
  const tenant_id = actor.tenant_id
  if (Boolean(share.user_id) === Boolean(share.role_id)) errors.user_id = ['Name either a user or a role.']
  if (share.user_id) {
    const user = await db('users').where({ tenant_id, id: share.user_id }).first('user_type')
    if (!user) errors.user_id = ['The selected user id is invalid.']
    else if (user.user_type !== 'admin' && user.user_type !== 'staff') errors.user_id = ['A document is shared with admins and staff only.']
  }
  if (share.role_id && !(await db('roles').where({ tenant_id, id: share.role_id }).first('id')))
    errors.role_id = ['The selected role id is invalid.']
  if (share.expires_at && Date.parse(share.expires_at) <= Date.now()) errors.expires_at = ['The expires at field must lie ahead.']
  return errors
}

const list = action({
  ...shared,
  method: 'get',
  path,
  summary: 'Who it is shared with',
  params: idParams,
  answer: z.array(shareView),
  async handle({ db, params }) {
    requireRecord(await findDocument(db, params.id))
    return listShares(db, params.id)
  },
})

const add = action({
  ...shared,
  method: 'post',
  path,
  summary: 'Share it with a user or a role',
  status: 201,
  params: idParams,
  body: shareBody,
  answer: shareView,
  async handle(call) {
    const { db, actor, by, body, params, effect_id } = call
    const document = requireRecord(await findDocument(db, params.id))
    const errors = await problems(call, body)
    if (Object.keys(errors).length > 0) throw invalid(errors)
    const values = {
      user_id: body.user_id ?? null,
      role_id: body.role_id ?? null,
      can_download: body.can_download ?? false,
      expires_at: body.expires_at ?? null,
    }
    await inTransaction(db, async (trx) => {
      const made = await trx('document_shares')
        .insert({ tenant_id: actor.tenant_id, id: effect_id, document_id: document.id, shared_by_id: actor.id, ...values })
        .onConflict(['tenant_id', 'id'])
        .ignore()
        .returning('id')
      if (made.length === 0) return
      await writeHistory(trx, by, {
        record_type: 'document',
        record_id: document.id,
        record_version: document.version,
        action: 'shared',
        changes: {},
      })
      await writeAudit(trx, by, { action: 'documents.share', resource: 'document', resource_id: document.id, data: values })
      if (values.user_id) {
        await notify(trx, {
          user_ids: [values.user_id],
          kind: 'document.shared',
          title: document.name,
          subject_type: 'document',
          subject_id: document.id,
        })
      }
    })
    return (await listShares(db, document.id)).find((share) => share.id === effect_id)
  },
})

const remove = action({
  ...shared,
  method: 'delete',
  path: `${path}/:share_id`,
  summary: 'End a share',
  params: z.object({ id: z.uuid(), share_id: z.uuid() }),
  answer: z.null(),
  async handle({ db, actor, by, params }) {
    const document = requireRecord(await findDocument(db, params.id))
    await inTransaction(db, async (trx) => {
      const gone = await trx('document_shares').where({ tenant_id: actor.tenant_id, id: params.share_id, document_id: params.id }).delete()
      if (gone === 0) throw notFound()
      await writeHistory(trx, by, {
        record_type: 'document',
        record_id: document.id,
        record_version: document.version,
        action: 'unshared',
        changes: {},
      })
      await writeAudit(trx, by, {
        action: 'documents.unshare',
        resource: 'document',
        resource_id: document.id,
        data: { share_id: params.share_id },
      })
    })
    return null
  },
})

export const shareRoutes: Route[] = [list, add, remove]
