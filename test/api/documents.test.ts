/** A document through its whole life over the API, and every way it may be refused (reliability P01–P20). */
import { randomUUID } from 'node:crypto'
import type { TestApp } from '../support/app'
import { aroundNow } from '../support/days'
import { type Cast, cast, documentIn, rowsOf, staged } from '../support/documents'
import type { Answer, Body, Caller } from '../support/tenant'
import { working } from '../support/working'

let app: TestApp
let people: Cast

working((its) => {
  app = its
})
beforeEach(async () => {
  people = await cast(app)
})

const path = '/api/admin/documents'
const complete = (who: Caller, task_id: string, body: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer> =>
  who.post(`/api/tasks/${task_id}/complete`, body, headers)
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
const timelineOf = async (id: string): Promise<string[]> =>
  (await people.admin.get(`${path}/${id}/timeline`)).body.data.map((entry: Body) => entry.kind)
const history = (id: string): Promise<Body[]> => rowsOf(app, people.business.id, 'record_history').where({ record_id: id })

describe('DOC-1 a document from upload to archive', () => {
  it('goes through both queues, is locked, and its story can be read', async () => {
    const { uploader, verifier, approver, admin, type_id } = people
    const file_path = await staged(app, uploader, 'the agreed price is 1200')
    const created = await uploader.post(path, { name: 'Contract', description: 'of works', document_type_id: type_id, file_path })
    expect(created.status).toBe(201)
    expect(created.body.data).toMatchObject({ status: 'draft', document_version: 1, approval_status: null, version: 1, task: null })
    const { id } = created.body.data

    const submitted = await uploader.post(`${path}/${id}/submit`, { comment: 'please check' })
    expect(submitted.body.data).toMatchObject({ status: 'in_verification', approval_status: 'pending' })
    const inbox = await verifier.get('/api/tasks?filter[state]=open')
    expect(inbox.body.meta).toMatchObject({ total: 1, counts: { 'documents.verify': 1 } })
    const [task] = inbox.body.data
    expect(task).toMatchObject({
      kind: 'documents.verify',
      subject: { type: 'document', id },
      outcomes: ['verify', 'reject'],
      can: { claim: true, complete: true },
    })

    const verified = await complete(verifier, task.id, { outcome: 'verify', comment: 'complete' })
    expect(verified.body.data).toMatchObject({
      task: {
        state: 'completed',
        completed: { outcome: 'verify', by: { id: verifier.id }, rule: 'documents.verify: allow holder always' },
      },
      record: { type: 'document', id, status: 'in_approval', version: 3 },
    })
    const [next] = (await approver.get('/api/tasks')).body.data
    const approved = await complete(approver, next.id, { outcome: 'approve' })
    expect(approved.body.data.record).toEqual({ type: 'document', id, status: 'archived', version: 4 })

    const detail = (await admin.get(`${path}/${id}`)).body.data
    expect(detail).toMatchObject({
      status: 'archived',
      locked: true,
      approval_status: 'approved',
      task: null,
      uploaded_by: { id: uploader.id },
    })
    expect(detail.process.workflow_id).toBe(`${people.business.id}/document/${id}`)
    expect(await timelineOf(id)).toEqual(['document.created', 'document.submitted', 'document.verified', 'document.archived'])
    const notices = await rowsOf(app, people.business.id, 'notifications').where({ user_id: uploader.id })
    expect(notices.map((notice) => notice.kind)).toEqual(['document.archived'])
  })

  it('archives at once, by rule, where its type needs no approval', async () => {
    const { admin, uploader } = people
    const type = await admin.post('/api/admin/document-types', { name: 'Photo', requires_approval: false })
    const data = (await uploader.post(path, { name: 'Site', document_type_id: type.body.data.id, file_path: await staged(app, uploader) }))
      .body.data
    expect(data.status).toBe('archived')
    expect(await timelineOf(data.id)).toEqual(['document.created', 'document.archived'])
  })

  it('P17 comes back as version 2 after a rejection, with the old round frozen and the uploader told why', async () => {
    const { uploader } = people
    const rejected = await documentIn(people, 'rejected')
    const [notice] = await rowsOf(app, people.business.id, 'notifications').where({ user_id: uploader.id })
    expect(notice).toMatchObject({ kind: 'document.rejected', body: 'unreadable' })
    const again = await uploader.post(`${path}/${rejected.id}/resubmit`, {
      file_path: await staged(app, uploader),
      comment: 'scanned anew',
    })
    expect(again.body.data).toMatchObject({ status: 'in_verification', document_version: 2 })
    const versions = (await uploader.get(`${path}/${rejected.id}/versions`)).body.data
    expect(versions.map((one: Body) => one.document_version)).toEqual([2, 1])
    expect(versions[0].sha256).not.toBe(versions[1].sha256)
  })

  it('is withdrawn by its uploader only, before the first decision', async () => {
    const { uploader, verifier, admin } = people
    const queued = await documentIn(people, 'in_verification')
    expect(reasonOf(await admin.post(`${path}/${queued.id}/withdraw`, {}))).toEqual([403, 'not_owner'])
    const back = await uploader.post(`${path}/${queued.id}/withdraw`, {})
    expect(back.body.data).toMatchObject({ status: 'draft', task: null })
    expect(reasonOf(await complete(verifier, queued.task.id, { outcome: 'verify' }))).toEqual([409, 'task_closed'])
    const verified = await documentIn(people, 'in_approval')
    expect(reasonOf(await uploader.post(`${path}/${verified.id}/withdraw`, {}))).toEqual([409, 'illegal_transition'])
  })

  it('keeps field-level history', async () => {
    const draft = await documentIn(people, 'draft')
    const changed = await people.uploader.put(`${path}/${draft.id}`, { name: 'Better name', version: draft.version })
    expect(changed.body.data).toMatchObject({ name: 'Better name', version: 2 })
    const entries = (await people.uploader.get(`${path}/${draft.id}/history`)).body.data
    expect(entries.at(-1)).toMatchObject({
      action: 'updated',
      version: 2,
      changes: { name: ['Contract', 'Better name'] },
      actor: { id: people.uploader.id },
    })
  })
})

describe('TASK-7 once, whatever is repeated', () => {
  it('P01 the same key twice gives the first answer and one effect', async () => {
    const { uploader, type_id } = people
    const body = { name: 'Once', document_type_id: type_id, file_path: await staged(app, uploader) }
    const key = { 'Idempotency-Key': randomUUID() }
    const first = await uploader.post(path, body, key)
    const second = await uploader.post(path, body, key)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await rowsOf(app, people.business.id, 'documents')).toHaveLength(1)
    const other = await uploader.post(path, { ...body, name: 'Twice' }, key)
    expect(other.status).toBe(422)
    expect(other.body.data.errors).toHaveProperty('Idempotency-Key')
  })

  it('P02 fifty equal decisions at once are one decision', async () => {
    const queued = await documentIn(people, 'in_verification')
    const answers = await Promise.all(Array.from({ length: 50 }, () => complete(people.verifier, queued.task.id, { outcome: 'verify' })))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer.status === 429 || reasonOf(answer)[1] === 'task_closed').toBe(true)
    expect((await timelineOf(queued.id)).filter((kind) => kind === 'document.verified')).toHaveLength(1)
  })

  it('P02 fifty creations with one key are one document', async () => {
    const { uploader, type_id } = people
    const body = { name: 'Once', document_type_id: type_id, file_path: await staged(app, uploader) }
    const key = { 'Idempotency-Key': randomUUID() }
    const answers = await Promise.all(Array.from({ length: 50 }, () => uploader.post(path, body, key)))
    expect(new Set(answers.map((answer) => answer.body.data.id)).size).toBe(1)
    expect(await rowsOf(app, people.business.id, 'documents')).toHaveLength(1)
  })

  it('P03 a staged file makes one document, whatever the key', async () => {
    const { uploader, type_id } = people
    const body = { name: 'Once', document_type_id: type_id, file_path: await staged(app, uploader) }
    const answers = await Promise.all([1, 2, 3].map(() => uploader.post(path, body, { 'Idempotency-Key': randomUUID() })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422, 422])
    expect(await rowsOf(app, people.business.id, 'documents')).toHaveLength(1)
  })

  it('P12 approving and rejecting at the same instant: one wins, the other learns who', async () => {
    const waiting = await documentIn(people, 'in_approval')
    const [yes, no] = await Promise.all([
      complete(people.approver, waiting.task.id, { outcome: 'approve' }),
      complete(people.admin, waiting.task.id, { outcome: 'reject', comment: 'no' }),
    ])
    expect([yes.status, no.status].sort()).toEqual([200, 409])
    const loser = yes.status === 409 ? yes : no
    expect(loser.body.data.reason).toBe('task_closed')
    expect([people.approver.id, people.admin.id]).toContain(loser.body.data.current.by.id)
  })

  it('P20 a bulk of many with one bad item decides the others and says what each came to', async () => {
    const waiting = await Promise.all(Array.from({ length: 5 }, () => documentIn(people, 'in_verification')))
    const items = waiting.map((document) => ({ task_id: document.task.id, outcome: 'verify' }))
    const answer = await people.verifier.post('/api/tasks/complete', {
      items: [...items, { task_id: randomUUID(), outcome: 'verify' }, { task_id: items[0]?.task_id, outcome: 'reject' }],
    })
    const results: Body[] = answer.body.data
    expect(results.map((result) => result.status).sort()).toEqual([200, 200, 200, 200, 200, 404, 422].sort())
    expect(results[6]).toMatchObject({ ok: false, status: 422, data: { errors: { comment: expect.any(Array) } } })
  })
})

