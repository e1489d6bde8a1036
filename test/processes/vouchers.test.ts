/** The process of a voucher, told everything in every state: who may move it, and what is paid. */
import fc from 'fast-check'
import type { Message } from '../../domain/kit/process/types'
import { voucherProcess, type VoucherState } from '../../domain/processes/vouchers'
import { restOf, VOUCHER_STATUSES } from '../../domain/rules/vouchers'
import { processOf } from '../support/judging'

const voucher = processOf<VoucherState>(voucherProcess)
const [clerk, boss, cashier] = ['clerk', 'boss', 'cashier']
const start = (amount = '120000'): VoucherState => voucher.open({ kind: 'created', actor_id: clerk, data: { amount, currency: 'EUR' } })

type Say = (state: VoucherState) => Message
const done =
  (actor_id: string, outcome: string, data: Record<string, unknown> = {}): Say =>
  (state) => ({ kind: 'complete', actor_id, task_id: state.tasks[0]?.id ?? 'none', outcome, data })
const pay = (amount?: string): Say =>
  done(cashier, 'confirm_payment', { paid_at: '2026-05-04', ...(amount === undefined ? {} : { amount }) })
const said: Record<string, Say> = {
  submit: () => ({ kind: 'submit', actor_id: clerk }),
  edit: () => ({ kind: 'edit', actor_id: clerk, data: { amount: '5000' } }),
  remove: () => ({ kind: 'remove', actor_id: clerk }),
  claim: (state) => ({ kind: 'claim', actor_id: cashier, task_id: state.tasks[0]?.id ?? 'none' }),
  approve: done(boss, 'approve'),
  reject: done(boss, 'reject'),
  pay: pay(),
  pay_part: pay('10.00'),
  cancel: done(cashier, 'cancel'),
}
const tell = (state: VoucherState, say: Say): VoucherState => {
  const message = say(state)
  return voucher.refuse(state, message) ? state : voucher.after(state, message)
}
const at = (...says: string[]): VoucherState => says.map((name) => said[name] as Say).reduce(tell, start())

const STATES: Record<string, string[]> = {
  draft: [],
  submitted: ['submit'],
  rejected: ['submit', 'reject'],
  approved: ['submit', 'approve'],
  partly_paid: ['submit', 'approve', 'pay_part'],
  paid: ['submit', 'approve', 'pay'],
  cancelled: ['remove'],
}
const MAY: Record<string, string[]> = {
  draft: ['submit', 'edit', 'remove'],
  submitted: ['claim', 'approve', 'reject'],
  rejected: ['submit', 'edit', 'remove'],
  approved: ['claim', 'pay', 'pay_part', 'cancel'],
  partly_paid: ['claim', 'pay', 'pay_part'],
  paid: [],
  cancelled: [],
}

test.each(Object.keys(STATES).flatMap((state) => Object.keys(said).map((name) => [state, name] as const)))(
  'a voucher that is %s told to %s',
  (state, name) => {
    const before = at(...(STATES[state] ?? []))
    const message = (said[name] as Say)(before)
    const refused = voucher.refuse(before, message)
    expect(refused === undefined).toBe(MAY[state]?.includes(name))
    if (!refused) return
    const locked = ['edit', 'remove'].includes(name)
    const expected = locked ? ['locked'] : name === 'submit' ? ['illegal_transition'] : ['task_closed', 'invalid']
    expect(expected).toContain(refused.code)
  },
)

test('every status is reached, and only the ends end', () => {
  const reached = Object.values(STATES).map((says) => at(...says))
  expect([...new Set(reached.map(({ status }) => status))].sort()).toEqual([...VOUCHER_STATUSES].sort())
  expect(Object.keys(STATES).filter((name) => voucher.isOver(at(...(STATES[name] ?? []))))).toEqual(['paid', 'cancelled'])
})

test('whatever is said in whatever order: never more paid than approved, never paid by who approved, never posted unapproved', () => {
  const people = fc.constantFrom(clerk, boss, cashier)
  const amounts = fc.option(fc.constantFrom('0', '0.01', '10.00', '1200.00', '1200.01', '-1', '1e3', 'NaN'), { nil: undefined })
  const messages = fc.array(fc.tuple(fc.constantFrom(...Object.keys(said)), people, amounts), { maxLength: 25 })
  fc.assert(
    fc.property(messages, (list) => {
      let state = start()
      for (const [name, actor_id, amount] of list) {
        const message = { ...(name.startsWith('pay') ? pay(amount) : (said[name] as Say))(state), actor_id }
        const refused = voucher.refuse(state, message)
        const next = refused ? state : voucher.after(state, message)
        if (next.paid !== state.paid) {
          expect(state.status).toBe('approved')
          expect(state.parties.approver).not.toContain(actor_id)
          expect(BigInt(next.paid)).toBeGreaterThan(BigInt(state.paid))
        }
        if (next.status === 'approved' && state.status !== 'approved') {
          const authors = [...(state.parties.creator ?? []), ...(state.parties.editor ?? []), ...(state.parties.submitter ?? [])]
          expect(authors).not.toContain(actor_id)
        }
        expect(restOf(next)).toBeGreaterThanOrEqual(0n)
        expect(next.tasks.length > 0).toBe(next.status === 'submitted' || (next.status === 'approved' && restOf(next) > 0n))
        state = next
      }
    }),
  )
})

test.each([
  ['0', 'greater than 0'],
  ['-1', 'an amount in EUR'],
  ['1.234', 'an amount in EUR'],
  ['1e3', 'an amount in EUR'],
  ['NaN', 'an amount in EUR'],
  ['', 'an amount in EUR'],
  [1200, 'an amount in EUR'],
  [null, 'an amount in EUR'],
  ['100000000000000000000', 'an amount in EUR'],
  ['1200.01', 'not be greater than the rest of 1200.00 EUR'],
])('a payment of %p is refused on its field', (amount, why) => {
  const state = at('submit', 'approve')
  const refused = voucher.refuse(state, done(cashier, 'confirm_payment', { paid_at: '2026-05-04', amount })(state))
  expect(refused?.status).toBe(422)
  expect(refused?.details?.errors?.['data.amount']?.[0]).toContain(why)
})

test('a payment without a day is refused; the rest is what is not said', () => {
  const state = at('submit', 'approve')
  expect(voucher.refuse(state, done(cashier, 'confirm_payment')(state))?.details?.errors).toHaveProperty(['data.paid_at'])
  const part = at('submit', 'approve', 'pay_part')
  expect([part.paid, restOf(part), part.tasks.map(({ name }) => name)]).toEqual(['1000', 119000n, ['pay_rest']])
  expect(tell(part, pay()).paid).toBe('120000')
})

test('the task for the rest is a new one: a decision on the one before is late', () => {
  const approved = at('submit', 'approve')
  const part = tell(approved, pay('1000.00'))
  expect(part.tasks[0]?.id).not.toBe(approved.tasks[0]?.id)
  const late = { ...pay('200.00')(approved) }
  expect(voucher.refuse(part, late)).toMatchObject({ status: 409, code: 'task_closed' })
})

test('who changed a rejected voucher may not approve it either', () => {
  const rejected = at('submit', 'reject')
  const changed = voucher.after(rejected, { kind: 'edit', actor_id: boss, data: { amount: '99900' } })
  const again = tell(changed, said.submit as Say)
  expect(again.amount).toBe('99900')
  expect(voucher.refuse(again, done(boss, 'approve')(again))).toMatchObject({ status: 403, code: 'separation_of_duties' })
})
