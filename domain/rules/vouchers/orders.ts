/** Variation orders (extra scope) and daywork orders (work on a day rate): approved or rejected within a limit (seed C, ADM-007). */
import type { Refusal } from '../../errors'
import { begin, type Message, type ProcessState, stale, step, withParty } from '../process'
import { afterTaskMessage, leavesRecord, openTask, TASK_MESSAGES, taskRefusal, type TaskKind } from '../tasks'
import { lockedOr } from '.'

export const VARIATION_STATUSES = ['pending', 'approved', 'rejected'] as const
export type VariationStatus = (typeof VARIATION_STATUSES)[number]

export const DAYWORK_STATUSES = ['draft', 'submitted', 'approved', 'rejected'] as const
export type DayworkStatus = (typeof DAYWORK_STATUSES)[number]

export const variationTask = {
  kind: 'variation_orders.approve',
  outcomes: ['approve', 'reject'],
  negative: ['reject'],
  separated: ['creator', 'editor'],
} as const satisfies TaskKind

export const dayworkTask = {
  kind: 'daywork_orders.approve',
  outcomes: ['approve', 'reject'],
  negative: ['reject'],
  separated: ['creator', 'editor', 'submitter'],
} as const satisfies TaskKind

export interface OrderState extends ProcessState {
  status: VariationStatus | DayworkStatus | 'deleted'
}

export interface OrderStart {
  tenant_id: string
  record_id: string
  message: Message
}

type Told = Partial<Record<OrderState['status'], readonly string[]>>

/** A variation order waits for its decision from the start; it may be put right until somebody decides. */
export const variationMessages: Told = { pending: ['edit', 'remove'] }

/** A daywork order is written first, then submitted; a rejected one may be put right and submitted again. */
export const dayworkMessages: Told = { draft: ['submit', 'edit', 'remove'], rejected: ['submit', 'edit', 'remove'] }

const refusalBy =
  (told: Told) =>
  (state: OrderState, message: Message): Refusal | undefined => {
    if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) return taskRefusal(state, message)
    const may = told[state.status] ?? []
    return may.includes(message.kind) ? stale(state, message) : lockedOr(state, message, may)
  }

const decided = (state: OrderState, message: Message): OrderState =>
  step(state, {
    status: message.outcome === 'approve' ? 'approved' : 'rejected',
    parties: withParty(state, 'approver', message),
    task: null,
    due: [],
  })

const removed = (state: OrderState): OrderState => step(state, { status: 'deleted', task: null, due: [] })

/** A changed order gets a new task: whoever decides on what it was is told that this task is closed. */
function afterVariation(state: OrderState, message: Message, ids: () => string): OrderState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  if (message.kind === 'complete') return decided(state, message)
  if (message.kind === 'remove') return removed(state)
  return step(state, { task: openTask(variationTask, ids()), due: [], parties: withParty(state, 'editor', message) })
}

function afterDaywork(state: OrderState, message: Message, ids: () => string): OrderState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  switch (message.kind) {
    case 'submit':
      return step(state, { status: 'submitted', task: openTask(dayworkTask, ids()), parties: withParty(state, 'submitter', message) })
    case 'complete':
      return decided(state, message)
    case 'remove':
      return removed(state)
    default:
      return step(state, { parties: withParty(state, 'editor', message) })
  }
}

export const variationRules = {
  messages: ['edit', 'remove', ...TASK_MESSAGES],
  open(start: OrderStart, ids: () => string): OrderState {
    const state = begin(start, 'pending')
    return { ...state, task: openTask(variationTask, ids()), parties: withParty(state, 'creator', start.message) }
  },
  refusal: refusalBy(variationMessages),
  after: afterVariation,
  ended: ({ status }: OrderState): boolean => status !== 'pending',
}

export const dayworkRules = {
  messages: ['submit', 'edit', 'remove', ...TASK_MESSAGES],
  open(start: OrderStart): OrderState {
    const state = begin(start, 'draft')
    return { ...state, parties: withParty(state, 'creator', start.message) }
  },
  refusal: refusalBy(dayworkMessages),
  after: afterDaywork,
  ended: ({ status }: OrderState): boolean => status === 'approved' || status === 'deleted',
}
