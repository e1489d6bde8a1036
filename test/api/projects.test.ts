/** The life of a project, its money and its page (seed C, ADM-004; PRJ-2, PRJ-3, PRJ-4). */
import { randomUUID } from 'node:crypto'
import { inTenant } from '../../db/kit/client'
import { PROJECT_STATUSES, projectTransitions } from '../../domain/rules/projects'
import type { TestApp } from '../support/app'
import { rowsOf, staged } from '../support/documents'
import { instrument, projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'
import { working } from '../support/working'

let app: TestApp
let business: Business
let viewer: Caller
let manager: Caller

working((its) => {
  app = its
})
beforeEach(async () => {
  business = await tenant(app, { staff: [['projects.view'], ['projects.view', 'projects.manage']], client: 1 })
  ;[viewer, manager] = business.staff as [Caller, Caller]
})

const path = '/api/admin/projects'
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
/** Moves a project to a status, with what else is sent. */
const move = (who: Caller, id: string, to: string | Record<string, unknown>): Promise<Answer> =>
  who.post(`${path}/${id}/transition`, typeof to === 'string' ? { status: to } : to)

describe('PRJ-2 the life of a project', () => {
  const pairs = PROJECT_STATUSES.flatMap((from) => PROJECT_STATUSES.map((to) => [from, to] as const))

  it.each(pairs)('%s → %s is exactly as ADM-004 says', async (from, to) => {
    const { id, version } = await projectIn(business, from)
    const answer = await move(manager, id, to)
    if (projectTransitions[from].includes(to)) {
      expect(answer.body.data).toMatchObject({ status: to, version: version + 1, allowed_statuses: projectTransitions[to] })
      return
    }
    expect(reasonOf(answer)).toEqual([409, 'illegal_transition'])
    expect(answer.body.data).toMatchObject({ allowed: projectTransitions[from], current: { status: from, version } })
    expect((await viewer.get(`${path}/${id}`)).body.data).toMatchObject({ status: from, version })
  })

  it('tells every move in history, timeline and audit, with its reason', async () => {
    const { id } = await projectIn(business, 'active')
    await move(manager, id, { status: 'on_hold', reason: 'frost' })
    const [, , last] = (await viewer.get(`${path}/${id}/timeline`)).body.data
    expect(last).toMatchObject({ kind: 'project.on_hold', comment: 'frost', actor: { id: manager.id } })
    const history = (await viewer.get(`${path}/${id}/history`)).body.data
    expect(history.at(-1)).toMatchObject({ action: 'on_hold', version: 3, changes: { status: ['active', 'on_hold'] } })
    const [audit] = await rowsOf(app, business.id, 'audit_events').where({ action: 'projects.transition', actor_id: manager.id })
    expect(audit).toMatchObject({ resource_id: id, data: { from: 'active', to: 'on_hold', reason: 'frost' } })
  })

  it('P13 a stale version is refused, P12 of two moves at once one wins', async () => {
    const { id, version } = await projectIn(business, 'active')
    expect(reasonOf(await move(manager, id, { status: 'on_hold', version: version - 1 }))).toEqual([409, 'stale_version'])
    const both = await Promise.all([move(manager, id, 'completed'), move(business.admin, id, 'cancelled')])
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409])
  })

  it('needs projects.manage, a known status and nothing else', async () => {
    const { id } = await projectIn(business, 'draft')
    expect(reasonOf(await move(viewer, id, 'active'))).toEqual([403, 'projects.manage'])
    const wrong = await manager.post(`${path}/${id}/transition`, { status: 'paused', colour: 1 })
    expect(Object.keys(wrong.body.data.errors).sort()).toEqual(['colour', 'status'])
    expect((await manager.put(`${path}/${id}`, { status: 'active', version: 1 })).body.data.errors).toEqual({
      status: ['The status field is prohibited.'],
    })
    expect((await move(manager, randomUUID(), 'active')).status).toBe(404)
  })

  it('does not end while a document, a proposal or a variation of it is open, and says which', async () => {
    const { id } = await projectIn(business, 'active')
    const type = await business.admin.post('/api/admin/document-types', { name: 'Contract' })
    const file_path = await staged(app, business.admin)
    const document = await business.admin.post('/api/admin/documents', {
      name: 'Contract',
      document_type_id: type.body.data.id,
      project_id: id,
      file_path,
      submit: true,
    })
    const proposal = await business.admin.post('/api/admin/proposals', { project_id: id, title: 'Roof', quoted_amount: '10.00' })
    // A draft holds nothing open.
    const open = (answer: Answer): string[] => answer.body.data.open.map((one: Body) => one.type)
    const first = await move(manager, id, 'completed')
    expect(reasonOf(first)).toEqual([409, 'open_processes'])
    expect(first.body.data.open).toEqual([
      { type: 'document', id: document.body.data.id, workflow_id: `${business.id}/document/${document.body.data.id}` },
    ])
    await business.admin.post(`/api/admin/proposals/${proposal.body.data.id}/submit`, {})
    await instrument(app, business, { table: 'variation_orders', values: { project_id: id, amount: '500' } })
    expect(open(await move(manager, id, 'cancelled')).sort()).toEqual(['document', 'proposal', 'variation_order'])
    // Pausing ends nothing.
    expect((await move(manager, id, 'on_hold')).status).toBe(200)
  })
})

