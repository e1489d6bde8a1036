/** A voucher from draft to paid, as its people would drive it: entered, submitted, approved, its payment confirmed. */
import { v7 as uuidv7 } from 'uuid'
import { empty, expect, type Side, type Team } from './approvals'
import { giveBooks } from './books'
import { repeat } from './load'
import type { Machine } from './machine'
import type { Wire } from './wire'

/** What a business needs before it can pay anybody. */
interface Site {
  project_id: string
  subcontractor_id: string
}

const SLUGS = ['vouchers.view', 'vouchers.manage', 'vouchers.approve', 'ledgers.post']
const RIGHTS = 'update roles set permission_ids = permission_ids || $2::text[] where tenant_id = $1'
const PROJECT = "insert into projects (tenant_id, id, name, status, currency) values ($1, $2, 'Site', 'active', 'USD')"
const TRADE = "insert into trade_types (tenant_id, id, name) values ($1, uuidv7(), 'Electrical') on conflict do nothing"
const SUBCONTRACTOR = "insert into subcontractors (tenant_id, id, company_name, trade_type) values ($1, $2, 'Volt', 'Electrical')"

/** Gives a business its books, a project, a subcontractor, and its people the rights. */
async function furnish(machine: Machine, tenant_id: string): Promise<Site> {
  const { sql } = machine
  const site = { project_id: uuidv7(), subcontractor_id: uuidv7() }
  await giveBooks(machine, tenant_id)
  await sql.query(RIGHTS, [tenant_id, SLUGS])
  await sql.query(PROJECT, [tenant_id, site.project_id])
  await sql.query(TRADE, [tenant_id])
  await sql.query(SUBCONTRACTOR, [tenant_id, site.subcontractor_id])
  return site
}

type Headers = Record<string, string>

const post = async (
  wire: Wire,
  at: { path: string; headers: Headers; body: unknown },
  status: number,
): Promise<{ took: number; data: Data }> => {
  const { took, body } = await expect(wire, { method: 'POST', ...at }, status)
  return { took, data: JSON.parse(body).data }
}
type Data = ReturnType<typeof JSON.parse>

const LIVE = "select id from tasks where tenant_id = $1 and subject_id = $2 and state = 'open'"

/** Cien's vouchers: the four steps of each, the last of which posts a claim and a payment with their journals. */
export async function voucherSide(machine: Machine, teams: readonly Team[]): Promise<Side> {
  const sites = new Map<string, Site>()
  for (const { business } of teams) if (!sites.has(business.id)) sites.set(business.id, await furnish(machine, business.id))
  return {
    async round(c, count) {
      const round = empty()
      const took = await repeat(machine.port, { c, count }, async (wire, index) => {
        const team = teams[index % teams.length]
        if (!team) throw new Error('no team')
        const { uploader: clerk, verifier: boss, approver: cashier } = team
        const body = { ...sites.get(team.business.id), amount: '1200.00', week_ending: '2026-05-08' }
        const made = await post(wire, { path: '/api/admin/vouchers', headers: clerk.headers, body }, 201)
        const path = `/api/admin/vouchers/${made.data.id}/submit`
        const sent = await post(wire, { path, headers: clerk.headers, body: {} }, 200)
        const approve = { path: `/api/tasks/${sent.data.task.id}/complete`, headers: boss.headers, body: { outcome: 'approve' } }
        const approved = await post(wire, approve, 200)
        const { rows } = await machine.sql.query({ name: 'live', text: LIVE, values: [team.business.id, made.data.id] })
        const confirm = { outcome: 'confirm_payment', data: { paid_at: '2026-05-11' } }
        const paid = await post(wire, { path: `/api/tasks/${rows[0].id}/complete`, headers: cashier.headers, body: confirm }, 200)
        round.starts.push(made.took)
        round.firsts.push(approved.took)
        round.seconds.push(paid.took)
      })
      return { ...round, per_second: count / took }
    },
  }
}
