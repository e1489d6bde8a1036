/** The sealed audit (TEN-11): whatever a database superuser does to it is found at the next check (S03). */
import { Client } from 'pg'
import { type ChainReport, chainHead, type Head, sealAudit, verifyChain } from '../../db/audit-chain'
import { tenantDb } from '../../db/kit/client'
import { writeAudit } from '../../db/kit/trail'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'
import { databaseUrl } from '../support/postgres'

let deps: TestDeps
let superuser: Client
beforeAll(async () => {
  deps = await testDeps()
  superuser = new Client({ connectionString: databaseUrl('postgres', deps.database.name) })
  await superuser.connect()
  // Nothing holds a superuser: not triggers, not foreign keys.
  await superuser.query("set session_replication_role = 'replica'")
})
afterAll(async () => {
  await superuser.end()
  await deps.stop()
})

const EVENTS = 6

/** A business whose audit is sealed; its head is what was anchored elsewhere. */
async function sealedBusiness(): Promise<{ tenant_id: string; anchor: Head; ids: string[] }> {
  const { id: tenant_id, admin_id } = await bareBusiness(deps)
  const db = tenantDb(deps.db, tenant_id)
  for (let number = 1; number <= EVENTS; number++) {
    await writeAudit(db, { actor_id: admin_id }, { action: 'documents.view', resource: 'document', data: { number, note: 'ação' } })
  }
  const anchor = await sealAudit(db)
  if (!anchor) throw new Error('Nothing was sealed')
  const ids: string[] = await db('audit_seals').where({ tenant_id }).orderBy('seq').pluck('id')
  return { tenant_id, anchor, ids }
}

const verify = (tenant_id: string, anchor?: Head): Promise<ChainReport> => verifyChain(tenantDb(deps.db, tenant_id), { anchor })
const kinds = (report: ChainReport): string[] => report.problems.map((problem) => problem.kind)

/** Recomputes every seal from `seq` on, as somebody would who knows the code. */
async function reseal(tenant_id: string): Promise<void> {
  await superuser.query('delete from audit_seals where tenant_id = $1', [tenant_id])
  await sealAudit(tenantDb(deps.db, tenant_id))
}

test('TEN-11 an untouched chain verifies, goes on growing, and one business does not see the other', async () => {
  const [one, other] = await Promise.all([sealedBusiness(), sealedBusiness()])
  expect(await verify(one.tenant_id, one.anchor)).toEqual({ ok: true, sealed: EVENTS, head: one.anchor, problems: [] })
  const db = tenantDb(deps.db, one.tenant_id)
  await writeAudit(db, { actor_id: null }, { action: 'settings.tasks', resource: 'task_setting' })
  const head = await sealAudit(db)
  expect(head?.seq).toBe(EVENTS + 1)
  expect(await verify(one.tenant_id, one.anchor)).toMatchObject({ ok: true, sealed: EVENTS + 1 })
  expect(await chainHead(tenantDb(deps.db, other.tenant_id))).toEqual(other.anchor)
})

test('TEN-11 sealing at once in several processes seals each event once', async () => {
  const { id: tenant_id } = await bareBusiness(deps)
  const db = tenantDb(deps.db, tenant_id)
  await Promise.all(Array.from({ length: 20 }, () => writeAudit(db, { actor_id: null }, { action: 'x', resource: 'y' })))
  await Promise.all([sealAudit(db), sealAudit(db), sealAudit(db)])
  expect(await verify(tenant_id)).toMatchObject({ ok: true, sealed: 20 })
})

test('TEN-11 the application itself can neither change nor delete events and seals', async () => {
  const { tenant_id } = await sealedBusiness()
  const db = tenantDb(deps.db, tenant_id)
  for (const table of ['audit_events', 'audit_seals']) {
    await expect(db(table).where({ tenant_id }).delete()).rejects.toThrow('permission denied')
    await expect(db(table).where({ tenant_id }).update({ created_at: new Date() })).rejects.toThrow('permission denied')
  }
})

const EDITS: [what: string, sql: string][] = [
  ['who', 'actor_id = gen_random_uuid()'],
  ['what', "action = 'documents.create'"],
  ['when, by a microsecond', "at = at + interval '1 microsecond'"],
  ['the details', "data = jsonb_set(data, '{number}', '99')"],
  ['a refusal taken away', "refused = 'locked'"],
]
test.each(EDITS)('S03 an edited event is found: %s', async (_what, sql) => {
  const { tenant_id, anchor, ids } = await sealedBusiness()
  await superuser.query(`update audit_events set ${sql} where tenant_id = $1 and id = $2`, [tenant_id, ids[2]])
  const report = await verify(tenant_id, anchor)
  expect(report.problems).toEqual([expect.objectContaining({ kind: 'edited', seq: 3, event_id: ids[2] })])
})

