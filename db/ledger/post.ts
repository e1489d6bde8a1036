/** Posting: the one way into the general ledger.
 *
 * `post(trx, posting)` writes one journal in the caller's transaction, `postMany` several, `reverse` the opposite of one.
 * Lines name an account by id or by role; each has exactly one side above zero, in minor units of the journal's currency,
 * which is that of the accounts that name one, else the base currency. What is wrong is thrown as a refusal:
 * 422 `lines` (unbalanced, unknown or inactive account, two currencies, no rate), 409 `period_closed`, 409 `duplicate`
 * (reversed before), 409 `ledger_blocked` (the auditor found the books broken). Post as late as the step allows: the business's head row is locked from here to the end of the
 * transaction, which is what keeps the numbers without a gap.
 */
import { v7 as uuidv7 } from 'uuid'
import { conflict, invalid, notFound } from '../../domain/errors'
import { journalNo } from '../../domain/rules/ledger'
import { book, type BookedLine, currencyOf, type PostingLine, problemsOf } from '../../domain/rules/ledger/postings'
import { ask, type Trx } from '../kit/client'
import { writeAudit } from '../kit/trail'
import { type Books, keepMonthsOpen, openBooks } from './accounts'
import { canonicalText, hashOver, micros } from './chain'

/** What posted it: the record it is about (`voucher`, `ledger_entry`, `manual`, …). */
export interface Source {
  type: string
  id: string | null
}

/** The step of a process that posts: its workflow and the key under which the step's effect is kept (`step.key`). */
export interface Effect {
  workflow_id: string
  key: string
}

export interface Posting {
  /** Given where a repeated request must find its first journal. */
  id?: string
  entry_date: string
  memo?: string | null
  source: Source
  effect?: Effect
  created_by_id: string | null
  lines: readonly PostingLine[]
}

export interface Posted {
  id: string
  journal_no: string
}

/** A journal on its way into the books. */
interface Draft {
  id: string
  entry_date: string
  memo: string | null
  currency: string
  source: Source
  effect: Effect | undefined
  created_by_id: string | null
  reverses_id: string | null
  lines: readonly BookedLine[]
}

/** Posts one journal; it stands when the transaction does, and its audit event names the request that asked for it. */
export async function post(trx: Trx, posting: Posting, request_id?: string): Promise<Posted> {
  const [posted] = await postMany(trx, [posting], request_id)
  if (!posted) throw new Error('Nothing was posted')
  return posted
}

/** Posts many journals with consecutive numbers, all or none; a refusal of one names its place: `journals.2.lines`. */
export async function postMany(trx: Trx, postings: readonly Posting[], request_id?: string): Promise<Posted[]> {
  const books = await openBooks(trx, postings)
  const errors: Record<string, string[]> = {}
  const drafts = postings.map((posting, index) => {
    const { draft, problems } = draftOf(posting, books)
    if (problems.length > 0) errors[postings.length === 1 ? 'lines' : `journals.${index}.lines`] = problems
    return draft
  })
  if (Object.keys(errors).length > 0) throw invalid(errors)
  return write(trx, drafts, request_id)
}

function draftOf(posting: Posting, books: Books): { draft: Draft; problems: string[] } {
  const { id = uuidv7(), entry_date, memo = null, source, effect, created_by_id, lines } = posting
  const { base } = books
  const currency = currencyOf(lines, books.find, base)
  const rate = currency === base ? undefined : books.rateOf(currency, entry_date)
  const unpriced = currency !== base && rate === undefined ? [`There is no exchange rate of ${currency} for ${entry_date}.`] : []
  const problems = [...problemsOf(lines, books.find, currency), ...unpriced]
  const booked = problems.length > 0 ? [] : book(lines, books.find, { currency, base, rate })
  return { draft: { id, entry_date, memo, currency, source, effect, created_by_id, reverses_id: null, lines: booked }, problems }
}

export interface Reversal {
  id?: string
  journal_id: string
  reason: string
  entry_date: string
  /** What asked for it; the source of the journal it reverses unless said. */
  source?: Source
  effect?: Effect
  created_by_id: string | null
  request_id?: string | undefined
}

interface Original {
  id: string
  journal_no: string
  currency: string
  source_type: string
  source_id: string | null
  reversed_by_id: string | null
}

/** Posts the exact opposite of a journal, linked both ways; 404 when there is none, 409 `duplicate` the second time. */
export async function reverse(trx: Trx, reversal: Reversal): Promise<Posted> {
  const { journal_id, reason, entry_date, effect, created_by_id } = reversal
  await lockHead(trx)
  const tenant_id: string = trx.userParams.tenant_id
  const [original] = await ask<Original>(trx, `select ${ORIGINAL} from journals where tenant_id = $1 and id = $2`, [tenant_id, journal_id])
  if (!original) throw notFound()
  if (original.reversed_by_id !== null) {
    throw conflict('duplicate', `${original.journal_no} is reversed already.`, { current: { reversed_by_id: original.reversed_by_id } })
  }
  const lines = await ask<BookedLine>(trx, `select ${LINES} from journal_lines where tenant_id = $1 and journal_id = $2 order by line_no`, [
    tenant_id,
    journal_id,
  ])
  const draft: Draft = {
    id: reversal.id ?? uuidv7(),
    entry_date,
    memo: `Reversal of ${original.journal_no}: ${reason}`,
    currency: original.currency,
    source: reversal.source ?? { type: original.source_type, id: original.source_id },
    effect,
    created_by_id,
    reverses_id: journal_id,
    lines: lines.map(turned),
  }
  const [posted] = await write(trx, [draft], reversal.request_id)
  if (!posted) throw new Error('Nothing was posted')
  return posted
}

