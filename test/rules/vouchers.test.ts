/** The state machines of money, told everything in every state: who may move them, what is paid, how it stands in the ledger. */
import fc from 'fast-check'
import type { Message } from '../../domain/rules/process'
import { paymentStatusOf, restOf, VOUCHER_STATUSES, voucherRules, type VoucherState } from '../../domain/rules/vouchers'
import { dayworkRules, type OrderState, variationRules } from '../../domain/rules/vouchers/orders'
import { CONTROL, counterOf, ENTRY_TYPES, PARTY_TYPES, postingSides } from '../../domain/rules/vouchers/posting'

let task = 0
const ids = (): string => `task-${(task += 1)}`
const [clerk, boss, cashier] = ['clerk', 'boss', 'cashier']
const start = (amount = '120000'): VoucherState =>
  voucherRules.open({ tenant_id: 't', record_id: 'r', message: { kind: 'created', actor_id: clerk, data: { amount, currency: 'EUR' } } })

type Say = (state: VoucherState) => Message
const done =
  (actor_id: string, outcome: string, data: Record<string, unknown> = {}): Say =>
  (state) => ({ kind: 'complete', actor_id, task_id: state.task?.id ?? 'none', outcome, data })
const pay = (amount?: string): Say =>
  done(cashier, 'confirm_payment', { paid_at: '2026-05-04', ...(amount === undefined ? {} : { amount }) })
const said: Record<string, Say> = {
  submit: () => ({ kind: 'submit', actor_id: clerk }),
  edit: () => ({ kind: 'edit', actor_id: clerk, data: { amount: '5000' } }),
  remove: () => ({ kind: 'remove', actor_id: clerk }),
  claim: (state) => ({ kind: 'claim', actor_id: cashier, task_id: state.task?.id ?? 'none' }),
  approve: done(boss, 'approve'),
  reject: done(boss, 'reject'),
  pay: pay(),
  pay_part: pay('10.00'),
  cancel: done(cashier, 'cancel'),
}
const tell = (state: VoucherState, say: Say): VoucherState => {
  const message = say(state)
  return voucherRules.refusal(state, message) ? state : voucherRules.after(state, message, ids)
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
    const refused = voucherRules.refusal(before, message)
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
  expect(Object.keys(STATES).filter((name) => voucherRules.ended(at(...(STATES[name] ?? []))))).toEqual(['paid', 'cancelled'])
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
        const refused = voucherRules.refusal(state, message)
        const next = refused ? state : voucherRules.after(state, message, ids)
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
        expect(next.task !== null).toBe(next.status === 'submitted' || (next.status === 'approved' && restOf(next) > 0n))
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
  const refused = voucherRules.refusal(state, done(cashier, 'confirm_payment', { paid_at: '2026-05-04', amount })(state))
  expect(refused?.status).toBe(422)
  expect(refused?.details?.errors?.['data.amount']?.[0]).toContain(why)
})

test('a payment without a day is refused; the rest is what is not said', () => {
  const state = at('submit', 'approve')
  expect(voucherRules.refusal(state, done(cashier, 'confirm_payment')(state))?.details?.errors).toHaveProperty(['data.paid_at'])
  const part = at('submit', 'approve', 'pay_part')
  expect([part.paid, restOf(part), part.task?.outcomes]).toEqual(['1000', 119000n, ['confirm_payment']])
  expect(tell(part, pay()).paid).toBe('120000')
  expect([paymentStatusOf(0n, 5n), paymentStatusOf(4n, 5n), paymentStatusOf(5n, 5n)]).toEqual(['unpaid', 'partly_paid', 'paid'])
})

test('the task for the rest is a new one: a decision on the one before is late', () => {
  const approved = at('submit', 'approve')
  const part = tell(approved, pay('1000.00'))
  expect(part.task?.id).not.toBe(approved.task?.id)
  const late = { ...pay('200.00')(approved) }
  expect(voucherRules.refusal(part, late)).toMatchObject({ status: 409, code: 'task_closed' })
})

