/** Who may do what with one document, and why not (api.md §4). */
import { type Actor, holds } from '../../domain/actor'
import { forbidden, type Refused } from '../../domain/errors'
import { liveShare, findDocument, type DocumentRow } from '../../db/documents/reads'
import { requireRecord } from '../../db/kit/records'
import { liveTaskOf, subjectOf } from '../../db/tasks/reads'
import type { Call } from '../kit/route'

export const isUploader = (actor: Actor, document: DocumentRow): boolean => document.parties.uploader?.includes(actor.id) ?? false

/** The document, or 404; then 403 for who may not see it: holders of documents.view, uploaders, who may act on its task, who it is shared with. */
export async function viewable(call: Call<{ id: string }>): Promise<DocumentRow> {
  const document = requireRecord(await findDocument(call.db, call.params.id))
  await requireView(call, document)
  return document
}

async function requireView(call: Call, document: DocumentRow): Promise<void> {
  const { actor, db, services } = call
  if (holds(actor, 'documents.view') || isUploader(actor, document)) return
  const task = await liveTaskOf(db, document.id)
  if (task && services.policies.ask(actor, task.kind, subjectOf(task)).allowed) return
  const share = await liveShare(db, document.id, actor)
  if (share?.live) return
  throw share ? forbidden('share_expired', 'This share has ended.') : forbidden('documents.view', 'Your role does not hold documents.view.')
}

/** 403 for who may view but not download; viewing without download is a right of its own (DOC-5). */
export async function requireDownload(call: Call, document: DocumentRow): Promise<void> {
  if (holds(call.actor, 'documents.download')) return
  const share = await liveShare(call.db, document.id, call.actor)
  if (share?.live && share.can_download) return
  throw forbidden('documents.download', 'You may view this document, but not download it.')
}

type Ability = 'edit' | 'remove' | 'submit' | 'withdraw' | 'resubmit' | 'share' | 'download'

const owner = (what: string): Refused =>
  forbidden('not_owner', `Only its uploader, or a holder of ${what}, may do this.`, { rule: `documents: uploader or ${what}` })

/** Why an actor may not take part in a document, or undefined; its status is judged by its process. */
export function refusalFor(ability: Ability, actor: Actor, document: DocumentRow): Refused | undefined {
  const mine = isUploader(actor, document)
  switch (ability) {
    case 'edit':
    case 'remove':
    case 'resubmit':
      return mine || holds(actor, 'documents.manage') ? undefined : owner('documents.manage')
    case 'submit':
      return (mine && holds(actor, 'documents.create')) || holds(actor, 'documents.verify') ? undefined : owner('documents.verify')
    case 'withdraw':
      return mine ? undefined : forbidden('not_owner', 'Only its uploader may withdraw a document.', { rule: 'documents: uploader' })
    case 'share':
      return holds(actor, 'documents.share') ? undefined : forbidden('documents.share', 'Your role does not hold documents.share.')
    default:
      return holds(actor, 'documents.download')
        ? undefined
        : forbidden('documents.download', 'You may view this document, but not download it.')
  }
}

const STATUS_OF: Record<Ability, readonly string[] | undefined> = {
  edit: ['draft', 'rejected'],
  remove: ['draft', 'rejected'],
  submit: ['draft'],
  withdraw: ['in_verification'],
  resubmit: ['rejected'],
  share: undefined,
  download: undefined,
}

/** Every ability with its reason, sent with the record: the console never computes a right. */
export function abilitiesOf(
  actor: Actor,
  document: DocumentRow,
): Record<Ability, { allowed: boolean; reason: string | null; explain: string | null }> {
  const answer = (ability: Ability) => {
    const refused = refusalFor(ability, actor, document)
    if (refused) return { allowed: false, reason: refused.code, explain: refused.message }
    const statuses = STATUS_OF[ability]
    if (!statuses || statuses.includes(document.status)) return { allowed: true, reason: null, explain: null }
    const state = document.status.replace('_', ' ')
    return {
      allowed: false,
      reason: document.status === 'archived' ? 'locked' : 'illegal_transition',
      explain: `Not while it is ${state}.`,
    }
  }
  const names = Object.keys(STATUS_OF) as Ability[]
  return Object.fromEntries(names.map((name) => [name, answer(name)])) as ReturnType<typeof abilitiesOf>
}
