/** Who sees a document, its file and its story: rights, shares, the client portal, the search (DOC-4 to DOC-7, DOC-10). */
import { tenantDb } from '../../db/kit/client'
import type { TestApp } from '../support/app'
import { type Cast, cast, documentIn, rowsOf, staged } from '../support/documents'
import { type Answer, type Body, type Caller, person, role } from '../support/tenant'
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
const file = (who: Caller, id: string, query = ''): Promise<Answer> => who.get(`${path}/${id}/file${query}`)
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

describe('DOC-5 viewing and downloading', () => {
  it('shows a file inline to viewers, its uploader and whoever may act on its task; to nobody else', async () => {
    const { uploader, verifier, approver, viewer, stranger } = people
    const { id } = await documentIn(people, 'in_verification')
    for (const who of [viewer, uploader, verifier]) {
      const shown = await file(who, id)
      expect(shown.status).toBe(200)
      expect(shown.headers.get('content-disposition')).toMatch(/^inline/)
    }
    for (const who of [approver, stranger]) expect(reasonOf(await file(who, id))).toEqual([403, 'documents.view'])
  })

  it('lets nobody download without the right of its own, and writes each view and download to the history', async () => {
    const { uploader, viewer, admin } = people
    const { id } = await documentIn(people, 'draft')
    await file(viewer, id)
    expect(reasonOf(await file(uploader, id, '?download=1'))).toEqual([403, 'documents.download'])
    const saved = await file(admin, id, '?download=1')
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment/)
    const seen = (await admin.get(`${path}/${id}/history`)).body.data.filter((entry: Body) => Object.keys(entry.changes).length === 0)
    expect(seen.map((entry: Body) => [entry.action, entry.actor.id])).toEqual([
      ['viewed', viewer.id],
      ['downloaded', admin.id],
    ])
  })

  it('serves parts of a file and the versions before', async () => {
    const { uploader, viewer } = people
    const { id } = await documentIn(people, 'rejected')
    await uploader.post(`${path}/${id}/resubmit`, { file_path: await staged(app, uploader, 'second version of it') })
    const part = await viewer.get(`${path}/${id}/file`, { Range: 'bytes=0-5' })
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, 'second', 'bytes 0-5/20'])
    expect((await file(viewer, id, '?version=1')).body).toContain('A contract.')
    expect((await file(viewer, id, '?version=3')).status).toBe(404)
  })
})

describe('DOC-6 shares', () => {
  it('let one colleague see one document until they end', async () => {
    const { admin, stranger } = people
    const { id } = await documentIn(people, 'draft')
    const other = await documentIn(people, 'draft')
    const share = await admin.post(`${path}/${id}/shares`, { user_id: stranger.id, expires_at: inMinutes(5) })
    expect(share.status).toBe(201)
    expect((await stranger.get(`${path}/${id}`)).status).toBe(200)
    expect((await file(stranger, id)).status).toBe(200)
    expect(reasonOf(await file(stranger, id, '?download=1'))).toEqual([403, 'documents.download'])
    expect((await stranger.get(`${path}/${other.id}`)).status).toBe(403)
    const [notice] = await rowsOf(app, people.business.id, 'notifications').where({ user_id: stranger.id })
    expect(notice?.kind).toBe('document.shared')

    await tenantDb(
      app.services.db,
      people.business.id,
    )('document_shares')
      .where({ id: share.body.data.id })
      .update({ expires_at: inMinutes(-1) })
    expect(reasonOf(await stranger.get(`${path}/${id}`))).toEqual([403, 'share_expired'])
    const forever = await admin.post(`${path}/${id}/shares`, { user_id: stranger.id, can_download: true })
    expect((await file(stranger, id, '?download=1')).status).toBe(200)
    expect((await admin.delete(`${path}/${id}/shares/${forever.body.data.id}`)).status).toBe(200)
    expect((await stranger.get(`${path}/${id}`)).status).toBe(403)
  })

  it('reach everybody of a role, and are refused for people outside the admin portal', async () => {
    const { admin, business } = people
    const role_id = await role(app, business.id, ['locations.view'])
    const member = await person(app, { tenant_id: business.id, user_type: 'staff', role_id })
    const { id } = await documentIn(people, 'draft')
    await admin.post(`${path}/${id}/shares`, { role_id })
    expect((await member.get(`${path}/${id}`)).status).toBe(200)
    const [client] = business.clients as [Caller]
    const refused = await admin.post(`${path}/${id}/shares`, { user_id: client.id })
    expect(refused.body.data.errors).toHaveProperty('user_id')
    expect((await admin.post(`${path}/${id}/shares`, { expires_at: inMinutes(-1) })).body.data.errors).toMatchObject({
      user_id: expect.any(Array),
      expires_at: expect.any(Array),
    })
  })
})

