/** The life of an expense: draft → submitted → payable, or rejected and put right. */
import type { Refusal } from '../../errors'
import { begin, illegal, type Message, type ProcessState, stale, step, withParty } from '../process'
import { afterTaskMessage, leavesRecord, openTask, TASK_MESSAGES, taskRefusal, type TaskKind } from '../tasks'

export const EXPENSE_STATUSES = ['draft', 'submitted', 'payable', 'rejected'] as const
export type ExpenseStatus = (typeof EXPENSE_STATUSES)[number]

export const expenseTask = {
  kind: 'expenses.approve',
  outcomes: ['approve', 'reject'],
  negative: ['reject'],
  separated: ['creator', 'submitter'],
} as const satisfies TaskKind

export interface ExpenseState extends ProcessState {
  status: ExpenseStatus | 'deleted'
}

export interface ExpenseStart {
  tenant_id: string
  record_id: string
  message: Message
}

/** What may be told an expense in each status, apart from its task. */
export const expenseMessages: Record<ExpenseState['status'], readonly string[]> = {
  draft: ['submit', 'edit', 'remove'],
  submitted: [],
  rejected: ['submit', 'edit', 'remove'],
  payable: [],
  deleted: [],
}

function open(start: ExpenseStart): ExpenseState {
  const state = begin(start, 'draft')
  return { ...state, parties: withParty(state, 'creator', start.message) }
}

function refusal(state: ExpenseState, message: Message): Refusal | undefined {
  if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) return taskRefusal(state, message)
  const may = expenseMessages[state.status]
  if (may.includes(message.kind)) return stale(state, message)
  const why = illegal(state, message, may)
  const locked = message.kind === 'edit' || message.kind === 'remove'
  return locked ? { ...why, code: 'locked', message: `An expense that is ${state.status} is locked.` } : why
}

function after(state: ExpenseState, message: Message, ids: () => string): ExpenseState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  switch (message.kind) {
    case 'submit':
      return step(state, { status: 'submitted', task: openTask(expenseTask, ids()), parties: withParty(state, 'submitter', message) })
    case 'complete':
      return step(state, { status: message.outcome === 'approve' ? 'payable' : 'rejected', task: null, due: [] })
    case 'remove':
      return step(state, { status: 'deleted' })
    default:
      return step(state, {})
  }
}

export const expenseRules = {
  messages: ['submit', 'edit', 'remove', ...TASK_MESSAGES],
  open,
  refusal,
  after,
  ended: (state: ExpenseState): boolean => state.status === 'payable' || state.status === 'deleted',
}
