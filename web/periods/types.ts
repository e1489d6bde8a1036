/** Months of the books as the API answers them. */
import type { Named, RecordRow, Task } from '../kit/api/types'

export interface ChecklistItem {
  key: string
  count: number
  blocking: boolean
}

export interface Period extends RecordRow {
  month: string
  status: 'open' | 'closing' | 'closed' | 'reopening'
  reason: string | null
  asked_by: Named | null
  asked_at: string | null
  decided_by: Named | null
  decided_at: string | null
  closed_at: string | null
}

export interface PeriodDetail extends Period {
  checklist: ChecklistItem[]
  task: Task | null
  process: { workflow_id: string; temporal_ui_url: string } | null
}
