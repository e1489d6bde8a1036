/** Lists stay quick however many records there are: every order that a list of a project's records offers has an index of its own. */
import type { Resource } from '../../domain/kit/resource'
import * as projects from '../../domain/records/projects'
import { proposals } from '../../domain/records/proposals'
import { dayworkOrders, variationOrders, vouchers } from '../../domain/records/vouchers'
import { emptyDatabase, type TestDatabase } from '../support/postgres'
import { migrate } from '../../db/kit/migrate'
import { connected } from '../../scripts/stack/postgres'

let database: TestDatabase
let indexes: string[]

beforeAll(async () => {
  database = await emptyDatabase()
  await migrate(database.owner_url)
  const { rows } = await connected(database.owner_url, (client) =>
    client.query<{ indexdef: string }>("select indexdef from pg_indexes where schemaname = 'public'"),
  )
  indexes = rows.map(({ indexdef }) => indexdef)
})
afterAll(() => database.drop())

// A person is a member of a few projects: that list is never long.
const { projectMembers: _short, ...long } = projects
const resources: Resource[] = [...Object.values(long), proposals, variationOrders, dayworkOrders, vouchers]

test.each(resources.flatMap((resource) => resource.list.sort.map((column) => [resource.table, column] as const)))(
  '%s by %s',
  (table, column) => {
    const whole = indexes.filter((text) => text.includes(` ON public.${table} `) && !text.includes(' WHERE '))
    expect(whole.filter((text) => new RegExp(`\\(tenant_id, ${column}[ ,)]`).test(text))).not.toEqual([])
  },
)