test('S03 a deleted event is found, also when its seal is deleted with it', async () => {
  const one = await sealedBusiness()
  await superuser.query('delete from audit_events where tenant_id = $1 and id = $2', [one.tenant_id, one.ids[2]])
  expect(kinds(await verify(one.tenant_id, one.anchor))).toEqual(['missing'])
  await superuser.query('delete from audit_seals where tenant_id = $1 and id = $2', [one.tenant_id, one.ids[2]])
  expect(kinds(await verify(one.tenant_id, one.anchor))).toEqual(['gap'])
})

test('S03 a gap that is closed by renumbering is found', async () => {
  const { tenant_id, anchor, ids } = await sealedBusiness()
  await superuser.query('delete from audit_events where tenant_id = $1 and id = $2', [tenant_id, ids[2]])
  await superuser.query('delete from audit_seals where tenant_id = $1 and id = $2', [tenant_id, ids[2]])
  for (let seq = 4; seq <= EVENTS; seq++)
    await superuser.query('update audit_seals set seq = seq - 1 where tenant_id = $1 and seq = $2', [tenant_id, seq])
  expect(kinds(await verify(tenant_id, anchor))).toContain('edited')
})

test('S03 two events that changed places are found', async () => {
  const { tenant_id, anchor, ids } = await sealedBusiness()
  const swap = 'update audit_seals set seq = $3 where tenant_id = $1 and id = $2'
  await superuser.query(swap, [tenant_id, ids[1], 1000])
  await superuser.query(swap, [tenant_id, ids[2], 2])
  await superuser.query(swap, [tenant_id, ids[1], 3])
  expect(kinds(await verify(tenant_id, anchor))).toContain('edited')
})

test('S03 an event put in behind the chain is found', async () => {
  const { tenant_id, anchor } = await sealedBusiness()
  await superuser.query(
    `insert into audit_events (tenant_id, id, at, action, resource) values ($1, gen_random_uuid(), now() - interval '3 days', 'documents.approve', 'document')`,
    [tenant_id],
  )
  await sealAudit(tenantDb(deps.db, tenant_id))
  expect(kinds(await verify(tenant_id, anchor))).toEqual(['unsealed'])
})

test('S03 a tail that is cut off is found by the head that was kept elsewhere, and only by it', async () => {
  const { tenant_id, anchor, ids } = await sealedBusiness()
  for (const table of ['audit_seals', 'audit_events']) {
    await superuser.query(`delete from ${table} where tenant_id = $1 and id = any($2)`, [tenant_id, ids.slice(4)])
  }
  expect(await verify(tenant_id)).toMatchObject({ ok: true, sealed: 4 })
  expect(kinds(await verify(tenant_id, anchor))).toEqual(['truncated'])
})

test('S03 a chain that is rewritten as a whole is found by the head that was kept elsewhere', async () => {
  const { tenant_id, anchor, ids } = await sealedBusiness()
  await superuser.query("update audit_events set action = 'nothing' where tenant_id = $1 and id = $2", [tenant_id, ids[0]])
  await reseal(tenant_id)
  expect(await verify(tenant_id)).toMatchObject({ ok: true, sealed: EVENTS })
  expect(kinds(await verify(tenant_id, anchor))).toEqual(['rewritten'])
})

test('S03 everything wiped out is found', async () => {
  const { tenant_id, anchor } = await sealedBusiness()
  for (const table of ['audit_seals', 'audit_events']) await superuser.query(`delete from ${table} where tenant_id = $1`, [tenant_id])
  expect(kinds(await verify(tenant_id, anchor))).toEqual(['truncated'])
})

test('TEN-11 long chains are checked page by page', async () => {
  const { id: tenant_id } = await bareBusiness(deps)
  await superuser.query(
    `insert into audit_events (tenant_id, id, at, action, resource) select $1, gen_random_uuid(), now() + i * interval '1 millisecond', 'a', 'b' from generate_series(1, 4500) i`,
    [tenant_id],
  )
  let beats = 0
  await sealAudit(tenantDb(deps.db, tenant_id))
  const report = await verifyChain(tenantDb(deps.db, tenant_id), { beat: () => void (beats += 1) })
  expect(report).toMatchObject({ ok: true, sealed: 4500 })
  expect(beats).toBe(3)
})
