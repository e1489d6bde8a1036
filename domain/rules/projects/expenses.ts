/** Expenses: their statuses. */

export const EXPENSE_STATUSES = ['draft', 'submitted', 'payable', 'rejected'] as const
export type ExpenseStatus = (typeof EXPENSE_STATUSES)[number]
