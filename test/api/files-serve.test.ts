/** Files sent back: inline or as attachment, in ranges, and only while their bytes match their hash. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parse } from 'content-disposition'
import express from 'express'
import fc from 'fast-check'
import pino from 'pino'
import type { Call } from '../../api/kit/route'
import { disposition, rangeOf, type ServedFile, serveFile } from '../../api/kit/serve-file'
import { Refused } from '../../domain/errors'
import { contentKey, type FileStore, openFiles } from '../../db/kit/files'
import { readSettings } from '../../domain/settings'
import { samplePdf } from '../support/samples'

/** Readings that were told, with the head of the answer as it was then: not sent yet. */
const told: { part: boolean; sent: boolean }[] = []
let answering: { headersSent: boolean } | undefined
jest.mock('../../db/kit/readings', () => ({
  writeReading: async (_db: unknown, _by: unknown, { part }: { part: boolean }) =>
    void told.push({ part, sent: answering?.headersSent ?? true }),
}))

const TENANT = '01900000-0000-7000-8000-000000000001'
const keys = { CIEN_SECRET: '0'.repeat(64), CIEN_MASTER_KEY: '0'.repeat(64) }
const root = mkdtempSync(join(tmpdir(), 'cien-serve-'))
const store: FileStore = openFiles(readSettings({ DATABASE_URL: 'unused', CIEN_FILES_DIR: root, ...keys }))

let server: Server
let url: string
let serving: { file: ServedFile; name: string }

beforeAll(async () => {
  const app = express()
  app.get('/file', async (req, res) => {
    answering = res
    const by = { actor_id: TENANT, request_id: 'r' }
    const call = {
      req,
      res,
      by,
      actor: { tenant_id: TENANT },
      services: { log: pino({ level: 'silent' }) },
    } as unknown as Call
    try {
      const seen = { action: 'files.viewed', resource: 'file', resource_id: TENANT }
      await serveFile(call, { store, ...serving, download: req.query.download === '1', seen })
    } catch (error) {
      res.sendStatus(error instanceof Refused ? error.status : 500)
    }
  })
  server = createServer(app)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  rmSync(root, { recursive: true, force: true })
})

async function keep(bytes: Buffer, mime_type: string, name: string): Promise<ServedFile> {
  const staged = await store.stage(TENANT, Readable.from([bytes]), { max_bytes: 1_000_000 })
  await store.promote(staged)
  await store.discard(staged)
  const file = { sha256: staged.sha256, size_bytes: BigInt(staged.size_bytes), mime_type }
  serving = { file, name }
  return file
}
// Without a word of its own fetch adds `no-cache` to a conditional request, which asks for the bytes in any case.
const CALM = { 'Cache-Control': 'max-age=0' }
const get = (headers: Record<string, string> = {}, query = '', method = 'GET') =>
  fetch(url + query, { headers: { ...CALM, ...headers }, method })
const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())

