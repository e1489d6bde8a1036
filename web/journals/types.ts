/** Journals as the API answers them, and their text as people read it. */
import type { Dictionary } from '../kit/language/en'
import { wordOf } from '../kit/language/words'
import type { Named, RecordRow } from '../kit/api/types'

export interface JournalLine {
  line_no: number
  account: Named & { code: string }
  debit: string | null
  credit: string | null
  base_debit: string | null
  base_credit: string | null
  party_type: string | null
  party_id: string | null
  project: Named | null
}

interface JournalRow extends RecordRow {
  journal_no: string
  entry_date: string
  memo: string | null
  currency: string
  total: string
  source_type: string
  source_id: string | null
  reverses_id: string | null
  reverses: Named | null
  reversed_by_id: string | null
  reversed_by: Named | null
  created_by: Named | null
}

export interface JournalDetail extends JournalRow {
  lines: JournalLine[]
  seq: number
  hash: string
  previous_hash: string
  posted_by: { type: string; id: string } | null
  process: { workflow_id: string; temporal_ui_url: string } | null
}

export interface Account extends RecordRow {
  code: string
  name: string
  type: string
  parent_id: string | null
  currency: string | null
  role: string | null
  active: boolean | null
}

/** A journal's text: that of a ledger entry begins with the code of its kind, which is said in the person's words. */
export const memoIn = (text: Dictionary, memo: string | null, source_type: string): string =>
  source_type === 'ledger_entry' ? (memo ?? '').replace(/^[a-z]+(?= · |$)/, (code) => wordOf(text, 'values', code)) : (memo ?? '')
