/** The chain of journals: each is hashed, with its lines, over the one before it. The same text is made here and by the database. */
import { createHash } from 'node:crypto'
import type { BookedLine } from '../../domain/rules/ledger/postings'

/** A journal as it is hashed. */
export interface HashedJournal {
  tenant_id: string
  seq: bigint
  id: string
  entry_date: string
  /** UTC with microseconds, as the database writes it. */
  created_at: string
  currency: string
  memo: string | null
  source_type: string
  source_id: string | null
  workflow_id: string | null
  effect_key: string | null
  reverses_id: string | null
  created_by_id: string | null
  lines: readonly BookedLine[]
}

/** How an instant is written in the text. */
export const micros = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

// Free text is preceded by its length in bytes, so that no memo can pass for other fields.
const free = (text: string | null): string => (text === null ? '' : `${Buffer.byteLength(text)}:${text}`)

const lineText = (line: BookedLine, index: number): string =>
  [
    index + 1,
    line.account_id,
    line.debit,
    line.credit,
    line.base_debit,
    line.base_credit,
    line.party_type ?? '',
    line.party_id ?? '',
    line.project_id ?? '',
  ].join('|')

/** The text of a journal and its lines. */
export function canonicalText(journal: HashedJournal): string {
  const { tenant_id, seq, id, entry_date, created_at, currency, memo, source_type, source_id } = journal
  const { workflow_id, effect_key, reverses_id, created_by_id, lines } = journal
  const head = [tenant_id, seq, id, entry_date, created_at, currency, free(memo), source_type, source_id ?? '']
  const from = [workflow_id ?? '', effect_key ?? '', reverses_id ?? '', created_by_id ?? '']
  return [...head, ...from, ...lines.map(lineText)].join('\n')
}

const LINE_SQL = `concat_ws('|', l.line_no, l.account_id, l.debit, l.credit, l.base_debit, l.base_credit,
  coalesce(l.party_type, ''), coalesce(l.party_id::text, ''), coalesce(l.project_id::text, ''))`

/** The same text as SQL over a journal `j`, whose lines are joined before: `line_texts`. */
const CANONICAL_SQL = `concat_ws(E'\\n', j.tenant_id, j.seq, j.id, j.entry_date, ${micros('j.created_at')}, j.currency,
  coalesce(octet_length(j.memo) || ':' || j.memo, ''), j.source_type, coalesce(j.source_id::text, ''),
  coalesce(j.workflow_id, ''), coalesce(j.effect_key, ''), coalesce(j.reverses_id::text, ''), coalesce(j.created_by_id::text, ''), line_texts)`

/** The lines of a journal as text, an aggregate over `journal_lines l`. */
export const LINES_SQL = `string_agg(${LINE_SQL}, E'\\n' order by l.line_no)`

/** The hash that a journal `j` with `line_texts` should have, over the hash it names as the one before. */
export const HASH_SQL = `encode(sha256(convert_to(j.previous_hash || E'\\n' || ${CANONICAL_SQL}, 'UTF8')), 'hex')`

/** The hash of a text over the hash before it. */
export const hashOver = (previous: string, text: string): string => createHash('sha256').update(`${previous}\n${text}`).digest('hex')

/** The hash before the first journal. */
export const START = '0'.repeat(64)
