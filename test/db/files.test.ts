/** Stored content on disk and in S3, and its rows: kept once, used once, swept when nothing names it. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import S3rver from 's3rver'
import { v7 as uuidv7 } from 'uuid'
import { Refused } from '../../domain/errors'
import { readSettings } from '../../domain/settings'
import { checkUpload, expireUploads, findFile, insertUpload, keepFile, sweepOrphans, useUpload } from '../../db/files'
import { type Database, inTenant, inTransaction, openDatabase, PLATFORM, tenantDb, type TenantDb } from '../../db/kit/client'
import { insertBusiness } from '../../db/platform'
import { contentKey, type FileStore, openFiles, type Staged } from '../../db/kit/files'
import { cloneDatabase, type TestDatabase } from '../support/postgres'

const HOUR = 3_600_000
const LIMITS = { max_bytes: 1_000_000 }
const FACTS = { mime_type: 'text/plain', text_state: 'done', content_text: 'words' } as const
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const later = (hours: number): Date => new Date(Date.now() + hours * HOUR)

let database: TestDatabase
let base: Database
let firm: { id: string; admin: { id: string } }
let db: TenantDb
const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'cien-files-'))
  folders.push(made)
  return made
}
const settingsWith = (env: Record<string, string>) =>
  readSettings({ DATABASE_URL: 'unused', CIEN_SECRET: '0'.repeat(64), CIEN_MASTER_KEY: '0'.repeat(64), ...env })

async function business(): Promise<typeof firm> {
  const [id, user] = [uuidv7(), uuidv7()]
  const admin = { id: user, name: 'Admin', username: user, email: `${user}@example.test`, password_hash: 'none' }
  await inTenant(base, PLATFORM, (trx) =>
    insertBusiness(trx, { id, name: 'Firm', time_zone: 'UTC', base_currency: 'EUR', locale: 'en', pending: false, admin }),
  )
  return { id, admin }
}

beforeAll(async () => {
  database = await cloneDatabase()
  base = openDatabase(database.app_url, 12)
  firm = await business()
  db = tenantDb(base, firm.id)
})
afterAll(async () => {
  await base.close()
  await database.drop()
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})

const staged = (store: FileStore, bytes: Buffer, tenant_id = firm.id): Promise<Staged> =>
  store.stage(tenant_id, Readable.from([bytes]), LIMITS)
const listed = async (store: FileStore, before: Date): Promise<string[]> => {
  const keys: string[] = []
  for await (const key of store.list(firm.id, before)) keys.push(key)
  return keys
}

/** The same promises on every kind of storage. */
function promises(make: () => { store: FileStore; spool: string }): void {
  let store: FileStore
  let spool: string
  const left = (): string[] => (existsSync(spool) ? readdirSync(spool) : [])
  beforeAll(() => {
    ;({ store, spool } = make())
  })

  it('DOC-8 keeps bytes under their hash and gives them back, whole or in part', async () => {
    const bytes = randomBytes(70_000)
    const one = await staged(store, bytes)
    expect(one).toMatchObject({ size_bytes: bytes.length, sha256: sha(bytes) })
    const key = contentKey(firm.id, one.sha256)
    expect(await store.stat(key)).toBeUndefined()
    expect(await store.promote(one)).toBe(key)
    await store.discard(one)
    await store.discard(one)
    const whole = await store.open(key)
    expect(whole && (await buffer(whole)).equals(bytes)).toBe(true)
    const part = await store.open(key, { start: 10, end: 19 })
    expect(part && (await buffer(part)).equals(bytes.subarray(10, 20))).toBe(true)
    expect((await store.stat(key))?.size_bytes).toBe(bytes.length)
    expect(await listed(store, later(1))).toContain(key)
    expect(await listed(store, later(-1))).not.toContain(key)
    await store.remove(key)
    await store.remove(key)
    expect(await store.open(key)).toBeUndefined()
    expect(left()).toEqual([])
  })

  it('DOC-8 the same content twice at once is kept once', async () => {
    const bytes = randomBytes(5000)
    const two = await Promise.all([staged(store, bytes), staged(store, bytes)])
    const keys = await Promise.all(two.map((one) => store.promote(one)))
    await Promise.all(two.map((one) => store.discard(one)))
    expect(new Set(keys).size).toBe(1)
    const kept = await store.open(keys[0] ?? '')
    expect(kept && (await buffer(kept)).equals(bytes)).toBe(true)
    expect(left()).toEqual([])
  })

  it('U01 a stream past the limit is refused with nothing left', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(65_536)
    }
    await expect(store.stage(firm.id, Readable.from(endless()), LIMITS)).rejects.toMatchObject({ status: 413, code: 'too_large' })
    expect(left()).toEqual([])
  })

  it('U08 an aborted stream leaves nothing', async () => {
    const stream = new PassThrough()
    const staging = store.stage(firm.id, stream, LIMITS)
    stream.write(Buffer.alloc(1000))
    stream.destroy(new Error('gone'))
    await expect(staging).rejects.toThrow('gone')
    expect(left()).toEqual([])
  })

  it('U05 no name of a caller reaches the storage', async () => {
    for (const key of ['../../etc/passwd', `${firm.id}/aa/../x`, ''])
      await expect((async () => store.open(key))()).rejects.toThrow('Not the key')
    expect(() => contentKey('..', 'a'.repeat(64))).toThrow('Not the key')
  })
}

