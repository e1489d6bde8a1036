/** Months of the books: their statuses, what takes postings, what forbids closing. */

export const PERIOD_STATUSES = ['open', 'closing', 'closed', 'reopening'] as const
export type PeriodStatus = (typeof PERIOD_STATUSES)[number]

/** True while the month takes postings: until somebody confirms that it is closed. */
export const takesPostings = (status: PeriodStatus): boolean => status === 'open' || status === 'closing'

/** One thing to look at before a month is closed; a blocking one with a count above zero refuses it. */
export interface ChecklistItem {
  key: string
  count: number
  blocking: boolean
}

/** The items that forbid closing. */
export const blocking = (checklist: readonly ChecklistItem[]): ChecklistItem[] =>
  checklist.filter((item) => item.blocking && item.count > 0)