test('who changed a rejected voucher may not approve it either', () => {
  const rejected = at('submit', 'reject')
  const changed = voucherRules.after(rejected, { kind: 'edit', actor_id: boss, data: { amount: '99900' } }, ids)
  const again = tell(changed, said.submit as Say)
  expect(again.amount).toBe('99900')
  expect(voucherRules.refusal(again, done(boss, 'approve')(again))).toMatchObject({ status: 403, code: 'separation_of_duties' })
})

const order = (kind: 'variation' | 'daywork', ...messages: Message[]): OrderState => {
  const rules = kind === 'variation' ? variationRules : dayworkRules
  const begun = { tenant_id: 't', record_id: 'r', message: { kind: 'created', actor_id: clerk } }
  let state = kind === 'variation' ? variationRules.open(begun, ids) : dayworkRules.open(begun)
  for (const message of messages) {
    const own = message.kind === 'complete' ? { ...message, task_id: message.task_id ?? state.task?.id ?? '' } : message
    if (!rules.refusal(state, own)) state = rules.after(state, own, ids)
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
  const [pending, changed] = [order('variation'), order('variation', edit)]
  expect([pending.status, changed.status]).toEqual(['pending', 'pending'])
  expect(changed.task?.id).not.toBe(pending.task?.id)
  expect([order('variation', approve).status, order('variation', reject).status]).toEqual(['approved', 'rejected'])
  expect(order('variation', { ...approve, actor_id: clerk }).status).toBe('pending')
  expect(order('variation', { ...edit, actor_id: boss }, approve).status).toBe('pending')
  for (const message of [edit, remove]) {
    expect(variationRules.refusal(order('variation', approve), message)).toMatchObject({ status: 409, code: 'locked' })
  }
  expect(order('variation', remove).status).toBe('deleted')
})

test('a daywork order is written, submitted, and may be put right when it is rejected', () => {
  expect(order('daywork').status).toBe('draft')
  expect(order('daywork', submit, approve).status).toBe('approved')
  expect(order('daywork', submit, { ...approve, actor_id: clerk }).status).toBe('submitted')
  expect(order('daywork', submit, reject, edit, submit, approve).status).toBe('approved')
  expect(dayworkRules.refusal(order('daywork', submit), edit)).toMatchObject({ code: 'locked' })
  expect(dayworkRules.ended(order('daywork', submit, reject))).toBe(false)
  expect(order('daywork', remove).status).toBe('deleted')
})

test('every entry of every party has two sides that balance, one of them the party’s control account', () => {
  for (const entry_type of ENTRY_TYPES) {
    for (const party_type of PARTY_TYPES) {
      for (const [debit, credit] of [[5n, 0n] as const, [0n, 5n] as const]) {
        const sides = postingSides({ entry_type, party_type, debit, credit })
        expect(sides.reduce((sum, side) => sum + side.debit - side.credit, 0n)).toBe(0n)
        expect(sides.map(({ control }) => control)).toEqual([true, false])
        expect(sides.map(({ role }) => role)).toEqual([CONTROL[party_type].role, counterOf(entry_type, party_type)])
      }
    }
  }
})

test('claim = Dr subcontract cost / Cr payables; payment = Dr payables / Cr bank; a claim on a client is revenue', () => {
  const read = (entry_type: 'claim' | 'payment' | 'receipt', party_type: 'subcontractor' | 'client', debit: bigint): string =>
    postingSides({ entry_type, party_type, debit, credit: 7n - debit })
      .map((side) => `${side.debit > 0n ? 'Dr' : 'Cr'} ${side.role}`)
      .sort()
      .join(', ')
  expect(read('claim', 'subcontractor', 7n)).toBe('Cr payables, Dr subcontract_cost')
  expect(read('payment', 'subcontractor', 0n)).toBe('Cr bank, Dr payables')
  expect(read('claim', 'client', 7n)).toBe('Cr revenue, Dr receivables')
  expect(read('receipt', 'client', 0n)).toBe('Cr receivables, Dr bank')
})