describe('serveFile', () => {
  const pdf = samplePdf('Inline')
  const tag = `"${createHash('sha256').update(pdf).digest('hex')}"`
  beforeEach(() => keep(pdf, 'application/pdf', 'Größe "1".pdf'))

  it('DOC-5 sends it inline with its type, its hash as tag, and nothing it could do', async () => {
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': `inline; filename="Gr??e \\"1\\".pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.pdf`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      etag: tag,
    })
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    expect((await bytesOf(answer)).equals(pdf)).toBe(true)
  })

  it('DOC-5 sends it as an attachment when it is downloaded', async () => {
    const answer = await get({}, '?download=1')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect((await bytesOf(answer)).equals(pdf)).toBe(true)
  })

  it('U04 office files are always attachments', async () => {
    await keep(Buffer.from('zip'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'a.docx')
    expect((await get()).headers.get('content-disposition')).toMatch(/^attachment; /)
  })

  it('text is UTF-8, and CSV by its name', async () => {
    await keep(Buffer.from('a,b'), 'text/plain', 'a.csv')
    expect((await get()).headers.get('content-type')).toBe('text/csv; charset=utf-8')
  })

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=10-', 10, pdf.length - 1],
    ['bytes=-7', pdf.length - 7, pdf.length - 1],
    ['bytes=5-99999999', 5, pdf.length - 1],
    ['bytes=-99999999', 0, pdf.length - 1],
    ['bytes=0-4,3-9', 0, 9],
  ])('DOC-5 %s is a part', async (Range, start, end) => {
    const answer = await get({ Range })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${pdf.length}`)
    expect((await bytesOf(answer)).equals(pdf.subarray(start, end + 1))).toBe(true)
  })

  it('DOC-5 a range past the end is a 416, nonsense and several ranges are the whole file', async () => {
    const past = await get({ Range: `bytes=${pdf.length}-` })
    expect([past.status, past.headers.get('content-range')]).toEqual([416, `bytes */${pdf.length}`])
    for (const Range of ['bytes=9-5', 'bytes=-', 'lines=1-2', 'bytes=0-1,3-4', 'bytes=0-4,zz', 'bytes'])
      expect([Range, (await get({ Range })).status]).toEqual([Range, 200])
  })

  it('DOC-5 a part is only sent of the file the caller knows', async () => {
    expect((await get({ Range: 'bytes=0-9', 'If-Range': tag })).status).toBe(206)
    expect((await get({ Range: 'bytes=0-9', 'If-Range': '"other"' })).status).toBe(200)
    expect((await get({ Range: 'bytes=0-9', 'If-Range': new Date().toUTCString() })).status).toBe(200)
  })

  it('DOC-5 whoever has these bytes already is told so', async () => {
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await get({ 'If-None-Match': known, Range: 'bytes=0-9' })
      expect([known, answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([known, 304, tag, ''])
    }
    expect((await get({ 'If-None-Match': '"other"' })).status).toBe(200)
    expect((await get({ 'If-Modified-Since': new Date().toUTCString() })).status).toBe(200)
  })

  it('K6 every answer with bytes is told before its head, whatever was asked; one without bytes is no reading', async () => {
    const asked: [Record<string, string>, string, { part: boolean } | undefined][] = [
      [{}, 'GET', { part: false }],
      [{ Range: 'bytes=-99999999' }, 'GET', { part: true }],
      [{ Range: 'bytes=5-9' }, 'GET', { part: true }],
      [{ Range: 'bytes=0-1, 3-4' }, 'GET', { part: false }],
      [{ Range: 'bytes=0-1', 'If-Range': '"other"' }, 'GET', { part: false }],
      [{ Range: 'bytes=0-1', 'If-Range': tag }, 'GET', { part: true }],
      [{ 'If-None-Match': '"other"' }, 'GET', { part: false }],
      [{ 'If-None-Match': tag }, 'GET', undefined],
      [{ Range: `bytes=${pdf.length}-` }, 'GET', undefined],
      [{}, 'HEAD', undefined],
      [{ Range: 'bytes=0-1' }, 'HEAD', undefined],
    ]
    for (const [headers, method, expected] of asked) {
      told.length = 0
      const answer = await get(headers, '', method)
      const { length } = await bytesOf(answer)
      expect([headers, length > 0, told]).toEqual([headers, expected !== undefined, expected ? [{ ...expected, sent: false }] : []])
    }
  })

  it('HEAD tells the same without the bytes', async () => {
    const [whole, part] = [await get({}, '', 'HEAD'), await get({ Range: 'bytes=0-9' }, '', 'HEAD')]
    expect([whole.status, whole.headers.get('content-length'), (await bytesOf(whole)).length]).toEqual([200, String(pdf.length), 0])
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '10'])
  })

  it('U10 bytes that were swapped, shortened or lost are a 404, before and after they were served', async () => {
    const file = await keep(Buffer.from('approved words'), 'text/plain', 'a.txt')
    expect((await get()).status).toBe(200)
    const path = join(root, contentKey(TENANT, file.sha256))
    writeFileSync(path, 'replaced words')
    expect((await get()).status).toBe(404)
    expect((await get({ Range: 'bytes=0-3' })).status).toBe(404)
    writeFileSync(path, 'short')
    expect((await get()).status).toBe(404)
    rmSync(path)
    expect((await get()).status).toBe(404)
    writeFileSync(path, 'approved words')
    expect(await (await get()).text()).toBe('approved words')
  })

  it('a reader who leaves early ends its stream and harms nobody', async () => {
    await keep(Buffer.alloc(900_000, 'x'), 'text/plain', 'big.txt')
    const leaving = new AbortController()
    const answer = await fetch(url, { signal: leaving.signal })
    leaving.abort()
    await expect(answer.text()).rejects.toThrow()
    expect((await get()).status).toBe(200)
  })
})

describe('headers', () => {
  it('U05 no name breaks out of its header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = disposition('attachment', name)
        expect(header).toMatch(/^attachment; filename=[\x20-\x7e]+$/)
        expect(parse(header)).toMatchObject({ type: 'attachment', parameters: { filename: name.toWellFormed() } })
      }),
    )
  })

  it('every range that is granted lies within the file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.option(fc.nat(120)), fc.option(fc.nat(120)), (size, from, to) => {
        const range = rangeOf({ range: `bytes=${from ?? ''}-${to ?? ''}` }, { size, etag: '"x"' })
        if (range === undefined) return expect(from === null && to === null ? true : from !== null && to !== null && to < from).toBe(true)
        if (range === 'unsatisfiable') return expect(from === null ? to === 0 : from >= size).toBe(true)
        expect(0 <= range.start && range.start <= range.end && range.end < size).toBe(true)
      }),
    )
  })
})
