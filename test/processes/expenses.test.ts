/** The process of an expense, told everything in every order. */
import fc from 'fast-check'
import { allowedIn } from '../../domain/kit/process/judge'
import type { Message } from '../../domain/kit/process/types'
import { expenseProcess, type ExpenseState } from '../../domain/processes/expenses'
import { EXPENSE_STATUSES } from '../../domain/rules/projects/expenses'
import { processOf } from '../support/judging'

const expense = processOf<ExpenseState>(expenseProcess)
const ids = (): string => 'task'
const [clerk, boss] = ['clerk', 'boss']
const start = (): ExpenseState => expense.open({ kind: 'created', actor_id: clerk })

const told: Message[] = [
  { kind: 'submit', actor_id: clerk },
  { kind: 'edit', actor_id: clerk },
  { kind: 'remove', actor_id: clerk },
  { kind: 'claim', actor_id: boss, task_id: 'task' },
  { kind: 'complete', actor_id: boss, task_id: 'task', outcome: 'approve' },
  { kind: 'complete', actor_id: boss, task_id: 'task', outcome: 'reject', comment: 'no' },
  { kind: 'complete', actor_id: clerk, task_id: 'task', outcome: 'approve' },
]

const tell = (state: ExpenseState, message: Message): ExpenseState =>
  expense.refuse(state, message) ? state : expense.after(state, message, ids)

test('no path leaves an end, and only somebody else than creator and submitter makes it payable', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...told), { maxLength: 20 }), (messages) => {
      let state = start()
      for (const message of messages) {
        const next = tell(state, message)
        if (expense.isOver(state)) expect(next).toBe(state)
        if (next.status === 'payable' && state.status !== 'payable') expect(message.actor_id).toBe(boss)
        expect(next.tasks.length > 0).toBe(next.status === 'submitted')
        state = next
      }
    }),
  )
})

const [submit, edit, remove, , approve, reject] = told as [Message, Message, Message, Message, Message, Message]
const at = (...path: Message[]): ExpenseState => path.reduce(tell, start())

test('every status is reachable', () => {
  const reached = [at(), at(submit), at(submit, approve), at(submit, reject), at(remove)].map(({ status }) => status).sort()
  expect(reached).toEqual([...EXPENSE_STATUSES, 'deleted'].sort())
  expect(Object.keys(expenseProcess.statuses).sort()).toEqual(reached)
})

test('it is changed, deleted and submitted as a draft or once rejected, and locked else', () => {
  const open = ['submit', 'edit', 'remove']
  for (const state of [at(), at(submit, reject)]) expect(allowedIn(expense.definition, state, 0)).toEqual(open)
  for (const state of [at(submit), at(submit, approve), at(remove)]) {
    expect(allowedIn(expense.definition, state, 0)).toEqual([])
    expect([submit, edit, remove].map((message) => expense.refuse(state, message)?.code)).toEqual([
      'illegal_transition',
      'locked',
      'locked',
    ])
  }
})

test('who entered it and everybody who ever submitted it are kept from deciding', () => {
  const again = at(submit, reject, { kind: 'submit', actor_id: 'colleague' })
  expect(again.parties).toEqual({ creator: [clerk], submitter: [clerk, 'colleague'] })
  for (const actor_id of [clerk, 'colleague']) expect(expense.refuse(again, { ...approve, actor_id })?.code).toBe('separation_of_duties')
})
