/** Seed C's way of posting: a payment entry with the number of an approved voucher is that voucher's confirmed payment. */
import { conflict, invalid, Refused } from '../../domain/errors'
import { formatMoney } from '../../domain/money'
import { liveTaskOf } from '../../db/tasks/reads'
import type { VoucherRow } from '../../db/vouchers'
import type { NewEntry } from '../../db/vouchers/party-ledger'
import type { Call } from '../kit/route'
import { complete } from '../tasks/decide'

/** Fields that contradict the voucher the entry names. */
function contradictions(entry: NewEntry, voucher: VoucherRow): Record<string, string[]> {
  const text = (name: string): string[] => [`The ${name} must be that of ${voucher.voucher_no}.`]
  const ours = entry.party_type === 'subcontractor'
  return {
    ...(entry.entry_type === 'claim' ? { reference: [`The claim of ${voucher.voucher_no} is posted with its first payment.`] } : {}),
    ...(entry.entry_type === 'payment' && entry.debit > 0n ? { debit: [`A payment of ${voucher.voucher_no} is a credit.`] } : {}),
    ...(ours ? {} : { party_type: text('party type') }),
    ...(ours && entry.party_id !== null && entry.party_id !== voucher.subcontractor_id ? { party_id: text('party id') } : {}),
    ...(entry.project_id !== null && entry.project_id !== voucher.project_id ? { project_id: text('project id') } : {}),
  }
}

/** Where the fields of a task's data stand in the body of an entry. */
const FIELDS: Record<string, string> = { 'data.amount': 'credit', 'data.paid_at': 'entry_date' }

const onFields = (refused: Refused): Refused =>
  invalid(Object.fromEntries(Object.entries(refused.details.errors ?? {}).map(([name, texts]) => [FIELDS[name] ?? name, texts])))

/** Confirms the payment by the voucher's own process: the same rules, the same task, never a second time. */
export async function confirmByEntry(call: Call, entry: NewEntry, voucher: VoucherRow): Promise<void> {
  const errors = contradictions(entry, voucher)
  if (Object.keys(errors).length > 0) throw invalid(errors)
  const current = { status: voucher.status, payment_status: voucher.payment_status }
  if (voucher.payment_status === 'paid') throw conflict('duplicate', `${voucher.voucher_no} is paid already.`, { current })
  const task = voucher.status === 'approved' ? await liveTaskOf(call.db, voucher.id) : undefined
  if (!task)
    throw conflict('illegal_transition', `${voucher.voucher_no} is ${voucher.status}: only an approved voucher is paid.`, {
      current,
      allowed: [],
    })
  const data = { paid_at: entry.entry_date, amount: formatMoney(entry.credit, entry.currency) }
  try {
    await complete(call, task.id, { outcome: 'confirm_payment', comment: entry.description, data })
  } catch (error) {
    throw error instanceof Refused && error.status === 422 ? onFields(error) : error
  }
}
