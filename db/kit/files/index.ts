/** Where the bytes of files are kept: on disk, or in an S3 bucket, by their content. */
import { join } from 'node:path'
import type { Settings } from '../../../domain/settings'
import { openDisk } from './disk'
import { openS3 } from './s3'
import type { FileStore } from './store'

export { type Anchors, openAnchors } from './anchors'
export { contentKey } from './store'
export type { ByteRange, FileStore, Kept, Staged } from './store'

/** The store of these settings: S3 when a bucket is named, else the disk. */
export function openFiles(settings: Settings): FileStore {
  if (settings.S3_BUCKET !== undefined) return openS3({ ...settings, S3_BUCKET: settings.S3_BUCKET })
  return openDisk(settings.CIEN_FILES_DIR ?? join(settings.CIEN_DATA, 'files'))
}