describe('on disk', () => {
  let root: string
  promises(() => {
    root = folder()
    return { store: openFiles(settingsWith({ CIEN_FILES_DIR: root })), spool: join(root, '.incoming') }
  })

  it('F22 a folder that cannot be written answers 503 and leaves no row', async () => {
    const blocked = join(folder(), 'file')
    writeFileSync(blocked, 'a file where a folder should be')
    const store = openFiles(settingsWith({ CIEN_FILES_DIR: blocked }))
    const refused = await staged(store, Buffer.from('x')).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refused)
    expect(refused).toMatchObject({ status: 503, code: 'storage_unavailable' })
  })

  it('F22 bytes that cannot be put in place leave neither a row nor a file', async () => {
    const place = folder()
    const store = openFiles(settingsWith({ CIEN_FILES_DIR: place }))
    const bytes = randomBytes(100)
    const one = await staged(store, bytes)
    writeFileSync(join(place, firm.id), 'in the way')
    await expect(keepFile(db, store, { staged: one, facts: FACTS })).rejects.toMatchObject({ status: 503, code: 'storage_unavailable' })
    await store.discard(one)
    expect(
      await db('files')
        .where({ tenant_id: firm.id, sha256: sha(bytes) })
        .first('id'),
    ).toBeUndefined()
    expect(readdirSync(join(place, '.incoming'))).toEqual([])
  })

  it('F23 what a dead process left in the spool is swept after a day, what is on its way is not', async () => {
    const place = folder()
    const store = openFiles(settingsWith({ CIEN_FILES_DIR: place }))
    const [old, fresh] = [await staged(store, Buffer.from('old')), await staged(store, Buffer.from('fresh'))]
    utimesSync(old.path, later(-48), later(-48))
    expect(await store.sweepSpool(later(-24))).toBe(1)
    expect([existsSync(old.path), existsSync(fresh.path)]).toEqual([false, true])
  })
})

describe('in S3', () => {
  let server: S3rver
  const env = { CIEN_DATA: folder(), S3_BUCKET: 'cien', S3_ENDPOINT: '', S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' }
  beforeAll(async () => {
    server = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder(),
      configureBuckets: [{ name: 'cien', configs: [] }],
    })
    const { port } = await server.run()
    env.S3_ENDPOINT = `http://127.0.0.1:${port}`
  })
  afterAll(() => server.close())
  promises(() => ({ store: openFiles(settingsWith(env)), spool: join(env.CIEN_DATA, 'incoming') }))

  it('F22 a bucket that is away or missing answers 503', async () => {
    const away = openFiles(settingsWith({ ...env, S3_ENDPOINT: 'http://127.0.0.1:9' }))
    const missing = openFiles(settingsWith({ ...env, S3_BUCKET: 'other' }))
    const key = contentKey(firm.id, 'a'.repeat(64))
    await expect(away.stat(key)).rejects.toMatchObject({ status: 503, code: 'storage_unavailable' })
    await expect(missing.open(key)).rejects.toMatchObject({ status: 503, code: 'storage_unavailable' })
  })
})

