/** Expenses as the API tells them. */
import { ownPath } from '../kit/api/portal'
import type { Ability, Named, RecordRow, StoredFile, Task } from '../kit/api/types'

export interface Expense extends RecordRow {
  project: Named | null
  category: string
  amount: string
  currency: string
  spent_on: string
  description: string | null
  status: string
  created_by: Named | null
  submitted_at: string | null
  decided_at: string | null
  has_file: boolean
}

export interface ExpenseDetail extends Expense {
  receipt: StoredFile | null
  can: Record<string, Ability>
  task: Task | null
  process: { workflow_id: string; run_id: string; temporal_ui_url: string } | null
}

/** The office's expenses, or a contractor's own. */
export const expensesPath = (): string => ownPath('expenses')
