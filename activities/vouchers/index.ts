/** The steps of a voucher, each one transaction; confirming a payment posts it, and nothing else ever does. */
import { v7 as uuidv7 } from 'uuid'
import { formatMoney } from '../../domain/money'
import { paymentData, vouchers as resource } from '../../domain/records/vouchers'
import type { Step, StepResult } from '../../domain/rules/process'
import { restOf, type VoucherState } from '../../domain/rules/vouchers'
import type { Trx } from '../../db/kit/client'
import { requireReferences } from '../../db/kit/records'
import { changesBetween } from '../../db/kit/trail'
import { notify } from '../../db/notifications'
import { companyOf, lockVoucher, nextNumber, updateVoucher, type VoucherRow } from '../../db/vouchers'
import { type NewEntry, postEntry } from '../../db/vouchers/party-ledger'
import type { Deps } from '../kit/deps'
import { recordStep } from '../kit/step'
import { type Story, storyOf } from '../kit/story'
import { orders } from './orders'

type VoucherStep = Step<VoucherState>

const story = storyOf({ record_type: 'voucher', slug: 'vouchers' })

/** Values on their way in: the amount travels as text, for JSON knows no bigint. */
async function valuesOf(trx: Trx, step: VoucherStep): Promise<Record<string, unknown>> {
  const { amount, ...values } = step.message.data ?? {}
  await requireReferences(trx, resource, values)
  return { ...values, ...(typeof amount === 'string' ? { amount: BigInt(amount) } : {}) }
}

const priceOf = (minor: bigint, { currency }: Pick<VoucherRow, 'currency'>): string => `${formatMoney(minor, currency)} ${currency}`

async function create(trx: Trx, step: VoucherStep): Promise<StepResult> {
  const values = await valuesOf(trx, step)
  const voucher_no = await nextNumber(trx, 'V')
  await Promise.all([
    trx('vouchers').insert({
      tenant_id: step.tenant_id,
      id: step.state.record_id,
      voucher_no,
      ...values,
      status: step.state.status,
      parties: JSON.stringify(step.state.parties),
      created_by_id: step.message.actor_id,
    }),
    story.tell(trx, step, { action: 'created', title: `${voucher_no} drafted`, changes: changesBetween({}, { voucher_no, ...values }) }),
  ])
  return { due: [] }
}

async function edit(trx: Trx, step: VoucherStep): Promise<StepResult> {
  const current = await lockVoucher(trx, step.state.record_id)
  const values = await valuesOf(trx, step)
  const changes = changesBetween({ ...current }, values)
  await Promise.all([updateVoucher(trx, step, values), story.tell(trx, step, { action: 'updated', title: 'Changed', changes })])
  return { due: [] }
}

/** Whoever holds the slug and whose limit suffices is asked. */
async function submit(trx: Trx, step: VoucherStep): Promise<StepResult> {
  const voucher = await lockVoucher(trx, step.state.record_id)
  const company = await companyOf(trx, voucher.subcontractor_id)
  const [due] = await Promise.all([
    story.turn(trx, step, () => ({
      subject_label: voucher.voucher_no,
      title: `Approve ${voucher.voucher_no}: ${company}, ${priceOf(voucher.amount, voucher)}`,
      amount: voucher.amount,
      currency: voucher.currency,
    })),
    updateVoucher(trx, step),
    story.tell(trx, step, { action: 'submitted', title: 'Submitted' }),
  ])
  return { due }
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

/** Opens the task to pay what is still to pay. */
async function askForPayment(trx: Trx, step: VoucherStep, voucher: VoucherRow): Promise<StepResult> {
  const rest = restOf(step.state)
  const company = await companyOf(trx, voucher.subcontractor_id)
  const due = await story.turn(trx, step, () => ({
    subject_label: voucher.voucher_no,
    title: `Pay ${voucher.voucher_no}: ${company}, ${priceOf(rest, voucher)}`,
    currency: voucher.currency,
    form: paymentForm(formatMoney(rest, voucher.currency)),
  }))
  return { due }
}

async function tellAuthors(trx: Trx, step: VoucherStep, told: { voucher: VoucherRow; action: string }): Promise<void> {
  const { parties } = step.state
  await notify(trx, {
    user_ids: [...new Set([...(parties.creator ?? []), ...(parties.submitter ?? [])])],
    kind: `voucher.${told.action}`,
    title: `${told.voucher.voucher_no}: ${priceOf(told.voucher.amount, told.voucher)}`,
    body: step.message.comment ?? null,
    subject_type: 'voucher',
    subject_id: told.voucher.id,
  })
}

async function approve(trx: Trx, step: VoucherStep): Promise<StepResult> {
  const voucher = await lockVoucher(trx, step.state.record_id)
  const [result] = await Promise.all([
    askForPayment(trx, step, voucher),
    updateVoucher(trx, step),
    story.tell(trx, step, { action: 'approved', title: 'Approved, to be paid' }),
    tellAuthors(trx, step, { voucher, action: 'approved' }),
  ])
  return result
}

const ENDED: Record<string, Story> = {
  rejected: { action: 'rejected', title: 'Rejected' },
  cancelled: { action: 'cancelled', title: 'Cancelled' },
}

/** Rejected by its approver, cancelled before payment, or a draft withdrawn: the number stays taken. */
async function stop(trx: Trx, step: VoucherStep): Promise<StepResult> {
  const voucher = await lockVoucher(trx, step.state.record_id)
  const told = ENDED[step.state.status] ?? { action: step.state.status, title: step.state.status }
  await Promise.all([
    story.turn(trx, step, () => ({ subject_label: voucher.voucher_no, title: voucher.voucher_no })),
    updateVoucher(trx, step),
    story.tell(trx, step, told),
    ...(step.message.kind === 'complete' ? [tellAuthors(trx, step, { voucher, action: told.action })] : []),
  ])
  return { due: [] }
}

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
async function confirmPayment(trx: Trx, step: VoucherStep): Promise<StepResult> {
  const voucher = await lockVoucher(trx, step.state.record_id)
  const whole = restOf(step.state) === 0n
  const { amount: _said, ...data } = paymentData.parse(step.message.data)
  const paid = paidIn(step)
  const told: Story = {
    action: whole ? 'paid' : 'partly_paid',
    title: `${whole ? 'Paid' : 'Partly paid'}: ${priceOf(paid, voucher)}`,
    changes: { paid_amount: [step.before?.paid ?? '0', step.state.paid] },
    data: { ...data, amount: formatMoney(paid, voucher.currency) },
  }
  const result = await askForPayment(trx, step, voucher)
  await Promise.all([updateVoucher(trx, step), story.tell(trx, step, told), tellAuthors(trx, step, { voucher, action: told.action })])
  // Last, because the business's books are locked from here to the end of the transaction.
  await postPayment(trx, step, voucher)
  return whole ? { due: [] } : result
}

/** The voucher activities and those of orders, named as a manager would. */
export const vouchers = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: VoucherStep) => Promise<StepResult>) =>
    (step: VoucherStep): Promise<StepResult> =>
      recordStep(deps, step, (trx) => work(trx, step))
  return {
    draftVoucher: named(create),
    editVoucher: named(edit),
    submitVoucher: named(submit),
    approveVoucher: named(approve),
    rejectVoucher: named(stop),
    cancelVoucher: named(stop),
    confirmVoucherPayment: named(confirmPayment),
    ...orders(deps),
  }
}

export type VoucherActivities = ReturnType<typeof vouchers>
