/** The sealed audit: every event is hashed over the one before it, so that edits, gaps and cuts are found (TEN-11, S03). */
import { createHash } from 'node:crypto'
import { inTransaction, type TenantDb, type Trx } from './kit/client'

/** The end of a chain: how long it is and its last hash. */
export interface Head {
  seq: number
  hash: string
}

export type ChainFault = 'edited' | 'missing' | 'gap' | 'unsealed' | 'truncated' | 'rewritten'

export interface ChainProblem {
  kind: ChainFault
  seq?: number
  event_id?: string
  detail: string
}

export interface ChainReport {
  ok: boolean
  sealed: number
  head: Head | null
  problems: ChainProblem[]
}

const PAGE = 2000
/** Pages sealed in one run: a business that wrote a flood waits for the next run, the others do not. */
const MOST_PAGES = 10
/** Events of a transaction that ran long become visible late; older ones are nobody's transaction any more. */
const LATE = "interval '1 day'"
const MOST_PROBLEMS = 100

const START = '0'.repeat(64)
// jsonb writes its keys in one order and its values in one form: the text is the same as long as the row is.
const CANONICAL = `jsonb_build_object('tenant_id', e.tenant_id, 'id', e.id, 'created_at', ${micros('created_at')}, 'at', ${micros('at')},
  'actor_id', e.actor_id, 'on_behalf_of_id', e.on_behalf_of_id, 'action', e.action, 'resource', e.resource, 'resource_id', e.resource_id,
  'refused', e.refused, 'request_id', e.request_id, 'data', e.data)::text`

function micros(column: string): string {
  return `to_char(e.${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')`
}

const hashOf = (previous: string, text: string): string => createHash('sha256').update(`${previous}\n${text}`).digest('hex')

const tenantOf = (db: TenantDb | Trx): string => db.userParams.tenant_id

/** The end of the chain, or undefined before the first seal. */
export async function chainHead(db: TenantDb | Trx): Promise<Head | undefined> {
  const row = await db('audit_seals')
    .where({ tenant_id: tenantOf(db) })
    .orderBy('seq', 'desc')
    .first('seq', 'hash')
  return row && { seq: Number(row.seq), hash: row.hash }
}

/** Seals what is not sealed yet, oldest first; answers the head. Safe to run at once in several processes. */
export async function sealAudit(db: TenantDb): Promise<Head | undefined> {
  for (let page = 0; page < MOST_PAGES; page++) if ((await sealPage(db)) < PAGE) break
  return chainHead(db)
}

function sealPage(db: TenantDb): Promise<number> {
  return inTransaction(db, async (trx) => {
    const tenant_id = tenantOf(trx)
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`audit chain ${tenant_id}`])
    const fresh = await trx.raw(
      `select e.id, ${CANONICAL} as text from audit_events e where e.tenant_id = ?
         and e.at > coalesce((select l.at from audit_seals s join audit_events l on l.tenant_id = s.tenant_id and l.id = s.id
           where s.tenant_id = ? order by s.seq desc limit 1) - ${LATE}, '-infinity')
         and not exists (select 1 from audit_seals s where s.tenant_id = e.tenant_id and s.id = e.id)
       order by e.at, e.id limit ${PAGE}`,
      [tenant_id, tenant_id],
    )
    const head = await chainHead(trx)
    let { seq, hash } = head ?? { seq: 0, hash: START }
    const rows = (fresh.rows as { id: string; text: string }[]).map(({ id, text }) => {
      seq += 1
      hash = hashOf(hash, text)
      return { tenant_id, id, seq, hash }
    })
    if (rows.length > 0) await trx('audit_seals').insert(rows)
    return rows.length
  })
}

interface Link {
  seq: bigint
  hash: string
  id: string
  text: string | null
}

