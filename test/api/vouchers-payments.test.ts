/** Payments of vouchers: seed C's figures through real processes, exactly once, never more than the rest, reversed but never deleted. */
import { randomUUID } from 'node:crypto'
import type { TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { type Answer, type Body } from '../support/tenant'
import { decide, type Money, moneyTests, ok, paid, reasonOf, voucherIn, VOUCHERS } from '../support/vouchers'

let app: TestApp
let of: Money

moneyTests((started, people) => {
  app = started
  of = people
})

const LEDGERS = '/api/admin/ledgers'
type Entry = Record<string, unknown> & { id: string }
const entries = async (): Promise<Entry[]> => (await rowsOf(app, of.business.id, 'ledger_entries').orderBy(['created_at', 'id'])) as Entry[]
const balance = (): Promise<Body> => ok(of.bookkeeper.get(`${LEDGERS}/balance?party_type=subcontractor&party_id=${of.subcontractor_id}`))
const summary = (): Promise<Body> => ok(of.admin.get(`/api/admin/projects/${of.project_id}/summary`))
const lines = async (): Promise<string[]> => {
  const [found, accounts] = await Promise.all([rowsOf(app, of.business.id, 'journal_lines'), rowsOf(app, of.business.id, 'accounts')])
  const roles = new Map(accounts.map((account) => [account.id, account.role]))
  return found.map((line) => `${line.debit > 0n ? 'Dr' : 'Cr'} ${roles.get(line.account_id)} ${line.debit + line.credit}`).sort()
}

it('seed C: a claim of 1200 approved, 1000 paid: 200 are owed; 300 more are refused, the rest is paid', async () => {
  const voucher = await voucherIn(of, 'approved')
  expect(await balance()).toEqual({ debit: '0.00', credit: '0.00', balance: '0.00', approved_unposted: '1200.00', currency: 'EUR' })
  expect(reasonOf(await decide(of.clerk, voucher.task.id, paid('1000.00')))).toEqual([403, 'ledgers.post'])
  const first = await ok(decide(of.cashier, voucher.task.id, paid('1000.00', { method: 'transfer', bank_reference: 'B-77' })))
  expect(first.record).toMatchObject({ status: 'approved' })
  expect(await balance()).toEqual({ debit: '1200.00', credit: '1000.00', balance: '200.00', approved_unposted: '0.00', currency: 'EUR' })
  const page = await ok(of.clerk.get(`${VOUCHERS}/${voucher.id}`))
  expect(page).toMatchObject({
    payment_status: 'partly_paid',
    paid_amount: '1000.00',
    rest: '200.00',
    task: { outcomes: ['confirm_payment'] },
  })
  expect(page.task.id).not.toBe(voucher.task.id)
  const much = await decide(of.cashier, page.task.id, paid('300.00'))
  expect([much.status, Object.keys(much.body.data.errors)]).toEqual([422, ['data.amount']])
  expect(await entries()).toMatchObject([
    {
      entry_type: 'claim',
      debit: 120000n,
      credit: 0n,
      party_type: 'subcontractor',
      reference: voucher.voucher_no,
      entry_date: '2026-05-11',
    },
    { entry_type: 'payment', debit: 0n, credit: 100000n, party_id: of.subcontractor_id, description: 'transfer · B-77' },
  ])
  await ok(decide(of.cashier, page.task.id, paid()))
  expect(await balance()).toMatchObject({ balance: '0.00' })
  const done = await ok(of.clerk.get(`${VOUCHERS}/${voucher.id}`))
  expect(done).toMatchObject({ status: 'approved', payment_status: 'paid', rest: '0.00', task: null })
  expect(done.entries.map((entry: Body) => [entry.entry_type, entry.debit, entry.credit])).toEqual([
    ['claim', '1200.00', '0.00'],
    ['payment', '0.00', '1000.00'],
    ['payment', '0.00', '200.00'],
  ])
  expect(await lines()).toEqual(
    [
      'Dr subcontract_cost 120000',
      'Cr payables 120000',
      'Dr payables 100000',
      'Cr bank 100000',
      'Dr payables 20000',
      'Cr bank 20000',
    ].sort(),
  )
  expect(await summary()).toMatchObject({ budget_consumed: '1200.00', total_liability: '1200.00', remaining: '48800.00' })
})

it('every figure leads to its entry, its journal, its process and the decisions behind it', async () => {
  const voucher = await voucherIn(of, 'paid')
  const [, payment] = voucher.entries
  const entry = await ok(of.bookkeeper.get(`${LEDGERS}/${payment.id}`))
  expect(entry).toMatchObject({
    voucher: { id: voucher.id, name: voucher.voucher_no },
    journal: { name: 'J-000002' },
    party: { name: 'Volt Ltd' },
    process: { workflow_id: `${of.business.id}/voucher/${voucher.id}` },
  })
  expect(entry.decisions.map((each: Body) => [each.outcome, each.actor.id, each.rule])).toEqual([
    ['approve', of.approver.id, 'vouchers.approve: allow holder always'],
    ['confirm_payment', of.cashier.id, 'ledgers.post: allow holder always'],
  ])
})

it('P12 twenty confirmations at once: one posting; the others are told the task is closed', async () => {
  const voucher = await voucherIn(of, 'approved')
  const answers = await Promise.all(Array.from({ length: 20 }, () => decide(of.cashier, voucher.task.id, paid('700.00'))))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect([...new Set(answers.filter(({ status }) => status !== 200).map((answer) => reasonOf(answer).join()))]).toEqual(['409,task_closed'])
  expect((await entries()).map((entry) => entry.entry_type)).toEqual(['claim', 'payment'])
})

it('P01 the same key twenty times is one payment with one answer', async () => {
  const voucher = await voucherIn(of, 'approved')
  const key = { 'Idempotency-Key': randomUUID() }
  const confirm = (): Promise<Answer> => of.cashier.post(`/api/tasks/${voucher.task.id}/complete`, paid(), key)
  const answers = await Promise.all(Array.from({ length: 20 }, confirm))
  expect([...new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))]).toHaveLength(1)
  expect(answers[0]?.status).toBe(200)
  expect(await entries()).toHaveLength(2)
})

