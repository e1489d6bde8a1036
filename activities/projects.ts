/** The steps of an expense, each one transaction. */
import type { Step, StepResult } from '../domain/rules/process'
import type { ExpenseState } from '../domain/rules/projects/expenses'
import { expenses as resource } from '../domain/records/projects'
import { formatMoney } from '../domain/money'
import { useUpload } from '../db/files'
import type { Trx } from '../db/kit/client'
import { requireReferences } from '../db/kit/records'
import { changesBetween } from '../db/kit/trail'
import { notify } from '../db/notifications'
import { type ExpenseRow, lockExpense, managerOf, updateExpense } from '../db/projects/expenses'
import type { Deps } from './kit/deps'
import { recordStep } from './kit/step'
import { type Story, storyOf } from './kit/story'

type ExpenseStep = Step<ExpenseState>

const story = storyOf({ record_type: 'expense', slug: 'expenses' })

/** Values on their way in: the amount travels as text, the receipt as the path of its upload. */
async function valuesOf(trx: Trx, step: ExpenseStep): Promise<Record<string, unknown>> {
  const { file_path, amount, ...values } = step.message.data ?? {}
  await requireReferences(trx, resource, values)
  const paid = typeof amount === 'string' ? { amount: BigInt(amount) } : {}
  if (typeof file_path !== 'string') return { ...values, ...paid, ...(file_path === null ? { file_id: null } : {}) }
  const used_by = `expense/${step.state.record_id}`
  const { file_id } = await useUpload(trx, { file_path, user_id: step.message.actor_id ?? '', used_by })
  return { ...values, ...paid, file_id }
}

const labelOf = (expense: ExpenseRow): string => `${expense.category}: ${formatMoney(expense.amount, expense.currency)} ${expense.currency}`

async function create(trx: Trx, step: ExpenseStep): Promise<StepResult> {
  const values = await valuesOf(trx, step)
  await Promise.all([
    trx('expenses').insert({
      tenant_id: step.tenant_id,
      id: step.state.record_id,
      ...values,
      status: step.state.status,
      parties: JSON.stringify(step.state.parties),
      created_by_id: step.message.actor_id,
    }),
    story.tell(trx, step, { action: 'created', title: 'Entered', changes: changesBetween({}, values) }),
  ])
  return { due: [] }
}

async function edit(trx: Trx, step: ExpenseStep): Promise<StepResult> {
  const current = await lockExpense(trx, step.state.record_id)
  const values = await valuesOf(trx, step)
  const changes = changesBetween({ ...current }, values)
  await Promise.all([updateExpense(trx, step, values), story.tell(trx, step, { action: 'updated', title: 'Changed', changes })])
  return { due: [] }
}

/** The submitter's manager is asked, or whoever holds the slug when there is none. */
async function submit(trx: Trx, step: ExpenseStep): Promise<StepResult> {
  const { state, message } = step
  const expense = await lockExpense(trx, state.record_id)
  const manager = await managerOf(trx, message.on_behalf_of_id ?? message.actor_id, Object.values(state.parties).flat())
  const [due] = await Promise.all([
    story.turn(trx, step, () => ({
      subject_label: expense.category,
      title: `Approve ${labelOf(expense)}`,
      candidate_ids: manager ? [manager] : null,
      amount: expense.amount,
      currency: expense.currency,
    })),
    updateExpense(trx, step),
    story.tell(trx, step, { action: 'submitted', title: 'Submitted' }),
    notify(trx, {
      user_ids: manager ? [manager] : [],
      kind: 'expense.submitted',
      title: labelOf(expense),
      subject_type: 'expense',
      subject_id: expense.id,
      task_id: state.task?.id ?? null,
    }),
  ])
  return { due }
}

const DECIDED: Record<string, Story> = {
  payable: { action: 'approved', title: 'Approved: payable' },
  rejected: { action: 'rejected', title: 'Rejected' },
}

async function decide(trx: Trx, step: ExpenseStep): Promise<StepResult> {
  const { state, message } = step
  const expense = await lockExpense(trx, state.record_id)
  const told = DECIDED[state.status] ?? { action: state.status, title: state.status }
  await Promise.all([
    story.turn(trx, step, () => ({ subject_label: expense.category, title: expense.category })),
    updateExpense(trx, step),
    story.tell(trx, step, told),
    notify(trx, {
      user_ids: [...(state.parties.creator ?? []), ...(state.parties.submitter ?? [])],
      kind: `expense.${told.action}`,
      title: labelOf(expense),
      body: message.comment ?? null,
      subject_type: 'expense',
      subject_id: expense.id,
    }),
  ])
  return { due: [] }
}

async function remove(trx: Trx, step: ExpenseStep): Promise<StepResult> {
  await story.tell(trx, step, { action: 'deleted', title: 'Deleted' })
  await trx('expenses').where({ tenant_id: step.tenant_id, id: step.state.record_id }).delete()
  return { due: [] }
}

/** The activities of projects, named as a manager would. */
export const projects = (deps: Deps) => {
  const named =
    (work: (trx: Trx, step: ExpenseStep) => Promise<StepResult>) =>
    (step: ExpenseStep): Promise<StepResult> =>
      recordStep(deps, step, (trx) => work(trx, step))
  return {
    draftExpense: named(create),
    editExpense: named(edit),
    submitExpense: named(submit),
    approveExpense: named(decide),
    rejectExpense: named(decide),
    deleteExpense: named(remove),
  }
}

export type ProjectActivities = ReturnType<typeof projects>
