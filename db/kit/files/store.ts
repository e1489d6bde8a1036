/** What a store of files is, and under which keys it keeps them. */
import type { Readable } from 'node:stream'

/** Bytes that have arrived but are kept under no key yet. */
export interface Staged {
  tenant_id: string
  /** A file of this machine, in the spool. */
  path: string
  size_bytes: number
  sha256: string
}

/** What is known of kept bytes without reading them; the fingerprint changes when they are replaced. */
export interface Kept {
  size_bytes: number
  fingerprint: string
  written_at: Date
}

/** First and last byte, both included. */
export interface ByteRange {
  start: number
  end: number
}

/** Every method throws Refused 503 `storage_unavailable` when the disk or bucket refuses its work. */
export interface FileStore {
  /** Takes a stream to a temporary file; Refused 413 past `max_bytes`. Nothing is left when it throws. */
  stage(tenant_id: string, stream: Readable, limits: { max_bytes: number }): Promise<Staged>
  /** Keeps staged bytes under their key, whole or not at all; may be repeated while they are staged. */
  promote(staged: Staged): Promise<string>
  /** Ends the staging; harmless when it is over. */
  discard(staged: Staged): Promise<void>
  /** The bytes, or undefined when nothing is kept under the key. */
  open(key: string, range?: ByteRange): Promise<Readable | undefined>
  stat(key: string): Promise<Kept | undefined>
  remove(key: string): Promise<void>
  /** The keys of a business written before an instant. */
  list(tenant_id: string, written_before: Date): AsyncIterable<string>
  /** Removes what dead processes left in the spool before an instant; how many files. */
  sweepSpool(written_before: Date): Promise<number>
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/([0-9a-f]{2})\/\2[0-9a-f]{62}$/

/** The key of content: the business, then its hash, so that a business holds each content once. */
export function contentKey(tenant_id: string, sha256: string): string {
  return checkedKey(`${tenant_id}/${sha256.slice(0, 2)}/${sha256}`)
}

/** The key itself; throws when it is none, so that no path of a caller's making reaches the disk. */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new Error('Not the key of a file')
  return key
}
