/** The client portal's documents: archived ones of visible types on the client's own projects (DOC-7). */
import { z } from 'zod'
import type { ListedDocument } from '../../db/documents/reads'
import { findClientDocument, listClientDocuments } from '../../db/documents/client'
import { requireRecord } from '../../db/kit/records'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, Reply, type Route, SIGNED_IN } from '../kit/route'
import { named } from '../../domain/kit/resource'
import { sendVersion } from './file'
import { fileView } from './present'

const path = '/api/client/documents'
const shared = { permission: SIGNED_IN, tag: 'client portal' } as const

const view = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  document_type: named.nullable(),
  project_id: z.uuid(),
  project: named.nullable(),
  document_version: z.int(),
  file: fileView.nullable(),
  archived_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int(),
})

const present = (row: ListedDocument): Record<string, unknown> => {
  const {
    id,
    name,
    description,
    document_type,
    project_id,
    project,
    document_version,
    file,
    archived_at,
    created_at,
    updated_at,
    version,
  } = row
  return {
    id,
    name,
    description,
    document_type,
    project_id,
    project,
    document_version,
    file: file ?? null,
    archived_at,
    created_at,
    updated_at,
    version,
  }
}

export const clientRoutes: Route[] = [
  action({
    ...shared,
    method: 'get',
    path,
    summary: 'Documents of my projects',
    query: listQuery({ filter: ['project_id', 'document_type_id'], sort: ['created_at', 'updated_at', 'archived_at', 'name'] }),
    answer: z.array(view),
    meta: listMeta,
    async handle({ db, actor, query }) {
      const { rows, total } = await listClientDocuments(db, actor.id, query)
      return new Reply(rows.map(present), { meta: metaOfPage(query, total) })
    },
  }),
  action({
    ...shared,
    method: 'get',
    path: `${path}/:id`,
    summary: 'One document of my projects',
    params: idParams,
    answer: view,
    handle: async ({ db, actor, params }) => present(requireRecord(await findClientDocument(db, actor.id, params.id))),
  }),
  action({
    ...shared,
    method: 'get',
    path: `${path}/:id/file`,
    summary: 'Its file',
    params: idParams,
    query: z.strictObject({ download: z.enum(['0', '1']).optional() }),
    answer: { media: 'application/octet-stream' },
    async handle(call) {
      const document = requireRecord(await findClientDocument(call.db, call.actor.id, call.params.id))
      return sendVersion(call, document, { version: document.document_version, download: call.query.download === '1' })
    },
  }),
]
