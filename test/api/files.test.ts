/** Uploads over HTTP: what is taken, what is refused, and that nothing is left of what was refused. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MAX_FILE_BYTES } from '../../domain/rules/files'
import { tenantDb } from '../../db/kit/client'
import { contentKey } from '../../db/kit/files'
import { storageUnavailable } from '../../db/kit/files/spool'
import { type TestApp, startApp } from '../support/app'
import { FORM_END, FORM_TYPE, partHead, postRaw, uploadFile } from '../support/forms'
import * as samples from '../support/samples'
import { type Business, stranger, tenant } from '../support/tenant'

let app: TestApp
let firm: Business
beforeAll(async () => {
  app = await startApp()
  firm = await tenant(app, { staff: [[]], employee: 1, contractor: 1, client: 1 })
})
afterAll(() => app.stop())

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const folder = (): string => join(app.services.settings.CIEN_DATA, 'files')
const spooled = (): string[] => (existsSync(join(folder(), '.incoming')) ? readdirSync(join(folder(), '.incoming')) : [])
const uploads = async (): Promise<number> => {
  const found = await tenantDb(app.services.db, firm.id)('uploads').where({ tenant_id: firm.id }).count('* as n').first()
  return Number(found?.n)
}

/** Waits for the spool to be empty: an aborted sender is noticed a moment later. */
async function emptySpool(): Promise<void> {
  const until = Date.now() + 10_000
  while (spooled().length > 0 && Date.now() < until) await new Promise((next) => setImmediate(next))
  expect(spooled()).toEqual([])
}

/** Refused with this status, and nothing of it is left. */
async function refused(send: () => Promise<{ status: number; body: { data: unknown } } | undefined>, status: number): Promise<unknown> {
  const before = await uploads()
  const answer = await send()
  expect(answer?.status).toBe(status)
  expect(await uploads()).toBe(before)
  await emptySpool()
  return answer?.body.data
}

describe('POST /api/uploads', () => {
  it('DOC-8 stages a file for everybody who signed in', async () => {
    for (const caller of [firm.admin, ...firm.staff, ...firm.employees, ...firm.contractors, ...firm.clients]) {
      const bytes = samples.samplePdf(caller.name)
      const { status, body } = await uploadFile(app, caller, { bytes, name: 'Plan 1.pdf', type: 'text/html' })
      expect({ status, body }).toEqual({
        status: 201,
        body: {
          success: true,
          msg: 'Created',
          data: {
            file_path: expect.stringMatching(/^uploads\/[0-9a-f-]{36}$/),
            original_name: 'Plan 1.pdf',
            mime_type: 'application/pdf',
            size_bytes: bytes.length,
            sha256: sha(bytes),
          },
        },
      })
      expect(statSync(join(folder(), contentKey(firm.id, sha(bytes)))).size).toBe(bytes.length)
    }
    expect(spooled()).toEqual([])
  })

  it('DOC-8 a stranger may not', async () => {
    expect((await stranger(app).post('/api/uploads')).status).toBe(401)
  })

  it('DOC-8 a file of exactly 25,000,000 bytes is taken, one byte more is not', async () => {
    const bytes = Buffer.alloc(MAX_FILE_BYTES, 'text\n')
    expect((await uploadFile(app, firm.admin, { bytes })).status).toBe(201)
    const data = await refused(() => uploadFile(app, firm.admin, { bytes: Buffer.concat([bytes, Buffer.from('x')]) }), 413)
    expect(data).toMatchObject({ reason: 'too_large', limit_bytes: MAX_FILE_BYTES })
  })

  it('DOC-8 the same content sent many times at once is stored once, under the names it was sent with', async () => {
    const bytes = Buffer.from(`number,name\n1,${randomBytes(8).toString('hex')}\n`)
    const names = Array.from({ length: 8 }, (_, index) => `list ${index}.${index % 2 === 0 ? 'csv' : 'txt'}`)
    const answers = await Promise.all(names.map((name) => uploadFile(app, firm.admin, { bytes, name })))
    expect(answers.map(({ body }) => body.data.original_name)).toEqual(names)
    expect(answers.map(({ body }) => body.data.mime_type)).toEqual(names.map((name) => (name.endsWith('csv') ? 'text/csv' : 'text/plain')))
    expect(new Set(answers.map(({ body }) => body.data.file_path)).size).toBe(8)
    expect(await tenantDb(app.services.db, firm.id)('files').where({ tenant_id: firm.id, sha256: sha(bytes) })).toHaveLength(1)
  })

  it('the same file with the same Idempotency-Key gives the first answer, another file a 422', async () => {
    const key = randomBytes(8).toString('hex')
    const first = await uploadFile(app, firm.admin, { bytes: Buffer.from('one'), key })
    const again = await uploadFile(app, firm.admin, { bytes: Buffer.from('one'), key })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect((await uploadFile(app, firm.admin, { bytes: Buffer.from('two'), key })).status).toBe(422)
    await emptySpool()
  })

  it('U05 names are shown without path, control and direction characters', async () => {
    const bytes = Buffer.from('text')
    const { body } = await uploadFile(app, firm.admin, { bytes, name: '../..\\\u202Ee\tvil\u2066.txt' })
    expect(body.data.original_name).toBe('evil.txt')
    const long = await uploadFile(app, firm.admin, { bytes, name: `${'n'.repeat(300)}.txt` })
    expect(long.body.data.original_name).toHaveLength(255)
  })

  it('U06 a photo is kept without the place where it was taken', async () => {
    const photo = samples.sampleJpeg(undefined, samples.gpsExif())
    const { status, body } = await uploadFile(app, firm.admin, { bytes: photo, name: 'site.jpg' })
    expect(status).toBe(201)
    expect(body.data.sha256).not.toBe(sha(photo))
    expect(existsSync(join(folder(), contentKey(firm.id, body.data.sha256)))).toBe(true)
    expect(existsSync(join(folder(), contentKey(firm.id, sha(photo))))).toBe(false)
    await emptySpool()
  })
})

