/** Vouchers, orders and ledger entries as the API answers them. */
import type { Ability, Named, RecordRow, Task } from '../kit/api/types'

/** What every record of money carries on its page. */
export interface Instrument extends RecordRow {
  project_id: string
  project: Named | null
  amount: string
  currency: string
  description: string | null
  status: string
  created_by: Named | null
  decided_at: string | null
  can: Record<string, Ability>
  task: Task | null
  process: { workflow_id: string; run_id: string; temporal_ui_url: string } | null
}

export interface LedgerEntry extends RecordRow {
  entry_date: string
  entry_type: string
  debit: string
  credit: string
  currency: string
  party_type: string
  party_id: string | null
  party: Named | null
  project: Named | null
  reference: string | null
  description: string | null
  voucher_id: string | null
  voucher: Named | null
  journal_id: string | null
  journal: Named | null
  reverses_id: string | null
  reversed_by_id: string | null
  created_by: Named | null
}

export interface VoucherDetail extends Instrument {
  voucher_no: string
  voucher_type: string | null
  subcontractor_id: string
  subcontractor: Named | null
  paid_amount: string
  rest: string
  week_ending: string
  payment_status: string
  submitted_at: string | null
  entries: LedgerEntry[]
}
