/** The file of a document: inline for who may view it, as an attachment for who may download it; each is written to the history. */
import { z } from 'zod'
import { notFound } from '../../domain/errors'
import type { ListedDocument, VersionRow } from '../../db/documents/reads'
import { listVersions } from '../../db/documents/reads'
import { idParams } from '../kit/crud'
import { action, type ByPolicy, type Call, type Route } from '../kit/route'
import { serveFile } from '../kit/serve-file'
import { requireDownload, viewable } from './access'

const query = z.strictObject({
  version: z
    .string()
    .max(6)
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .optional(),
  download: z.enum(['0', '1']).optional(),
})

/** Sends a version; who saw it stands in the audit log and in the document's history. */
export async function sendVersion(call: Call, document: ListedDocument, asked: { version: number; download: boolean }): Promise<unknown> {
  const versions = await listVersions(call.db, document.id)
  const file: VersionRow | undefined = versions.find((one) => one.document_version === asked.version)
  if (!file) throw notFound()
  const { id, version } = document
  const seen = {
    action: asked.download ? 'documents.downloaded' : 'documents.viewed',
    resource: 'document',
    resource_id: id,
    record_version: version,
    data: { document_version: asked.version },
  }
  return serveFile(call, { store: call.services.files, file, name: file.original_name, download: asked.download, seen })
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
