/** Heads of the audit chains, kept where whoever can rewrite the database cannot rewrite them: beside the files, one small file for each business. */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Settings } from '../../../domain/settings'
import type { Head } from '../../audit-chain'
import { type Bucket, openBucket, readText, writeText } from './s3'
import { isMissing, onDisk } from './spool'

// Two workers may write at the same time (it takes two schedules of one part): whichever comes last stays, and both wrote a
// true head. An older one proves a little less until the next round, and denies nothing.

const FOLDER = 'audit-anchors'

export interface Anchors {
  read(tenant_id: string): Promise<Head | undefined>
  /** Keeps a head; an older one is left where it is when the new one is not further on. */
  write(tenant_id: string, head: Head): Promise<void>
}

/** Where the text of one business is kept. */
interface Place {
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<void>
}

const onDiskAt = (folder: string): Place => ({
  read: (name) =>
    onDisk(async () => {
      try {
        return await fs.readFile(path.join(folder, name), 'utf8')
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    }),
  write: (name, text) =>
    onDisk(async () => {
      await fs.mkdir(folder, { recursive: true })
      const next = path.join(folder, `${name}.${randomUUID()}`)
      await fs.writeFile(next, text, { mode: 0o600 })
      await fs.rename(next, path.join(folder, name))
    }),
})

const inBucket = (bucket: Bucket): Place => ({
  read: (name) => readText(bucket, `${FOLDER}/${name}`),
  write: (name, text) => writeText(bucket, `${FOLDER}/${name}`, text),
})

/** The anchors of these settings: in the bucket when one is named, else on the disk of the files. */
export function openAnchors(settings: Settings): Anchors {
  const own = onDiskAt(path.join(settings.CIEN_DATA, FOLDER))
  const { S3_BUCKET, CIEN_FILES_DIR } = settings
  const shared = CIEN_FILES_DIR === undefined ? own : onDiskAt(path.join(CIEN_FILES_DIR, FOLDER))
  const place = S3_BUCKET === undefined ? shared : inBucket(openBucket({ ...settings, S3_BUCKET }))
  const read = async (tenant_id: string): Promise<Head | undefined> => {
    const name = `${tenant_id}.json`
    // What this machine kept for itself before there was a place for all is still known.
    const text = (await place.read(name)) ?? (place === own ? undefined : await own.read(name))
    return text === undefined ? undefined : (JSON.parse(text) as Head)
  }
  return {
    read,
    async write(tenant_id, head) {
      const known = await read(tenant_id)
      if (known && known.seq >= head.seq) return
      await place.write(`${tenant_id}.json`, `${JSON.stringify({ seq: head.seq, hash: head.hash, at: new Date().toISOString() })}\n`)
    },
  }
}
