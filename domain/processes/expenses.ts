/** The process of an expense: draft → submitted → payable, or rejected and put right. */
import { defineProcess } from '../kit/process/define'
import type { ProcessState } from '../kit/process/types'
import { expenses } from '../records/projects'
import type { ExpenseStatus } from '../rules/projects/expenses'

export type ExpenseState = ProcessState<ExpenseStatus | 'deleted'>

export const expenseProcess = defineProcess<ExpenseState>()({
  record: expenses,
  title: 'From a receipt to what is payable',
  statuses: { draft: 'open', submitted: 'waiting', payable: 'done', rejected: 'refused', deleted: 'cancelled' },
  stamps: { submitted: 'submitted_at', payable: 'decided_at', rejected: 'decided_at' },
  created: { to: 'draft', party: 'creator' },
  messages: {
    submit: { from: ['draft', 'rejected'], to: 'submitted', opens: 'approve', party: 'submitter' },
    edit: { from: ['draft', 'rejected'], changes: true },
    remove: { from: ['draft', 'rejected'], to: 'deleted', changes: true },
  },
  tasks: {
    approve: {
      kind: 'expenses.approve',
      outcomes: { approve: { to: 'payable' }, reject: { to: 'rejected', negative: true } },
      separated: ['creator', 'submitter'],
    },
  },
  approved: ['payable'],
  holds: { project: true, period: { key: 'expenses_under_way', day: 'spent_on', drafts: true } },
})