describe('TASK-3 separation of duties and rights', () => {
  it('P05 the uploader cannot verify, not even as admin', async () => {
    const { admin, type_id } = people
    const data = (await admin.post(path, { name: 'Mine', document_type_id: type_id, file_path: await staged(app, admin), submit: true }))
      .body.data
    const answer = await complete(admin, data.task.id, { outcome: 'verify' })
    expect(answer.body.data).toMatchObject({ reason: 'separation_of_duties', rule: 'documents.verify: deny any uploader' })
    expect(data.task.can.complete).toBe(false)
    expect(data.task.why).toContain('Separation of duties')
  })

  it('P06 who verified cannot approve', async () => {
    const { admin } = people
    const queued = await documentIn(people, 'in_verification')
    await complete(admin, queued.task.id, { outcome: 'verify' })
    const [task] = (await people.approver.get('/api/tasks')).body.data
    expect(reasonOf(await complete(admin, task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
    expect((await admin.get('/api/tasks')).body.data).toEqual([])
  })

  it('P07 a substitute of the uploader is bound by the uploader’s part, and nobody is delegated what they may not do', async () => {
    const { uploader, stranger, verifier, admin } = people
    await uploader.put('/api/me/substitutes', [{ user_id: verifier.id, ...aroundNow() }])
    await verifier.put('/api/me/substitutes', [{ user_id: stranger.id, ...aroundNow() }])
    const queued = await documentIn(people, 'in_verification')
    await complete(verifier, queued.task.id, { outcome: 'reject', comment: 'in my own right' })
    const again = await documentIn(people, 'in_verification')
    app.services.actors.forget(stranger.session_id)
    const done = await complete(stranger, again.task.id, { outcome: 'verify' })
    expect(done.body.data.task.completed).toMatchObject({ by: { id: stranger.id }, on_behalf_of: { id: verifier.id } })
    const third = await documentIn(people, 'in_verification')
    await admin.post(`/api/tasks/${third.task.id}/claim`, {})
    expect(reasonOf(await admin.post(`/api/tasks/${third.task.id}/delegate`, { user_id: uploader.id }))).toEqual([
      403,
      'separation_of_duties',
    ])
  })

  it('P08 a right revoked a second ago is gone', async () => {
    const queued = await documentIn(people, 'in_verification')
    const role_id = (await rowsOf(app, people.business.id, 'users').where({ id: people.verifier.id }))[0].role_id
    const role = (await people.admin.get(`/api/admin/roles/${role_id}`)).body.data
    await people.admin.put(`/api/admin/roles/${role_id}`, { permission_ids: ['documents.view'], version: role.version })
    const refused = await untilRefused(() => complete(people.verifier, queued.task.id, { outcome: 'verify' }))
    expect(refused).toEqual([403, 'documents.verify'])
  })

  it('P09 another tenant and another portal see nothing of it', async () => {
    const queued = await documentIn(people, 'in_verification')
    const others = await cast(app)
    const missing = await others.admin.get(`${path}/${randomUUID()}`)
    const foreign = await others.admin.get(`${path}/${queued.id}`)
    expect([foreign.status, foreign.body]).toEqual([missing.status, missing.body])
    expect((await complete(others.verifier, queued.task.id, { outcome: 'verify' })).status).toBe(404)
    const [client] = people.business.clients as [Caller]
    expect(reasonOf(await client.get(`${path}/${queued.id}`))).toEqual([403, 'portal'])
    expect((await client.get(`/api/tasks/${queued.task.id}`)).status).toBe(404)
  })
})

/** Asks until the answer is a refusal; rights are read again at least every 1.5 s, five are promised. */
async function untilRefused(ask: () => Promise<Answer>): Promise<[number, string]> {
  const end = Date.now() + 5000
  for (;;) {
    const answer = await ask()
    if (answer.status === 403) return reasonOf(answer)
    if (answer.status === 200 || Date.now() > end) throw new Error(`still allowed: ${answer.status}`)
    await new Promise((wait) => setTimeout(wait, 100))
  }
}

describe('late, stale and locked', () => {
  it('P11 a decision after completion is refused with who made it', async () => {
    const queued = await documentIn(people, 'in_verification')
    await complete(people.verifier, queued.task.id, { outcome: 'verify' })
    const late = await complete(people.admin, queued.task.id, { outcome: 'reject', comment: 'late' })
    expect(late.body.data).toMatchObject({
      reason: 'task_closed',
      current: { state: 'completed', outcome: 'verify', by: { id: people.verifier.id } },
    })
  })

  it('P13 a stale, missing or future version', async () => {
    const draft = await documentIn(people, 'draft')
    expect(reasonOf(await people.uploader.put(`${path}/${draft.id}`, { name: 'x', version: 7 }))).toEqual([409, 'stale_version'])
    expect((await people.uploader.put(`${path}/${draft.id}`, { name: 'x' })).body.data.errors).toHaveProperty('version')
    const queued = await documentIn(people, 'in_verification')
    expect(reasonOf(await complete(people.verifier, queued.task.id, { outcome: 'verify', record_version: 9 }))).toEqual([
      409,
      'stale_version',
    ])
  })

  it('WEB-2 a write on an older version is told who changed which fields since', async () => {
    const draft = await documentIn(people, 'draft')
    const first = await people.uploader.put(`${path}/${draft.id}`, { name: 'Lease', version: draft.version })
    expect(first.status).toBe(200)
    const late = await people.uploader.put(`${path}/${draft.id}`, { description: 'Two months', version: draft.version })
    expect(reasonOf(late)).toEqual([409, 'stale_version'])
    expect(late.body.data.changed).toMatchObject([
      { actor: { id: people.uploader.id, name: people.uploader.name }, version: first.body.data.version, fields: ['name'] },
    ])
    expect(JSON.stringify(late.body.data.changed)).not.toContain('Lease')
  })

  it('P14 a step cannot be skipped', async () => {
    const draft = await documentIn(people, 'draft')
    expect(reasonOf(await people.uploader.post(`${path}/${draft.id}/resubmit`, { file_path: await staged(app, people.uploader) }))).toEqual(
      [409, 'illegal_transition'],
    )
    const queued = await documentIn(people, 'in_verification')
    const jump = await complete(people.admin, queued.task.id, { outcome: 'approve' })
    expect(jump.body.data.errors.outcome[0]).toContain('verify, reject')
    const written = await people.uploader.put(`${path}/${draft.id}`, { status: 'archived', version: draft.version })
    expect(written.body.data.errors.status).toEqual(['The status field is prohibited.'])
  })

  it('P16 a document in work or archived is neither changed nor deleted', async () => {
    const queued = await documentIn(people, 'in_verification')
    const archived = await documentIn(people, 'archived')
    for (const document of [queued, archived]) {
      expect(reasonOf(await people.uploader.put(`${path}/${document.id}`, { name: 'x', version: document.version }))[0]).toBe(409)
      expect((await people.uploader.delete(`${path}/${document.id}`)).status).toBe(409)
    }
    const before = await history(archived.id)
    expect(before.map((entry) => entry.action)).toEqual(['created', 'verified', 'archived'])
  })

  it('P10 a deleted draft is gone, its history is not', async () => {
    const draft = await documentIn(people, 'draft')
    expect((await people.uploader.delete(`${path}/${draft.id}`)).body).toMatchObject({ success: true, data: null })
    expect((await people.uploader.get(`${path}/${draft.id}`)).status).toBe(404)
    expect((await people.uploader.post(`${path}/${draft.id}/submit`, {})).status).toBe(404)
    expect((await history(draft.id)).map((entry) => entry.action)).toEqual(['created', 'deleted'])
  })

  it('a refusal needs its reason, an outcome must be one of the task', async () => {
    const queued = await documentIn(people, 'in_verification')
    expect((await complete(people.verifier, queued.task.id, { outcome: 'reject', comment: '  ' })).body.data.errors).toHaveProperty(
      'comment',
    )
    expect((await complete(people.verifier, queued.task.id, { outcome: 'burn' })).body.data.errors).toHaveProperty('outcome')
  })

  it('every refusal leaves one audit event and nothing else', async () => {
    const queued = await documentIn(people, 'in_verification')
    const before = (await history(queued.id)).length
    await complete(people.uploader, queued.task.id, { outcome: 'verify' })
    const refused = (await rowsOf(app, people.business.id, 'audit_events').where({ actor_id: people.uploader.id })).filter(
      (event) => event.refused,
    )
    expect(refused.map((event) => event.refused)).toEqual(['separation_of_duties'])
    expect(await history(queued.id)).toHaveLength(before)
  })
})

describe('input', () => {
  it('names every wrong field at once', async () => {
    const answer = await people.uploader.post(path, { description: 5, document_type_id: 'x', colour: 'red' })
    expect(answer.status).toBe(422)
    expect(Object.keys(answer.body.data.errors).sort()).toEqual(['colour', 'description', 'document_type_id', 'file_path', 'name'])
  })

  it('refuses references that lead nowhere, and another person’s upload', async () => {
    const file_path = await staged(app, people.admin)
    const answer = await people.uploader.post(path, { name: 'x', document_type_id: randomUUID(), project_id: randomUUID(), file_path })
    expect(Object.keys(answer.body.data.errors).sort()).toEqual(['document_type_id', 'file_path', 'project_id'])
  })
})
