/** Every path of a voucher and of orders through its process with its clocks, each history kept for later versions to replay. */
import { startApp, type TestApp } from '../support/app'
import { type Body, person, role } from '../support/tenant'
import { decide, type Money, money, ok, paid, voucherIn, VOUCHERS } from '../support/vouchers'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let of: Money
beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  of = await money(app)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})

const workflow = (type: string, id: string): string => `${of.business.id}/${type}/${id}`
const keep = async (type: string, id: string, name: string): Promise<void> => {
  await worker.client.workflow.getHandle(workflow(type, id)).result()
  await worker.saveHistory(workflow(type, id), name)
}
const page = (id: string): Promise<Body> => ok(of.clerk.get(`${VOUCHERS}/${id}`))

test('FIN-1 rejected, changed, submitted again, approved, paid in two parts', async () => {
  const first = await voucherIn(of, 'rejected')
  await ok(of.clerk.put(`${VOUCHERS}/${first.id}`, { amount: '1100.00', version: first.version }))
  const again = await ok(of.clerk.post(`${VOUCHERS}/${first.id}/submit`, {}))
  await ok(decide(of.approver, again.task.id, { outcome: 'approve' }))
  await ok(decide(of.cashier, (await page(first.id)).task.id, paid('600.00')))
  await ok(decide(of.cashier, (await page(first.id)).task.id, paid()))
  await keep('voucher', first.id, 'voucher-rejected-paid-in-parts-v1')
})

test('FIN-1 a draft withdrawn, and an approved one cancelled before it is paid', async () => {
  const draft = await voucherIn(of, 'draft')
  await ok(of.clerk.delete(`${VOUCHERS}/${draft.id}`))
  await keep('voucher', draft.id, 'voucher-withdrawn-v1')
  const approved = await voucherIn(of, 'approved')
  await ok(decide(of.cashier, approved.task.id, { outcome: 'cancel', comment: 'entered twice' }))
  await keep('voucher', approved.id, 'voucher-cancelled-v1')
})

/** The lines of a kind in a voucher's timeline. */
const told = async (id: string, kind: string): Promise<Body[]> =>
  (await ok(of.clerk.get(`${VOUCHERS}/${id}/timeline`))).filter((line: Body) => line.kind === kind)
const clocks = (kind: string): Promise<Body> =>
  ok(of.admin.put(`/api/admin/settings/tasks/${kind}`, { due_after: 'PT10H', remind_before: 'PT2H', escalate_to: 'manager' }))

test('TASK-4 the approval reminds and escalates by its setting, and reminds only people whose limit suffices', async () => {
  const role_id = await role(app, of.business.id, ['vouchers.approve'])
  const junior = await person(app, { tenant_id: of.business.id, user_type: 'staff', role_id, approval_limit: '119999' })
  const senior = await person(app, { tenant_id: of.business.id, user_type: 'staff', role_id, approval_limit: '120000' })
  await clocks('vouchers.approve')
  const sent = await voucherIn(of, 'submitted')
  await worker.fastForward(workflow('voucher', sent.id), '9 hours')
  const [reminder] = await told(sent.id, 'task.reminded')
  expect(reminder?.data.to_ids).toEqual(expect.arrayContaining([senior.id, of.approver.id]))
  expect(reminder?.data.to_ids).not.toContain(junior.id)
  await worker.fastForward(workflow('voucher', sent.id), '2 hours')
  expect(await told(sent.id, 'task.escalated')).toHaveLength(1)
  await ok(decide(of.approver, sent.task.id, { outcome: 'reject', comment: 'too late' }))
  await ok(of.clerk.delete(`${VOUCHERS}/${sent.id}`))
  await keep('voucher', sent.id, 'voucher-approval-escalated-v1')
})

test('TASK-4 the payment reminds and escalates by its setting', async () => {
  await clocks('ledgers.post')
  const { id, task } = await voucherIn(of, 'approved')
  expect(task.due_at).not.toBeNull()
  await worker.fastForward(workflow('voucher', id), '9 hours')
  await worker.fastForward(workflow('voucher', id), '2 hours')
  expect([await told(id, 'task.reminded'), await told(id, 'task.escalated')].map((lines) => lines.length)).toEqual([1, 1])
  await ok(decide(of.cashier, task.id, paid()))
  await keep('voucher', id, 'voucher-payment-escalated-v1')
})

test('FIN-4 a variation order changed and approved, another withdrawn', async () => {
  const path = '/api/admin/variation-orders'
  const made = await ok(of.clerk.post(path, { project_id: of.project_id, title: 'Stairs', amount: '2500.00' }))
  const changed = await ok(of.clerk.put(`${path}/${made.id}`, { amount: '-90.00', version: made.version }))
  await ok(decide(of.approver, changed.task.id, { outcome: 'approve' }))
  await keep('variation_order', made.id, 'variation-order-approved-v1')
  const other = await ok(of.clerk.post(path, { project_id: of.project_id, title: 'Roof', amount: '10.00' }))
  await ok(of.clerk.delete(`${path}/${other.id}`))
  await keep('variation_order', other.id, 'variation-order-withdrawn-v1')
})

test('FIN-4 a daywork order rejected, put right and approved', async () => {
  const path = '/api/admin/daywork-orders'
  const made = await ok(of.clerk.post(path, { project_id: of.project_id, work_date: '2026-05-04', amount: '300.00' }))
  const first = await ok(of.clerk.post(`${path}/${made.id}/submit`, {}))
  await ok(decide(of.approver, first.task.id, { outcome: 'reject', comment: 'hours?' }))
  const { version } = await ok(of.clerk.get(`${path}/${made.id}`))
  await ok(of.clerk.put(`${path}/${made.id}`, { hours: '8', version }))
  const again = await ok(of.clerk.post(`${path}/${made.id}/submit`, {}))
  await ok(decide(of.approver, again.task.id, { outcome: 'approve' }))
  await keep('daywork_order', made.id, 'daywork-order-approved-v1')
})

test('the largest amount is carried exactly', async () => {
  const approved = await voucherIn(of, 'approved', { amount: '7199254740993.99' })
  await ok(decide(of.cashier, approved.task.id, paid('7199254740993.98')))
  expect(await page(approved.id)).toMatchObject({ payment_status: 'partly_paid', rest: '0.01' })
})
