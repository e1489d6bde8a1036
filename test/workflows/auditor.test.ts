/** The auditor (OPS-4): a business at work is found whole; each breach that is planted is found and named. */
import { randomUUID } from 'node:crypto'
import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { raiseIncidents } from '../../activities/kit/incidents'
import { sealAudit } from '../../db/audit-chain'
import { PLATFORM, tenantDb } from '../../db/kit/client'
import { KEPT_APART, PROCESS_RECORDS } from '../../domain/rules/auditor'
import * as workflows from '../../workflows'
import { type AuditedHouse, auditedHouse, checks } from '../support/auditor'
import { documentIn } from '../support/documents'
import { superAdmin } from '../support/tenant'

let house: AuditedHouse
beforeAll(async () => {
  house = await auditedHouse()
})
afterAll(() => house.stop())

const found = async (tenant_id: string): Promise<string[]> => checks((await house.look(tenant_id)).breaches)

/** A business in which a document was archived and another waits. */
async function working() {
  const people = await house.people()
  const archived = await documentIn(people, 'archived')
  const waiting = await documentIn(people, 'in_approval')
  const { id } = people.business
  await sealAudit(tenantDb(house.app.services.db, id))
  return { ...people, id, archived, waiting }
}

test('OPS-4 a business at work breaks nothing, whether all of it is looked at or what changed', async () => {
  const { id } = await working()
  for (const scope of ['all', 'changed'] as const) {
    const { breaches, suspects } = await house.look(id, scope)
    expect(breaches).toEqual([])
    expect(await house.again(id, suspects)).toEqual([])
  }
  expect((await house.look(PLATFORM)).breaches).toEqual([])
})

const startRound = () =>
  house.worker.client.workflow.start('auditRound', {
    taskQueue: house.app.services.settings.TEMPORAL_TASK_QUEUE,
    workflowId: `${PLATFORM}/round/${randomUUID()}`,
    args: ['all'],
  })

test('OPS-4 a round raises one incident for each kind of breach, tells admins and platform by notice and mail, and only once', async () => {
  const [{ id, admin }, operator] = [await working(), await superAdmin(house.app)]
  await house.plant(
    "insert into mails (tenant_id, id, to_address, subject, body, reason, created_at) values ($1, $2, 'a@example.test', 's', 'b', 'r', now() - interval '1 hour')",
    [id, randomUUID()],
  ) // prettier-ignore
  expect(await (await startRound()).result()).toMatchObject({ failed: 0 })
  await (await startRound()).result()
  const { body } = await admin.get('/api/admin/audit-incidents')
  expect(body.data).toEqual([
    expect.objectContaining({ invariant: 'I8', check_name: 'mail_stuck', status: 'open', stops_posting: false, found: 1, version: 1 }),
  ])
  for (const who of [admin, operator]) {
    const told = await who.get('/api/notifications?filter[kind]=auditor.breach')
    expect(told.body.data.filter((one: { title: string }) => one.title === body.data[0].title)).toHaveLength(1)
  }
  const mails = (await admin.get('/api/admin/outbox?filter[reason]=auditor.breach')).body.data
  expect(mails).toEqual([expect.objectContaining({ to_address: admin.email, status: 'outbox' })])
  const [round] = (await admin.get('/api/admin/audit-rounds')).body.data
  expect(round).toMatchObject({ scope: 'all', breaches: 1 })
})

