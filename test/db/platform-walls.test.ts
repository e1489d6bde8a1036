/** The tenant walls, attacked in the database itself (A01–A06): two businesses, every table of the catalogue. */
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { inTenant, openDatabase, PLATFORM, tenantDb } from '../../db/kit/client'
import { tableModel, type TenantModel } from '../../db/kit/model'
import { startApp, type TestApp } from '../support/app'
import { connected } from '../../scripts/stack/postgres'
import { type Business, person, tenant } from '../support/tenant'

let app: TestApp
let aurora: Business
let boreal: Business

beforeAll(async () => {
  app = await startApp()
  ;[aurora, boreal] = await Promise.all([tenant(app, { name: 'Aurora' }), tenant(app, { name: 'Boreal' })])
})
afterAll(() => app.stop())

const asOwner = <T>(work: (client: Client) => Promise<T>): Promise<T> => connected(app.database.owner_url, work)
const asApp = <T>(work: (client: Client) => Promise<T>): Promise<T> => connected(app.database.app_url, work)
const rows = async (sql: string): Promise<Record<string, string>[]> => (await asOwner((client) => client.query(sql))).rows

/** Tables of no tenant: only what the migrations keep for themselves. */
const UNWALLED = ['schema_migrations', 'schema_migrations_lock']
const tenantTables = async (): Promise<string[]> =>
  (
    await rows(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1",
    )
  )
    .map((row) => row.relname ?? '')
    .filter((name) => !UNWALLED.includes(name))

test('A01 row security is on and forced on every table, with a check on what is written', async () => {
  const open = await rows(`select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (not c.relrowsecurity or not c.relforcerowsecurity
      or not exists (select 1 from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.policyname = 'tenant' and p.qual is not null and p.with_check is not null))`)
  expect(open.map((row) => row.relname).sort()).toEqual(UNWALLED)
  expect((await tenantTables()).length).toBeGreaterThan(20)
})

test('A01 every rule names the tenant of the transaction; the exceptions are these, each with its reason', async () => {
  const rules = await rows("select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public'")
  expect(rules.filter((rule) => !rule.qual?.includes('app.tenant') || rule.qual !== rule.with_check || rule.cmd !== 'ALL')).toEqual([])
  expect([...new Set(rules.map((rule) => rule.policyname))].sort()).toEqual(['own', 'platform', 'tenant'])
  const platform = rules
    .filter((rule) => rule.policyname === 'platform')
    .map((rule) => rule.tablename)
    .sort()
  const explained = await rows("select c.relname from pg_class c where c.relkind = 'r' and obj_description(c.oid) like 'platform: %'")
  expect(platform).toEqual(explained.map((row) => row.relname).sort())
})

test('A02 the application owns nothing, bypasses nothing, truncates nothing and makes nothing', async () => {
  const [role] = await rows("select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'cien_app'")
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false })
  expect(await rows("select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'cien_app'")).toEqual([])
  const forbidden = await rows(`select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (has_table_privilege('cien_app', c.oid, 'truncate') or has_table_privilege('cien_app', c.oid, 'references') or has_table_privilege('cien_app', c.oid, 'trigger'))`)
  expect(forbidden).toEqual([])
  expect(await rows("select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = 'cien_app'")).toEqual([])
  for (const sql of [
    'create table x (id int)',
    'drop table users',
    'alter table users disable row level security',
    'truncate users',
    'set role cien_owner',
    'create policy p on users using (true)',
    'select * from schema_migrations',
    'copy users to stdout',
  ]) {
    await asApp(async (client) => {
      if (sql.startsWith('copy')) return expect((await client.query(sql)).rowCount).toBe(0)
      return expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/)
    })
  }
})

test('A03 without a tenant every table shows no row and takes none', async () => {
  for (const setting of [undefined, '']) {
    await asApp(async (client) => {
      if (setting !== undefined) await client.query("select set_config('app.tenant', $1, false)", [setting])
      for (const table of await tenantTables()) {
        const granted = await client.query('select has_table_privilege($1, $2) as ok', [table, 'select'])
        if (granted.rows[0].ok) expect([table, (await client.query(`select 1 from ${table}`)).rowCount]).toEqual([table, 0])
      }
      await expect(
        client.query(`insert into roles (tenant_id, id, name, slug) values ('${aurora.id}', '${uuidv7()}', 'x', 'x')`),
      ).rejects.toThrow(/row-level security/)
      expect((await client.query("update users set name = 'x'")).rowCount).toBe(0)
    })
  }
})

test('A03 code without a tenant handle is refused before anything is sent', async () => {
  const { db } = app.services
  await expect(db.knex('users').select('id')).rejects.toThrow(/No tenant/)
  await expect(db.knex.raw('select 1')).rejects.toThrow(/No tenant/)
  await expect(db.knex.transaction(async (trx) => trx('users'))).rejects.toThrow(/No tenant/)
  expect(() => tenantDb(db, "x'; drop table users; --")).toThrow(/No tenant/)
  await expect(Promise.resolve(tableModel('users').query())).rejects.toThrow()
  await expect(Promise.resolve(tableModel('users').query(db.knex))).rejects.toThrow(/No tenant/)
})

test('A03 the tenant of a transaction ends with it: the next statement of the connection starts with none', async () => {
  const db = openDatabase(app.database.app_url, 1)
  try {
    await inTenant(db, aurora.id, (trx) => trx('users').select('id'))
    await tenantDb(db, aurora.id)('users').select('id')
    await expect(inTenant(db, aurora.id, async (trx) => trx.raw('select 1 / 0'))).rejects.toThrow(/division by zero/)
    const connection = await db.knex.client.acquireConnection()
    const left = await connection.query("select current_setting('app.tenant', true) as tenant, (select count(*)::int from users) as seen")
    expect(left.rows[0]).toEqual({ tenant: '', seen: 0 })
    db.knex.client.releaseConnection(connection)
  } finally {
    await db.close()
  }
})

