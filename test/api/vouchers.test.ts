/** Vouchers through their process: numbered without gaps, approved within a limit by somebody else, locked once submitted (P01–P20). */
import { randomUUID } from 'node:crypto'
import type { TestApp } from '../support/app'
import { aroundNow } from '../support/days'
import { rowsOf } from '../support/documents'
import { type Body, person, role, tenant } from '../support/tenant'
import { claim, decide, type Money, moneyTests, ok, paid, reasonOf, voucherIn, VOUCHERS } from '../support/vouchers'

let app: TestApp
let of: Money

moneyTests((started, people) => {
  app = started
  of = people
})

const rows = (table: string): Promise<Record<string, unknown>[]> => rowsOf(app, of.business.id, table) as never

it('FIN-1 goes from draft to approved; nothing is posted by that', async () => {
  const draft = await voucherIn(of, 'draft')
  expect(draft).toMatchObject({
    voucher_no: 'V-000001',
    status: 'draft',
    payment_status: 'unpaid',
    amount: '1200.00',
    paid_amount: '0.00',
    currency: 'EUR',
    subcontractor: { name: 'Volt Ltd' },
    can: { submit: { allowed: true } },
  })
  const sent = await ok(of.clerk.post(`${VOUCHERS}/${draft.id}/submit`, { comment: 'week 19' }))
  expect(sent).toMatchObject({ status: 'submitted', task: { kind: 'vouchers.approve', outcomes: ['approve', 'reject'] } })
  const done = await ok(decide(of.approver, sent.task.id, { outcome: 'approve' }))
  expect(done.record).toMatchObject({ type: 'voucher', status: 'approved' })
  const after = await ok(of.clerk.get(`${VOUCHERS}/${draft.id}`))
  expect(after).toMatchObject({
    status: 'approved',
    payment_status: 'unpaid',
    rest: '1200.00',
    entries: [],
    task: { kind: 'ledgers.post' },
  })
  expect(await rows('ledger_entries')).toEqual([])
  const kinds = (await ok(of.clerk.get(`${VOUCHERS}/${draft.id}/timeline`))).map((entry: Body) => entry.kind)
  expect(kinds).toEqual(['voucher.created', 'voucher.submitted', 'voucher.approved'])
})

it('P02 N11 fifty at once, some of them refused: no gap and no twin; a deleted draft keeps its number', async () => {
  const bodies = Array.from({ length: 50 }, (_, index) => claim(of, index % 5 === 0 ? { project_id: randomUUID() } : {}))
  const answers = await Promise.all(bodies.map((body) => of.clerk.post(VOUCHERS, body)))
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(10)
  const numbers = (await rows('vouchers')).map((row) => row.voucher_no).sort()
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => `V-${String(index + 1).padStart(6, '0')}`))
  const { id } = (await ok(of.clerk.get(`${VOUCHERS}?sort=created_at`)))[0]
  const gone = await of.clerk.delete(`${VOUCHERS}/${id}`)
  expect([gone.status, gone.body.data]).toEqual([200, null])
  expect(await ok(of.clerk.get(`${VOUCHERS}/${id}`))).toMatchObject({ status: 'cancelled', can: { edit: { allowed: false } } })
  expect((await voucherIn(of, 'draft')).voucher_no).toBe('V-000041')
})

it('P01 the same key is the same voucher; P03 another key is another voucher', async () => {
  const key = { 'Idempotency-Key': randomUUID() }
  const [a, b] = await Promise.all([of.clerk.post(VOUCHERS, claim(of), key), of.clerk.post(VOUCHERS, claim(of), key)])
  expect(b.body).toEqual(a.body)
  expect((await of.clerk.post(VOUCHERS, claim(of, { amount: '1.00' }), key)).status).toBe(422)
  expect((await voucherIn(of, 'draft')).voucher_no).toBe('V-000002')
})

it.each(['0', '-1', '1.234', '1e3', 'NaN', '100000000000000000000', 1200, '', null, ' 1', '0x10', '١٢'])(
  'N01 N02 an amount of %p is refused on its field, and nothing is written',
  async (amount) => {
    const answer = await of.clerk.post(VOUCHERS, claim(of, { amount }))
    expect([answer.status, Object.keys(answer.body.data.errors)]).toEqual([422, ['amount']])
    expect(await rows('vouchers')).toEqual([])
    expect(await rows('number_series')).toEqual([])
  },
)

it('every wrong field is named at once, and status is prohibited', async () => {
  const wrong = await of.clerk.post(VOUCHERS, {
    amount: '1.00',
    week_ending: '2026-02-30',
    status: 'approved',
    subcontractor_id: 'x',
    odd: 1,
  })
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual(['odd', 'project_id', 'status', 'subcontractor_id', 'week_ending'])
  expect(wrong.body.data.errors.status).toEqual(['The status field is prohibited.'])
  const missing = await of.clerk.post(VOUCHERS, claim(of, { subcontractor_id: randomUUID() }))
  expect(Object.keys(missing.body.data.errors)).toEqual(['subcontractor_id'])
})