test('OPS-4 an incident is acknowledged, resolved with a word why, and raised anew when it is found again', async () => {
  const { id, admin, viewer } = await working()
  const plant = () =>
    house.plant(
      "insert into mails (tenant_id, id, to_address, subject, body, reason, created_at) values ($1, $2, 'a@example.test', 's', 'b', 'r', now() - interval '1 hour')",
      [id, randomUUID()],
    ) // prettier-ignore
  await plant()
  const raise = async () => raiseIncidents(house.app.services, id, (await house.look(id)).breaches)
  await raise()
  const [incident] = (await admin.get('/api/admin/audit-incidents')).body.data
  const path = `/api/admin/audit-incidents/${incident.id}`
  expect((await viewer.get(path)).status).toBe(403)
  expect((await viewer.post(`${path}/resolve`, { version: 1, comment: 'x' })).status).toBe(403)
  expect((await admin.post(`${path}/resolve`, { version: 1, comment: '' })).status).toBe(422)
  expect((await admin.post(`${path}/acknowledge`, { version: 7 })).body.data.reason).toBe('stale_version')
  expect((await admin.post(`${path}/acknowledge`, { version: 1 })).body.data).toMatchObject({ status: 'acknowledged', version: 2 })
  expect((await admin.post(`${path}/acknowledge`, { version: 2 })).body.data).toMatchObject({
    reason: 'illegal_transition',
    allowed: ['resolved'],
  })
  const resolved = await admin.post(`${path}/resolve`, { version: 2, comment: 'The provider was changed' })
  expect(resolved.body.data).toMatchObject({ status: 'resolved', comment: 'The provider was changed', resolved_by: { id: admin.id } })
  expect((await admin.post(`${path}/resolve`, { version: 3, comment: 'x' })).status).toBe(409)
  await raise()
  const after = (await admin.get('/api/admin/audit-incidents?filter[status]=open')).body.data
  expect(after).toEqual([expect.objectContaining({ check_name: 'mail_stuck', version: 1 })])
  expect(after[0].id).not.toBe(incident.id)
})