describe('refusals', () => {
  it.each([
    [415, 'page.pdf', Buffer.from('<!doctype html><script>alert(1)</script>')],
    [415, 'page.html', Buffer.from('<p>hello</p>')],
    [415, 'drawing.svg', Buffer.from('<svg onload="alert(1)"/>')],
    [415, 'plan.png', samples.samplePdf()],
    [415, 'bomb.docx', samples.flatBomb()],
    [415, 'archive.zip', samples.zipOf([{ name: 'a', content: Buffer.from('a') }])],
    [422, 'huge.png', samples.samplePng(50_000, 50_000)],
    [422, 'empty.pdf', Buffer.alloc(0)],
  ])('U02 U03 U04 U06 %d for %s', async (status, name, bytes) => {
    const data = await refused(() => uploadFile(app, firm.admin, { bytes, name }), status)
    expect(data).toMatchObject(status === 422 ? { errors: { file: [expect.any(String)] } } : { reason: 'unsupported_media_type' })
  })

  it('U07 a JSON body shaped like a parsed upload is a 415', async () => {
    const body = JSON.stringify({ file: { path: '/etc/passwd', originalname: 'a.txt', size: 3 } })
    const send = () => postRaw(app, firm.admin, { headers: { 'Content-Type': 'application/json' }, parts: [body] })
    expect(await refused(send, 415)).toMatchObject({ reason: 'unsupported_media_type' })
    await refused(() => postRaw(app, firm.admin, { headers: {}, parts: [] }), 415)
  })

  const file = [partHead('file', 'a.txt'), 'text']
  it.each<[string, string[], string[]]>([
    ['no file', [partHead('other')], ['file', 'other']],
    ['a text field in its place', [partHead('file').replace('application/octet-stream', 'text/plain'), 'x'], ['file']],
    ['two files', [...file, ...file], ['file']],
    ['a second file elsewhere', [...file, partHead('more', 'b.txt'), 'b'], ['more']],
    ['a nested name', [...file, partHead('file[0]', 'b.txt'), 'b'], ['file[0]']],
    ['a name of the language', [...file, partHead('__proto__', 'c.txt'), 'c'], ['__proto__']],
    ['10,000 parts', Array.from({ length: 10_000 }, (_, index) => `${partHead(`f${index}`)}x`), ['file']],
  ])('U08 %s is a 422 on each field', async (_what, parts, fields) => {
    const data = await refused(() => postRaw(app, firm.admin, { headers: FORM_TYPE, parts: [...parts, FORM_END] }), 422)
    const errors = Object.keys((data as { errors: object }).errors)
    expect(errors).toEqual(expect.arrayContaining(fields))
    expect(errors.length).toBeLessThan(20)
  })

  it.each<[string, Record<string, string>, string[]]>([
    ['no boundary', { 'Content-Type': 'multipart/form-data' }, ['x']],
    ['no end', FORM_TYPE, file],
    ['no form at all', FORM_TYPE, ['just text']],
    ['an endless part head', FORM_TYPE, [partHead('file', 'a'.repeat(100_000)), 'x', FORM_END]],
  ])('U08 a form with %s is a 422', async (_what, headers, parts) => {
    const data = await refused(() => postRaw(app, firm.admin, { headers, parts }), 422)
    expect(data).toMatchObject({ errors: expect.any(Object) })
  })

  it('U08 a hundred aborted uploads leave no file, and the next one works', async () => {
    const before = await uploads()
    const abort = () =>
      postRaw(app, firm.admin, { headers: FORM_TYPE, parts: [partHead('file', 'a.txt'), Buffer.alloc(50_000, 'x')], abort: true })
    await Promise.all(Array.from({ length: 100 }, abort))
    await emptySpool()
    expect(await uploads()).toBe(before)
    expect((await uploadFile(app, firm.admin, { bytes: Buffer.from('after') })).status).toBe(201)
  })

  it('F22 a full disk answers 503 with Retry-After, and no row is left', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const broken = { ...app.services.files, promote: () => Promise.reject(storageUnavailable(full)) }
    const other = await startApp({ sibling: app, services: { files: broken } })
    try {
      const before = await uploads()
      const answer = await uploadFile(other, firm.admin, { bytes: Buffer.from(randomBytes(10).toString('hex')) })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('30')
      expect(answer.body.data).toMatchObject({ reason: 'storage_unavailable' })
      expect(await uploads()).toBe(before)
      await emptySpool()
    } finally {
      await other.stop()
    }
  })
})

