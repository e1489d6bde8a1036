/** Files on disk: written aside, synced, then renamed under their key, so that a key always names whole content. */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { type ByteRange, checkedKey, contentKey, type FileStore, type Kept, type Staged } from './store'
import { isMissing, namesIn, onDisk, spool, sweepFolder } from './spool'

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK'])

/** A store in one folder; the spool lies in it too, so that keeping a file moves no bytes. */
export function openDisk(root: string): FileStore {
  const incoming = join(root, '.incoming')
  const pathOf = (key: string): string => join(root, checkedKey(key))
  return {
    stage: (tenant_id, stream, { max_bytes }) => spool(incoming, { tenant_id, stream, max_bytes }),
    promote: (staged) => onDisk(() => promote(root, incoming, staged)),
    discard: (staged) => onDisk(() => rm(staged.path, { force: true })),
    open: (key, range) => onDisk(() => openFile(pathOf(key), range)),
    stat: (key) => onDisk(() => statFile(pathOf(key))),
    remove: (key) => onDisk(() => rm(pathOf(key), { force: true })),
    list: (tenant_id, written_before) => listKeys(root, tenant_id, written_before),
    sweepSpool: (written_before) => onDisk(() => sweepFolder(incoming, written_before)),
  }
}

async function promote(root: string, incoming: string, staged: Staged): Promise<string> {
  const key = contentKey(staged.tenant_id, staged.sha256)
  const path = join(root, key)
  const aside = join(incoming, randomUUID())
  try {
    await copyAside(staged.path, aside)
    await mkdir(dirname(path), { recursive: true })
    await rename(aside, path)
    await syncFolder(dirname(path))
  } finally {
    // Renaming a second name of the same file onto the first leaves both.
    await rm(aside, { force: true })
  }
  return key
}

/** A second name for the staged bytes, or a copy where the file system knows no links. */
async function copyAside(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    await copyFile(from, to, constants.COPYFILE_EXCL)
    const file = await open(to, 'r+')
    await file.sync().finally(() => file.close())
  }
}

// The name itself survives a power cut only when its folder is synced; Windows cannot open folders.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

async function openFile(path: string, range?: ByteRange): Promise<Readable | undefined> {
  try {
    // Opened before it is returned: a missing file must show before the answer's first byte.
    const handle = await open(path, 'r')
    return handle.createReadStream({ ...range, highWaterMark: 256 * 1024 })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function statFile(path: string): Promise<Kept | undefined> {
  try {
    const { size, mtimeMs, ctimeMs, ino, mtime } = await stat(path)
    return { size_bytes: size, fingerprint: `${ino}:${size}:${mtimeMs}:${ctimeMs}`, written_at: mtime }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function* listKeys(root: string, tenant_id: string, written_before: Date): AsyncIterable<string> {
  for (const shelf of await namesIn(join(root, tenant_id))) {
    for (const name of await namesIn(join(root, tenant_id, shelf))) {
      const kept = await statFile(join(root, tenant_id, shelf, name))
      if (kept && kept.written_at < written_before) yield checkedKey(`${tenant_id}/${shelf}/${name}`)
    }
  }
}