describe('OPS-4 what is planted is found and named', () => {
  test('I3 a record that was moved past its process', async () => {
    const { id, waiting } = await working()
    await house.plant("update documents set status = 'archived' where id = $1", [waiting.id])
    expect(await found(id)).toEqual(['I3 process_not_ended', 'I3 record_differs'])
  })

  test('I3 a record whose process is gone, in the database or in Temporal', async () => {
    const { id, admin, waiting } = await working()
    await house.worker.client.workflow.getHandle(`${id}/document/${waiting.id}`).terminate()
    const { breaches, suspects } = await house.look(id, 'changed')
    expect(breaches).toEqual([])
    expect(suspects).toContainEqual(expect.objectContaining({ id: waiting.id }))
    expect(checks(await house.again(id, suspects))).toEqual(['I3 run_missing'])
    const round = await startRound()
    await house.worker.fastForward(round.workflowId, '61 seconds')
    expect(await round.result()).toMatchObject({ failed: 0, suspects: 1 })
    const raised = await admin.get('/api/admin/audit-incidents')
    expect(raised.body.data).toEqual([expect.objectContaining({ check_name: 'run_missing', found: 1 })])
    await house.plant('delete from processes where id = $1', [waiting.id])
    expect(await found(id)).toEqual(['I3 record_without_process', 'I3 task_without_process'])
  })

  test('I3 a process that goes on though its record is done', async () => {
    const { id, waiting } = await working()
    await house.plant('update processes set ended_at = now() where id = $1', [waiting.id])
    const { breaches, suspects } = await house.look(id, 'changed')
    expect(checks(breaches)).toEqual(['I3 record_without_process', 'I3 task_without_process'])
    expect(checks(await house.again(id, suspects))).toEqual(['I3 run_still_open'])
  })

  const decided = "where subject_id = $1 and state = 'completed'"
  test.each([
    [
      'somebody who uploaded it',
      `update tasks set completed_by_id = (parties -> 'uploader' ->> 0)::uuid ${decided} and kind = 'documents.verify'`,
      ['I4 decision_by_party', 'I4 decision_unaudited', 'I4 decision_untold', 'I4 decision_without_right'],
    ], // prettier-ignore
    [
      'nobody by any rule',
      `update tasks set rule = null ${decided} and kind = 'documents.verify'`,
      ['I4 decision_incomplete', 'I4 decision_untold'],
    ], // prettier-ignore
    [
      'an outcome that was not offered',
      `update tasks set outcome = 'pay' ${decided} and kind = 'documents.verify'`,
      ['I4 decision_incomplete', 'I4 decision_untold'],
    ], // prettier-ignore
  ])('I4 a decision by %s', async (_who, sql, expected) => {
    const { id, archived } = await working()
    await house.plant(sql, [archived.id])
    expect(await found(id)).toEqual(expected)
  })

  test('I4 a right that was not held at the moment of the decision; one that was revoked since is no breach', async () => {
    const { id, admin, verifier } = await working()
    const { body } = await admin.get(`/api/admin/users/${verifier.id}`)
    const other = await admin.post('/api/admin/roles', { name: 'Nothing', permission_ids: ['documents.view'] })
    const moved = await admin.put(`/api/admin/users/${verifier.id}`, { role_id: other.body.data.id, version: body.data.version })
    expect(moved.status).toBe(200)
    expect(await found(id)).toEqual([])
    await house.plant("delete from record_history where tenant_id = $1 and record_type = 'user' and record_id = $2", [id, verifier.id])
    expect(await found(id)).toEqual(['I4 decision_without_right'])
  })

  test('I4 a step whose history was taken away', async () => {
    const { id, archived } = await working()
    await house.plant('delete from record_history where record_id = $1 and record_version = 2', [archived.id])
    expect(await found(id)).toEqual(['I4 history_gap'])
  })

  test('I5 an audit event that was changed after it was sealed', async () => {
    const { id } = await working()
    await house.plant("update audit_events set action = 'nothing' where tenant_id = $1 and action = 'documents.created'", [id])
    expect(await found(id)).toEqual(['I5 audit_log_broken'])
  })

  test('I7 the sums of a project that are not those of its entries', async () => {
    const { id, admin } = await working()
    const project = await admin.post('/api/admin/projects', { name: 'House' })
    await house.plant('insert into project_sums (tenant_id, id, payments) values ($1, $2, 5)', [id, project.body.data.id])
    expect(await found(id)).toEqual(['I7 project_sums_differ'])
  })

  test('I8 mail that nobody tries to send', async () => {
    const { id } = await working()
    const mail =
      "insert into mails (tenant_id, id, to_address, subject, body, reason, created_at) values ($1, $2, 'a@example.test', 's', 'b', 'r', now() - $3::interval)"
    await house.plant(mail, [id, randomUUID(), '1 minute'])
    expect(await found(id)).toEqual([])
    await house.plant(mail, [id, randomUUID(), '6 minutes'])
    expect(await found(id)).toEqual(['I8 mail_stuck'])
  })

  test('I9 a file whose bytes were cut', async () => {
    const { id } = await working()
    const place = join(house.app.services.settings.CIEN_DATA, 'files', id)
    const [file] = readdirSync(place, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    truncateSync(join(file?.parentPath ?? '', file?.name ?? ''), 3)
    expect(await found(id)).toEqual(['I9 file_changed'])
  })

  test('I9 a wall that was taken down, a trigger that was switched off', async () => {
    await house.plant('alter table locations no force row level security')
    await house.plant('alter table ledger_entries disable trigger user')
    const broken = await found(PLATFORM)
    await house.plant('alter table locations force row level security')
    await house.plant('alter table ledger_entries enable trigger user')
    expect(broken).toEqual(['I9 guard_down', 'I9 wall_down'])
    expect(await found(PLATFORM)).toEqual([])
  })

  test('I10 a session of somebody who was shut out', async () => {
    const { id, viewer } = await working()
    await house.plant('update users set banned_at = now() where id = $1', [viewer.id])
    expect(await found(id)).toEqual(['I10 session_goes_on'])
  })
})

test('OPS-4 the auditor knows every process and every kind of task', () => {
  const own = ['housekeepingRound', 'sealingRound', 'auditRound', 'letter']
  const processes = Object.keys(workflows).filter((name) => !own.includes(name))
  const types = processes.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  expect(types.filter((type) => !(type in PROCESS_RECORDS))).toEqual([])
  expect(Object.keys(KEPT_APART).length).toBeGreaterThanOrEqual(5)
})
