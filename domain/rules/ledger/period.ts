/** The life of a month of the books: open → closing → closed → reopening → open; each way asked by one and confirmed by another. */
import type { Refusal } from '../../errors'
import { begin, illegal, type Message, type ProcessState, stale, step, withParty } from '../process'
import { afterTaskMessage, leavesRecord, openTask, TASK_MESSAGES, taskRefusal, type TaskKind } from '../tasks'

export const PERIOD_STATUSES = ['open', 'closing', 'closed', 'reopening'] as const
export type PeriodStatus = (typeof PERIOD_STATUSES)[number]

export const periodTask = {
  kind: 'periods.close',
  outcomes: ['confirm', 'reject'],
  negative: ['reject'],
  separated: ['asker'],
} as const satisfies TaskKind

export interface PeriodState extends ProcessState {
  status: PeriodStatus
}

export interface PeriodStart {
  tenant_id: string
  record_id: string
  message: Message
}

/** What may be asked of a period in each status, apart from its task. */
export const periodMessages: Record<PeriodStatus, readonly string[]> = {
  open: ['close'],
  closing: [],
  closed: ['reopen'],
  reopening: [],
}

/** True while the month takes postings: until somebody confirms that it is closed. */
export const takesPostings = (status: PeriodStatus): boolean => status === 'open' || status === 'closing'

/** Where each decision leads. */
const DECIDED: Record<string, Record<string, PeriodStatus>> = {
  closing: { confirm: 'closed', reject: 'open' },
  reopening: { confirm: 'open', reject: 'closed' },
}

/** One thing to look at before a month is closed; a blocking one with a count above zero refuses it. */
export interface ChecklistItem {
  key: string
  count: number
  blocking: boolean
}

/** The items that forbid closing. */
export const blocking = (checklist: readonly ChecklistItem[]): ChecklistItem[] =>
  checklist.filter((item) => item.blocking && item.count > 0)

const open = (start: PeriodStart): PeriodState => begin(start, 'open')

function refusal(state: PeriodState, message: Message): Refusal | undefined {
  if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) return taskRefusal(state, message)
  const may = periodMessages[state.status]
  return may.includes(message.kind) ? stale(state, message) : illegal(state, message, may)
}

function after(state: PeriodState, message: Message, ids: () => string): PeriodState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  if (message.kind === 'complete') {
    const status = DECIDED[state.status]?.[message.outcome ?? ''] ?? state.status
    return step(state, { status, task: null, due: [] })
  }
  // Only who asks this time is kept from confirming it.
  const parties = withParty({ ...state, parties: {} }, 'asker', message)
  return step(state, { status: message.kind === 'close' ? 'closing' : 'reopening', task: openTask(periodTask, ids()), parties })
}

export const periodRules = {
  messages: ['close', 'reopen', ...TASK_MESSAGES],
  open,
  refusal,
  after,
  // A closed month may be opened again in ten years.
  ended: (): boolean => false,
}
