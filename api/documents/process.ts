/** Documents as a process: created, submitted, withdrawn, resubmitted, edited, removed (api.md §4). */
import { z } from 'zod'
import { invalid } from '../../domain/errors'
import { filePath, longText } from '../../domain/kit/fields'
import { createBody, updateBody } from '../../domain/kit/resource'
import { documents as resource } from '../../domain/records/documents'
import type { Said } from '../../domain/kit/process/types'
import { findDocument } from '../../db/documents/reads'
import { checkUpload } from '../../db/files'
import { requireRecord, requireReferences } from '../../db/kit/records'
import { inTransaction } from '../../db/kit/client'
import { liveTaskOf } from '../../db/tasks/reads'
import { idParams } from '../kit/crud'
import { madeBefore } from '../kit/made-before'
import { sendMessage, startProcess } from '../kit/messages'
import { action, type Call, type Route } from '../kit/route'
import { processOf } from '../kit/story'
import { presentTask } from '../tasks/present'
import { refusalFor } from './access'
import { documentDetail, presentDetail } from './present'

const path = '/api/admin/documents'
const tag = 'documents'
const comment = longText('comment', 5000).nullish()
const version = z.int().min(1).optional()

/** The document's page as it is now. */
export async function detailOf(call: Call, id: string): Promise<unknown> {
  const { db, actor, services } = call
  const [row, task, process] = await Promise.all([findDocument(db, id), liveTaskOf(db, id), processOf(call, id)])
  return { ...presentDetail(requireRecord(row), actor), task: task ? presentTask(task, actor, services.policies) : null, process }
}

const createFields = createBody(resource).extend({
  file_path: filePath('file_path'),
  submit: z.boolean().optional().meta({ description: 'True sends it to verification in the same step' }),
})
type Create = { name: string; document_type_id: string; project_id?: string | null; file_path: string; submit?: boolean }

/** Wrong references and uploads are told before a process starts, and the step checks them again in its transaction; true when its type needs approval. */
async function checkCreate(call: Call, body: Create): Promise<boolean> {
  return inTransaction(call.db, async (trx) => {
    const errors: Record<string, string[]> = {}
    const collect = async (work: Promise<unknown>): Promise<void> => {
      try {
        await work
      } catch (error) {
        const { details } = error as { details?: { errors?: Record<string, string[]> } }
        if (!details?.errors) throw error
        Object.assign(errors, details.errors)
      }
    }
    const { file_path, submit: _submit, ...values } = body
    await collect(requireReferences(trx, resource, values))
    await collect(checkUpload(trx, { file_path, user_id: call.actor.id }))
    if (Object.keys(errors).length > 0) throw invalid(errors)
    const type = await trx('document_types')
      .where({ tenant_id: call.actor.tenant_id, id: body.document_type_id })
      .first('requires_approval')
    return type?.requires_approval ?? true
  })
}

const create = action({
  method: 'post',
  path,
  permission: 'documents.create',
  tag,
  summary: 'Create a document from a staged upload',
  status: 201,
  body: createFields,
  answer: documentDetail,
  async handle(call) {
    const { effect_id } = call
    const body = call.body as Create
    const made = await madeBefore(call, () => findDocument(call.db, effect_id))
    if (!made) {
      const requires_approval = await checkCreate(call, body)
      await startProcess(call, { type: 'document', summary: `Document ${body.name}`, data: { ...body, requires_approval } })
    }
    return detailOf(call, effect_id)
  },
})

/** Sends a message to the document's process after its policy was asked. */
async function tell(call: Call<{ id: string }>, message: Said, ability: Parameters<typeof refusalFor>[0]): Promise<void> {
  const document = requireRecord(await findDocument(call.db, call.params.id))
  const refused = refusalFor(ability, call.actor, document)
  if (refused) throw refused
  await sendMessage(call, { type: 'document', id: document.id }, message)
}

const byPolicy = (policy: string) => ({ permission: { policy }, tag, params: idParams })

const submit = action({
  ...byPolicy('documents.create (own) or documents.verify'),
  method: 'post',
  path: `${path}/:id/submit`,
  summary: 'Send a draft to verification',
  body: z.strictObject({ comment, version }),
  answer: documentDetail,
  async handle(call) {
    await tell(call, { kind: 'submit', ...call.body }, 'submit')
    return detailOf(call, call.params.id)
  },
})

const withdraw = action({
  ...byPolicy('the uploader'),
  method: 'post',
  path: `${path}/:id/withdraw`,
  summary: 'Take it back before the first decision',
  body: z.strictObject({ comment, version }),
  answer: documentDetail,
  async handle(call) {
    await tell(call, { kind: 'withdraw', ...call.body }, 'withdraw')
    return detailOf(call, call.params.id)
  },
})

const resubmit = action({
  ...byPolicy('the uploader or documents.manage'),
  method: 'post',
  path: `${path}/:id/resubmit`,
  summary: 'Send the next version of a rejected document',
  body: z.strictObject({ file_path: filePath('file_path'), comment, version }),
  answer: documentDetail,
  async handle(call) {
    const { file_path, ...said } = call.body
    await tell(call, { kind: 'resubmit', data: { file_path }, ...said }, 'resubmit')
    return detailOf(call, call.params.id)
  },
})

const edit = action({
  ...byPolicy('documents.manage or the uploader'),
  method: 'put',
  path: `${path}/:id`,
  resource,
  summary: 'Change a draft or rejected document',
  body: updateBody(resource),
  answer: documentDetail,
  async handle(call) {
    const { version: read, ...data } = call.body as { version: number }
    await tell(call, { kind: 'edit', version: read, data }, 'edit')
    return detailOf(call, call.params.id)
  },
})

const remove = action({
  ...byPolicy('documents.manage or the uploader'),
  method: 'delete',
  path: `${path}/:id`,
  summary: 'Delete a draft or rejected document',
  answer: z.null(),
  async handle(call) {
    await tell(call, { kind: 'remove' }, 'remove')
    return null
  },
})

export const processRoutes: Route[] = [create, submit, withdraw, resubmit, edit, remove]
