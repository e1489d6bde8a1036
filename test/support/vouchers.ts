/** Money for tests: the people who claim, approve and pay, each with just their own right, and vouchers brought to a status. */
import type { TestApp } from './app'
import { projectIn } from './projects'
import { type Answer, type Body, type Business, type Caller, tenant } from './tenant'
import { working } from './working'

export interface Money {
  business: Business
  admin: Caller
  clerk: Caller
  approver: Caller
  cashier: Caller
  /** Enters and reverses entries by hand. */
  bookkeeper: Caller
  project_id: string
  subcontractor_id: string
}

/** The app with its worker for a whole file of tests, and a fresh business with its people before each of them. */
export function moneyTests(each: (app: TestApp, of: Money) => void): void {
  let app: TestApp
  working((its) => {
    app = its
  })
  beforeEach(async () => each(app, await money(app)))
}

const CLERK = [
  'vouchers.view',
  'vouchers.manage',
  'variation_orders.view',
  'variation_orders.manage',
  'daywork_orders.view',
  'daywork_orders.manage',
]
const APPROVER = ['vouchers.view', 'vouchers.approve', 'variation_orders.approve', 'daywork_orders.approve']

/** A fresh business with an active project, a subcontractor, and one person for each part. */
export async function money(app: TestApp): Promise<Money> {
  const staff = [CLERK, APPROVER, ['ledgers.view', 'ledgers.post'], ['ledgers.view', 'ledgers.manage', 'ledgers.post']]
  const business = await tenant(app, { staff, contractor: 1, client: 1 })
  const { admin } = business
  const [clerk, approver, cashier, bookkeeper] = business.staff as [Caller, Caller, Caller, Caller]
  const project = await projectIn(business, 'active', { contract_value: '50000.00' })
  await admin.post('/api/admin/trade-types', { name: 'Electrical' })
  const subcontractor_id = await subcontractor(business, 'Volt Ltd')
  return { business, admin, clerk, approver, cashier, bookkeeper, project_id: project.id, subcontractor_id }
}

/** One more subcontractor; its id. */
export async function subcontractor(business: Business, company_name: string, more: Body = {}): Promise<string> {
  const made = await business.admin.post('/api/admin/subcontractors', { company_name, trade_type: 'Electrical', ...more })
  if (made.status !== 201) throw new Error(`subcontractor: ${JSON.stringify(made.body)}`)
  return made.body.data.id
}

export const VOUCHERS = '/api/admin/vouchers'

/** The data of an answer that must be a success. */
export async function ok(answer: Promise<Answer>): Promise<Body> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body.data
}

/** Status and reason of a refusal. */
export const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]

/** The body of a new voucher. */
export const claim = ({ project_id, subcontractor_id }: Money, more: Body = {}): Body => ({
  project_id,
  subcontractor_id,
  voucher_type: 'Labour',
  amount: '1200.00',
  week_ending: '2026-05-08',
  ...more,
})

export const decide = (who: Caller, task_id: string, body: Body): Promise<Answer> => who.post(`/api/tasks/${task_id}/complete`, body)

/** What confirms a payment; the rest unless an amount is said. */
export const paid = (amount?: string, more: Body = {}): Body => ({
  outcome: 'confirm_payment',
  data: { paid_at: '2026-05-11', ...(amount === undefined ? {} : { amount }), ...more },
})

/** A voucher in a status, brought there by the people whose part it is; its page. */
export async function voucherIn(
  of: Money,
  status: 'draft' | 'submitted' | 'approved' | 'rejected' | 'paid',
  more: Body = {},
): Promise<Body> {
  const draft = await ok(of.clerk.post(VOUCHERS, claim(of, more)))
  const path = `${VOUCHERS}/${draft.id}`
  if (status === 'draft') return draft
  const submitted = await ok(of.clerk.post(`${path}/submit`, {}))
  if (status === 'submitted') return submitted
  const outcome = status === 'rejected' ? { outcome: 'reject', comment: 'no' } : { outcome: 'approve' }
  await ok(decide(of.approver, submitted.task.id, outcome))
  if (status !== 'paid') return ok(of.clerk.get(path))
  const approved = await ok(of.clerk.get(path))
  await ok(decide(of.cashier, approved.task.id, paid()))
  return ok(of.clerk.get(path))
}