it.each(['0', '-1', '1.234', '1e3', 'NaN', '100000000000000000000', 1000, '', null])(
  'N01 a payment of %p is refused on its field',
  async (amount) => {
    const voucher = await voucherIn(of, 'approved')
    const answer = await decide(of.cashier, voucher.task.id, paid(undefined, { amount }))
    expect([answer.status, Object.keys(answer.body.data.errors)]).toEqual([422, ['data.amount']])
    expect(await entries()).toEqual([])
  },
)

it('a payment says its day, and nothing it does not know', async () => {
  const voucher = await voucherIn(of, 'approved')
  const bare = await decide(of.cashier, voucher.task.id, { outcome: 'confirm_payment' })
  expect(bare.body.data.errors).toHaveProperty(['data.paid_at'])
  const odd = await decide(of.cashier, voucher.task.id, paid('1.00', { paid_at: '2026-02-30', fee: '1.00' }))
  expect(Object.keys(odd.body.data.errors).sort()).toEqual(['data.fee', 'data.paid_at'])
})

it('P06 who approved does not post, admins included; cancelled with a comment while nothing is paid, and not after', async () => {
  const sent = await voucherIn(of, 'submitted')
  await ok(decide(of.admin, sent.task.id, { outcome: 'approve' }))
  const { task } = await ok(of.clerk.get(`${VOUCHERS}/${sent.id}`))
  expect(reasonOf(await decide(of.admin, task.id, paid()))).toEqual([403, 'separation_of_duties'])
  expect((await decide(of.cashier, task.id, { outcome: 'cancel' })).body.data.errors).toHaveProperty('comment')
  const gone = await ok(decide(of.cashier, task.id, { outcome: 'cancel', comment: 'entered twice' }))
  expect(gone.record.status).toBe('cancelled')
  expect(await balance()).toMatchObject({ approved_unposted: '0.00', balance: '0.00' })
  const other = await voucherIn(of, 'approved')
  await ok(decide(of.cashier, other.task.id, paid('1.00')))
  const part = await ok(of.clerk.get(`${VOUCHERS}/${other.id}`))
  expect((await decide(of.cashier, part.task.id, { outcome: 'cancel', comment: 'no' })).body.data.errors).toHaveProperty('outcome')
})

const byHand = (reference: string, credit: string, more: Body = {}): Body => ({
  entry_type: 'payment',
  credit,
  party_type: 'subcontractor',
  party_id: of.subcontractor_id,
  project_id: of.project_id,
  reference,
  entry_date: '2026-05-12',
  ...more,
})

