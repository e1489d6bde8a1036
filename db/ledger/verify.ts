/** The ledger proved: every journal balances and hashes over the one before, sums equal lines, and what posted it stands (FIN-8). */
import { journalNo } from '../../domain/rules/ledger'
import { ask, type TenantDb, type Trx } from '../kit/client'
import { onSnapshot } from '../kit/snapshot'
import { HASH_SQL, LINES_SQL, START } from './chain'

export type LedgerFault = 'unbalanced' | 'edited' | 'gap' | 'chain' | 'truncated' | 'sums' | 'reversal' | 'process' | 'source' | 'audit'

export interface LedgerProblem {
  kind: LedgerFault
  /** The journal it is about, where it is about one. */
  journal_id: string | null
  journal_no: string | null
  detail: string
}

export interface LedgerReport {
  ok: boolean
  /** Journals looked at, and their lines. */
  entries: number
  lines: number
  head: { journal_no: string; hash: string } | null
  problems: LedgerProblem[]
}

const PAGE = 2000
const MOST_PROBLEMS = 100

/** One page of journals judged by the database; only faults and the end of the page come back. */
const JUDGED = `with page as materialized (
    select * from journals where tenant_id = $1 and seq > $2 order by seq limit ${PAGE}
  ), texts as (
    select l.journal_id, count(*) as lines, sum(l.debit) as debit, sum(l.credit) as credit, sum(l.base_debit) as base_debit,
      sum(l.base_credit) as base_credit, ${LINES_SQL} as line_texts
    from page p join journal_lines l on l.tenant_id = p.tenant_id and l.journal_id = p.id group by l.journal_id
  ), judged as (
    select j.id, j.seq, j.hash, coalesce(t.lines, 0) as lines,
      lag(j.seq, 1, $2::bigint) over (order by j.seq) as seq_before,
      t.lines is distinct from j.line_count or t.debit <> t.credit or t.base_debit <> t.base_credit as unbalanced,
      ${HASH_SQL} is distinct from j.hash or j.journal_no <> 'J-' || lpad(j.seq::text, greatest(6, length(j.seq::text)), '0') as edited,
      j.previous_hash <> lag(j.hash, 1, $3::text) over (order by j.seq) as chain,
      j.reversed_by_id is distinct from r.id as reversal,
      j.workflow_id is not null and not exists (select from effects e where e.tenant_id = j.tenant_id and e.key = j.effect_key)
        and not exists (select from processes p where p.tenant_id = j.tenant_id and p.workflow_id = j.workflow_id
          and p.ended_at < now() - interval '29 days') as process
    from page j left join texts t on t.journal_id = j.id
    left join journals r on r.tenant_id = j.tenant_id and r.reverses_id = j.id
  )
  select count(*)::int as entries, coalesce(sum(lines), 0)::int as lines, max(seq) as seq,
    (array_agg(hash order by seq desc))[1] as hash,
    coalesce(json_agg(json_build_object('id', id, 'seq', seq::text, 'seq_before', seq_before::text, 'unbalanced', unbalanced,
      'edited', edited, 'chain', chain, 'reversal', reversal, 'process', process) order by seq)
      filter (where seq <> seq_before + 1 or unbalanced or edited or chain or reversal or process), '[]') as faults
  from judged`

interface Fault {
  id: string
  seq: string
  seq_before: string
  unbalanced: boolean
  edited: boolean
  chain: boolean
  reversal: boolean
  process: boolean
}

interface Judged {
  entries: number
  lines: number
  seq: bigint | null
  hash: string | null
  faults: Fault[]
}

const SAID = {
  unbalanced: 'Its lines are not complete or do not balance',
  edited: 'It, a line of it or its hash was changed after it was posted',
  chain: 'It does not follow on the journal before it',
  reversal: 'Its link to its reversal is not the one that was posted',
  process: 'The step of the process that posted it is not there',
} as const

function problemsOf(fault: Fault): LedgerProblem[] {
  const about = { journal_id: fault.id, journal_no: journalNo(BigInt(fault.seq)) }
  const [before, seq] = [BigInt(fault.seq_before), BigInt(fault.seq)]
  const gap: LedgerProblem[] =
    seq === before + 1n ? [] : [{ kind: 'gap', ...about, detail: `${journalNo(before + 1n)} to ${journalNo(seq - 1n)} are gone` }]
  const kinds = (Object.keys(SAID) as (keyof typeof SAID)[]).filter((kind) => fault[kind])
  return [...gap, ...kinds.map((kind): LedgerProblem => ({ kind, ...about, detail: SAID[kind] }))]
}

