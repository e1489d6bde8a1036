/** `POST /api/uploads`: the one way in for files (api.md §4, DOC-8). */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { MAX_FILE_BYTES } from '../domain/rules/files'
import { insertUpload, keepFile } from '../db/files'
import type { FileStore, Staged } from '../db/kit/files'
import { writeAudit } from '../db/kit/trail'
import type { Inspected } from '../db/kit/files/inspect'
import { lookInto } from '../db/kit/files/look'
import { successOf, send } from './kit/answers'
import { idempotent, type Sent } from './kit/idempotent'
import { type Received, receiveFile } from './kit/multipart'
import { action, type Call, HANDLED, type Route, SIGNED_IN } from './kit/route'

const upload = z.object({
  file_path: z.string().meta({ description: 'Name it in the record that shall hold the file, once, within 24 hours' }),
  original_name: z.string(),
  mime_type: z.string().meta({ description: 'Taken from the bytes' }),
  size_bytes: z.int(),
  sha256: z.string(),
})
type Upload = z.infer<typeof upload>

interface Kept {
  facts: Inspected
  kept: Staged
}

/** What the bytes are, and the bytes that are kept: those of a picture without the place where it was taken. Ended when the sender goes away. */
async function inspected(call: Pick<Call, 'res'>, store: FileStore, { staged, original_name }: Received): Promise<Kept> {
  const gone = new AbortController()
  call.res.once('close', () => gone.abort())
  const { tenant_id, path } = staged
  const { facts, clean } = await lookInto({ path, name: original_name }, { tenant_id, field: 'file', signal: gone.signal })
  const kept = clean ? await store.stage(tenant_id, Readable.from([Buffer.from(clean)]), { max_bytes: MAX_FILE_BYTES }) : staged
  return { facts, kept }
}

/** Has the words of a file read; nobody waits for it, and what cannot be begun now is begun by housekeeping. */
function readLater({ services, actor }: Pick<Call, 'services' | 'actor'>, file_id: string): void {
  services.processes.readText({ tenant_id: actor.tenant_id, file_id }).catch((err: unknown) => {
    services.log.warn({ err, tenant_id: actor.tenant_id, file_id }, 'the words of a file are read later')
  })
}

/** Looks into what was received, keeps it and stages it for its uploader. */
async function keep(
  call: Pick<Call, 'db' | 'actor' | 'by' | 'res' | 'services'>,
  store: FileStore,
  from: Received & { id: string },
): Promise<Upload> {
  const { staged, original_name, id } = from
  const { facts, kept } = await inspected(call, store, from)
  let file_id: string
  try {
    file_id = await keepFile(call.db, store, {
      staged: kept,
      facts,
      also: async (trx, stored) => {
        await insertUpload(trx, { id, user_id: call.actor.id, file_id: stored, original_name })
        await writeAudit(trx, call.by, { action: 'uploads.create', resource: 'upload', resource_id: id, data: { sha256: kept.sha256 } })
      },
    })
  } finally {
    if (kept !== staged) await store.discard(kept)
  }
  if (facts.text_state === 'pending') readLater(call, file_id)
  const { size_bytes, sha256 } = kept
  return { file_path: `uploads/${id}`, original_name, mime_type: facts.mime_type, size_bytes, sha256 }
}

/** With an Idempotency-Key the same file sent again gives the first answer; the file's hash stands for its bytes. */
function once(call: Call, received: Received, work: (id: string) => Promise<Upload>): Promise<Sent> {
  const key = call.req.get('Idempotency-Key')
  const run = async (id: string): Promise<Sent> => successOf(await work(id), 201)
  if (key === undefined) return run(call.effect_id)
  const body = { sha256: received.staged.sha256, original_name: received.original_name }
  return idempotent(call.db, { user_id: call.actor.id, path: call.req.path, key, body }, ({ effect_id }) => run(effect_id))
}

export const uploadRoutes: Route[] = [
  action({
    method: 'post',
    path: '/api/uploads',
    permission: SIGNED_IN,
    summary: 'Stage a file (multipart, field `file`)',
    tag: 'uploads',
    status: 201,
    stream: true,
    answer: upload,
    async handle(call) {
      const store = call.services.files
      const received = await receiveFile(call.req, store, call.actor.tenant_id)
      const work = once(call, received, (id) => keep(call, store, { ...received, id }))
      send(call.res, await work.finally(() => store.discard(received.staged)))
      return HANDLED
    },
  }),
]
