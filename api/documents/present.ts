/** A document as an answer. */
import { z } from 'zod'
import type { Actor } from '../../domain/actor'
import { answerOf } from '../../domain/kit/resource'
import { documents as resource } from '../../domain/records/documents'
import { approvalStatusOf } from '../../domain/rules/documents'
import type { DocumentRow, ListedDocument } from '../../db/documents/reads'
import { presenterOf } from '../kit/present'
import { processLink } from '../kit/story'
import { taskView } from '../tasks/present'
import { abilitiesOf } from './access'

export const fileView = z.object({ original_name: z.string(), mime_type: z.string(), size_bytes: z.int(), sha256: z.string() })
const ability = z.object({ allowed: z.boolean(), reason: z.string().nullable(), explain: z.string().nullable() })

/** A document in a list. */
export const documentView = answerOf(resource).extend({
  document_version: z.int(),
  approval_status: z.enum(['pending', 'approved', 'rejected']).nullable(),
  file: fileView.nullable(),
  hit: z.string().optional().meta({ description: 'Words around a search hit in the content; ⟦ and ⟧ enclose the hit' }),
})

/** A document on its own page. */
export const documentDetail = documentView.extend({
  can: z.record(z.string(), ability),
  task: taskView.nullable(),
  process: processLink.nullable(),
})

const present = presenterOf(resource)

/** The document as a list shows it. */
export function presentDocument(row: ListedDocument, actor: Actor): Record<string, unknown> {
  const { original_name, mime_type, size_bytes, sha256 } = row
  const shown = present(row, actor.business.base_currency)
  shown.document_version = row.document_version
  shown.approval_status = approvalStatusOf(row.status)
  shown.file = sha256 === null ? null : { original_name, mime_type, size_bytes, sha256 }
  return shown
}

/** The document with what its reader may do. */
export const presentDetail = (row: DocumentRow, actor: Actor): Record<string, unknown> => ({
  ...presentDocument(row, actor),
  can: abilitiesOf(actor, row),
})
