/** Searches of documents are answered by the index of their words, also behind the tenant wall (docs/decisions/0007). */
import { connected } from '../../scripts/stack/postgres'
import { startApp, type TestApp } from '../support/app'
import { databaseUrl } from '../support/postgres'

const TENANT = '01999999-0000-7000-8000-00000000000a'
const ROWS = 5000

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  // So many that reading all of them is no way any more; what they point at does not matter to the plan.
  await connected(databaseUrl('postgres', app.database.name), async (client) => {
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into documents (tenant_id, id, name, document_type_id, status, file_id, uploaded_by_id, parties, search)
       select $1::uuid, gen_random_uuid(), 'Document ' || n, $1::uuid, 'draft', $1::uuid, $1::uuid, '{}', to_tsvector('simple', 'Document ' || n) from generate_series(1, ${ROWS}) n`,
      [TENANT],
    )
    await client.query('analyze documents')
  })
})
afterAll(() => app.stop())

test('the plan of the application asks the index for the words, and the wall is still looked at', async () => {
  const plan = await connected(app.database.app_url, async (client) => {
    await client.query('begin')
    await client.query("select set_config('app.tenant', $1, true)", [TENANT])
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select id from documents where tenant_id = '${TENANT}' and search @@ to_tsquery('simple', 'crane:*')`,
    )
    await client.query('rollback')
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toMatch(/Index Cond: .*search @@/)
  expect(plan).toMatch(/Filter: .*app\.tenant/)
})
