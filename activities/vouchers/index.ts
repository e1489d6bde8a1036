/** What the steps of a voucher do; confirming a payment posts it, and nothing else ever does. */
import { v7 as uuidv7 } from 'uuid'
import { formatMoney } from '../../domain/money'
import { voucherProcess, type VoucherState } from '../../domain/processes/vouchers'
import { paymentData, vouchers as resource } from '../../domain/records/vouchers'
import { restOf } from '../../domain/rules/vouchers'
import type { Trx } from '../../db/kit/client'
import { requireReferences } from '../../db/kit/records'
import { changesBetween } from '../../db/kit/trail'
import { companyOf, nextNumber, type VoucherRow } from '../../db/vouchers'
import { type NewEntry, postEntry } from '../../db/vouchers/party-ledger'
import { type Effect, effectsOf, type EffectStep, type Found } from '../kit/effect'

export { dayworkEffects, variationEffects } from './orders'

type Own = Effect<VoucherState, VoucherRow>
type VoucherStep = EffectStep<VoucherState, VoucherRow>

/** Values on their way in: the amount travels as text, for JSON knows no bigint. */
async function valuesOf(trx: Trx, step: VoucherStep): Promise<Record<string, unknown>> {
  const { amount, ...values } = step.message.data ?? {}
  await requireReferences(trx, resource, values)
  return { ...values, ...(typeof amount === 'string' ? { amount: BigInt(amount) } : {}) }
}

const priceOf = (minor: bigint, { currency }: Pick<VoucherRow, 'currency'>): string => `${formatMoney(minor, currency)} ${currency}`

const requireVoucher = ({ record }: VoucherStep): VoucherRow => {
  if (!record) throw new Error('A voucher is missing behind its process')
  return record
}

const create: Own = async (trx, step) => {
  const values = await valuesOf(trx, step)
  const voucher_no = await nextNumber(trx, 'V')
  const row = { voucher_no, ...values }
  return {
    action: 'created',
    title: `${voucher_no} drafted`,
    changes: changesBetween({}, row),
    values: { ...row, created_by_id: step.message.actor_id },
  }
}

const edit: Own = async (trx, step) => {
  const current = requireVoucher(step)
  const values = await valuesOf(trx, step)
  return { action: 'updated', title: 'Changed', changes: changesBetween({ ...current }, values), values }
}

/** Whoever holds the slug and whose limit suffices is asked. */
const submit: Own = async (trx, step) => {
  const voucher = requireVoucher(step)
  const company = await companyOf(trx, voucher.subcontractor_id)
  return {
    action: 'submitted',
    title: 'Submitted',
    values: { decided_at: null },
    facts: {
      subject_label: voucher.voucher_no,
      title: `Approve ${voucher.voucher_no}: ${company}, ${priceOf(voucher.amount, voucher)}`,
      amount: voucher.amount,
      currency: voucher.currency,
    },
  }
}

const CONFIRM = ['confirm_payment']

/** What confirming a payment asks for, as the console draws it, the amount with all that is left; cancelling asks for none of it. */
const paymentForm = (rest: string) => ({
  type: 'object',
  required: ['paid_at'],
  properties: {
    paid_at: { type: 'string', format: 'date', label: 'paid_at', outcomes: CONFIRM },
    amount: { type: 'string', kind: 'money', label: 'amount', default: rest, outcomes: CONFIRM },
    method: { type: 'string', label: 'method', outcomes: CONFIRM },
    bank_reference: { type: 'string', label: 'bank_reference', outcomes: CONFIRM },
  },
})

/** The task to pay what is still to pay. */
async function paymentFacts(trx: Trx, step: VoucherStep): Promise<NonNullable<Found['facts']>> {
  const voucher = requireVoucher(step)
  const rest = restOf(step.state)
  const company = await companyOf(trx, voucher.subcontractor_id)
  return {
    subject_label: voucher.voucher_no,
    title: `Pay ${voucher.voucher_no}: ${company}, ${priceOf(rest, voucher)}`,
    currency: voucher.currency,
    form: paymentForm(formatMoney(rest, voucher.currency)),
  }
}

