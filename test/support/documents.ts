/** Documents for tests: uploaded, created and moved through the real API. */
import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { tenantDb } from '../../db/kit/client'
import type { Answer, Body, Business, Caller } from './tenant'
import { tenant } from './tenant'
import type { TestApp } from './app'

/** The people of a document's story: each holds just the slug of their part. */
export interface Cast {
  app: TestApp
  business: Business
  admin: Caller
  uploader: Caller
  verifier: Caller
  approver: Caller
  viewer: Caller
  stranger: Caller
  type_id: string
}

/** A fresh business with one person for each part and a document type. */
export async function cast(app: TestApp): Promise<Cast> {
  const business = await tenant(app, {
    staff: [['documents.create'], ['documents.verify'], ['documents.approve'], ['documents.view'], []],
    client: 1,
  })
  const [uploader, verifier, approver, viewer, stranger] = business.staff as [Caller, Caller, Caller, Caller, Caller]
  const type = await business.admin.post('/api/admin/document-types', { name: 'Contract' })
  return { app, business, admin: business.admin, uploader, verifier, approver, viewer, stranger, type_id: type.body.data.id }
}

/** Stages a file; text of its own unless given. */
export async function upload(app: TestApp, who: Caller, file: { text?: string; name?: string; bytes?: Buffer } = {}): Promise<Answer> {
  const form = new FormData()
  const bytes = file.bytes ?? Buffer.from(file.text ?? `A contract. ${randomUUID()}`)
  form.set('file', new Blob([new Uint8Array(bytes)]), file.name ?? 'contract.txt')
  const answer = await fetch(`${app.url}/api/uploads`, { method: 'POST', body: form, headers: { Authorization: `Bearer ${who.token}` } })
  return { status: answer.status, body: (await answer.json()) as Body, headers: answer.headers }
}

/** The file_path of a fresh upload. */
export async function staged(app: TestApp, who: Caller, text?: string): Promise<string> {
  const answer = await upload(app, who, text === undefined ? {} : { text })
  if (answer.status !== 201) throw new Error(`upload: ${JSON.stringify(answer.body)}`)
  return answer.body.data.file_path
}

/** A document in a status, by its cast; answers its detail. */
export async function documentIn(people: Cast, status: string, more: Record<string, unknown> = {}): Promise<Body> {
  const { app, uploader, verifier, approver } = people
  const file_path = await staged(app, uploader)
  const body = { name: 'Contract', document_type_id: people.type_id, file_path, submit: status !== 'draft', ...more }
  const created = await uploader.post('/api/admin/documents', body)
  if (created.status !== 201) throw new Error(`create: ${JSON.stringify(created.body)}`)
  let { data } = created.body
  const act = async (who: Caller, outcome: string, comment?: string): Promise<void> => {
    const done = await who.post(`/api/tasks/${data.task.id}/complete`, { outcome, ...(comment ? { comment } : {}) })
    if (done.status !== 200) throw new Error(`${outcome}: ${JSON.stringify(done.body)}`)
    data = (await uploader.get(`/api/admin/documents/${data.id}`)).body.data
  }
  if (status === 'rejected') await act(verifier, 'reject', 'unreadable')
  if (status === 'in_approval' || status === 'archived') await act(verifier, 'verify')
  if (status === 'archived') await act(approver, 'approve')
  return data
}

/** The rows of a tenant's table, through the wall; narrow them with `where`. */
export const rowsOf = (app: TestApp, tenant_id: string, table: string): Knex.QueryBuilder<Body, Body[]> =>
  tenantDb(app.services.db, tenant_id)(table).where({ tenant_id })