describe('PRJ-4 the financial summary', () => {
  const summaryOf = async (id: string): Promise<Body> => (await viewer.get(`${path}/${id}/summary`)).body.data

  it('adds up by the formulas of the seed, and follows every change of a row', async () => {
    const { id } = await projectIn(business, 'active', { contract_value: '100000.00' })
    expect(await summaryOf(id)).toMatchObject({ budget_consumed: '0.00', remaining: '100000.00', project_progress: '0.00' })
    const add = (table: 'ledger_entries' | 'variation_orders' | 'daywork_orders', values: Record<string, unknown>) =>
      instrument(app, business, { table, values: { project_id: id, ...values } })
    await add('ledger_entries', { credit: '3000000' })
    await add('ledger_entries', { debit: '500000' })
    await add('ledger_entries', { entry_type: 'claim', debit: '9900000' })
    const variation = await add('variation_orders', { amount: '700000' })
    await add('variation_orders', { amount: '-100000', status: 'approved' })
    await add('variation_orders', { amount: '5500000', status: 'rejected' })
    await add('daywork_orders', { amount: '20000' })
    await add('daywork_orders', { amount: '30000', status: 'submitted' })
    await add('daywork_orders', { amount: '990000', status: 'approved' })
    expect(await summaryOf(id)).toEqual({
      contract_value: '100000.00',
      budget_consumed: '25000.00',
      vo_exposure: '6000.00',
      dwo_exposure: '500.00',
      total_liability: '31500.00',
      remaining: '68500.00',
      approved_vo_total: '-1000.00',
      pending_vo_total: '7000.00',
      currency: 'EUR',
      project_progress: '0.00',
      current_phase_key: null,
      upcoming_event_count: 0,
    })
    await inTenant(app.services.db, business.id, async (trx) => {
      await trx('variation_orders').where({ tenant_id: business.id, id: variation }).update({ status: 'approved' })
      await trx('daywork_orders').where({ tenant_id: business.id, project_id: id, status: 'draft' }).delete()
    })
    expect(await summaryOf(id)).toMatchObject({ approved_vo_total: '6000.00', pending_vo_total: '0.00', dwo_exposure: '300.00' })
  })

  it('keeps its sums equal to the rows when twenty write at once', async () => {
    const projects = await Promise.all([1, 2].map(() => projectIn(business, 'draft')))
    const ids = projects.map((project) => project.id)
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        instrument(app, business, { table: 'ledger_entries', values: { project_id: ids[n % 2], credit: String(100 + n) } }),
      ),
    )
    const summaries = await Promise.all(ids.map(summaryOf))
    expect(summaries.map((summary) => summary.budget_consumed)).toEqual(['10.90', '11.00'])
  })

  it('counts the events that start from now on', async () => {
    const { id } = await projectIn(business, 'active')
    const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()
    await inTenant(app.services.db, business.id, (trx) =>
      trx('calendar').insert(
        [-1, 1, 2].map((hours) => ({
          tenant_id: business.id,
          id: randomUUID(),
          title: 'Visit',
          project_id: id,
          event_type: 'site_visit',
          starts_at: at(hours),
        })),
      ),
    )
    expect(await summaryOf(id)).toMatchObject({ upcoming_event_count: 2 })
  })
})

describe('PRJ-3 what belongs to a project', () => {
  it('its page counts each kind and says what the reader may do', async () => {
    const { id } = await projectIn(business, 'active')
    await business.admin.post('/api/admin/proposals', { project_id: id, title: 'Roof', quoted_amount: '10.00' })
    const seen = (await viewer.get(`${path}/${id}`)).body.data
    expect(seen.related).toMatchObject({ proposals: 1, phases: 0, documents: 0, daily_logs: 0, ledger_entries: 0 })
    expect(seen.can).toMatchObject({ edit: { allowed: false, reason: 'projects.manage' }, transition: { allowed: false } })
    const managed = (await manager.get(`${path}/${id}`)).body.data
    expect(managed.can).toMatchObject({ edit: { allowed: true }, transition: { allowed: true }, load_phases: { reason: 'phases.manage' } })
    expect((await manager.get(`${path}/${(await projectIn(business, 'cancelled')).id}`)).body.data.can.transition).toMatchObject({
      allowed: false,
      reason: 'illegal_transition',
    })
  })

  it('is deleted while nothing uses it, and kept while something does', async () => {
    const used = await projectIn(business, 'draft')
    await business.admin.post('/api/admin/proposals', { project_id: used.id, title: 'Roof', quoted_amount: '10.00' })
    expect(reasonOf(await manager.delete(`${path}/${used.id}`))).toEqual([409, 'in_use'])
    const free = await projectIn(business, 'draft')
    expect((await manager.delete(`${path}/${free.id}`)).status).toBe(200)
    expect((await viewer.get(`${path}/${free.id}`)).status).toBe(404)
  })
})