describe('U01 two gigabytes', () => {
  const SIZE = 2_000_000_000
  const chunk = Buffer.alloc(262_144, 'text\n')
  function* endless(): Generator<Buffer | string> {
    yield partHead('file', 'big.txt')
    for (let sent = 0; sent < SIZE; sent += chunk.length) yield chunk
    yield FORM_END
  }

  /** The most this process grew by while the work ran, in MB. */
  async function growth(work: () => Promise<void>): Promise<number> {
    const start = process.memoryUsage.rss()
    let most = start
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10)
    await work().finally(() => clearInterval(timer))
    return (most - start) / 1_000_000
  }

  it('announced are refused before they are sent', async () => {
    const grown = await growth(async () => {
      const answer = await postRaw(app, firm.admin, { headers: { ...FORM_TYPE, 'Content-Length': String(SIZE) }, parts: endless() })
      expect(answer?.status).toBe(413)
      expect(answer?.sent).toBeLessThan(MAX_FILE_BYTES)
    })
    expect(grown).toBeLessThan(50)
    await emptySpool()
  })

  it.each(['file', 'other'])('streamed in the field %s are stopped after 25 MB, in flat memory', async (field) => {
    function* parts(): Generator<Buffer | string> {
      yield partHead(field, 'big.txt')
      for (let sent = 0; sent < SIZE; sent += chunk.length) yield chunk
    }
    const grown = await growth(async () => {
      const answer = await postRaw(app, firm.admin, { headers: FORM_TYPE, parts: parts() })
      expect(answer?.status).toBe(413)
      expect(answer?.sent).toBeLessThan(MAX_FILE_BYTES + 20_000_000)
    })
    expect(grown).toBeLessThan(50)
    await emptySpool()
  })
})
