/** The life of a voucher: draft → submitted → approved or rejected; an approved one is paid in one or more confirmed payments (seed C, ADM-007). */
import type { Refusal } from '../../errors'
import { formatMoney, parseMoney } from '../../money'
import { begin, illegal, type Message, type ProcessState, stale, step, withParty } from '../process'
import { afterTaskMessage, leavesRecord, openTask, TASK_MESSAGES, taskRefusal, type TaskKind } from '../tasks'

export const VOUCHER_STATUSES = ['draft', 'submitted', 'approved', 'rejected', 'cancelled'] as const
export type VoucherStatus = (typeof VOUCHER_STATUSES)[number]

export const PAYMENT_STATUSES = ['unpaid', 'partly_paid', 'paid'] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export const voucherTask = {
  kind: 'vouchers.approve',
  outcomes: ['approve', 'reject'],
  negative: ['reject'],
  separated: ['creator', 'editor', 'submitter'],
} as const satisfies TaskKind

/** Confirms that money left the bank; the only way into the ledger. */
export const postingTask = {
  kind: 'ledgers.post',
  outcomes: ['confirm_payment', 'cancel'],
  negative: ['cancel'],
  separated: ['approver'],
} as const satisfies TaskKind

/** The same task once something is paid: what is paid cannot be cancelled. */
const restTask = { ...postingTask, outcomes: ['confirm_payment'], negative: [] } satisfies TaskKind

/** Amounts are minor units as text, because a process's state is JSON. */
export interface VoucherState extends ProcessState {
  status: VoucherStatus
  currency: string
  amount: string
  paid: string
}

export interface VoucherStart {
  tenant_id: string
  record_id: string
  /** Its data holds currency and amount beside the record's other values. */
  message: Message
}

/** What may be told a voucher in each status, apart from its tasks. */
export const voucherMessages: Record<VoucherStatus, readonly string[]> = {
  draft: ['submit', 'edit', 'remove'],
  submitted: [],
  rejected: ['submit', 'edit', 'remove'],
  approved: [],
  cancelled: [],
}

/** How much of an amount is paid, as a status. */
export const paymentStatusOf = (paid: bigint, amount: bigint): PaymentStatus =>
  paid === 0n ? 'unpaid' : paid < amount ? 'partly_paid' : 'paid'

/** What is still to pay, in minor units. */
export const restOf = (state: Pick<VoucherState, 'amount' | 'paid'>): bigint => BigInt(state.amount) - BigInt(state.paid)

const textIn = (message: Message, name: string): string | undefined => {
  const value = message.data?.[name]
  return typeof value === 'string' ? value : undefined
}

function open(start: VoucherStart): VoucherState {
  const { message } = start
  const state: VoucherState = {
    ...begin(start, 'draft'),
    currency: textIn(message, 'currency') ?? '',
    amount: textIn(message, 'amount') ?? '0',
    paid: '0',
  }
  return { ...state, parties: withParty(state, 'creator', message) }
}

/** The amount a confirmation pays: what it says, or the rest; undefined when it is no amount. */
export const paymentIn = (state: VoucherState, message: Message): bigint | undefined => {
  if (message.data?.amount === undefined) return restOf(state)
  const said = textIn(message, 'amount')
  return said === undefined ? undefined : parseMoney(said, state.currency)
}

const wrong = (field: string, text: string): Refusal => ({
  status: 422,
  code: 'invalid',
  message: 'Validation failed',
  details: { errors: { [`data.${field}`]: [text] } },
})

/** Why a confirmed amount is refused: no amount, nothing, or more than the rest. */
function paymentRefusal(state: VoucherState, message: Message): Refusal | undefined {
  const amount = paymentIn(state, message)
  if (amount === undefined) return wrong('amount', `The amount field must be an amount in ${state.currency}.`)
  if (amount <= 0n) return wrong('amount', 'The amount field must be greater than 0.')
  const rest = restOf(state)
  if (amount > rest)
    return wrong('amount', `The amount field must not be greater than the rest of ${formatMoney(rest, state.currency)} ${state.currency}.`)
  return textIn(message, 'paid_at') === undefined ? wrong('paid_at', 'The paid at field is required.') : undefined
}

function refusal(state: VoucherState, message: Message): Refusal | undefined {
  if ((TASK_MESSAGES as readonly string[]).includes(message.kind)) {
    const why = taskRefusal(state, message)
    return why ?? (message.outcome === 'confirm_payment' ? paymentRefusal(state, message) : undefined)
  }
  const may = voucherMessages[state.status]
  if (may.includes(message.kind)) return stale(state, message)
  return lockedOr(state, message, may)
}

/** 409 `locked` for a change of what is no longer open to changes, `illegal_transition` for anything else. */
export function lockedOr(state: ProcessState, message: Message, may: readonly string[]): Refusal {
  const why = illegal(state, message, may)
  const locked = message.kind === 'edit' || message.kind === 'remove'
  return locked ? { ...why, code: 'locked', message: `It is ${state.status} and locked.` } : why
}

/** After a confirmed payment: done, or a new task for the rest. */
function afterPayment(state: VoucherState, message: Message, ids: () => string): VoucherState {
  const paid = BigInt(state.paid) + (paymentIn(state, message) ?? 0n)
  const done = paid >= BigInt(state.amount)
  return step(state, {
    paid: paid.toString(),
    parties: withParty(state, 'poster', message),
    task: done ? null : openTask(restTask, ids()),
    due: [],
  })
}

function afterDecision(state: VoucherState, message: Message, ids: () => string): VoucherState {
  switch (message.outcome) {
    case 'approve':
      return step(state, {
        status: 'approved',
        parties: withParty(state, 'approver', message),
        task: openTask(postingTask, ids()),
        due: [],
      })
    case 'confirm_payment':
      return afterPayment(state, message, ids)
    case 'cancel':
      return step(state, { status: 'cancelled', task: null, due: [] })
    default:
      return step(state, { status: 'rejected', task: null, due: [] })
  }
}

function after(state: VoucherState, message: Message, ids: () => string): VoucherState {
  if (leavesRecord(message)) return afterTaskMessage(state, message)
  switch (message.kind) {
    case 'submit':
      return step(state, { status: 'submitted', task: openTask(voucherTask, ids()), parties: withParty(state, 'submitter', message) })
    case 'complete':
      return afterDecision(state, message, ids)
    case 'remove':
      return step(state, { status: 'cancelled' })
    default:
      return step(state, { amount: textIn(message, 'amount') ?? state.amount, parties: withParty(state, 'editor', message) })
  }
}

export const voucherRules = {
  messages: ['submit', 'edit', 'remove', ...TASK_MESSAGES],
  open,
  refusal,
  after,
  ended: (state: VoucherState): boolean => state.status === 'cancelled' || (state.status === 'approved' && restOf(state) === 0n),
}