describe('rows', () => {
  let store: FileStore
  let place: string
  beforeAll(() => {
    place = folder()
    store = openFiles(settingsWith({ CIEN_FILES_DIR: place }))
  })

  const pathOf = (bytes: Buffer): string => join(place, contentKey(firm.id, sha(bytes)))
  async function upload(bytes: Buffer, user_id = firm.admin.id): Promise<{ file_path: string; file_id: string; id: string }> {
    const id = uuidv7()
    const one = await staged(store, bytes)
    const also = (trx: Parameters<typeof insertUpload>[0], file_id: string) =>
      insertUpload(trx, { id, user_id, file_id, original_name: 'a.txt' })
    const file_id = await keepFile(db, store, { staged: one, facts: FACTS, also })
    await store.discard(one)
    return { file_path: `uploads/${id}`, file_id, id }
  }
  const use = (file_path: string, user_id = firm.admin.id) =>
    inTransaction(db, (trx) => useUpload(trx, { file_path, user_id, used_by: `document/${uuidv7()}` }))
  const age = (id: string, hours: number) =>
    db('uploads')
      .where({ tenant_id: firm.id, id })
      .update({ expires_at: db.raw('now() - make_interval(hours => ?)', [hours]) })
  const ageFile = (id: string) =>
    db('files')
      .where({ tenant_id: firm.id, id })
      .update({ created_at: later(-72) })

  it('DOC-8 content sent ten times at once is one row, in each business its own', async () => {
    const bytes = randomBytes(2000)
    const all = await Promise.all(Array.from({ length: 10 }, () => upload(bytes)))
    expect(new Set(all.map(({ file_id }) => file_id)).size).toBe(1)
    const other = await business()
    const theirs = await staged(store, bytes, other.id)
    const file_id = await keepFile(tenantDb(base, other.id), store, { staged: theirs, facts: FACTS })
    expect(file_id).not.toBe(all[0]?.file_id)
    expect(await findFile(db, file_id)).toBeUndefined()
    expect(await findFile(db, all[0]?.file_id ?? '')).toMatchObject({ sha256: sha(bytes), size_bytes: 2000n, text_state: 'done' })
  })

  it('DOC-8 an upload is used once, even when two use it at the same time', async () => {
    const bytes = randomBytes(100)
    const { file_path, file_id } = await upload(bytes)
    expect(await checkUpload(db, { file_path, user_id: firm.admin.id })).toMatchObject({ file_id, text_state: 'done' })
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => use(file_path)))
    const used = tries.filter((one) => one.status === 'fulfilled')
    expect(used.map(({ value }) => value)).toEqual([
      { file_id, original_name: 'a.txt', mime_type: 'text/plain', size_bytes: 100, sha256: sha(bytes) },
    ])
    await expect(checkUpload(db, { file_path, user_id: firm.admin.id })).rejects.toMatchObject({ status: 422 })
  })

  it("DOC-8 another's, an expired, an unknown and a malformed path are refused alike", async () => {
    const { file_path, id } = await upload(randomBytes(100))
    const wrong = { status: 422, details: { errors: { file_path: [expect.stringContaining('names no file')] } } }
    await expect(use(file_path, uuidv7())).rejects.toMatchObject(wrong)
    await age(id, 1)
    await expect(use(file_path)).rejects.toMatchObject(wrong)
    for (const path of [`uploads/${uuidv7()}`, 'uploads/../x', `${file_path}/..`, '']) await expect(use(path)).rejects.toMatchObject(wrong)
  })

  it('DOC-8 an upload whose transaction is undone may be used again', async () => {
    const { file_path, file_id } = await upload(randomBytes(100))
    const undone = inTransaction(db, async (trx) => {
      await useUpload(trx, { file_path, user_id: firm.admin.id, used_by: 'document/none' })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await use(file_path)).toMatchObject({ file_id })
  })

  it('DOC-8 expired uploads go, then their file, then its bytes; a content also used elsewhere stays', async () => {
    const [lonely, shared] = [randomBytes(100), randomBytes(100)]
    const [one, two, three] = [await upload(lonely), await upload(shared), await upload(shared)]
    await inTransaction(db, (trx) => useUpload(trx, { file_path: three.file_path, user_id: firm.admin.id, used_by: 'receipt/1' }))
    await Promise.all([age(one.id, 1), age(two.id, 1), ageFile(one.file_id), ageFile(two.file_id)])
    const gone = await expireUploads(db, new Date())
    expect(gone.uploads).toBeGreaterThanOrEqual(2)
    expect(gone.files).toBeGreaterThanOrEqual(1)
    expect(await findFile(db, one.file_id)).toBeUndefined()
    expect(await findFile(db, two.file_id)).toBeDefined()
    expect(await sweepOrphans(db, store, new Date())).toBe(0)
    expect(existsSync(pathOf(lonely))).toBe(true)
    expect(await sweepOrphans(db, store, later(25))).toBeGreaterThanOrEqual(1)
    expect([existsSync(pathOf(lonely)), existsSync(pathOf(shared))]).toEqual([false, true])
  })

  it('F23 bytes without a row, left by a process that died between the two, are swept after a day', async () => {
    const bytes = randomBytes(100)
    const one = await staged(store, bytes)
    await store.promote(one)
    await store.discard(one)
    expect(await sweepOrphans(db, store, new Date())).toBe(0)
    await sweepOrphans(db, store, later(25))
    expect(existsSync(pathOf(bytes))).toBe(false)
  })

  it('F22 a sweep and an upload of the same old content never leave a row without bytes', async () => {
    // The sweep's clock is a day ahead: it would take the bytes that are arriving now for forgotten ones.
    const patient = { ...store, sweepSpool: () => Promise.resolve(0) }
    for (let round = 0; round < 8; round += 1) {
      const bytes = randomBytes(200)
      const orphan = await staged(store, bytes)
      await store.promote(orphan)
      await store.discard(orphan)
      const [, { file_id }] = await Promise.all([sweepOrphans(db, patient, later(25)), upload(bytes)])
      expect(await findFile(db, file_id)).toBeDefined()
      expect(existsSync(pathOf(bytes))).toBe(true)
    }
  })
})
