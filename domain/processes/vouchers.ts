/** The process of a voucher: draft → submitted → approved or rejected; an approved one is paid in one or more confirmed payments (seed C, ADM-007). */
import type { Refusal } from '../errors'
import { defineProcess } from '../kit/process/define'
import type { Message, ProcessState } from '../kit/process/types'
import { formatMoney, parseMoney } from '../money'
import { vouchers } from '../records/vouchers'
import { restOf, type VoucherStatus } from '../rules/vouchers'

/** Amounts are minor units as text, because a process's state is JSON. */
export interface VoucherState extends ProcessState<VoucherStatus> {
  currency: string
  amount: string
  paid: string
}

const textIn = (message: Message, name: string): string | undefined => {
  const value = message.data?.[name]
  return typeof value === 'string' ? value : undefined
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

/** What is paid after a confirmation. */
const paidAfter = (state: VoucherState, message: Message): bigint => BigInt(state.paid) + (paymentIn(state, message) ?? 0n)

/** Confirms that money left the bank; the only way into the ledger. Until all is paid the rest is asked for again. */
const confirmed = {
  party: 'poster',
  refuse: paymentRefusal,
  opens: (state: VoucherState, message: Message) => (paidAfter(state, message) >= BigInt(state.amount) ? undefined : 'pay_rest'),
  change: (state: VoucherState, message: Message) => ({ paid: paidAfter(state, message).toString() }),
} as const

export const voucherProcess = defineProcess<VoucherState>()({
  record: vouchers,
  title: 'From claim to payment',
  statuses: { draft: 'open', submitted: 'waiting', approved: 'waiting', rejected: 'refused', cancelled: 'cancelled' },
  stamps: { submitted: 'submitted_at', approved: 'decided_at', rejected: 'decided_at', cancelled: 'decided_at' },
  created: {
    to: 'draft',
    party: 'creator',
    state: (message) => ({ currency: textIn(message, 'currency') ?? '', amount: textIn(message, 'amount') ?? '0', paid: '0' }),
  },
  messages: {
    submit: { from: ['draft', 'rejected'], to: 'submitted', opens: 'approve', party: 'submitter' },
    edit: {
      from: ['draft', 'rejected'],
      changes: true,
      party: 'editor',
      change: ({ amount }, message) => ({ amount: textIn(message, 'amount') ?? amount }),
    },
    remove: { from: ['draft', 'rejected'], to: 'cancelled', changes: true },
  },
  tasks: {
    approve: {
      kind: 'vouchers.approve',
      outcomes: { approve: { to: 'approved', opens: 'pay', party: 'approver' }, reject: { to: 'rejected', negative: true } },
      separated: ['creator', 'editor', 'submitter'],
    },
    pay: {
      kind: 'ledgers.post',
      outcomes: { confirm_payment: confirmed, cancel: { to: 'cancelled', negative: true } },
      separated: ['approver'],
    },
    // Once something is paid, what is left cannot be cancelled.
    pay_rest: { kind: 'ledgers.post', outcomes: { confirm_payment: confirmed }, separated: ['approver'] },
  },
  over: (state) => state.status === 'cancelled' || (state.status === 'approved' && restOf(state) === 0n),
  ended_when: { status: 'approved', field: 'payment_status', value: 'paid' },
  approved: ['approved'],
  holds: { project: true, period: { key: 'vouchers_unposted', day: 'week_ending', drafts: true } },
})
