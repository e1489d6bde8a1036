/** Variation orders (extra scope) and daywork orders (work on a day rate): approved or rejected within a limit (seed C, ADM-007). */
import { defineProcess } from '../kit/process/define'
import type { ProcessState } from '../kit/process/types'
import { dayworkOrders, variationOrders } from '../records/vouchers'
import type { DayworkStatus, VariationStatus } from '../rules/vouchers/orders'

export type VariationState = ProcessState<VariationStatus | 'deleted'>
export type DayworkState = ProcessState<DayworkStatus | 'deleted'>

/** A variation order waits for its decision from the start. Changing it asks anew, so that whoever decides on what it was is told that their task is closed. */
export const variationProcess = defineProcess<VariationState>()({
  record: variationOrders,
  title: 'Extra scope, agreed',
  statuses: { pending: 'waiting', approved: 'done', rejected: 'done', deleted: 'cancelled' },
  stamps: { approved: 'decided_at', rejected: 'decided_at' },
  created: { to: 'pending', opens: 'approve', party: 'creator' },
  messages: {
    edit: { from: ['pending'], opens: 'approve', party: 'editor', changes: true },
    remove: { from: ['pending'], to: 'deleted', changes: true },
  },
  tasks: {
    approve: {
      kind: 'variation_orders.approve',
      outcomes: { approve: { to: 'approved', party: 'approver' }, reject: { to: 'rejected', party: 'approver', negative: true } },
      separated: ['creator', 'editor'],
    },
  },
  approved: ['approved'],
  holds: { project: true, period: { key: 'variation_orders_pending', day: 'created_at' } },
})

/** A daywork order is written first, then submitted; a rejected one may be put right and submitted again. */
export const dayworkProcess = defineProcess<DayworkState>()({
  record: dayworkOrders,
  title: 'Work on a day rate, agreed',
  statuses: { draft: 'open', submitted: 'waiting', approved: 'done', rejected: 'refused', deleted: 'cancelled' },
  stamps: { submitted: 'submitted_at', approved: 'decided_at', rejected: 'decided_at' },
  created: { to: 'draft', party: 'creator' },
  messages: {
    submit: { from: ['draft', 'rejected'], to: 'submitted', opens: 'approve', party: 'submitter' },
    edit: { from: ['draft', 'rejected'], party: 'editor', changes: true },
    remove: { from: ['draft', 'rejected'], to: 'deleted', changes: true },
  },
  tasks: {
    approve: {
      kind: 'daywork_orders.approve',
      outcomes: { approve: { to: 'approved', party: 'approver' }, reject: { to: 'rejected', party: 'approver', negative: true } },
      separated: ['creator', 'editor', 'submitter'],
    },
  },
  approved: ['approved'],
  holds: { project: true, period: { key: 'daywork_orders_under_way', day: 'work_date', drafts: true } },
})
