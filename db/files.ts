/** Files and staged uploads: one row for each content of a business, one for each time it was sent in. */
import { v7 as uuidv7 } from 'uuid'
import { invalid } from '../domain/errors'
import { reach } from '../domain/kit/failpoint'
import { type TextState, typeUnderName, UPLOAD_HOURS } from '../domain/rules/files'
import { inTransaction, type TenantDb, type Trx } from './kit/client'
import { contentKey, type FileStore, type Staged } from './kit/files'

export interface FileRow {
  id: string
  sha256: string
  size_bytes: bigint
  mime_type: string
  text_state: TextState
}

/** What is known of staged content after it was looked into. */
export interface FileFacts {
  mime_type: string
  text_state: TextState
  content_text: string | null
}

/** A staged upload as the record that uses it sees it. */
export interface UsedUpload {
  file_id: string
  original_name: string
  mime_type: string
  size_bytes: number
  sha256: string
}

const COLUMNS = ['id', 'sha256', 'size_bytes', 'mime_type', 'text_state'] as const
const PATH = /^uploads\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

const tenantOf = (db: TenantDb | Trx): string => db.userParams.tenant_id

/** One file's row, or undefined; its text is left in the database. */
export async function findFile(db: TenantDb | Trx, file_id: string): Promise<FileRow | undefined> {
  return db('files')
    .where({ tenant_id: tenantOf(db), id: file_id })
    .first(...COLUMNS)
}

// Storing and sweeping one content exclude each other, so that no row ever stands without its bytes.
const lockContent = (trx: Trx, sha256: string): PromiseLike<unknown> =>
  trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`file:${tenantOf(trx)}:${sha256}`])

/** Keeps staged content once for the business: bytes first, then the row. Gives the row's id, the older one's if there is one. */
export async function keepFile(
  db: TenantDb | Trx,
  store: FileStore,
  file: { staged: Staged; facts: FileFacts; also?(trx: Trx, file_id: string): Promise<void> },
): Promise<string> {
  const { staged, facts } = file
  // Outside the transaction, because it may take long; inside it is only looked whether a sweep came between.
  const key = await store.promote(staged)
  await reach('K12')
  return inTransaction(db, async (trx) => {
    await lockContent(trx, staged.sha256)
    if (!(await store.stat(key))) await store.promote(staged)
    const { sha256, size_bytes } = staged
    const same = { tenant_id: tenantOf(trx), sha256 }
    await trx('files')
      .insert({ ...same, id: uuidv7(), size_bytes, ...facts })
      .onConflict(['tenant_id', 'sha256'])
      .ignore()
    const { id } = await trx('files').where(same).first('id')
    await file.also?.(trx, id)
    return id
  })
}

/** Files whose words should have been read by an instant and were not, the oldest first; a hundred at most. */
export const unreadFiles = async (db: TenantDb, before: Date): Promise<string[]> =>
  db('files')
    .where({ tenant_id: tenantOf(db), text_state: 'pending' })
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(100)
    .pluck('id')

/** Stages an upload for its uploader for 24 hours; the same id again is the same upload. */
export async function insertUpload(
  trx: Trx,
  upload: { id: string; user_id: string; file_id: string; original_name: string },
): Promise<void> {
  const expires_at = trx.raw('now() + make_interval(hours => ?)', [UPLOAD_HOURS])
  await trx('uploads')
    .insert({ tenant_id: tenantOf(trx), ...upload, expires_at })
    .onConflict(['tenant_id', 'id'])
    .ignore()
}

/** Name and file of what a record holds, or undefined; `used_by` is `<type>/<id>`. */
export async function findUsed(
  db: TenantDb,
  used_by: string,
): Promise<(Omit<UsedUpload, 'size_bytes'> & { size_bytes: bigint }) | undefined> {
  const found = await db.raw(
    `select ${SHOWN} from uploads u join files f on f.tenant_id = u.tenant_id and f.id = u.file_id
     where u.tenant_id = ? and u.used_by = ? order by u.used_at desc limit 1`,
    [tenantOf(db), used_by],
  )
  return found.rows[0]
}

/** A staged upload this person may still use, with what is known of its file; else 422 on `file_path`. Nothing is marked. */
export async function checkUpload(
  db: TenantDb | Trx,
  asked: { file_path: string; user_id: string },
): Promise<UsedUpload & { text_state: TextState }> {
  const found = await db.raw(
    `select ${SHOWN}, f.text_state from uploads u join files f on f.tenant_id = u.tenant_id and f.id = u.file_id
     where ${USABLE}`,
    [tenantOf(db), idIn(asked.file_path), asked.user_id],
  )
  return shown(found.rows[0])
}

