/** Vouchers: their statuses, and how much of one is paid. */

export const VOUCHER_STATUSES = ['draft', 'submitted', 'approved', 'rejected', 'cancelled'] as const
export type VoucherStatus = (typeof VOUCHER_STATUSES)[number]

export const PAYMENT_STATUSES = ['unpaid', 'partly_paid', 'paid'] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** How much of an amount is paid, as a status. */
export const paymentStatusOf = (paid: bigint, amount: bigint): PaymentStatus =>
  paid === 0n ? 'unpaid' : paid < amount ? 'partly_paid' : 'paid'

/** What is still to pay, in minor units. */
export const restOf = (state: { amount: string; paid: string }): bigint => BigInt(state.amount) - BigInt(state.paid)
