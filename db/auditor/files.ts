/** Files against their bytes (I9): every row has bytes of its hash in the business's own place. */
import { createHash } from 'node:crypto'
import { type Finding, MOST_FINDINGS } from '../../domain/rules/auditor'
import { askPlanned, type TenantDb } from '../kit/client'
import { contentKey, type FileStore } from '../kit/files'

interface Row {
  id: string
  sha256: string
  size_bytes: bigint
  /** Read to its end in this round, not only looked for. */
  read: boolean
}

const PAGE = 500
/** Of all files each round of the night reads one in thirty, so that each is read once a month. */
const SLICES = 30

const ROWS = `select id, sha256, size_bytes, $2::timestamptz is not null or hashtext(id::text) % ${SLICES} = $3 as read from files
  where tenant_id = $1 and ($2::timestamptz is null or created_at > $2) and ($4::uuid is null or id > $4) order by id limit ${PAGE}`

async function hashOf(store: FileStore, key: string): Promise<string | undefined> {
  const stream = await store.open(key)
  if (!stream) return undefined
  const hash = createHash('sha256')
  for await (const chunk of stream) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function faultOf(store: FileStore, tenant_id: string, row: Row): Promise<string | undefined> {
  const key = contentKey(tenant_id, row.sha256)
  const kept = await store.stat(key)
  if (!kept) return 'The bytes of a file are gone'
  if (BigInt(kept.size_bytes) !== row.size_bytes) return 'A file has another length than it had'
  return row.read && (await hashOf(store, key)) !== row.sha256 ? 'The bytes of a file are not those that were sent' : undefined
}

/** Files that are not what was sent: the new ones read whole; without `since` all of them looked for, and a part read. */
export async function wrongFiles(db: TenantDb, store: FileStore, at: { since: Date | null; now: Date; beat?(): void }): Promise<Finding[]> {
  const tenant_id: string = db.userParams.tenant_id
  const found: Finding[] = []
  const slice = Math.floor(at.now.getTime() / 86_400_000) % SLICES
  for (let after: string | null = null, more = true; more && found.length <= MOST_FINDINGS; ) {
    const rows: Row[] = await askPlanned<Row>(db, ROWS, [tenant_id, at.since?.toISOString() ?? null, slice, after])
    for (const row of rows) {
      const detail = await faultOf(store, tenant_id, row)
      if (detail) found.push({ type: 'file', id: row.id, detail })
      at.beat?.()
    }
    more = rows.length === PAGE
    after = rows.at(-1)?.id ?? null
  }
  return found
}