/** Marks a staged upload used, once, by its uploader, within 24 h, in the caller's transaction; else 422 on `file_path`. */
export async function useUpload(trx: Trx, use: { file_path: string; user_id: string; used_by: string }): Promise<UsedUpload> {
  const found = await trx.raw(
    `update uploads u set used_at = now(), used_by = ?, updated_at = now(), version = u.version + 1
     from files f where f.tenant_id = u.tenant_id and f.id = u.file_id and ${USABLE}
     returning ${SHOWN}`,
    [use.used_by, tenantOf(trx), idIn(use.file_path), use.user_id],
  )
  return shown(found.rows[0])
}

const SHOWN = 'u.file_id, u.original_name, f.mime_type, f.size_bytes, f.sha256'
const USABLE = 'u.tenant_id = ? and u.id = ? and u.user_id = ? and u.used_at is null and u.expires_at > now()'

/** The upload's id in its path, or 422. */
function idIn(file_path: string): string {
  const id = PATH.exec(file_path)?.[1]
  if (id === undefined) throw notUsable()
  return id
}

/** The row as its user sees it, or 422 when there was none. */
function shown<T extends { mime_type: string; original_name: string; size_bytes: bigint }>(row: T | undefined): T & { size_bytes: number } {
  if (!row) throw notUsable()
  return { ...row, mime_type: typeUnderName(row.mime_type, row.original_name), size_bytes: Number(row.size_bytes) }
}

const notUsable = (): Error =>
  invalid({ file_path: ['The file path names no file you uploaded in the last 24 hours that is still unused.'] })

/** Records that use uploads, as `used_by` begins, and their tables. */
const USED_BY = [
  ['document', 'documents'],
  ['gallery_item', 'gallery'],
  ['expense', 'expenses'],
] as const

const unusedBy = ([type, table]: (typeof USED_BY)[number]): string =>
  `u.used_by like '${type}/%' and not exists (select 1 from ${table} r where r.tenant_id = u.tenant_id and r.id::text = split_part(u.used_by, '/', 2))`

/** Forgets uploads that nobody used in time or whose record is gone, and the files nothing refers to any more. */
export async function expireUploads(db: TenantDb, now: Date): Promise<{ uploads: number; files: number }> {
  const tenant_id = tenantOf(db)
  const uploads: number = await db('uploads').where({ tenant_id }).whereNull('used_at').where('expires_at', '<=', now).delete()
  const gone = await db.raw(
    `delete from uploads u where u.tenant_id = ? and u.used_at is not null and (${USED_BY.map(unusedBy).join(' or ')})`,
    [tenant_id],
  )
  const unused = await db.raw(
    `select f.id, f.sha256 from files f where f.tenant_id = ? and f.created_at < ?::timestamptz - make_interval(hours => ?)
       and not exists (select 1 from uploads u where u.tenant_id = f.tenant_id and u.file_id = f.id)
       and not exists (select 1 from document_versions v where v.tenant_id = f.tenant_id and v.file_id = f.id)
       and not exists (select 1 from gallery g where g.tenant_id = f.tenant_id and g.thumbnail_file_id = f.id)`,
    [tenant_id, now, UPLOAD_HOURS],
  )
  let files = 0
  for (const file of unused.rows as { id: string; sha256: string }[]) if (await forgetFile(db, file)) files += 1
  return { uploads: uploads + gone.rowCount, files }
}

/** Deletes the row of a file; false when something refers to it after all. Its bytes go with the next sweep. */
async function forgetFile(db: TenantDb, file: { id: string; sha256: string }): Promise<boolean> {
  try {
    return await inTransaction(db, async (trx) => {
      await lockContent(trx, file.sha256)
      return (
        (await trx('files')
          .where({ tenant_id: tenantOf(trx), id: file.id })
          .delete()) === 1
      )
    })
  } catch (error) {
    if (['23503', '23001'].includes((error as { code?: string }).code ?? '')) return false
    throw error
  }
}

/** Removes bytes older than 24 h that no row names, and what dead processes left in the spool; how many files. */
export async function sweepOrphans(db: TenantDb, store: FileStore, now: Date): Promise<number> {
  const before = new Date(now.getTime() - UPLOAD_HOURS * 3_600_000)
  let removed = await store.sweepSpool(before)
  for await (const key of store.list(tenantOf(db), before)) {
    if (await removeOrphan(db, store, { key, before })) removed += 1
  }
  return removed
}

async function removeOrphan(db: TenantDb, store: FileStore, orphan: { key: string; before: Date }): Promise<boolean> {
  const { key, before } = orphan
  const sha256 = key.slice(-64)
  const same = { tenant_id: tenantOf(db), sha256 }
  if (await db('files').where(same).first('id')) return false
  return inTransaction(db, async (trx) => {
    await lockContent(trx, sha256)
    const kept = await store.stat(key)
    if (!kept || kept.written_at >= before || (await trx('files').where(same).first('id'))) return false
    await store.remove(contentKey(same.tenant_id, sha256))
    return true
  })
}
