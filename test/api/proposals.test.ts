/** Proposals in rounds with a client who decides (seed C, ADM-005; PRJ-5; reliability P01–P20 for a proposal). */
import { randomUUID } from 'node:crypto'
import { DateTime } from 'luxon'
import type { TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { type Answer, type Body, type Business, type Caller, person, tenant } from '../support/tenant'
import type { TestWorker } from '../support/worker'
import { working } from '../support/working'

let app: TestApp
let worker: TestWorker
let business: Business
let client: Caller
let seller: Caller
let colleague: Caller
let project_id: string

working((its, runs) => {
  app = its
  worker = runs
})
beforeEach(async () => {
  const slugs = ['proposals.view', 'proposals.manage', 'projects.view']
  business = await tenant(app, { staff: [slugs, slugs], client: 1, time_zone: 'America/Sao_Paulo', base_currency: 'BRL' })
  ;[seller, colleague] = business.staff as [Caller, Caller]
  ;[client] = business.clients as [Caller]
  project_id = (await business.admin.post('/api/admin/projects', { name: 'House', client_user_id: client.id })).body.data.id
})

const path = '/api/admin/proposals'
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
const day = (days: number): string => DateTime.utc().plus({ days }).toISODate()
const project = async (): Promise<Body> => (await business.admin.get(`/api/admin/projects/${project_id}`)).body.data

async function draft(more: Record<string, unknown> = {}): Promise<Body> {
  const made = await seller.post(path, { project_id, title: 'Roof', quoted_amount: '90000.00', ...more })
  expect(made.status).toBe(201)
  return made.body.data
}

async function submitted(more: Record<string, unknown> = {}): Promise<Body> {
  const { id } = await draft(more)
  const sent = await seller.post(`${path}/${id}/submit`, {})
  expect(sent.status).toBe(200)
  return sent.body.data
}

const decide = (who: Caller, task_id: string, body: Record<string, unknown>): Promise<Answer> =>
  who.post(`/api/tasks/${task_id}/complete`, body)

describe('PRJ-5 rounds', () => {
  it('90000 sent, changes asked, 84000 as round 2, approved: the contract value follows and the project becomes active', async () => {
    const first = await submitted()
    expect(first).toMatchObject({ status: 'submitted', current_round: 1, quoted_amount: '90000.00', currency: 'BRL' })
    const [task] = (await client.get('/api/tasks')).body.data
    expect(task).toMatchObject({ kind: 'proposals.decide', can: { complete: true } })
    const asked = await decide(client, task.id, { outcome: 'request_changes', comment: 'cheaper tiles' })
    expect(asked.body.data.record).toMatchObject({ status: 'revised' })

    const second = await seller.post(`${path}/${first.id}/revise`, { quoted_amount: '84000.00', notes: 'cheaper tiles' })
    expect(second.body.data).toMatchObject({ status: 'submitted', current_round: 2, quoted_amount: '84000.00' })
    expect(reasonOf(await decide(client, task.id, { outcome: 'approve' }))).toEqual([409, 'task_closed'])

    const yes = await decide(client, second.body.data.task.id, { outcome: 'approve' })
    expect(yes.body.data.record).toMatchObject({ status: 'approved' })
    const rounds = (await seller.get(`${path}/${first.id}/rounds`)).body.data
    expect(rounds.map((round: Body) => [round.round_number, round.amount, round.status])).toEqual([
      [1, '90000.00', 'revised'],
      [2, '84000.00', 'approved'],
    ])
    expect(rounds[0]).toMatchObject({ submitted_at: expect.any(String), decided_at: expect.any(String) })
    expect(rounds.map((round: Body) => round.difference)).toEqual([null, '-6000.00'])
    expect(await project()).toMatchObject({ contract_value: '84000.00', status: 'active' })
    const kinds = (await seller.get(`${path}/${first.id}/timeline`)).body.data.map((entry: Body) => entry.kind)
    expect(kinds).toEqual(['proposal.created', 'proposal.submitted', 'proposal.changes_requested', 'proposal.revised', 'proposal.approved'])
  })

  it('a rejected one may start a new round, and its round says rejected', async () => {
    const sent = await submitted()
    await decide(client, sent.task.id, { outcome: 'reject', comment: 'too much' })
    expect((await seller.post(`${path}/${sent.id}/revise`, { quoted_amount: '70000' })).body.data).toMatchObject({ current_round: 2 })
    const rounds = (await seller.get(`${path}/${sent.id}/rounds`)).body.data
    expect(rounds.map((round: Body) => round.status)).toEqual(['rejected', 'submitted'])
  })
})

describe('who decides', () => {
  it('a colleague records the client’s answer with a comment, the submitter never does', async () => {
    const sent = await submitted()
    expect(reasonOf(await decide(seller, sent.task.id, { outcome: 'approve', comment: 'by phone', data: { on_behalf: true } }))).toEqual([
      403,
      'separation_of_duties',
    ])
    const bare = await decide(colleague, sent.task.id, { outcome: 'approve' })
    expect(Object.keys(bare.body.data.errors).sort()).toEqual(['comment', 'data.on_behalf'])
    const done = await decide(colleague, sent.task.id, { outcome: 'approve', comment: 'by phone', data: { on_behalf: true } })
    expect(done.body.data.record.status).toBe('approved')
    const last = (await seller.get(`${path}/${sent.id}/timeline`)).body.data.at(-1)
    expect(last).toMatchObject({ title: 'Approved on the client’s behalf', actor: { id: colleague.id }, data: { on_behalf: true } })
  })

  it('without a client on the project the answer is recorded on behalf', async () => {
    const open = (await business.admin.post('/api/admin/projects', { name: 'No client' })).body.data.id
    const sent = await submitted({ project_id: open })
    const done = await decide(colleague, sent.task.id, { outcome: 'approve', comment: 'letter of 3 May', data: { on_behalf: true } })
    expect(done.body.data.record.status).toBe('approved')
  })

  it('another client sees and decides nothing', async () => {
    const sent = await submitted()
    const other = await person(app, { tenant_id: business.id, user_type: 'client' })
    expect((await other.get('/api/client/proposals')).body.data).toEqual([])
    expect((await other.get(`/api/client/proposals/${sent.id}`)).status).toBe(404)
    expect((await other.get(`/api/tasks/${sent.task.id}`)).status).toBe(404)
    expect((await decide(other, sent.task.id, { outcome: 'approve' })).status).toBe(403)
    const mine = (await client.get(`/api/client/proposals/${sent.id}`)).body.data
    expect(mine).toMatchObject({ quoted_amount: '90000.00', task: { id: sent.task.id }, rounds: [{ round_number: 1 }] })
  })

  it('P12 client and colleague at the same instant: one wins, the other is told who', async () => {
    const sent = await submitted()
    const [yes, no] = await Promise.all([
      decide(client, sent.task.id, { outcome: 'approve' }),
      decide(colleague, sent.task.id, { outcome: 'reject', comment: 'they said no', data: { on_behalf: true } }),
    ])
    expect([yes.status, no.status].sort()).toEqual([200, 409])
    const loser = yes.status === 409 ? yes : no
    expect([client.id, colleague.id]).toContain(loser.body.data.current.by.id)
  })
})

describe('validity', () => {
  it('past valid_until the decision is refused as expired, and a new round may start', async () => {
    const sent = await submitted({ valid_until: day(-2) })
    expect(reasonOf(await decide(client, sent.task.id, { outcome: 'approve' }))).toEqual([409, 'expired'])
    expect(await project()).toMatchObject({ status: 'draft' })
    const again = await seller.post(`${path}/${sent.id}/revise`, { quoted_amount: '90000.00', valid_until: day(10) })
    expect((await decide(client, again.body.data.task.id, { outcome: 'approve' })).status).toBe(200)
  })

  it('reminds the client before it ends and tells the submitter when it did', async () => {
    const sent = await submitted({ valid_until: day(10) })
    const workflow_id = `${business.id}/proposal/${sent.id}`
    const kinds = async (user_id: string): Promise<string[]> =>
      (await rowsOf(app, business.id, 'notifications').where({ user_id })).map((notice) => notice.kind).sort()
    await worker.fastForward(workflow_id, '9 days')
    expect(await kinds(client.id)).toEqual(['proposal.submitted', 'task.due_soon'])
    await worker.fastForward(workflow_id, '3 days')
    expect(await kinds(seller.id)).toEqual(['proposal.expired'])
    expect(reasonOf(await decide(client, sent.task.id, { outcome: 'approve' }))).toEqual([409, 'expired'])
  })
})

describe('what the page of a proposal and its list say', () => {
  it('says when it ends, when the client is reminded, and lets an expired one start a new round', async () => {
    const sent = await submitted({ valid_until: '2026-05-10' })
    // Sao Paulo is three hours behind: the day after the 10th begins at 03:00 UTC.
    expect(sent.validity).toEqual({ remind_at: '2026-05-08T03:00:00.000Z', expires_at: '2026-05-11T03:00:00.000Z', expired: true })
    expect(sent.can.revise.allowed).toBe(true)
    const valid = await submitted({ valid_until: day(10) })
    expect(valid.validity.expired).toBe(false)
    expect(valid.can.revise).toMatchObject({ allowed: false, reason: 'illegal_transition' })
    expect((await submitted()).validity).toBeNull()
  })

  it('lists those decided on certain days of the business', async () => {
    const sent = await submitted()
    await decide(client, sent.task.id, { outcome: 'approve' })
    await submitted()
    const today = DateTime.now().setZone('America/Sao_Paulo')
    const ids = async (from: DateTime, to: DateTime): Promise<string[]> => {
      const days = `filter[decided_from]=${from.toISODate()}&filter[decided_to]=${to.toISODate()}`
      return (await seller.get(`${path}?filter[status]=approved&${days}`)).body.data.map((row: Body) => row.id)
    }
    expect(await ids(today.minus({ days: 1 }), today)).toEqual([sent.id])
    expect(await ids(today.minus({ days: 9 }), today.minus({ days: 2 }))).toEqual([])
    const wrong = await seller.get(`${path}?filter[decided_from]=2026-05-02&filter[decided_to]=yesterday`)
    expect(Object.keys(wrong.body.data.errors)).toEqual(['filter[decided_to]'])
  })
})

describe('locked and wrong', () => {
  it('once sent it is neither changed nor deleted', async () => {
    const sent = await submitted()
    expect(reasonOf(await seller.put(`${path}/${sent.id}`, { title: 'x', version: sent.version }))).toEqual([409, 'locked'])
    expect(reasonOf(await seller.delete(`${path}/${sent.id}`))).toEqual([409, 'locked'])
    expect(reasonOf(await seller.post(`${path}/${sent.id}/revise`, { quoted_amount: '1' }))).toEqual([409, 'illegal_transition'])
  })

  it('a draft is changed with its version and deleted', async () => {
    const made = await draft()
    expect(reasonOf(await seller.put(`${path}/${made.id}`, { title: 'x', version: 5 }))).toEqual([409, 'stale_version'])
    const changed = await seller.put(`${path}/${made.id}`, { quoted_amount: '91000.50', version: 1 })
    expect(changed.body.data).toMatchObject({ quoted_amount: '91000.50', version: 2 })
    expect((await seller.delete(`${path}/${made.id}`)).status).toBe(200)
    expect((await seller.get(`${path}/${made.id}`)).status).toBe(404)
  })

  it.each(['0', '0.00', '-1', '1.005', '1e3', ' 5', ''])('refuses %j as an amount', async (quoted_amount) => {
    const answer = await seller.post(path, { project_id, title: 'x', quoted_amount })
    expect(answer.body.data.errors).toHaveProperty('quoted_amount')
  })

  it('names every wrong field, and references that lead nowhere', async () => {
    const answer = await seller.post(path, { project_id: 'x', colour: 1, status: 'approved' })
    expect(Object.keys(answer.body.data.errors).sort()).toEqual(['colour', 'project_id', 'quoted_amount', 'status', 'title'])
    const nowhere = await seller.post(path, { project_id: randomUUID(), title: 'x', quoted_amount: '1' })
    expect(nowhere.body.data.errors).toEqual({ project_id: ['The selected project id is invalid.'] })
  })

  it('P01 the same key is the same proposal', async () => {
    const key = { 'Idempotency-Key': randomUUID() }
    const body = { project_id, title: 'Once', quoted_amount: '5.00' }
    const [a, b] = [await seller.post(path, body, key), await seller.post(path, body, key)]
    expect(b.body).toEqual(a.body)
    expect(await rowsOf(app, business.id, 'proposals')).toHaveLength(1)
  })
})
