/** The auditor (OPS-4): a business at work is found whole; each breach that is planted is found and named. */
import { randomUUID } from 'node:crypto'
import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { raiseIncidents } from '../../activities/kit/incidents'
import { sealAudit } from '../../db/audit-chain'
import { raise } from '../../db/auditor/incidents'
import { WHOLE } from '../../db/housekeeping'
import { inTenant, PLATFORM, tenantDb } from '../../db/kit/client'
import { keptApart, processRecordOf } from '../../domain/kit/process/audit'
import { processes } from '../../domain/processes'
import type { Breach } from '../../domain/rules/auditor'
import { type AuditedHouse, auditedHouse, checks } from '../support/auditor'
import { booksOf } from '../support/books'
import { documentIn, rowsOf } from '../support/documents'
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
    args: [{ scope: 'all', part: WHOLE }],
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
  expect(mails).toEqual([expect.objectContaining({ to_address: admin.email, status: 'queued' })])
  // The letter leads to the page that shows it.
  const [letter] = await rowsOf(house.app, id, 'mails').where({ reason: 'auditor.breach' })
  expect(letter?.body).toMatch(/\/ledger\/verify$/m)
  const [round] = (await admin.get('/api/admin/audit-rounds')).body.data
  expect(round).toMatchObject({ scope: 'all', breaches: 1 })
})