/** What is wrong with one link, given the one before it. */
function problemsOf(link: Link, before: Head): ChainProblem[] {
  const seq = Number(link.seq)
  const at = { seq, event_id: link.id }
  const gap: ChainProblem[] =
    seq === before.seq + 1 ? [] : [{ kind: 'gap', ...at, detail: `Seals ${before.seq + 1} to ${seq - 1} are gone` }]
  if (link.text === null) return [...gap, { kind: 'missing', ...at, detail: 'The sealed event is gone' }]
  if (gap.length > 0 || hashOf(before.hash, link.text) === link.hash) return gap
  return [{ kind: 'edited', ...at, detail: 'The event, its place or its seal was changed after it was sealed' }]
}

/** What an earlier head, kept outside the database, says of the chain. */
async function anchorProblem(db: TenantDb | Trx, head: Head | undefined, anchor: Head | undefined): Promise<ChainProblem[]> {
  if (!anchor) return []
  const row = await db('audit_seals')
    .where({ tenant_id: tenantOf(db), seq: anchor.seq })
    .first('hash')
  if (row?.hash === anchor.hash) return []
  const known = `seal ${anchor.seq} was ${anchor.hash.slice(0, 12)}…`
  if (!row && (head?.seq ?? 0) < anchor.seq)
    return [{ kind: 'truncated', seq: anchor.seq, detail: `The chain ends at ${head?.seq ?? 0}, but ${known}` }]
  return [{ kind: 'rewritten', seq: anchor.seq, detail: `The chain is another one: ${known}` }]
}

/** True when the chain still holds the head that was known before. */
export const holdsAnchor = async (db: TenantDb, anchor: Head): Promise<boolean> =>
  (await anchorProblem(db, await chainHead(db), anchor)).length === 0

/** Events that slipped in behind the chain: too old to be waiting for their seal. */
async function unsealed(db: TenantDb | Trx): Promise<ChainProblem[]> {
  const tenant_id = tenantOf(db)
  const found = await db.raw(
    `select e.id from audit_events e where e.tenant_id = ?
       and e.at < (select max(l.at) from audit_seals s join audit_events l on l.tenant_id = s.tenant_id and l.id = s.id where s.tenant_id = ?) - ${LATE}
       and not exists (select 1 from audit_seals s where s.tenant_id = e.tenant_id and s.id = e.id) limit ${MOST_PROBLEMS}`,
    [tenant_id, tenant_id],
  )
  return (found.rows as { id: string }[]).map(({ id }) => ({
    kind: 'unsealed',
    event_id: id,
    detail: 'The event was put in behind the chain',
  }))
}

/**
 * Recomputes the chain, the whole of it or what follows `after`, a head that was proved before; `anchor` is an earlier head
 * that was kept elsewhere. `beat` is called after each page.
 */
export async function verifyChain(
  db: TenantDb | Trx,
  more: { anchor?: Head | undefined; after?: Head | undefined; beat?(): void } = {},
): Promise<ChainReport> {
  const problems: ChainProblem[] = more.after ? await anchorProblem(db, await chainHead(db), more.after) : []
  let before: Head = more.after ?? { seq: 0, hash: START }
  let sealed = 0
  for (;;) {
    const page = await db.raw(
      `select s.seq, s.hash, s.id, case when e.id is null then null else ${CANONICAL} end as text
       from audit_seals s left join audit_events e on e.tenant_id = s.tenant_id and e.id = s.id
       where s.tenant_id = ? and s.seq > ? order by s.seq limit ${PAGE}`,
      [tenantOf(db), before.seq],
    )
    const links: Link[] = page.rows
    for (const link of links) {
      if (problems.length < MOST_PROBLEMS) problems.push(...problemsOf(link, before))
      // From here on the stored hash counts, so that one fault is told once.
      before = { seq: Number(link.seq), hash: link.hash }
    }
    sealed += links.length
    more.beat?.()
    if (links.length < PAGE) break
  }
  const head = before.seq > 0 ? before : undefined
  // What slipped in behind a proved head is found when the whole is looked at.
  problems.push(...(await anchorProblem(db, head, more.anchor)), ...(more.after ? [] : await unsealed(db)))
  return { ok: problems.length === 0, sealed, head: head ?? null, problems }
}
