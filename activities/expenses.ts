/** What the steps of an expense do. */
import { formatMoney } from '../domain/money'
import { expenseProcess, type ExpenseState } from '../domain/processes/expenses'
import { expenses as resource } from '../domain/records/projects'
import type { Trx } from '../db/kit/client'
import { requireReferences } from '../db/kit/records'
import { changesBetween } from '../db/kit/trail'
import { useUpload } from '../db/files'
import { type ExpenseRow, managerOf } from '../db/projects/expenses'
import { type Effect, effectsOf, type EffectStep } from './kit/effect'

type Own = Effect<ExpenseState, ExpenseRow>
type ExpenseStep = EffectStep<ExpenseState, ExpenseRow>

/** Values on their way in: the amount travels as text, the receipt as the path of its upload. */
async function valuesOf(trx: Trx, { message, state }: ExpenseStep): Promise<Record<string, unknown>> {
  const { file_path, amount, ...values } = message.data ?? {}
  await requireReferences(trx, resource, values)
  const paid = typeof amount === 'string' ? { amount: BigInt(amount) } : {}
  if (typeof file_path !== 'string') return { ...values, ...paid, ...(file_path === null ? { file_id: null } : {}) }
  const { file_id } = await useUpload(trx, { file_path, user_id: message.actor_id ?? '', used_by: `expense/${state.record_id}` })
  return { ...values, ...paid, file_id }
}

const requireExpense = ({ record }: ExpenseStep): ExpenseRow => {
  if (!record) throw new Error('An expense is missing behind its process')
  return record
}

const labelOf = (expense: ExpenseRow): string => `${expense.category}: ${formatMoney(expense.amount, expense.currency)} ${expense.currency}`

const create: Own = async (trx, step) => {
  const values = await valuesOf(trx, step)
  return {
    action: 'created',
    title: 'Entered',
    changes: changesBetween({}, values),
    values: { ...values, created_by_id: step.message.actor_id },
  }
}

const edit: Own = async (trx, step) => {
  const values = await valuesOf(trx, step)
  return { action: 'updated', title: 'Changed', changes: changesBetween({ ...requireExpense(step) }, values), values }
}

/** The submitter's manager is asked, or whoever holds the slug when there is none. */
const submit: Own = async (trx, step) => {
  const { state, message } = step
  const expense = requireExpense(step)
  const { category, amount, currency } = expense
  const label = labelOf(expense)
  const manager = await managerOf(trx, message.on_behalf_of_id ?? message.actor_id, Object.values(state.parties).flat())
  const notice = { kind: 'expense.submitted', title: label, task_id: state.tasks[0]?.id ?? null }
  return {
    action: 'submitted',
    title: 'Submitted',
    values: { decided_at: null },
    facts: { subject_label: category, title: `Approve ${label}`, candidate_ids: manager ? [manager] : null, amount, currency },
    notices: manager ? [{ ...notice, user_ids: [manager] }] : [],
  }
}

/** Who entered and who submitted it learn what became of it. */
const decided =
  (action: string, title: string): Own =>
  (_trx, step) => {
    const { creator = [], submitter = [] } = step.state.parties
    const notice = { kind: `expense.${action}`, title: labelOf(requireExpense(step)), body: step.message.comment ?? null }
    return { action, title, notices: [{ ...notice, user_ids: [...creator, ...submitter] }] }
  }

const remove: Own = () => ({ action: 'deleted', title: 'Deleted', row: 'delete' })

export const expenseEffects = effectsOf<ExpenseState, ExpenseRow>()(expenseProcess, {
  created: create,
  edit,
  submit,
  approve: decided('approved', 'Approved: payable'),
  reject: decided('rejected', 'Rejected'),
  remove,
})
