/** The state machine of an expense, told everything in every order. */
import fc from 'fast-check'
import type { Message } from '../../domain/rules/process'
import { EXPENSE_STATUSES, expenseMessages, expenseRules, type ExpenseState } from '../../domain/rules/projects/expenses'
import { isRefusal, movePhase } from '../../domain/rules/projects/phases'

const ids = (): string => 'task'
const [clerk, boss] = ['clerk', 'boss']
const start = (): ExpenseState => expenseRules.open({ tenant_id: 't', record_id: 'r', message: { kind: 'created', actor_id: clerk } })

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
  expenseRules.refusal(state, message) ? state : expenseRules.after(state, message, ids)

test('no path leaves an end, and only somebody else than creator and submitter makes it payable', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...told), { maxLength: 20 }), (messages) => {
      let state = start()
      for (const message of messages) {
        const next = tell(state, message)
        if (expenseRules.ended(state)) expect(next).toBe(state)
        if (next.status === 'payable' && state.status !== 'payable') expect(message.actor_id).toBe(boss)
        expect(next.task !== null).toBe(next.status === 'submitted')
        state = next
      }
    }),
  )
})

test('every status is reachable', () => {
  const [submit, , remove, , approve, reject] = told as [Message, Message, Message, Message, Message, Message]
  const paths = [[], [submit], [submit, approve], [submit, reject], [remove]]
  const reached = paths.map((path) => path.reduce(tell, start()).status)
  expect(reached.sort()).toEqual([...EXPENSE_STATUSES, 'deleted'].sort())
  expect(Object.keys(expenseMessages).sort()).toEqual(reached)
})

test('PRJ-6 a phase never stands between its status and its progress, whatever is asked of it', () => {
  const statuses = ['pending', 'in_progress', 'completed', 'skipped'] as const
  const move = fc.record({ progress_percent: fc.integer({ min: 0, max: 100 }), status: fc.constantFrom(...statuses) }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
      let phase: { status: (typeof statuses)[number]; progress_percent: number } = { status: 'pending', progress_percent: 0 }
      for (const asked of moves) {
        const next = movePhase(phase, asked)
        if (isRefusal(next)) continue
        if (next.status !== 'skipped') {
          expect([next.status === 'completed', next.status === 'pending']).toEqual([
            next.progress_percent === 100,
            next.progress_percent === 0,
          ])
        }
        phase = next
      }
    }),
  )
})
