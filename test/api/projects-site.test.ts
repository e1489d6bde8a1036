/** Site records: daily logs, material that never falls below nothing, pictures with small ones (PRJ-3, PRJ-9, PRJ-10). */
import sharp from 'sharp'
import { tenantDb } from '../../db/kit/client'
import { startApp, type TestApp } from '../support/app'
import { staged, upload } from '../support/documents'
import { projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let foreman: Caller
let employee: Caller
let client: Caller
let project_id: string

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  const slugs = ['daily_logs', 'materials', 'gallery'].flatMap((stem) => [`${stem}.view`, `${stem}.manage`])
  business = await tenant(app, { staff: [slugs], employee: 1, client: 1 })
  ;[foreman] = business.staff as [Caller]
  ;[employee] = business.employees as [Caller]
  ;[client] = business.clients as [Caller]
  project_id = (await projectIn(business, 'active', { client_user_id: client.id })).id
})

const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]

test('a daily log keeps its author, whoever changes it', async () => {
  const body = { project_id, log_date: '2026-05-04', weather: 'rain', workers_count: 7, notes: 'Poured slab B.' }
  const made = await foreman.post('/api/admin/daily-logs', body)
  expect(made.body.data).toMatchObject({ ...body, author_id: foreman.id, author: { name: foreman.name } })
  const changed = await business.admin.put(`/api/admin/daily-logs/${made.body.data.id}`, { workers_count: 8, version: 1 })
  expect(changed.body.data).toMatchObject({ workers_count: 8, author_id: foreman.id })
  const wrong = await foreman.post('/api/admin/daily-logs', { ...body, workers_count: -1, author_id: employee.id })
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual(['author_id', 'workers_count'])
})

describe('material', () => {
  const path = '/api/admin/material-stock'
  const stock = async (quantity: string): Promise<Body> =>
    (await foreman.post(path, { project_id, material_name: 'Cement', unit: 'bag', quantity })).body.data
  const moves = (id: string, quantity: string): Promise<Answer> =>
    foreman.post(`${path}/${id}/movements`, { quantity, reason: 'used on slab B' })

  it('comes and goes by movements, each with its reason', async () => {
    const { id } = await stock('10.5')
    const taken = await moves(id, '-4.125')
    expect(taken.status).toBe(201)
    expect(taken.body.data).toMatchObject({ quantity: '-4.125', reason: 'used on slab B', actor: { id: foreman.id } })
    expect(taken.body.data.material_stock).toMatchObject({ quantity: '6.375', version: 2 })
    await moves(id, '3')
    const all = (await foreman.get(`${path}/${id}/movements`)).body.data
    expect(all.map((one: Body) => one.quantity)).toEqual(['3.000', '-4.125'])
    expect((await foreman.put(`${path}/${id}`, { quantity: '99', version: 3 })).body.data.errors).toHaveProperty('quantity')
    expect(reasonOf(await foreman.delete(`${path}/${id}`))).toEqual([409, 'in_use'])
  })

  it('never falls below nothing: of ten who take three of ten bags at once, three get them', async () => {
    const { id } = await stock('10')
    const answers = await Promise.all(Array.from({ length: 10 }, () => moves(id, '-3')))
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(3)
    expect([...new Set(answers.filter(({ status }) => status !== 201).map((answer) => reasonOf(answer).join()))]).toEqual([
      '409,insufficient',
    ])
    expect((await foreman.get(`${path}/${id}`)).body.data).toMatchObject({ quantity: '1.000' })
    expect((await moves(id, '-1.001')).body.data.current).toMatchObject({ quantity: '1.000' })
  })

  it('the database itself refuses a stock below nothing, from two connections as well', async () => {
    const { id } = await stock('5')
    const take = () =>
      tenantDb(app.services.db, business.id).transaction((trx) =>
        trx('material_stock').where({ tenant_id: business.id, id }).decrement('quantity', 4),
      )
    const [one, other] = await Promise.allSettled([take(), take()])
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected'])
  })

  it.each(['0', '0.000', '1.2345', '+1', 'all', '-'])('refuses %j as a movement', async (quantity) => {
    const { id } = await stock('1')
    expect((await moves(id, quantity)).body.data.errors).toHaveProperty('quantity')
  })
})

describe('the gallery', () => {
  const path = '/api/admin/gallery'
  const picture = (width: number, height: number): Promise<Buffer> =>
    sharp({ create: { width, height, channels: 3, background: { r: 200, g: 120, b: 40 } } })
      .jpeg()
      .toBuffer()
  const stage = async (who: Caller, bytes: Buffer): Promise<string> =>
    (await upload(app, who, { bytes, name: 'slab b.jpg' })).body.data.file_path

  async function add(who: Caller, door = path): Promise<Body> {
    const made = await who.post(door, { project_id, caption: 'Slab B', file_path: await stage(who, await picture(1600, 900)) })
    expect(made.status).toBe(201)
    return made.body.data
  }
  const bytesOf = async (who: Caller, url: string): Promise<{ type: string | null; bytes: Buffer }> => {
    const answer = await fetch(app.url + url, { headers: { Authorization: `Bearer ${who.token}` } })
    return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  it('keeps the picture and a small one that fits 480 pixels', async () => {
    const item = await add(foreman)
    expect(item).toMatchObject({ caption: 'Slab B', has_thumbnail: true, uploaded_by_id: foreman.id })
    const [whole, small] = [await bytesOf(foreman, `${path}/${item.id}/file`), await bytesOf(foreman, `${path}/${item.id}/thumbnail`)]
    expect(whole.type).toBe('image/jpeg')
    expect(small.type).toBe('image/webp')
    expect(await sharp(whole.bytes).metadata()).toMatchObject({ width: 1600, height: 900 })
    expect(await sharp(small.bytes).metadata()).toMatchObject({ width: 480, height: 270 })
  })

  it('takes pictures only, each upload once, from its uploader', async () => {
    const post = (file_path: string): Promise<Answer> => foreman.post(path, { project_id, file_path })
    expect((await post(await staged(app, foreman))).body.data.errors).toHaveProperty('file_path')
    const used = await stage(foreman, await picture(8, 8))
    expect((await post(used)).status).toBe(201)
    expect((await post(used)).body.data.errors).toHaveProperty('file_path')
    expect((await post(await stage(employee, await picture(9, 9)))).body.data.errors).toHaveProperty('file_path')
  })

  it('a client sees the pictures of own projects, an employee their own', async () => {
    await business.admin.post('/api/admin/project-members', { project_id, user_id: employee.id })
    const [theirs, mine] = [await add(foreman), await add(employee, '/api/employee/gallery')]
    const ids = async (who: Caller, door: string): Promise<string[]> => (await who.get(door)).body.data.map((item: Body) => item.id).sort()
    expect(await ids(client, '/api/client/gallery')).toEqual([theirs.id, mine.id].sort())
    expect(await ids(employee, '/api/employee/gallery')).toEqual([mine.id])
    expect((await bytesOf(client, `/api/client/gallery/${theirs.id}/thumbnail`)).type).toBe('image/webp')
    expect((await employee.get(`/api/employee/gallery/${theirs.id}/file`)).status).toBe(404)
    expect((await foreman.delete(`${path}/${theirs.id}`)).status).toBe(200)
    expect(await ids(client, '/api/client/gallery')).toEqual([mine.id])
  })
})