/** Who drafted and who submitted learn what became of it. */
function noticeOf(step: VoucherStep, action: string): NonNullable<Found['notices']>[number] {
  const { parties } = step.state
  const voucher = requireVoucher(step)
  return {
    user_ids: [...new Set([...(parties.creator ?? []), ...(parties.submitter ?? [])])],
    kind: `voucher.${action}`,
    title: `${voucher.voucher_no}: ${priceOf(voucher.amount, voucher)}`,
    body: step.message.comment ?? null,
  }
}

const approve: Own = async (trx, step) => ({
  action: 'approved',
  title: 'Approved, to be paid',
  facts: await paymentFacts(trx, step),
  notices: [noticeOf(step, 'approved')],
})

/** Rejected by its approver, cancelled before payment, or a draft withdrawn: the number stays taken. */
const stopped =
  (action: string, title: string): Own =>
  (_trx, step) => ({ action, title, notices: step.message.kind === 'complete' ? [noticeOf(step, action)] : [] })

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the claim and the payment of a voucher share. */
function entryOf(step: VoucherStep, voucher: VoucherRow): Omit<NewEntry, 'id' | 'entry_type' | 'debit' | 'credit' | 'description'> {
  const { paid_at } = paymentData.parse(step.message.data)
  return {
    project_id: voucher.project_id,
    party_type: 'subcontractor',
    party_id: voucher.subcontractor_id,
    reference: voucher.voucher_no,
    entry_date: paid_at,
    currency: voucher.currency,
    created_by_id: step.message.actor_id,
    voucher_id: voucher.id,
    task_id: step.message.task_id ?? null,
    effect: { workflow_id: step.workflow_id, key: step.key },
  }
}

/** An id that sorts right before another: the claim of a first payment stands before the payment on every statement. */
const idBefore = (id: string): string => uuidv7({ msecs: Number.parseInt(id.replace('-', '').slice(0, 12), 16) - 1 })

/** The claim with the first payment, and the payment; a confirmation's own id is its payment's, so that whoever asks again finds it. */
async function postPayment(trx: Trx, step: VoucherStep, voucher: VoucherRow): Promise<void> {
  const shared = entryOf(step, voucher)
  const { method, bank_reference } = paymentData.parse(step.message.data)
  const id = UUID.test(step.message_id) ? step.message_id : uuidv7()
  if (step.before?.paid === '0') {
    const { amount: debit, description } = voucher
    await postEntry(trx, { ...shared, id: idBefore(id), entry_type: 'claim', debit, credit: 0n, description }, step.message.request_id)
  }
  const description = [method, bank_reference, step.message.comment].filter(Boolean).join(' · ') || null
  await postEntry(trx, { ...shared, id, entry_type: 'payment', debit: 0n, credit: paidIn(step), description }, step.message.request_id)
}

/** What this step pays. */
const paidIn = (step: VoucherStep): bigint => BigInt(step.state.paid) - BigInt(step.before?.paid ?? '0')

/** Money has left the bank: posted once, in the transaction that says so. */
const confirmPayment: Own = async (trx, step) => {
  const voucher = requireVoucher(step)
  const whole = restOf(step.state) === 0n
  const { amount: _said, ...data } = paymentData.parse(step.message.data)
  const paid = paidIn(step)
  const action = whole ? 'paid' : 'partly_paid'
  return {
    action,
    title: `${whole ? 'Paid' : 'Partly paid'}: ${priceOf(paid, voucher)}`,
    changes: { paid_amount: [step.before?.paid ?? '0', step.state.paid] },
    data: { ...data, amount: formatMoney(paid, voucher.currency) },
    values: { paid_amount: step.state.paid },
    ...(whole ? {} : { facts: await paymentFacts(trx, step) }),
    notices: [noticeOf(step, action)],
    // Last, because the business's books are locked from here to the end of the transaction.
    last: () => postPayment(trx, step, voucher),
  }
}

export const voucherEffects = effectsOf<VoucherState, VoucherRow>()(voucherProcess, {
  created: create,
  edit,
  submit,
  approve,
  reject: stopped('rejected', 'Rejected'),
  cancel: stopped('cancelled', 'Cancelled'),
  remove: stopped('cancelled', 'Cancelled'),
  confirm_payment: confirmPayment,
})