describe('DOC-7 the client portal', () => {
  it('shows archived documents of visible types on the client’s own projects, and nothing else', async () => {
    const { admin, business } = people
    const [client] = business.clients as [Caller]
    const other = await person(app, { tenant_id: business.id, user_type: 'client' })
    const mine = (await admin.post('/api/admin/projects', { name: 'House', client_user_id: client.id })).body.data.id
    const theirs = (await admin.post('/api/admin/projects', { name: 'Bridge', client_user_id: other.id })).body.data.id
    const hidden = (await admin.post('/api/admin/document-types', { name: 'Internal', client_visible: false })).body.data.id
    const shown = await documentIn(people, 'archived', { project_id: mine })
    const unseen = [
      await documentIn(people, 'in_approval', { project_id: mine }),
      await documentIn(people, 'archived', { project_id: theirs }),
      await documentIn(people, 'archived', { project_id: mine, document_type_id: hidden }),
      await documentIn(people, 'archived'),
    ]
    const list = await client.get('/api/client/documents')
    expect(list.body.data.map((document: Body) => document.id)).toEqual([shown.id])
    expect((await client.get(`/api/client/documents/${shown.id}/file`)).status).toBe(200)
    for (const document of unseen) {
      expect((await client.get(`/api/client/documents/${document.id}`)).status).toBe(404)
      expect((await client.get(`/api/client/documents/${document.id}/file`)).status).toBe(404)
    }
  })
})

describe('DOC-4 and DOC-10 lists and search', () => {
  it('finds documents by unfinished words of name, description and content, and shows the hit', async () => {
    const { uploader, viewer, type_id } = people
    const file_path = await staged(app, uploader, 'The foundation needs seventeen anchors, a drenagem e a instalação elétrica.')
    await uploader.post(path, { name: 'Fundação', description: 'north side', document_type_id: type_id, file_path })
    await documentIn(people, 'draft')
    for (const words of ['funda', 'north sid', 'seventeen anch']) {
      const { body } = await viewer.get(`${path}?search=${encodeURIComponent(words)}`)
      expect(body.data.map((document: Body) => document.name)).toEqual(['Fundação'])
    }
    const { body } = await viewer.get(`${path}?search=anchors`)
    expect(body.data[0].hit).toContain('⟦anchors⟧')
    const plain = await viewer.get(`${path}?search=INSTALACAO`)
    expect(plain.body.data[0].hit).toContain('⟦instalação⟧')
    expect((await viewer.get(`${path}?search=${encodeURIComponent("'); drop table documents; --")}`)).status).toBe(200)
  })

  it('filters by status and approval, pages without overlap, and refuses what it does not know', async () => {
    const { viewer } = people
    await documentIn(people, 'draft')
    await documentIn(people, 'in_verification')
    await documentIn(people, 'rejected')
    const count = async (query: string): Promise<number> => (await viewer.get(`${path}?${query}`)).body.meta.total
    expect(await count('filter[status]=draft,rejected')).toBe(2)
    expect(await count('filter[approval_status]=pending')).toBe(1)
    const pages = await Promise.all([1, 2, 3].map(async (page) => (await viewer.get(`${path}?per_page=1&page=${page}`)).body.data[0].id))
    expect(new Set(pages).size).toBe(3)
    for (const query of ['per_page=101', 'colour=red', 'filter[colour]=red', 'sort=secret', 'filter[status]=burnt', 'page=0']) {
      expect((await viewer.get(`${path}?${query}`)).status).toBe(422)
    }
    expect((await viewer.get(`${path}/counts`)).body.data).toMatchObject({ draft: 1, in_verification: 1, rejected: 1, archived: 0 })
  })
})

describe('DOC-3 comments', () => {
  it('stand beside the document for everybody who may see it', async () => {
    const { viewer, stranger } = people
    const { id } = await documentIn(people, 'draft')
    expect((await viewer.post(`${path}/${id}/comments`, { body: 'page 2 is blank' })).status).toBe(201)
    expect((await viewer.get(`${path}/${id}/comments`)).body.data).toMatchObject([{ body: 'page 2 is blank', author: { id: viewer.id } }])
    expect((await stranger.post(`${path}/${id}/comments`, { body: 'hi' })).status).toBe(403)
  })
})
