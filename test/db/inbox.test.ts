/** The inbox as a query and the policy as a predicate agree about every task and every person (TASK-2). */
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { presentTask } from '../../api/tasks/present'
import { inTenant, tenantDb } from '../../db/kit/client'
import { readInbox } from '../../db/tasks/inbox'
import { findTask, type TaskRow } from '../../db/tasks/reads'
import type { Actor, Principal, UserType } from '../../domain/actor'
import { PARTIES } from '../../domain/rules/parties'
import { policies } from '../../policies'
import { allow, deny, type Policy, policy, PolicyBook, taskScopes } from '../../policies/kit/policy'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

const TASKS = 400
const PEOPLE = 6

// Rows of every form a policy may have, beside those of the product.
const forms: Policy = policy('forms', {
  'forms.holder': [allow('holder'), deny('any', 'creator')],
  'forms.candidate': [allow('candidate'), deny('any', 'verifier')],
  'forms.either': [allow('candidate'), allow('holder'), deny('any', 'asker'), deny('any', 'overLimit')],
  'forms.admin': [allow('admin'), deny('any', 'submitter')],
  'forms.any': [allow('any'), deny('any', 'overLimit')],
})

let deps: TestDeps
let book: PolicyBook
let tenant_id: string
let tasks: TaskRow[]
let kinds: string[]
const people = Array.from({ length: PEOPLE }, () => uuidv7())

const person = fc.constantFrom(...people)
const some = fc.uniqueArray(person, { maxLength: 3 })
const amount = fc.option(fc.bigInt({ min: 0n, max: 5n }), { nil: null })
const signed = fc.option(fc.bigInt({ min: -5n, max: 5n }), { nil: null })

const taskFields = () =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    parties: fc.dictionary(fc.constantFrom(...PARTIES), some, { maxKeys: 3 }),
    candidate_ids: fc.option(some, { nil: null }),
    assignee_id: fc.option(person, { nil: null }),
    amount: signed,
  })

const principal = (id: string): fc.Arbitrary<Principal> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant('Somebody'),
    user_type: fc.constantFrom<UserType>('admin', 'staff', 'staff', 'staff', 'employee', 'client'),
    slugs: fc.subarray(kinds).map((list) => new Set(list)),
    role_id: fc.constant(null),
    approval_limit: amount,
  })

/** Somebody with rights, a limit, and perhaps absent people they stand in for. */
const actor = (): fc.Arbitrary<Actor> =>
  fc.uniqueArray(person, { minLength: 1, maxLength: 3 }).chain(([id = '', ...absent]) =>
    fc.tuple(principal(id), ...absent.map(principal)).map(([self, ...stands_in_for]) => ({
      ...self,
      username: 'somebody',
      email: 'somebody@example.test',
      tenant_id,
      session_id: uuidv7(),
      manager_id: null,
      locale: null,
      discount_limit: null,
      role: null,
      business: { id: tenant_id, name: 'Business', time_zone: 'UTC', base_currency: 'EUR', locale: 'en' },
      stands_in_for,
    })),
  )

beforeAll(async () => {
  deps = await testDeps()
  tenant_id = (await bareBusiness(deps)).id
  book = await PolicyBook.open([...policies, forms])
  kinds = book.entries().map(([kind]) => kind)
  const made = fc.sample(taskFields(), { numRuns: TASKS, seed: 20_261_121 })
  await inTenant(deps.db, tenant_id, async (trx) => {
    const users = people.map((id, index) => ({
      id,
      name: `P${index}`,
      username: `p${id}`,
      email: `${id}@example.test`,
      user_type: 'staff',
    }))
    await trx('users').insert(users.map((user) => ({ tenant_id, ...user })))
    const rows = made.map(({ parties, ...fields }) => ({
      tenant_id,
      id: uuidv7(),
      ...fields,
      parties: JSON.stringify(parties),
      state: fields.assignee_id === null ? 'open' : 'claimed',
      title: 'Task',
      subject_type: 'document',
      subject_id: uuidv7(),
      subject_label: 'Subject',
      outcomes: ['yes', 'no'],
      workflow_id: `${tenant_id}/document/x`,
      process_type: 'document',
    }))
    await trx('tasks').insert(rows)
  })
  const db = tenantDb(deps.db, tenant_id)
  const ids: string[] = await db('tasks').where({ tenant_id }).pluck('id')
  tasks = []
  for (const id of ids) {
    const task = await findTask(db, id)
    if (task) tasks.push(task)
  }
})
afterAll(() => deps.stop())

const PAGE = 100

/** Every task of somebody's inbox, and the counts beside it. */
async function inboxOf(who: Actor): Promise<{ ids: string[]; counts: Record<string, number> }> {
  const db = tenantDb(deps.db, tenant_id)
  const inbox = { actor_id: who.id, scopes: taskScopes(book, who) }
  const filter = { states: ['open', 'claimed'], kinds: undefined, subject_id: undefined, mine: false }
  const ids: string[] = []
  for (let page = 1; ; page += 1) {
    const list = { page, per_page: PAGE, sort: 'created_at', descending: true, search: undefined, filters: {} }
    const { rows, counts } = await readInbox(db, inbox, { filter, list })
    ids.push(...rows.map((row) => row.id))
    if (rows.length < PAGE) return { ids, counts }
  }
}

test('the inbox holds exactly the tasks that its person may complete now, each once, and counts them', async () => {
  let shown = 0
  await fc.assert(
    fc.asyncProperty(actor(), async (who) => {
      const may = tasks.filter((task) => presentTask(task, who, book).can.complete)
      const { ids, counts } = await inboxOf(who)
      expect(ids.toSorted()).toEqual(may.map((task) => task.id).toSorted())
      const expected: Record<string, number> = {}
      for (const { kind } of may) expected[kind] = (expected[kind] ?? 0) + 1
      expect(counts).toEqual(expected)
      shown += ids.length
    }),
    { numRuns: 150 },
  )
  expect(shown).toBeGreaterThan(1000)
}, 120_000)

test('every row of the product is of a form that the query knows: who is denied is anybody, who is allowed always', async () => {
  const rows = (await PolicyBook.open(policies)).entries().flatMap(([, list]) => list)
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.filter(({ effect, who }) => effect === 'deny' && who !== 'any')).toEqual([])
  expect(rows.filter(({ effect, when }) => effect === 'allow' && when !== 'always')).toEqual([])
})
