/** Heads of the audit chains outside the database: on the disk or in the bucket that all machines share (S03). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { openAnchors } from '../../db/kit/files'
import { readSettings } from '../../domain/settings'

const made: string[] = []
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cien-anchors-'))
  made.push(path)
  return path
}
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

const anchorsOf = (env: Record<string, string>) =>
  openAnchors(readSettings({ DATABASE_URL: 'unused', CIEN_SECRET: '0'.repeat(64), CIEN_MASTER_KEY: '0'.repeat(64), ...env }))

/** What two machines with these settings must hold to. */
async function shared(env: () => Record<string, string>): Promise<void> {
  const [one, other] = [anchorsOf({ ...env(), CIEN_DATA: folder() }), anchorsOf({ ...env(), CIEN_DATA: folder() })]
  expect(await one.read('t')).toBeUndefined()
  await one.write('t', { seq: 5, hash: 'five' })
  await other.write('t', { seq: 4, hash: 'four' })
  await other.write('t', { seq: 5, hash: 'other' })
  expect(await other.read('t')).toMatchObject({ seq: 5, hash: 'five' })
  await other.write('t', { seq: 6, hash: 'six' })
  expect(await one.read('t')).toMatchObject({ seq: 6, hash: 'six' })
  expect(await one.read('u')).toBeUndefined()
}

test('S03 an anchor only moves on, and machines with one folder of files know the same', async () => {
  const files = folder()
  await shared(() => ({ CIEN_FILES_DIR: files }))
})

test('S03 what a machine kept for itself is known when there is a place for all', async () => {
  const own = folder()
  await anchorsOf({ CIEN_DATA: own }).write('t', { seq: 7, hash: 'seven' })
  const anchors = anchorsOf({ CIEN_DATA: own, CIEN_FILES_DIR: folder() })
  await anchors.write('t', { seq: 6, hash: 'six' })
  expect(await anchors.read('t')).toMatchObject({ seq: 7, hash: 'seven' })
})

describe('in S3', () => {
  let server: S3rver
  const env = { S3_BUCKET: 'cien', S3_ENDPOINT: '', S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' }
  beforeAll(async () => {
    const configureBuckets = [{ name: 'cien', configs: [] }]
    server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder(), configureBuckets })
    const { port } = await server.run()
    env.S3_ENDPOINT = `http://127.0.0.1:${port}`
  })
  afterAll(() => server.close())

  test('S03 an anchor only moves on, and machines with one bucket know the same', () => shared(() => env))

  test('S03 a bucket that is away is no chain without an anchor', async () => {
    const away = anchorsOf({ ...env, S3_ENDPOINT: 'http://127.0.0.1:9', CIEN_DATA: folder() })
    await expect(away.read('t')).rejects.toMatchObject({ code: 'storage_unavailable' })
  })
})