test('OPS-4 a round that dies before the platform was told tells it when it is repeated, once', async () => {
  const [{ id }, operator] = [await working(), await superAdmin(house.app)]
  const breach: Breach = { invariant: 'I8', check: 'mail_stuck', findings: [{ type: 'mail', id: null, detail: 'A mail waits' }] }
  await inTenant(house.app.services.db, id, (trx) => raise(trx, breach))
  for (let round = 0; round < 2; round += 1) await raiseIncidents(house.app.services, id, [breach])
  const told = await operator.get('/api/notifications?filter[kind]=auditor.breach&per_page=100')
  const about = told.body.data.filter(({ body }: { body: string }) => body.includes(id))
  expect(about).toHaveLength(1)
  const mails = await operator.get('/api/platform/outbox?filter[reason]=auditor.breach&per_page=100')
  const ids = mails.body.data.map((mail: { id: string }) => mail.id)
  const rows = await rowsOf(house.app, PLATFORM, 'mails').whereIn('id', ids).where('to_address', operator.email)
  expect(rows.filter(({ body }) => body.includes(id))).toHaveLength(1)
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
    // The row is the truth: what was lost goes on from it, and there is nothing to tell anybody.
    expect((await admin.get('/api/admin/audit-incidents')).body.data).toEqual([])
    const lost = house.worker.client.workflow.getHandle(`${id}/document/${waiting.id}`)
    expect((await lost.describe()).status.name).toBe('RUNNING')
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

  /** A business with a posted voucher-free entry, a journal and its reversal. */
  async function trading() {
    const one = await working()
    const books = await booksOf(house.app, one.business)
    const [client] = one.business.clients
    const entry = { entry_type: 'claim', debit: '120.00', party_type: 'client', party_id: client?.id, entry_date: '2026-02-03' }
    const claim = await one.admin.post('/api/admin/ledgers', entry)
    if (claim.status !== 201) throw new Error(JSON.stringify(claim.body))
    const sale = await books.book('2026-02-05', ['1020', '75.00'], ['4010', '-75.00'])
    return { ...one, entry, entry_id: claim.body.data.id as string, sale }
  }

  test('books at work break nothing', async () => {
    const { id } = await trading()
    expect(await found(id)).toEqual([])
  })

  const aLine = 'where journal_id = $1 and line_no = 1'
  test.each([
    [
      'I1 a line of a journal that was changed',
      `update journal_lines set debit = debit + 1, base_debit = base_debit + 1 ${aLine}`,
      ['I1 journal_unbalanced', 'I1 sums_differ', 'I2 ledger_broken'],
    ], // prettier-ignore
    ['I1 a line that is gone', `delete from journal_lines ${aLine}`, ['I1 journal_unbalanced', 'I1 sums_differ', 'I2 ledger_broken']],
    [
      'I1 sums that are not those of the lines',
      'update account_sums set debit = debit + 5, credit = credit + 5 where account_id = (select account_id from journal_lines where journal_id = $1 and line_no = 2)',
      ['I1 sums_differ', 'I2 ledger_broken'],
    ], // prettier-ignore
    [
      'I1 sums of money that lost a movement',
      'delete from cash_sums where tenant_id = (select tenant_id from journals where id = $1)',
      ['I1 cash_sums_differ'],
    ], // prettier-ignore
    [
      'I2 a reversal that nobody posted',
      'update journals set reversed_by_id = (select id from journals o where o.tenant_id = journals.tenant_id and o.seq = 1) where id = $1',
      ['I2 ledger_broken', 'I2 reversal_broken'],
    ], // prettier-ignore
  ])('%s', async (_name, sql, expected) => {
    const { id, sale } = await trading()
    await house.plant(sql, [sale.id])
    expect(await found(id)).toEqual(expected)
  })

  test.each([
    [
      'I2 an entry whose journal is gone',
      'update ledger_entries set journal_id = null where id = $1',
      ['I2 entry_without_journal', 'I2 ledger_broken'],
    ],
    [
      'I2 a second journal for one entry',
      "update journals set source_type = 'ledger_entry', source_id = $1 where source_type = 'manual' and tenant_id = (select tenant_id from ledger_entries where id = $1)",
      ['I2 ledger_broken', 'I2 posted_twice'],
    ], // prettier-ignore
    [
      'I7 an entry that its control account has under another party',
      'update journal_lines l set party_id = gen_random_uuid() from ledger_entries e where e.id = $1 and l.journal_id = e.journal_id and l.party_id is not null',
      ['I2 ledger_broken', 'I7 control_differs'],
    ], // prettier-ignore
    [
      'I7 a party whose balance is not that of its entries',
      'update party_sums s set credit = s.credit + 1 from ledger_entries e where e.id = $1 and s.party_id = e.party_id',
      ['I7 party_sums_differ'],
    ], // prettier-ignore
  ])('%s', async (_name, sql, expected) => {
    const { id, entry_id } = await trading()
    await house.plant(sql, [entry_id])
    expect(await found(id)).toEqual(expected)
  })

  test('broken books stop posting until an admin lifts it with a reason; the same incident does not stop them again', async () => {
    const { id, admin, viewer, sale, entry } = await trading()
    await house.plant(`update journal_lines set debit = debit + 1, base_debit = base_debit + 1 ${aLine}`, [sale.id])
    const raise = async () => raiseIncidents(house.app.services, id, (await house.look(id)).breaches)
    const post = () => admin.post('/api/admin/ledgers', entry)
    await raise()
    const refused = await post()
    expect([refused.status, refused.body.data.reason]).toEqual([409, 'ledger_blocked'])
    expect((await admin.get('/api/admin/ledger-block')).body.data).toMatchObject({
      blocked: true,
      reason: expect.stringContaining('balances'),
    })
    expect((await viewer.post('/api/admin/ledger-block/lift', { reason: 'x' })).status).toBe(403)
    expect((await admin.post('/api/admin/ledger-block/lift', {})).status).toBe(422)
    expect((await admin.post('/api/admin/ledger-block/lift', { reason: 'Understood' })).body.data.blocked).toBe(false)
    expect((await admin.post('/api/admin/ledger-block/lift', { reason: 'Again' })).status).toBe(409)
    await raise()
    expect((await post()).status).toBe(201)
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

  test('I8 mail that is not in the outbox, that nobody takes, or that is refused at each try', async () => {
    const { id } = await working()
    const mail_id = randomUUID()
    await house.plant(
      "insert into mails (tenant_id, id, to_address, subject, body, reason) values ($1, $2, 'a@example.test', 's', 'b', 'r')",
      [id, mail_id],
    ) // prettier-ignore
    expect(await found(id)).toEqual(['I8 mail_stuck'])
    await house.plant("insert into outbox (tenant_id, id, kind, due_at) values ($1, $2, 'mail', now() - interval '4 minutes')", [
      id,
      mail_id,
    ])
    expect(await found(id)).toEqual([])
    await house.plant("update outbox set due_at = now() - interval '6 minutes' where id = $1", [mail_id])
    expect(await found(id)).toEqual(['I8 mail_stuck'])
    await house.plant('update outbox set due_at = now(), attempts = 10 where id = $1', [mail_id])
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
  const definitions = [...processes().values()]
  for (const definition of definitions) {
    const { ended, idle } = processRecordOf(definition)
    expect([definition.record.type, ended.length + idle.length > 0]).toEqual([definition.record.type, true])
  }
  expect(keptApart(definitions).size).toBeGreaterThanOrEqual(5)
})
