/** The rounds of the house, run as they are scheduled: what is over goes, what is not stays, broken chains are told. */
import { randomUUID } from 'node:crypto'
import { NativeConnection } from '@temporalio/worker'
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { readBacklog } from '../../db/health'
import { chainHead } from '../../db/audit-chain'
import { businessesAfter, WHOLE } from '../../db/housekeeping'
import { inTenant, PLATFORM, tenantDb } from '../../db/kit/client'
import { openAnchors } from '../../db/kit/files'
import { once } from '../../db/kit/once'
import type { SweepPage, Swept } from '../../activities/kit/sweep'
import { prepareSchedules } from '../../workers/kit/schedules'
import type { RoundResult } from '../../workflows/kit/round'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { cast, documentIn, upload } from '../support/documents'
import { databaseUrl } from '../support/postgres'
import { samplePdf } from '../support/samples'
import { superAdmin, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let superuser: Client
beforeAll(async () => {
  app = await startApp({ env: { DATABASE_POOL: '10' } })
  worker = await startWorker(app)
  superuser = new Client({ connectionString: databaseUrl('postgres', app.database.name) })
  await superuser.connect()
  await superuser.query("set session_replication_role = 'replica'")
})
afterAll(async () => {
  await superuser.end()
  await worker.stop()
  await app.stop()
})

const run = (workflow: 'sealingRound' | 'housekeepingRound', part = WHOLE): Promise<RoundResult> =>
  worker.client.workflow.execute(workflow, {
    taskQueue: app.services.settings.TEMPORAL_TASK_QUEUE,
    workflowId: `${PLATFORM}/round/${randomUUID()}`,
    args: [{ part }],
  })

const age = (table: string, where: string, interval: string) =>
  superuser.query(`update ${table} set created_at = created_at - interval '${interval}' where ${where}`)
const count = async (table: string, where: Record<string, unknown>): Promise<number> => {
  const { tenant_id, ...rest } = where
  const found = await tenantDb(
    app.services.db,
    String(tenant_id),
  )(table)
    .where({ tenant_id, ...rest })
    .count('* as n')
    .first()
  return Number(found?.n)
}

test('OPS-1 a sealing round seals every business, keeps the heads elsewhere and counts what waits', async () => {
  const people = await cast(app)
  await documentIn(people, 'in_verification')
  const result = await run('sealingRound')
  expect(result.failed).toBe(0)
  expect(result.done).toBeGreaterThanOrEqual(2)
  const head = await chainHead(tenantDb(app.services.db, people.business.id))
  expect(head?.seq).toBeGreaterThan(0)
  expect(await openAnchors(app.services.settings).read(people.business.id)).toMatchObject({ ...head })
  expect(await readBacklog(app.services.db)).toMatchObject({ open_tasks: 1, waiting_processes: 1, queued_mails: 0 })
})

test('api.md an idempotency key is forgotten after 24 hours and not before', async () => {
  const { admin, id: tenant_id } = await tenant(app)
  for (const key of ['old', 'young']) await admin.post('/api/admin/trade-types', { name: key }, { 'Idempotency-Key': key })
  await age('idempotency_keys', `tenant_id = '${tenant_id}' and key = 'old'`, '25 hours')
  await age('idempotency_keys', `tenant_id = '${tenant_id}' and key = 'young'`, '23 hours')
  await run('housekeepingRound')
  expect([
    await count('idempotency_keys', { tenant_id, key: 'old' }),
    await count('idempotency_keys', { tenant_id, key: 'young' }),
  ]).toEqual([0, 1])
})

test('DOC-8 an upload that nobody used within a day is gone, one that was used stays', async () => {
  const people = await cast(app)
  const document = await documentIn(people, 'draft')
  const loose = await upload(app, people.uploader)
  const id = loose.body.data.file_path.slice('uploads/'.length)
  await superuser.query("update uploads set expires_at = now() - interval '1 minute' where id = $1", [id])
  await run('housekeepingRound')
  const tenant_id = people.business.id
  expect(await count('uploads', { tenant_id, id })).toBe(0)
  expect((await people.admin.get(`/api/admin/documents/${document.id}/file`)).status).toBe(200)
})

test('a file whose words nobody began to read is read by the next sealing round', async () => {
  const { business, uploader } = await cast(app)
  const { status, body } = await upload(app, uploader, { name: 'plan.pdf', bytes: samplePdf('Foundation of hall three') })
  expect(status).toBe(201)
  const states = async (): Promise<string[]> =>
    tenantDb(app.services.db, business.id)('files').where({ tenant_id: business.id, sha256: body.data.sha256 }).pluck('text_state')
  await until(async () => (await states())[0] === 'done', { what: 'The words', timeout_ms: 30_000 })
  // As after an API that died before it could begin: the row waits, and no process knows of it.
  const forgotten = "text_state = 'pending', content_text = null, created_at = created_at - interval '11 minutes'"
  await superuser.query(`update files set ${forgotten} where tenant_id = '${business.id}'`)
  expect(await run('sealingRound')).toMatchObject({ failed: 0 })
  await until(async () => (await states())[0] === 'done', { what: 'The words, read again', timeout_ms: 30_000 })
})

test('effects stay while their process lives and 30 days longer', async () => {
  const { id: tenant_id } = await tenant(app)
  const live = `${tenant_id}/document/${uuidv7()}`
  const ended = `${tenant_id}/document/${uuidv7()}`
  await inTenant(app.services.db, tenant_id, async (trx) => {
    for (const workflow_id of [live, ended]) {
      await trx('processes').insert({
        tenant_id,
        id: uuidv7(),
        process_type: 'document',
        workflow_id,
        run_id: 'r',
        stage: 's',
        state: {},
        ended_at: workflow_id === ended ? trx.raw("now() - interval '31 days'") : null,
      })
      await once(trx, `${workflow_id}:1`, async () => true)
    }
  })
  await age('effects', `tenant_id = '${tenant_id}'`, '40 days')
  await run('housekeepingRound')
  expect([await count('effects', { tenant_id, key: `${live}:1` }), await count('effects', { tenant_id, key: `${ended}:1` })]).toEqual([
    1, 0,
  ])
})

test('S03 a broken chain is told to the admins and to the platform within the hour, once', async () => {
  const [{ admin, id: tenant_id }, operator] = await Promise.all([tenant(app), superAdmin(app)])
  await admin.post('/api/admin/trade-types', { name: 'Masonry' })
  await run('sealingRound')
  await superuser.query("update audit_events set action = 'nothing' where tenant_id = $1", [tenant_id])
  await run('housekeepingRound')
  await run('housekeepingRound')
  for (const person of [admin, operator]) {
    const { body } = await person.get('/api/notifications?filter[kind]=auditor.breach')
    expect(body.data).toHaveLength(1)
  }
})

test('S03 a rewritten chain does not replace the head that was known of it', async () => {
  const { admin, id: tenant_id } = await tenant(app)
  const anchors = openAnchors(app.services.settings)
  await admin.post('/api/admin/trade-types', { name: 'Masonry' })
  await run('sealingRound')
  const known = await anchors.read(tenant_id)
  await superuser.query("update audit_events set action = 'nothing' where tenant_id = $1", [tenant_id])
  await superuser.query('delete from audit_seals where tenant_id = $1', [tenant_id])
  await admin.post('/api/admin/trade-types', { name: 'Roofing' })
  await run('sealingRound')
  expect(await chainHead(tenantDb(app.services.db, tenant_id))).toMatchObject({ seq: 2 })
  expect(await anchors.read(tenant_id)).toEqual(known)
})

test('a business in trouble does not stop the others', async () => {
  const [broken, fine] = await Promise.all([tenant(app), tenant(app)])
  await fine.admin.post('/api/admin/trade-types', { name: 'Masonry' })
  await broken.admin.post('/api/admin/trade-types', { name: 'Masonry' })
  await superuser.query('insert into audit_seals (tenant_id, id, seq, hash) values ($1, gen_random_uuid(), 9223372036854775807, $2)', [
    broken.id,
    'x',
  ])
  expect((await run('sealingRound')).failed).toBe(1)
  await superuser.query('delete from audit_seals where tenant_id = $1', [broken.id])
  expect((await chainHead(tenantDb(app.services.db, fine.id)))?.seq).toBe(1)
})

test('parts share all businesses, none twice; a round is for its part', async () => {
  const { db } = app.services
  await Promise.all([tenant(app), tenant(app), tenant(app), tenant(app)])
  const all = await businessesAfter(db, null, { limit: 1000, part: WHOLE })
  const parts = await Promise.all([0, 1, 2].map((partition) => businessesAfter(db, null, { limit: 1000, part: { partition, of: 3 } })))
  expect(parts.flat().sort()).toEqual([...all].sort())
  const [done = []] = parts
  expect(await businessesAfter(db, done[0] ?? null, { limit: 1000, part: { partition: 0, of: 3 } })).toEqual(done.slice(1))
  expect((await run('sealingRound', { partition: 0, of: 3 })).done).toBe(done.length)
})

test('a round goes on in run after run, and answers for all of them', async () => {
  const step = { pages: 0 }
  const sealBusinesses = ({ after }: SweepPage): Promise<Swept> => {
    step.pages += 1
    expect(after).toBe(step.pages === 1 ? null : `page-${step.pages - 1}`)
    return Promise.resolve({ next: step.pages === 120 ? null : `page-${step.pages}`, done: 3, failed: 1 })
  }
  const options = { taskQueue: `${app.services.settings.TEMPORAL_TASK_QUEUE}-long` }
  const other = await startWorker(app, { activities: { sealBusinesses }, options })
  const started = await other.client.workflow.start('sealingRound', {
    ...options,
    workflowId: `${PLATFORM}/round/${randomUUID()}`,
    args: [{ part: WHOLE }],
  })
  expect(await started.result()).toEqual({ done: 360, failed: 120 })
  const first = await other.client.workflow.getHandle(started.workflowId, started.firstExecutionRunId).describe()
  expect(first.status.name).toBe('CONTINUED_AS_NEW')
  await other.stop()
})

const scheduled = async (): Promise<string[]> => {
  const names: string[] = []
  for await (const { scheduleId } of worker.client.schedule.list()) names.push(scheduleId.slice(PLATFORM.length + 1))
  return names.sort()
}
/** The list is a little late, as visibility is. */
const settled = async (expected: readonly string[]): Promise<string[]> => {
  for (let tries = 0; tries < 50 && String(await scheduled()) !== String(expected); tries += 1)
    await new Promise((next) => setTimeout(next, 100))
  return scheduled()
}
const ROUNDS = ['audit', 'housekeeping', 'night-audit', 'sealing']

test('the schedules are made once, whichever worker comes first, one for each part, and follow the settings', async () => {
  const { settings } = app.services
  const connection = await NativeConnection.connect({ address: settings.TEMPORAL_ADDRESS })
  const prepare = (CIEN_SWEEP_PARTS: number) => prepareSchedules(connection, { ...settings, CIEN_SWEEP_PARTS })
  const describe = (name: string) => worker.client.schedule.getHandle(`${PLATFORM}/${name}`).describe()
  try {
    await Promise.all([prepare(3), prepare(3)])
    const expected = ROUNDS.flatMap((name) => [0, 1, 2].map((part) => `${name}-${part}`))
    expect(await settled(expected)).toEqual(expected)
    const sealing = await describe('sealing-1')
    expect(sealing.spec.intervals).toEqual([expect.objectContaining({ every: 5 * 60_000, offset: 100_000 })])
    expect(sealing.policies.overlap).toBe('SKIP')
    expect(sealing.action).toMatchObject({
      taskQueue: `${settings.TEMPORAL_TASK_QUEUE}-sweeps`,
      args: [{ part: { partition: 1, of: 3 } }],
    })
    await prepare(1)
    expect(await settled(ROUNDS.map((name) => `${name}-0`))).toEqual(ROUNDS.map((name) => `${name}-0`))
    expect((await describe('audit-0')).action).toMatchObject({ args: [{ scope: 'changed', part: WHOLE }] })
  } finally {
    for (const name of await scheduled()) await worker.client.schedule.getHandle(`${PLATFORM}/${name}`).delete()
    await connection.close()
  }
})