it('P05 P06 neither creator nor submitter nor editor approves, admins included; P12 of two decisions one wins', async () => {
  const mine = await ok(of.admin.post(VOUCHERS, claim(of)))
  const sent = await ok(of.clerk.post(`${VOUCHERS}/${mine.id}/submit`, {}))
  expect(reasonOf(await decide(of.admin, sent.task.id, { outcome: 'approve' }))).toEqual([403, 'separation_of_duties'])
  const both = await Promise.all([
    decide(of.approver, sent.task.id, { outcome: 'approve' }),
    decide(of.approver, sent.task.id, { outcome: 'reject', comment: 'no' }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
})

it('P07 a substitute of the creator is kept apart as well', async () => {
  const sent = await voucherIn(of, 'submitted')
  await ok(of.clerk.put('/api/me/substitutes', [{ user_id: of.cashier.id, ...aroundNow() }]))
  expect(reasonOf(await decide(of.cashier, sent.task.id, { outcome: 'approve' }))[0]).toBe(403)
})

it.each([
  ['1199.99', 403],
  ['1200.00', 200],
  ['1200.01', 200],
])(
  'P18 a limit of %s decides 1200.00 with %d; it binds admins, and the task stays for somebody whose limit suffices',
  async (limit, status) => {
    const role_id = await role(app, of.business.id, ['vouchers.approve'])
    const approval_limit = limit.replace('.', '')
    const people = [
      await person(app, { tenant_id: of.business.id, user_type: 'staff', role_id, approval_limit }),
      await person(app, { tenant_id: of.business.id, user_type: 'admin', approval_limit }),
    ]
    for (const limited of people) {
      const sent = await voucherIn(of, 'submitted')
      const answer = await decide(limited, sent.task.id, { outcome: 'approve' })
      expect(answer.status).toBe(status)
      const inbox = (await ok(limited.get(`/api/tasks?filter[subject_id]=${sent.id}`))) as Body[]
      if (status === 200) continue
      expect(answer.body.data).toMatchObject({ reason: 'approval_limit', rule: 'vouchers.approve: deny any overLimit' })
      expect(inbox).toEqual([])
      const why = await ok(of.admin.get(`/api/admin/why?user_id=${limited.id}&action=vouchers.approve&resource=task&id=${sent.task.id}`))
      expect(JSON.stringify(why)).toContain('approval_limit')
      expect((await decide(of.approver, sent.task.id, { outcome: 'approve' })).status).toBe(200)
    }
  },
)

it('P16 P15 once submitted it is locked; P13 a stale version is refused; P14 steps cannot be skipped', async () => {
  const sent = await voucherIn(of, 'submitted')
  const path = `${VOUCHERS}/${sent.id}`
  expect(reasonOf(await of.clerk.put(path, { amount: '9.00', version: sent.version }))).toEqual([409, 'locked'])
  expect(reasonOf(await of.clerk.delete(path))).toEqual([409, 'locked'])
  expect(reasonOf(await of.clerk.post(`${path}/submit`, {}))).toEqual([409, 'illegal_transition'])
  expect(reasonOf(await decide(of.approver, sent.task.id, { outcome: 'approve', record_version: 1 }))).toEqual([409, 'stale_version'])
  const draft = await voucherIn(of, 'draft')
  expect(reasonOf(await of.clerk.put(`${VOUCHERS}/${draft.id}`, { amount: '9.00', version: 7 }))).toEqual([409, 'stale_version'])
  expect((await of.clerk.put(`${VOUCHERS}/${draft.id}`, { amount: '9.00' })).body.data.errors).toHaveProperty('version')
  for (const status of ['approved', 'paid'] as const) {
    const { id, version } = await voucherIn(of, status)
    expect(reasonOf(await of.clerk.put(`${VOUCHERS}/${id}`, { amount: '9.00', version }))).toEqual([409, 'locked'])
    expect(reasonOf(await of.clerk.delete(`${VOUCHERS}/${id}`))).toEqual([409, 'locked'])
  }
})

it('P17 a rejected one is changed and submitted again under a new task; P11 the old task is closed', async () => {
  const sent = await voucherIn(of, 'submitted')
  expect((await decide(of.approver, sent.task.id, { outcome: 'reject' })).body.data.errors).toHaveProperty('comment')
  await ok(decide(of.approver, sent.task.id, { outcome: 'reject', comment: 'hours?' }))
  const { version } = await ok(of.clerk.get(`${VOUCHERS}/${sent.id}`))
  expect(await ok(of.clerk.put(`${VOUCHERS}/${sent.id}`, { amount: '1100.00', version }))).toMatchObject({
    status: 'rejected',
    amount: '1100.00',
  })
  const again = await ok(of.clerk.post(`${VOUCHERS}/${sent.id}/submit`, {}))
  expect(reasonOf(await decide(of.approver, sent.task.id, { outcome: 'approve' }))).toEqual([409, 'task_closed'])
  await ok(decide(of.approver, again.task.id, { outcome: 'approve' }))
  const history = await ok(of.clerk.get(`${VOUCHERS}/${sent.id}/history`))
  expect(history.map((line: Body) => line.action)).toEqual(['created', 'submitted', 'rejected', 'updated', 'submitted', 'approved'])
  expect(history[3].changes.amount).toEqual(['120000', '110000'])
})

it('P08 a right revoked a moment ago is gone; P09 another business finds nothing', async () => {
  const sent = await voucherIn(of, 'submitted')
  const other = await tenant(app)
  expect((await other.admin.get(`${VOUCHERS}/${sent.id}`)).status).toBe(404)
  expect((await decide(other.admin, sent.task.id, { outcome: 'approve' })).status).toBe(404)
  expect((await other.admin.post(VOUCHERS, claim(of))).status).toBe(422)
  const [contractor] = of.business.contractors
  expect(reasonOf((await contractor?.get(`${VOUCHERS}/${sent.id}`)) as never)).toEqual([403, 'portal'])
  await ok(of.admin.post(`/api/admin/users/${of.approver.id}/deactivate`, {}))
  expect((await decide(of.approver, sent.task.id, { outcome: 'approve' })).status).toBe(401)
})

it('P20 a hundred at once with one that is not allowed: a result for each', async () => {
  const sent = await Promise.all(Array.from({ length: 8 }, () => voucherIn(of, 'submitted')))
  const own = await ok(of.admin.post(VOUCHERS, claim(of)))
  const mine = await ok(of.admin.post(`${VOUCHERS}/${own.id}/submit`, {}))
  const items = [...sent, mine].map(({ task }) => ({ task_id: task.id, outcome: 'approve' }))
  const results = await ok(of.admin.post('/api/tasks/complete', { items }))
  expect(results.map((each: Body) => each.status)).toEqual([...sent.map(() => 200), 403])
})

it('keeps its project open until it is paid, and counts on the dashboard', async () => {
  const sent = await voucherIn(of, 'submitted')
  const figures = async (): Promise<Body> => (await ok(of.admin.get('/api/admin/dashboard'))).vouchers
  expect(await figures()).toEqual({ submitted: { count: 1, amount: '1200.00' }, approved_unpaid: { count: 0, amount: '0.00' } })
  const end = () => of.admin.post(`/api/admin/projects/${of.project_id}/transition`, { status: 'completed' })
  expect((await end()).body.data.open).toMatchObject([{ type: 'voucher', id: sent.id }])
  await ok(decide(of.approver, sent.task.id, { outcome: 'approve' }))
  expect(await figures()).toEqual({ submitted: { count: 0, amount: '0.00' }, approved_unpaid: { count: 1, amount: '1200.00' } })
  const { task } = await ok(of.clerk.get(`${VOUCHERS}/${sent.id}`))
  expect((await end()).body.data.reason).toBe('open_processes')
  await ok(decide(of.cashier, task.id, { outcome: 'confirm_payment', data: { paid_at: '2026-05-11' } }))
  expect((await end()).status).toBe(200)
})

it('each queue says how many vouchers stand in it, what they come to and what is still to pay', async () => {
  for (const status of ['draft', 'submitted', 'approved', 'rejected', 'paid'] as const) await voucherIn(of, status)
  const part = await voucherIn(of, 'approved', { amount: '500.00' })
  await ok(decide(of.cashier, part.task.id, paid('120.00')))
  const gone = await voucherIn(of, 'draft')
  await ok(of.clerk.delete(`${VOUCHERS}/${gone.id}`))
  const one = { count: 1, amount: '1200.00' }
  expect(await ok(of.clerk.get(`${VOUCHERS}/queues`))).toMatchObject({
    currency: 'EUR',
    draft: one,
    submitted: one,
    unpaid: { ...one, rest: '1200.00' },
    partly_paid: { count: 1, amount: '500.00', rest: '380.00' },
    paid: { ...one, rest: '0.00' },
    rejected: one,
    cancelled: one,
  })
  expect(reasonOf(await of.cashier.get(`${VOUCHERS}/queues`))).toEqual([403, 'vouchers.view'])
  const other = await tenant(app)
  expect((await ok(other.admin.get(`${VOUCHERS}/queues`))).submitted).toEqual({ count: 0, amount: '0.00', rest: '0.00' })
})
