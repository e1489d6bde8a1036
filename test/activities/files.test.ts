/** The words of stored PDFs: found, made searchable, and never at the price of the process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import pino from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { files } from '../../activities/files'
import { pdfText } from '../../activities/kit/pdf-text'
import { keepFile } from '../../db/files'
import { type Database, inTenant, openDatabase, PLATFORM, tenantDb } from '../../db/kit/client'
import { contentKey, type FileStore, openFiles } from '../../db/kit/files'
import { insertBusiness } from '../../db/platform'
import { readSettings } from '../../domain/settings'
import { cloneDatabase, type TestDatabase } from '../support/postgres'
import { brokenPdf, lockedPdf, pdfBomb, samplePdf, scriptedPdf } from '../support/samples'

const keys = { CIEN_SECRET: '0'.repeat(64), CIEN_MASTER_KEY: '0'.repeat(64) }
const root = mkdtempSync(join(tmpdir(), 'cien-index-'))
const store: FileStore = openFiles(readSettings({ DATABASE_URL: 'unused', CIEN_FILES_DIR: root, ...keys }))
const log = pino({ level: 'silent' })
const tenant_id = uuidv7()
const user_id = uuidv7()

let database: TestDatabase
let db: Database
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDatabase(database.app_url, 6)
  const admin = { id: user_id, name: 'Admin', username: user_id, email: `${user_id}@example.test`, password_hash: 'none' }
  await inTenant(db, PLATFORM, (trx) =>
    insertBusiness(trx, { id: tenant_id, name: 'Firm', time_zone: 'UTC', base_currency: 'EUR', locale: 'en', pending: false, admin }),
  )
})
afterAll(async () => {
  await db.close()
  await database.drop()
  rmSync(root, { recursive: true, force: true })
})

async function stored(bytes: Buffer): Promise<string> {
  const staged = await store.stage(tenant_id, Readable.from([bytes]), { max_bytes: 25_000_000 })
  const facts = { mime_type: 'application/pdf', text_state: 'pending', content_text: null } as const
  const file_id = await keepFile(tenantDb(db, tenant_id), store, { staged, facts })
  await store.discard(staged)
  return file_id
}

const index = (file_id: string, from: FileStore = store) =>
  files({ db, files: from, log }).indexFile({ tenant_id, key: `index:${file_id}`, file_id })
const textOf = (file_id: string) =>
  tenantDb(db, tenant_id)('files').where({ tenant_id, id: file_id }).first('text_state', 'content_text', 'version')

async function documentWith(file_id: string): Promise<string> {
  const [id, document_type_id] = [uuidv7(), uuidv7()]
  await inTenant(db, tenant_id, async (trx) => {
    await trx('document_types').insert({ tenant_id, id: document_type_id, name: document_type_id })
    await trx('documents').insert({ tenant_id, id, name: 'Contract', document_type_id, status: 'draft', file_id, uploaded_by_id: user_id })
  })
  return id
}

async function found(word: string): Promise<string[]> {
  return tenantDb(db, tenant_id)('documents').where({ tenant_id }).whereRaw("search @@ to_tsquery('simple', ?)", [word]).pluck('id')
}

describe('indexFile', () => {
  it('DOC-10 the words of a PDF find its document', async () => {
    const file_id = await stored(samplePdf('Foundation pouring', 'Reinforcement (second page)'))
    const document_id = await documentWith(file_id)
    expect(await found('reinforcement')).toEqual([])
    expect(await index(file_id)).toEqual({ text_state: 'done' })
    expect((await textOf(file_id)).content_text).toContain('Foundation pouring')
    expect(await found('reinforcement')).toEqual([document_id])
  })

  it('DOC-10 a second run changes nothing, two at once end alike', async () => {
    const file_id = await stored(samplePdf('Twice'))
    const [one, two] = await Promise.all([index(file_id), index(file_id)])
    expect([one, two]).toEqual([{ text_state: 'done' }, { text_state: 'done' }])
    const before = await textOf(file_id)
    expect(before.version).toBe(2)
    expect(await index(file_id)).toEqual({ text_state: 'done' })
    expect(await textOf(file_id)).toEqual(before)
  })

  it.each([
    ['broken', brokenPdf()],
    ['locked', lockedPdf()],
  ])('DOC-10 a %s PDF is marked failed, and its process goes on', async (_what, bytes) => {
    const file_id = await stored(bytes)
    expect(await index(file_id)).toEqual({ text_state: 'failed' })
    expect(await textOf(file_id)).toMatchObject({ text_state: 'failed', content_text: null })
  })

  it('DOC-10 lost bytes and unknown files are failed; a storage that is away is tried again', async () => {
    const file_id = await stored(samplePdf('Lost'))
    const away = { ...store, open: () => Promise.reject(new Error('away')) }
    await expect(index(file_id, away)).rejects.toThrow('away')
    expect((await textOf(file_id)).text_state).toBe('pending')
    const { sha256 } = await tenantDb(db, tenant_id)('files').where({ tenant_id, id: file_id }).first('sha256')
    await store.remove(contentKey(tenant_id, sha256))
    expect(await index(file_id)).toEqual({ text_state: 'failed' })
    expect(await index(uuidv7())).toEqual({ text_state: 'failed' })
  })
})

describe('pdfText', () => {
  it('U04 reads the words of a PDF with a script without running it', async () => {
    expect(await pdfText(scriptedPdf())).toEqual({ text: 'Scripted ' })
  })

  it('DOC-10 stops after a megabyte of words', async () => {
    const page = Array.from({ length: 350 }, () => 'words '.repeat(80)).join('\n')
    const read = await pdfText(samplePdf(...Array.from({ length: 10 }, () => page)))
    expect(read).toEqual({ text: expect.stringMatching(/^words /) })
    expect('text' in read && read.text.length).toBe(1_000_000)
  })

  it('U02 a page that unfolds without end is given up for its memory', async () => {
    const limits = { time_ms: 60_000, memory_mb: 250 }
    expect(await pdfText(pdfBomb(600), { tenant_id, limits })).toEqual({ failed: expect.stringMatching(/^memory: /) })
  })

  it('U02 a PDF that takes too long is given up for its time', async () => {
    const limits = { time_ms: 300, memory_mb: 10_000 }
    expect(await pdfText(pdfBomb(200), { tenant_id, limits })).toEqual({ failed: expect.stringMatching(/^time: /) })
  })
})