test('A04 no view, function or trigger reaches around the walls', async () => {
  const views = await rows(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm') and not coalesce(reloptions::text like '%security_invoker=true%' or reloptions::text like '%security_invoker=on%', false)",
  )
  expect(views).toEqual([])
  const definers = await rows("select proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef")
  expect(definers).toEqual([])
})

test('A05 every primary key, unique key and foreign key between tenant tables starts with the tenant', async () => {
  const keys = await rows(`select c.conrelid::regclass::text as table, c.conname as name from pg_constraint c
    where c.connamespace = 'public'::regnamespace and c.contype in ('p', 'u', 'f') and c.conrelid::regclass::text not in ('${UNWALLED.join("','")}')
      and (select attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) not in ('tenant_id')
      and c.conname <> 'logins_user_tenant_id_id_fkey'`)
  expect(keys).toEqual([])
  const indexes = await rows(`select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and i.indisunique and c.relname not in ('${UNWALLED.join("','")}')
      and (select attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) is distinct from 'tenant_id'`)
  expect(indexes).toEqual([])
})

test("A05 A10 a row cannot point at, take the id of, or tell of another business's row", async () => {
  const [theirs] = await inTenant(app.services.db, boreal.id, (trx) => trx('roles').select('id', 'slug'))
  const employee = await person(app, { tenant_id: aurora.id, user_type: 'staff' })
  const point = inTenant(app.services.db, aurora.id, (trx) => trx('users').where({ id: employee.id }).update({ role_id: theirs.id }))
  await expect(point).rejects.toThrow(/foreign key/)
  const same = inTenant(app.services.db, aurora.id, (trx) =>
    trx('roles').insert({ tenant_id: aurora.id, id: theirs.id, name: 'Same id', slug: 'same-id' }),
  )
  await expect(same).resolves.toBeDefined()
  const foreign = inTenant(app.services.db, aurora.id, (trx) =>
    trx('roles').insert({ tenant_id: boreal.id, id: uuidv7(), name: 'Planted', slug: 'planted' }),
  )
  await expect(foreign).rejects.toThrow(/row-level security/)
  const move = inTenant(app.services.db, aurora.id, (trx) => trx('users').where({ id: employee.id }).update({ tenant_id: boreal.id }))
  await expect(move).rejects.toThrow(/row-level security/)
  expect(
    await inTenant(app.services.db, aurora.id, (trx) => trx('users').where({ tenant_id: boreal.id }).update({ name: 'Taken over' })),
  ).toBe(0)
  expect(
    await inTenant(app.services.db, aurora.id, (trx) => trx('users').whereRaw('true or tenant_id is null').pluck('tenant_id')),
  ).not.toContain(boreal.id)
})

test('A01 models add the tenant of their handle, and an insert ignores a tenant that is given', async () => {
  const model = tableModel('roles')
  const seen = await model.query(tenantDb(app.services.db, aurora.id)).distinct('tenant_id')
  expect(seen.map((row) => (row as TenantModel).tenant_id)).toEqual([aurora.id])
  const id = uuidv7()
  await inTenant(app.services.db, aurora.id, async (trx) =>
    model.query(trx).insert({ tenant_id: boreal.id, id, name: 'Mine', slug: id } as never),
  )
  expect(await inTenant(app.services.db, aurora.id, (trx) => trx('roles').where({ id }).pluck('tenant_id'))).toEqual([aurora.id])
})

test('A06 2,000 interleaved statements and transactions of 20 tenants over 5 connections, errors mixed in: never a wrong tenant', async () => {
  const tenants = await Promise.all(Array.from({ length: 20 }, () => tenant(app)))
  const db = openDatabase(app.database.app_url, 5)
  let wrong = 0
  let failed = 0
  const see = (ids: string[], id: string): void => {
    if (ids.length === 0 || ids.some((each) => each !== id)) wrong += 1
  }
  const kinds = [
    async (id: string) => see(await tenantDb(db, id)('users').pluck('tenant_id'), id),
    async (id: string) => see(await inTenant(db, id, (trx) => trx('roles').pluck('tenant_id')), id),
    async (id: string) =>
      see(
        (await tenantDb(db, id).raw('select tenant_id from users where ? = ?', [1, 1])).rows.map(
          (row: { tenant_id: string }) => row.tenant_id,
        ),
        id,
      ),
    (id: string) =>
      inTenant(db, id, async (trx) => {
        see(await trx('users').pluck('tenant_id'), id)
        await trx.raw('select 1 / 0')
      }),
    async (id: string) => tenantDb(db, id).raw('select no_such_column from users'),
    (id: string) =>
      inTenant(db, id, async (trx) => {
        await trx('users').update({ name: id })
        see(await trx('users').distinct('name').pluck('name'), id)
        throw new Error('rolled back')
      }),
  ]
  try {
    const work = async (start: number): Promise<void> => {
      for (let n = start; n < 2000; n += 40) {
        const id = tenants[(n * 7) % 20]?.id ?? ''
        await kinds[n % kinds.length]?.(id).catch(() => {
          failed += 1
        })
      }
    }
    await Promise.all(Array.from({ length: 40 }, (_, start) => work(start)))
  } finally {
    await db.close()
  }
  expect({ wrong, failed }).toEqual({ wrong: 0, failed: 999 })
  expect(await inTenant(app.services.db, PLATFORM, (trx) => trx('users').whereRaw('name = tenant_id::text').pluck('id'))).toEqual([])
})
