/** Files in an S3 bucket: spooled to this machine first, put under their key only when the content is known and whole. */
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Settings } from '../../../domain/settings'
import { type ByteRange, checkedKey, contentKey, type FileStore, type Kept, type Staged } from './store'
import { onDisk, spool, storageUnavailable, sweepFolder } from './spool'

export type S3Settings = Settings & { S3_BUCKET: string }

export interface Bucket {
  client: S3Client
  name: string
}

/** The bucket of the settings; credentials come from them or from the machine's own role. */
export const openBucket = (settings: S3Settings): Bucket => ({ client: clientOf(settings), name: settings.S3_BUCKET })

/** The text under a key that is no file's; undefined when there is none. */
export async function readText({ client, name }: Bucket, key: string): Promise<string | undefined> {
  const answer = await found(() => client.send(new GetObjectCommand({ Bucket: name, Key: key })))
  return answer?.Body?.transformToString()
}

/** Keeps a text under a key that is no file's. */
export async function writeText({ client, name }: Bucket, key: string, text: string): Promise<void> {
  const put = { Bucket: name, Key: key, Body: text, ContentType: 'application/json' }
  await asked(() => client.send(new PutObjectCommand(put)))
}

/** A store in a bucket. */
export function openS3(settings: S3Settings): FileStore {
  const incoming = join(settings.CIEN_DATA, 'incoming')
  const bucket = openBucket(settings)
  return {
    stage: (tenant_id, stream, { max_bytes }) => spool(incoming, { tenant_id, stream, max_bytes }),
    promote: (staged) => promote(bucket, staged),
    discard: (staged) => onDisk(() => rm(staged.path, { force: true })),
    open: (key, range) => openObject(bucket, key, range),
    stat: (key) => statObject(bucket, key),
    async remove(key) {
      const ask = new DeleteObjectCommand({ Bucket: bucket.name, Key: checkedKey(key) })
      await asked(() => bucket.client.send(ask))
    },
    list: (tenant_id, written_before) => listKeys(bucket, tenant_id, written_before),
    sweepSpool: (written_before) => onDisk(() => sweepFolder(incoming, written_before)),
  }
}

function clientOf(settings: S3Settings): S3Client {
  const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = settings
  const known = S3_ACCESS_KEY_ID !== undefined && S3_SECRET_ACCESS_KEY !== undefined
  return new S3Client({
    region: S3_REGION,
    maxAttempts: 3,
    // Servers other than Amazon's do not know the newer checksum trailers; the content hash is our own check.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(S3_ENDPOINT === undefined ? {} : { endpoint: S3_ENDPOINT, forcePathStyle: true }),
    ...(known ? { credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY } } : {}),
  })
}

const isMissing = (error: unknown): boolean => error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404

/** Runs a call to the bucket; a bucket that is away or refuses becomes a Refused 503. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storageUnavailable(error)
  }
}

/** Like `asked`, with undefined for a key that holds nothing. */
async function found<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isMissing(error) && (error as Error).name !== 'NoSuchBucket') return undefined
    throw storageUnavailable(error)
  }
}

async function promote(bucket: Bucket, staged: Staged): Promise<string> {
  const key = contentKey(staged.tenant_id, staged.sha256)
  const kept = await statObject(bucket, key)
  if (kept?.size_bytes === staged.size_bytes) return key
  const Body = createReadStream(staged.path)
  // The client listens to the file only while it sends it: one that cannot be read before or after would be heard by nobody.
  const unreadable = new AbortController()
  Body.on('error', (error) => unreadable.abort(error))
  const put = { Bucket: bucket.name, Key: key, Body, ContentLength: staged.size_bytes, ContentType: 'application/octet-stream' }
  await asked(() => bucket.client.send(new PutObjectCommand(put), { abortSignal: unreadable.signal })).finally(() => Body.destroy())
  return key
}

async function openObject(bucket: Bucket, key: string, range?: ByteRange): Promise<Readable | undefined> {
  const Range = range ? `bytes=${range.start}-${range.end}` : undefined
  const ask = new GetObjectCommand({ Bucket: bucket.name, Key: checkedKey(key), Range })
  const answer = await found(() => bucket.client.send(ask))
  return answer?.Body as Readable | undefined
}

async function statObject(bucket: Bucket, key: string): Promise<Kept | undefined> {
  const ask = new HeadObjectCommand({ Bucket: bucket.name, Key: checkedKey(key) })
  const head = await found(() => bucket.client.send(ask))
  if (!head) return undefined
  const written_at = head.LastModified ?? new Date(0)
  return { size_bytes: head.ContentLength ?? 0, fingerprint: `${head.ETag ?? ''}:${written_at.getTime()}`, written_at }
}

async function* listKeys(bucket: Bucket, tenant_id: string, written_before: Date): AsyncIterable<string> {
  let token: string | undefined
  do {
    const ask = new ListObjectsV2Command({ Bucket: bucket.name, Prefix: `${tenant_id}/`, ContinuationToken: token })
    const page = await asked(() => bucket.client.send(ask))
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified !== undefined && LastModified < written_before) yield checkedKey(Key)
    }
    token = page.NextContinuationToken
  } while (token !== undefined)
}
