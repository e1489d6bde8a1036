/** The processes of variation and daywork orders, judged without a database or a process engine. */
import type { Message, ProcessState } from '../../domain/kit/process/types'
import { dayworkProcess, type DayworkState, variationProcess, type VariationState } from '../../domain/processes/orders'
import { type Judging, processOf } from '../support/judging'

const [clerk, boss] = ['clerk', 'boss']
const variation = processOf<VariationState>(variationProcess)
const daywork = processOf<DayworkState>(dayworkProcess)

/** An order after every message in turn; what is refused leaves it as it is. */
function order<S extends ProcessState>(rules: Judging<S>, ...messages: Message[]): S {
  let state = rules.open({ kind: 'created', actor_id: clerk })
  for (const message of messages) {
    const own = message.kind === 'complete' ? { ...message, task_id: message.task_id ?? state.tasks[0]?.id ?? '' } : message
    if (!rules.refuse(state, own)) state = rules.after(state, own)
  }
  return state
}
const [edit, submit, remove] = ['edit', 'submit', 'remove'].map((kind): Message => ({ kind, actor_id: clerk })) as [
  Message,
  Message,
  Message,
]
const [approve, reject] = ['approve', 'reject'].map((outcome): Message => ({ kind: 'complete', actor_id: boss, outcome })) as [
  Message,
  Message,
]

test('a variation order waits from the start, is asked anew when it is changed, and is locked once decided', () => {
  const [pending, changed] = [order(variation), order(variation, edit)]
  expect([pending.status, changed.status]).toEqual(['pending', 'pending'])
  expect(changed.tasks[0]?.id).not.toBe(pending.tasks[0]?.id)
  expect([order(variation, approve).status, order(variation, reject).status]).toEqual(['approved', 'rejected'])
  expect(order(variation, { ...approve, actor_id: clerk }).status).toBe('pending')
  expect(order(variation, { ...edit, actor_id: boss }, approve).status).toBe('pending')
  for (const message of [edit, remove]) {
    expect(variation.refuse(order(variation, approve), message)).toMatchObject({ status: 409, code: 'locked' })
  }
  expect(order(variation, remove).status).toBe('deleted')
})

test('a daywork order is written, submitted, and may be put right when it is rejected', () => {
  expect(order(daywork).status).toBe('draft')
  expect(order(daywork, submit, approve).status).toBe('approved')
  expect(order(daywork, submit, { ...approve, actor_id: clerk }).status).toBe('submitted')
  expect(order(daywork, submit, reject, edit, submit, approve).status).toBe('approved')
  expect(daywork.refuse(order(daywork, submit), edit)).toMatchObject({ code: 'locked' })
  expect(daywork.isOver(order(daywork, submit, reject))).toBe(false)
  expect(order(daywork, remove).status).toBe('deleted')
})