/** Accounts whose sums of a month are not those of their lines. */
const SUMS = `select coalesce(a.code, account_id::text) as code, month from (
    select account_id, to_char(entry_date, 'YYYY-MM') as month, project_id, sum(base_debit) as debit, sum(base_credit) as credit
      from journal_lines where tenant_id = $1 group by 1, 2, 3
    union all select account_id, month, project_id, -debit, -credit from account_sums where tenant_id = $1
  ) both_sides left join accounts a on a.tenant_id = $1 and a.id = account_id
  group by account_id, a.code, month, project_id having sum(debit) <> 0 or sum(credit) <> 0 order by 2, 1 limit ${MOST_PROBLEMS}`

/** What the audit log says was posted and is not there, or is another one: it is sealed apart from the ledger. */
const AUDIT = `select e.resource_id as id, e.data ->> 'journal_no' as journal_no, j.id is null as gone from audit_events e
  left join journals j on j.tenant_id = e.tenant_id and j.id = e.resource_id
  where e.tenant_id = $1 and e.action = 'journals.post' and (j.id is null or j.hash <> e.data ->> 'hash') order by e.at limit ${MOST_PROBLEMS}`

/** Entries of parties that were posted and have no journal: the two are written in one transaction. */
const ENTRIES = `select e.id, e.reference from ledger_entries e where e.tenant_id = $1
  and not exists (select from journals j where j.tenant_id = e.tenant_id and j.id = e.journal_id) order by e.created_at limit ${MOST_PROBLEMS}`

const entryProblems = async (trx: Trx): Promise<LedgerProblem[]> =>
  (await ask<{ id: string; reference: string | null }>(trx, ENTRIES, [trx.userParams.tenant_id])).map(({ id, reference }) => ({
    kind: 'source',
    journal_id: null,
    journal_no: null,
    detail: `The ledger entry ${reference ?? id} has no journal`,
  }))

const sumProblems = async (trx: Trx): Promise<LedgerProblem[]> =>
  (await ask<{ code: string; month: string }>(trx, SUMS, [trx.userParams.tenant_id])).map(({ code, month }) => ({
    kind: 'sums',
    journal_id: null,
    journal_no: null,
    detail: `The sums of account ${code} in ${month} are not those of its lines`,
  }))

const auditProblems = async (trx: Trx): Promise<LedgerProblem[]> =>
  (await ask<{ id: string; journal_no: string | null; gone: boolean }>(trx, AUDIT, [trx.userParams.tenant_id])).map(
    ({ id, journal_no, gone }) => ({
      kind: 'audit',
      journal_id: id,
      journal_no,
      detail: gone ? 'The audit log tells of it, but it is gone' : 'The audit log knows it with another hash',
    }),
  )

async function headProblems(trx: Trx, last: { seq: bigint; hash: string }): Promise<LedgerProblem[]> {
  const text = 'select seq, hash from ledger_heads where tenant_id = $1 and id = $1'
  const [head] = await ask<{ seq: bigint; hash: string }>(trx, text, [trx.userParams.tenant_id])
  // The platform keeps no books.
  if (!head && last.seq === 0n) return []
  if (head?.seq === last.seq && head.hash === last.hash) return []
  const detail = `The chain ends at ${last.seq} but its head says ${head?.seq ?? 'nothing'}`
  return [{ kind: 'truncated', journal_id: null, journal_no: null, detail }]
}

/** Verifies a business's ledger as it stands at one moment, a page at a time; `beat` is called after each page. */
export async function verifyLedger(db: TenantDb, more: { beat?(): void } = {}): Promise<LedgerReport> {
  return onSnapshot(db, (trx) => verifyOn(trx, more))
}

/** The same inside a snapshot that is there already. */
export async function verifyOn(trx: Trx, { beat }: { beat?(): void }): Promise<LedgerReport> {
  const problems: LedgerProblem[] = []
  let last = { seq: 0n, hash: START }
  let [entries, lines] = [0, 0]
  for (;;) {
    const [page] = await ask<Judged>(trx, JUDGED, [trx.userParams.tenant_id, last.seq, last.hash])
    if (!page || page.seq === null || page.hash === null) break
    if (problems.length < MOST_PROBLEMS) problems.push(...page.faults.flatMap(problemsOf))
    last = { seq: page.seq, hash: page.hash }
    entries += page.entries
    lines += page.lines
    beat?.()
    if (page.entries < PAGE) break
  }
  const others = [await headProblems(trx, last), await sumProblems(trx), await entryProblems(trx), await auditProblems(trx)]
  problems.push(...others.flat())
  const head = entries > 0 ? { journal_no: journalNo(last.seq), hash: last.hash } : null
  return { ok: problems.length === 0, entries, lines, head, problems: problems.slice(0, MOST_PROBLEMS) }
}
