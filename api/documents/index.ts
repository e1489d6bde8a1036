/** Documents as the API offers them: lists, queues, files, versions, comments, shares and the process (api.md §4). */
import { z } from 'zod'
import { documents as resource } from '../../domain/records/documents'
import { DOCUMENT_STATUSES } from '../../domain/rules/documents'
import { type ListedDocument, listDocuments, listVersions, searchHits } from '../../db/documents/reads'
import type { TenantDb } from '../../db/kit/client'
import { commentRoutes } from '../kit/comments'
import { countsRoute } from '../kit/counts'
import { idParams } from '../kit/crud'
import { listMeta, listQuery, metaOfPage } from '../kit/list'
import { action, Reply, type Route } from '../kit/route'
import { storyRoutes } from '../kit/story'
import { named } from '../../domain/kit/resource'
import { viewable } from './access'
import { clientRoutes } from './client'
import { fileRoute } from './file'
import { documentDetail, documentView, fileView, presentDocument } from './present'
import { detailOf, processRoutes } from './process'
import { shareRoutes } from './shares'

const path = '/api/admin/documents'
const tag = 'documents'
const VIEW = { policy: 'documents.view, its uploader, who may act on its task, or a share' }

const list = action({
  method: 'get',
  path,
  permission: 'documents.view',
  tag,
  summary: 'Documents and their queues; search reads names, descriptions and contents',
  resource,
  query: listQuery({
    filter: [...resource.list.filter, 'approval_status'],
    sort: resource.list.sort,
    fields: resource.fields,
    values: { status: DOCUMENT_STATUSES, approval_status: ['pending', 'approved', 'rejected'] },
  }),
  answer: z.array(documentView),
  meta: listMeta,
  async handle({ db, actor, query }) {
    const { approval_status, ...filters } = query.filters
    const { rows, total } = await listDocuments(db, { ...query, filters }, approval_status)
    const data = rows.map((row) => presentDocument(row, actor))
    if (query.search) await addHits(db, { rows, data, search: query.search })
    return new Reply(data, { meta: metaOfPage(query, total) })
  },
})

interface Found {
  rows: readonly ListedDocument[]
  data: readonly Record<string, unknown>[]
  search: string
}

/** Puts the words around each hit beside the documents that were found by their content. */
async function addHits(db: TenantDb, { rows, data, search }: Found): Promise<void> {
  const file_ids = rows.map((row) => row.file_id)
  const hits = await searchHits(db, file_ids, search)
  for (const [index, file_id] of file_ids.entries()) {
    const [document, hit] = [data[index], hits.get(file_id)]
    if (document && hit !== undefined) document.hit = hit
  }
}

const get = action({
  method: 'get',
  path: `${path}/:id`,
  permission: VIEW,
  tag,
  summary: 'One document with its task, process and what you may do',
  params: idParams,
  answer: documentDetail,
  async handle(call) {
    await viewable(call)
    return detailOf(call, call.params.id)
  },
})

const versionView = fileView.extend({
  document_version: z.int(),
  comment: z.string().nullable(),
  created_at: z.iso.datetime(),
  uploaded_by_id: z.uuid(),
  uploaded_by: named,
})

const versions = action({
  method: 'get',
  path: `${path}/:id/versions`,
  permission: VIEW,
  tag,
  summary: 'Every version, newest first',
  params: idParams,
  answer: z.array(versionView),
  async handle(call) {
    await viewable(call)
    const rows = await listVersions(call.db, call.params.id)
    return rows.map(({ file_id: _file, size_bytes, ...row }) => ({ ...row, size_bytes: Number(size_bytes) }))
  },
})

export const documentRoutes: Route[] = [
  list,
  countsRoute(resource, DOCUMENT_STATUSES),
  get,
  versions,
  fileRoute(path, VIEW),
  ...processRoutes,
  ...shareRoutes,
  ...storyRoutes({ path, type: 'document', tag, permission: VIEW, admit: viewable }),
  ...commentRoutes({ path, type: 'document', tag, permission: VIEW, admit: viewable }),
  ...clientRoutes,
]
