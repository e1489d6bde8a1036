/** What processes do with stored files: the words of a PDF become searchable (DOC-10). */
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { asyncLocalStorage } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { Refused } from '../domain/errors'
import { storableText, type TextState } from '../domain/rules/files'
import { refreshSearch } from '../db/documents/steps'
import { findFile } from '../db/files'
import { inTenant, tenantDb } from '../db/kit/client'
import { contentKey } from '../db/kit/files'
import type { Deps } from './kit/deps'
import { pdfText } from './kit/pdf-text'

export interface FileToIndex {
  tenant_id: string
  key: string
  file_id: string
}

const BEAT_MS = 5000
const BUSY = '2s'

/** Tells Temporal that long work still goes on; does nothing outside an activity. */
async function beating<T>(work: () => Promise<T>): Promise<T> {
  const context = asyncLocalStorage.getStore()
  const timer = setInterval(() => context?.heartbeat(), BEAT_MS)
  return work().finally(() => clearInterval(timer))
}

/** Too many of a business's files wait already: it comes again, and holds no place of others meanwhile. */
function later(error: unknown): unknown {
  if (!(error instanceof Refused) || error.status !== 503 || error.code !== 'busy') return error
  const { message } = error
  return ApplicationFailure.create({ type: 'Busy', message, nextRetryDelay: BUSY, category: ApplicationFailureCategory.BENIGN })
}

class Missing extends Error {}

/** Reads the bytes' words; null when they cannot be read, which no further try would change. */
async function wordsOf(deps: Pick<Deps, 'log'>, file: FileToIndex, open: () => Promise<Readable | undefined>): Promise<string | null> {
  const { tenant_id, file_id } = file
  const bytes = async (): Promise<Buffer> => {
    const stream = await open()
    if (!stream) throw new Missing('its bytes are missing')
    return buffer(stream)
  }
  const signal = asyncLocalStorage.getStore()?.cancellationSignal
  const read = await pdfText(bytes, { tenant_id, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    if (error instanceof Missing) return { failed: error.message }
    throw later(error)
  })
  if ('text' in read) return storableText(read.text)
  deps.log.warn({ tenant_id, file_id, why: read.failed }, 'the text of a PDF cannot be read')
  return null
}

/** The file activities, named as a manager would. */
export const files = (deps: Pick<Deps, 'db' | 'files' | 'log'>) => ({
  /** Makes the words of a PDF searchable; a broken or locked one is marked failed. Harmless when repeated; throws only while storage or database are away. */
  async indexFile(file: FileToIndex): Promise<{ text_state: TextState }> {
    const { tenant_id, file_id } = file
    const row = await findFile(tenantDb(deps.db, tenant_id), file_id)
    if (row?.text_state !== 'pending') return { text_state: row?.text_state ?? 'failed' }
    const content_text = await beating(() => wordsOf(deps, file, () => deps.files.open(contentKey(tenant_id, row.sha256))))
    const text_state: TextState = content_text === null ? 'failed' : 'done'
    await inTenant(deps.db, tenant_id, async (trx) => {
      const found = { tenant_id, id: file_id, text_state: 'pending' }
      const changed: number = await trx('files')
        .where(found)
        .update({ text_state, content_text, updated_at: trx.fn.now(), version: trx.raw('version + 1') })
      if (changed === 1) await refreshSearch(trx, file_id)
    })
    return { text_state }
  },
})

export type FileActivities = ReturnType<typeof files>
