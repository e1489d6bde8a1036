/** Money to and from the people a business works with: vouchers, the party ledger, variation and daywork orders (seed C, ADM-007). */
import { z } from 'zod'
import { choice, date, decimal, instant, longText, money, person, ref, text } from '../kit/fields'
import { createBody, defineResource } from '../kit/resource'
import { PAYMENT_STATUSES, VOUCHER_STATUSES } from '../rules/vouchers'
import { DAYWORK_STATUSES, VARIATION_STATUSES } from '../rules/vouchers/orders'
import { ENTRY_TYPES, PARTY_TYPES } from '../rules/vouchers/posting'

const VOUCHER = ['project_id', 'subcontractor_id', 'voucher_type', 'amount', 'week_ending', 'description'] as const

/** A subcontractor's claim for a week's work. */
export const vouchers = defineResource({
  name: 'vouchers',
  type: 'voucher',
  slug: 'vouchers',
  title: 'vouchers',
  label: 'voucher_no',
  process: 'voucher',
  fields: {
    voucher_no: text('voucher_no'),
    project_id: ref('project_id', 'projects'),
    subcontractor_id: ref('subcontractor_id', 'subcontractors'),
    voucher_type: text('voucher_type', 100),
    amount: money('amount'),
    paid_amount: money('paid_amount'),
    week_ending: date('week_ending'),
    description: longText('description'),
    status: choice('status', VOUCHER_STATUSES),
    payment_status: choice('payment_status', PAYMENT_STATUSES),
    created_by_id: person('created_by_id'),
    submitted_at: instant('sent_at'),
    decided_at: instant('decided_at'),
  },
  required: ['project_id', 'subcontractor_id', 'amount', 'week_ending'],
  create: VOUCHER,
  update: VOUCHER,
  list: {
    columns: ['voucher_no', 'subcontractor_id', 'project_id', 'amount', 'week_ending', 'status', 'payment_status'],
    filter: ['payment_status', 'voucher_type', 'week_ending', 'voucher_no'],
    sort: ['amount', 'week_ending', 'submitted_at', 'status'],
    search: ['voucher_no', 'voucher_type', 'description'],
  },
})

const ENTRY = ['project_id', 'entry_type', 'debit', 'credit', 'party_type', 'party_id', 'reference', 'entry_date', 'description'] as const

/** What is owed and paid, party by party; posted for good, corrected by reversal. */
export const ledgers = defineResource({
  name: 'ledgers',
  type: 'ledger_entry',
  slug: 'ledgers',
  title: 'ledgers',
  label: 'reference',
  table: 'ledger_entries',
  fields: {
    entry_date: date('entry_date'),
    entry_type: choice('entry_type', ENTRY_TYPES),
    debit: money('debit'),
    credit: money('credit'),
    party_type: choice('party_type', PARTY_TYPES),
    party_id: z.uuid().meta({ label: 'party_id', kind: 'text' }),
    project_id: ref('project_id', 'projects'),
    reference: text('reference'),
    description: longText('description'),
    voucher_id: ref('voucher_id', 'vouchers'),
    journal_id: ref('journal_id', 'journals'),
    reverses_id: z.uuid().meta({ label: 'reverses_id', kind: 'text' }),
    reversed_by_id: z.uuid().meta({ label: 'reversed_by_id', kind: 'text' }),
    created_by_id: person('created_by_id'),
  },
  required: ['entry_type', 'party_type', 'entry_date'],
  create: ENTRY,
  update: ['description'],
  list: {
    columns: ['entry_date', 'entry_type', 'reference', 'party_id', 'project_id', 'debit', 'credit'],
    filter: ['entry_type', 'party_type', 'reference', 'entry_date'],
    sort: ['entry_date', 'debit', 'credit'],
    search: ['reference', 'description'],
  },
})

/** A change of any field of an entry: all but the description are refused, because it is posted. */
export const entryChange = createBody({ ...ledgers, required: [] }).extend({ version: z.int().min(1) })

const VARIATION = ['project_id', 'title', 'amount', 'description'] as const

/** Extra scope beyond the contract; a negative amount takes scope away. */
export const variationOrders = defineResource({
  name: 'variation-orders',
  type: 'variation_order',
  slug: 'variation_orders',
  title: 'variation_orders',
  label: 'vo_number',
  process: 'variation_order',
  fields: {
    vo_number: text('vo_number'),
    project_id: ref('project_id', 'projects'),
    title: text('title'),
    amount: money('amount', { negative: true }),
    description: longText('description'),
    status: choice('status', VARIATION_STATUSES),
    created_by_id: person('created_by_id'),
    decided_at: instant('decided_at'),
  },
  required: ['project_id', 'title', 'amount'],
  create: VARIATION,
  update: VARIATION,
  list: {
    columns: ['vo_number', 'title', 'project_id', 'amount', 'status', 'created_by_id'],
    filter: ['vo_number'],
    sort: ['amount', 'title', 'status', 'decided_at'],
    search: ['vo_number', 'title', 'description'],
  },
})

const DAYWORK = ['project_id', 'work_date', 'hours', 'day_rate', 'amount', 'description'] as const

/** Labour or equipment on a day rate, outside the original scope. */
export const dayworkOrders = defineResource({
  name: 'daywork-orders',
  type: 'daywork_order',
  slug: 'daywork_orders',
  title: 'daywork_orders',
  label: 'dwo_number',
  process: 'daywork_order',
  fields: {
    dwo_number: text('dwo_number'),
    project_id: ref('project_id', 'projects'),
    work_date: date('work_date'),
    hours: decimal('hours_worked', 2),
    day_rate: money('day_rate'),
    amount: money('amount'),
    description: longText('description'),
    status: choice('status', DAYWORK_STATUSES),
    created_by_id: person('created_by_id'),
    submitted_at: instant('sent_at'),
    decided_at: instant('decided_at'),
  },
  required: ['project_id', 'work_date', 'amount'],
  create: DAYWORK,
  update: DAYWORK,
  list: {
    columns: ['dwo_number', 'project_id', 'work_date', 'hours', 'amount', 'status', 'created_by_id'],
    filter: ['dwo_number', 'work_date'],
    sort: ['amount', 'work_date', 'submitted_at', 'status'],
    search: ['dwo_number', 'description'],
  },
})

/** What a confirmed payment says beside its outcome. */
export const paymentData = z.strictObject({
  paid_at: date('paid_at'),
  amount: money('amount').optional(),
  method: text('method', 100).optional(),
  bank_reference: text('bank_reference').optional(),
})

/** Why an entry is reversed, and on which day; today unless said. */
export const reversalBody = z.strictObject({ reason: text('reason', 2000), entry_date: date('entry_date').optional() })