const ORIGINAL = 'id, journal_no, currency, source_type, source_id, reversed_by_id'
const LINES = 'account_id, debit, credit, base_debit, base_credit, party_type, party_id, project_id'

const turned = (line: BookedLine): BookedLine => ({
  ...line,
  debit: line.credit,
  credit: line.debit,
  base_debit: line.base_credit,
  base_credit: line.base_debit,
})

interface Head {
  seq: bigint
  hash: string
  at: string
  blocked_reason: string | null
}

/** The end of the business's chain, locked until the transaction ends. */
async function lockHead(trx: Trx): Promise<Head> {
  const text = `select seq, hash, ${micros('now()')} as at, blocked_reason from ledger_heads where tenant_id = $1 and id = $1 for update`
  const [head] = await ask<Head>(trx, text, [trx.userParams.tenant_id])
  if (!head) throw new Error('This business has no books')
  if (head.blocked_reason !== null)
    throw conflict('ledger_blocked', 'Posting is stopped until an admin lifts it.', { explain: head.blocked_reason })
  return head
}

async function write(trx: Trx, drafts: readonly Draft[], request_id: string | undefined): Promise<Posted[]> {
  const tenant_id: string = trx.userParams.tenant_id
  const head = await lockHead(trx)
  let { seq, hash } = head
  // Behind the head, so that two postings never wait for each other's months in a ring.
  await keepMonthsOpen(
    trx,
    drafts.map(({ entry_date }) => entry_date),
  )
  const rows = drafts.map((draft) => {
    const { source, effect, lines, ...rest } = draft
    const from = {
      source_type: source.type,
      source_id: source.id,
      workflow_id: effect?.workflow_id ?? null,
      effect_key: effect?.key ?? null,
    }
    const previous_hash = hash
    seq += 1n
    hash = hashOver(previous_hash, canonicalText({ tenant_id, seq, created_at: head.at, ...rest, ...from, lines }))
    return { ...rest, ...from, seq, journal_no: journalNo(seq), created_at: head.at, line_count: lines.length, previous_hash, hash }
  })
  const last = rows.at(-1)
  if (!last) return []
  const lines = drafts.flatMap((draft) =>
    draft.lines.map((line, index) => ({ journal_id: draft.id, line_no: index + 1, entry_date: draft.entry_date, ...line })),
  )
  // Plans kept from single postings walk these many lines once for each of them; made anew they do not.
  if (rows.length > MANY) await trx.raw('discard plans')
  await mapBounds(ask(trx, INSERT, [tenant_id, json(rows), json(lines), seq, hash]))
  const data = { journal_no: last.journal_no, journals: rows.length, hash }
  const by = { actor_id: last.created_by_id, request_id }
  await writeAudit(trx, by, { action: 'journals.post', resource: 'journal', resource_id: last.id, data })
  return rows.map(({ id, journal_no }) => ({ id, journal_no }))
}

/** From here on an import, not a posting. */
const MANY = 100

const json = (rows: readonly object[]): string => JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value))

const JOURNAL = `id uuid, seq bigint, journal_no text, created_at timestamptz, entry_date date, memo text, currency text, line_count integer,
  source_type text, source_id uuid, workflow_id text, effect_key text, reverses_id uuid, created_by_id uuid, previous_hash text, hash text`
const LINE = `journal_id uuid, line_no integer, entry_date date, account_id uuid, debit bigint, credit bigint, base_debit bigint,
  base_credit bigint, party_type text, party_id uuid, project_id uuid`
const namesOf = (columns: string): string =>
  columns
    .split(',')
    .map((column) => column.trim().split(' ')[0])
    .join(', ')

const INSERT = `with made as (
    insert into journals (tenant_id, ${namesOf(JOURNAL)}) select $1, ${namesOf(JOURNAL)} from json_to_recordset($2::json) as j(${JOURNAL})
  ), moved as (
    update ledger_heads set seq = $4, hash = $5, updated_at = now(), version = version + 1 where tenant_id = $1 and id = $1
  )
  insert into journal_lines (tenant_id, id, ${namesOf(LINE)}) select $1, uuidv7(), ${namesOf(LINE)} from json_to_recordset($3::json) as l(${LINE})`

/** What only the database can refuse: a sum past every bound, a project or party that is not there. */
async function mapBounds<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const { code, constraint = '' } = error as { code?: string; constraint?: string }
    if (code === '22003' || (code === '23514' && constraint.startsWith('journal_lines_')))
      throw invalid({ lines: ['The amounts are too large.'] })
    if (code === '23503' && constraint.includes('project_id')) throw invalid({ lines: ['The selected project is invalid.'] })
    throw error
  }
}