it('seed C’s way of posting is the same confirmation: same rules, same process, never a second payment', async () => {
  const voucher = await voucherIn(of, 'approved')
  const key = { 'Idempotency-Key': randomUUID() }
  const body = byHand(voucher.voucher_no, '1000.00', { debit: '0', description: 'first part' })
  const [a, b] = [await of.bookkeeper.post(LEDGERS, body, key), await of.bookkeeper.post(LEDGERS, body, key)]
  expect([a.status, b.body]).toEqual([201, a.body])
  expect(a.body.data).toMatchObject({ entry_type: 'payment', credit: '1000.00', debit: '0.00', voucher: { id: voucher.id } })
  expect((await entries()).map((entry) => entry.entry_type)).toEqual(['claim', 'payment'])
  expect(await ok(of.clerk.get(`${VOUCHERS}/${voucher.id}`))).toMatchObject({ payment_status: 'partly_paid', rest: '200.00' })
  const much = await of.bookkeeper.post(LEDGERS, byHand(voucher.voucher_no, '300.00'))
  expect([much.status, Object.keys(much.body.data.errors)]).toEqual([422, ['credit']])
  expect((await of.bookkeeper.post(LEDGERS, byHand(voucher.voucher_no, '200.00'))).status).toBe(201)
  expect(reasonOf(await of.bookkeeper.post(LEDGERS, byHand(voucher.voucher_no, '1.00')))).toEqual([409, 'duplicate'])
  expect(await balance()).toMatchObject({ balance: '0.00' })
})

it('by hand only an approved voucher is paid, to its own party, by who may post and did not approve', async () => {
  const draft = await voucherIn(of, 'draft')
  expect(reasonOf(await of.bookkeeper.post(LEDGERS, byHand(draft.voucher_no, '1.00')))).toEqual([409, 'illegal_transition'])
  const sent = await voucherIn(of, 'submitted')
  await ok(decide(of.admin, sent.task.id, { outcome: 'approve' }))
  expect(reasonOf(await of.admin.post(LEDGERS, byHand(sent.voucher_no, '1.00')))).toEqual([403, 'separation_of_duties'])
  const wrong = byHand(sent.voucher_no, '1.00', { party_type: 'other', party_id: null, project_id: null })
  expect(Object.keys((await of.bookkeeper.post(LEDGERS, wrong)).body.data.errors)).toEqual(['party_type'])
  const twice = await of.bookkeeper.post(LEDGERS, byHand(sent.voucher_no, '1.00', { entry_type: 'claim', credit: null, debit: '1200.00' }))
  expect(Object.keys(twice.body.data.errors)).toEqual(['reference'])
  expect(await entries()).toEqual([])
})

it('twenty payments by hand at once pay one task; together they never pay more than the voucher', async () => {
  const voucher = await voucherIn(of, 'approved')
  const answers = await Promise.all(Array.from({ length: 20 }, () => of.bookkeeper.post(LEDGERS, byHand(voucher.voucher_no, '900.00'))))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  for (const { status } of answers) expect([201, 409, 422]).toContain(status)
  expect((await entries()).filter((entry) => entry.entry_type === 'payment')).toHaveLength(1)
})

it('P19 a payment dated into a closed month is refused, and nothing is posted', async () => {
  const voucher = await voucherIn(of, 'approved')
  await rowsOf(app, of.business.id, 'periods').insert({ tenant_id: of.business.id, id: randomUUID(), month: '2026-05', status: 'closed' })
  expect(reasonOf(await decide(of.cashier, voucher.task.id, paid()))).toEqual([409, 'period_closed'])
  expect(reasonOf(await of.bookkeeper.post(LEDGERS, byHand(voucher.voucher_no, '1.00')))).toEqual([409, 'period_closed'])
  expect(await entries()).toEqual([])
  const { task, payment_status } = await ok(of.clerk.get(`${VOUCHERS}/${voucher.id}`))
  expect([task.id, payment_status]).toEqual([voucher.task.id, 'unpaid'])
  await ok(decide(of.cashier, task.id, paid(undefined, { paid_at: '2026-06-01' })))
})

it('a reversed payment stands with its opposite, told on the voucher; twice is refused', async () => {
  const voucher = await voucherIn(of, 'paid')
  const [, payment] = voucher.entries
  const reversal = await of.bookkeeper.post(`${LEDGERS}/${payment.id}/reverse`, { reason: 'bounced', entry_date: '2026-05-20' })
  expect(reversal.status).toBe(201)
  expect(reversal.body.data).toMatchObject({ entry_type: 'payment', debit: '1200.00', credit: '0.00', reverses_id: payment.id })
  expect(await ok(of.bookkeeper.get(`${LEDGERS}/${payment.id}`))).toMatchObject({ reversed_by_id: reversal.body.data.id })
  const again = await Promise.all([1, 2, 3].map(() => of.bookkeeper.post(`${LEDGERS}/${payment.id}/reverse`, { reason: 'again' })))
  expect([...new Set(again.map((answer) => reasonOf(answer).join()))]).toEqual(['409,duplicate'])
  expect(await balance()).toMatchObject({ balance: '1200.00' })
  expect(await summary()).toMatchObject({ budget_consumed: '0.00' })
  const kinds = (await ok(of.clerk.get(`${VOUCHERS}/${voucher.id}/timeline`))).map((entry: Body) => entry.kind)
  expect(kinds.at(-1)).toBe('voucher.entry_reversed')
})
