/** The rounds of the house, run as they are scheduled: what is over goes, what is not stays, broken chains are told. */
import { randomUUID } from 'node:crypto'
import { NativeConnection } from '@temporalio/worker'
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { openAnchors } from '../../activities/kit/anchors'
import { readBacklog } from '../../db/health'
import { chainHead } from '../../db/audit-chain'
import { PLATFORM, tenantDb } from '../../db/kit/client'
import { once } from '../../db/kit/once'
import { inTenant } from '../../db/kit/client'
import { prepareSchedules } from '../../workers/kit/schedules'
import type { RoundResult } from '../../workflows/housekeeping'
import { startApp, type TestApp } from '../support/app'
import { cast, documentIn, upload } from '../support/documents'
import { databaseUrl } from '../support/postgres'
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

const run = (workflow: 'sealingRound' | 'housekeepingRound'): Promise<RoundResult> =>
  worker.client.workflow.execute(workflow, {
    taskQueue: app.services.settings.TEMPORAL_TASK_QUEUE,
    workflowId: `${PLATFORM}/round/${randomUUID()}`,
    args: [],
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
  expect(await openAnchors(app.services.settings.CIEN_DATA).read(people.business.id)).toMatchObject({ ...head })
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
  const anchors = openAnchors(app.services.settings.CIEN_DATA)
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

test('the schedules are made once, whichever worker comes first', async () => {
  const { settings } = app.services
  const connection = await NativeConnection.connect({ address: settings.TEMPORAL_ADDRESS })
  try {
    await Promise.all([prepareSchedules(connection, settings), prepareSchedules(connection, settings)])
    const sealing = await worker.client.schedule.getHandle(`${PLATFORM}/sealing`).describe()
    expect(sealing.spec.intervals?.[0]?.every).toBe(5 * 60_000)
    expect(sealing.policies.overlap).toBe('SKIP')
  } finally {
    for (const name of ['sealing', 'housekeeping', 'audit', 'night-audit'])
      await worker.client.schedule.getHandle(`${PLATFORM}/${name}`).delete()
    await connection.close()
  }
})
