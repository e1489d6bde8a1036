/** The file of a document: inline for who may view it, as an attachment for who may download it; each is written to the history. */
import { z } from 'zod'
import { notFound } from '../../domain/errors'
import type { ListedDocument, VersionRow } from '../../db/documents/reads'
import { listVersions } from '../../db/documents/reads'
import { inTransaction } from '../../db/kit/client'
import { writeAudit, writeHistory } from '../../db/kit/trail'
import { idParams } from '../kit/crud'
import { action, type ByPolicy, type Call, type Route } from '../kit/route'
import { serveFile } from '../kit/serve-file'
import { requireDownload, viewable } from './access'

const query = z.strictObject({
  version: z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .optional(),
  download: z.enum(['0', '1']).optional(),
})

/** Sends a version and writes who saw it; the parts of a range count once, with the first. */
export async function sendVersion(call: Call, document: ListedDocument, asked: { version: number; download: boolean }): Promise<unknown> {
  const versions = await listVersions(call.db, document.id)
  const file: VersionRow | undefined = versions.find((one) => one.document_version === asked.version)
  if (!file) throw notFound()
  const range = call.req.get('Range')
  const first = range === undefined || /^bytes=0-/.test(range)
  if (first && call.req.method === 'GET') await writeSeen(call, document, asked)
  return serveFile(call, { store: call.services.files, file, name: file.original_name, download: asked.download })
}

async function writeSeen(call: Call, document: ListedDocument, asked: { version: number; download: boolean }): Promise<void> {
  const action = asked.download ? 'downloaded' : 'viewed'
  await inTransaction(call.db, async (trx) => {
    await Promise.all([
      writeHistory(trx, call.by, {
        record_type: 'document',
        record_id: document.id,
        record_version: document.version,
        action,
        changes: {},
      }),
      writeAudit(trx, call.by, {
        action: `documents.${action}`,
        resource: 'document',
        resource_id: document.id,
        data: { document_version: asked.version },
      }),
    ])
  })
}

/** `GET :id/file[?version=n][&download=1]`. */
export const fileRoute = (path: string, permission: ByPolicy): Route =>
  action({
    method: 'get',
    path: `${path}/:id/file`,
    permission,
    tag: 'documents',
    summary: 'Its file, inline with ranges, or as a download',
    params: idParams,
    query,
    answer: { media: 'application/octet-stream' },
    async handle(call) {
      const document = await viewable(call)
      const download = call.query.download === '1'
      if (download) await requireDownload(call, document)
      return sendVersion(call, document, { version: Number(call.query.version ?? document.document_version), download })
    },
  })
