/** What a search may ask for, and what it costs others: words are bounded, and one business waits for itself only. */
import { Conditions } from '../../db/kit/reading'
import { bestOf } from '../../db/kit/words'
import { listReading } from '../../db/documents/reads'
import { tenantDb } from '../../db/kit/client'
import { routes } from '../../api/routes'
import { connected } from '../../scripts/stack/postgres'
import { startApp, type TestApp } from '../support/app'
import { databaseUrl } from '../support/postgres'
import { type Answer, type Business, PASSWORD, stranger, tenant } from '../support/tenant'
import { expectUndisturbed } from '../support/undisturbed'

const PROJECTS = 4000
const ALPHABET = 'abcdefghijkl'.split('')

let app: TestApp
let business: Business
let other: Business

beforeAll(async () => {
  app = await startApp()
  ;[business, other] = await Promise.all([tenant(app), tenant(app)])
  // Every letter begins a word of nearly every project, so that none of them narrows anything.
  await connected(databaseUrl('postgres', app.database.name), async (client) => {
    await client.query(`select set_config('app.tenant', $1, false)`, [business.id])
    await client.query(
      `insert into projects (tenant_id, id, name, currency) select $1::uuid, gen_random_uuid(), $2 || n, 'EUR' from generate_series(1, ${PROJECTS}) n`,
      [business.id, ALPHABET.map((letter) => letter.repeat(3)).join(' ')],
    )
    await client.query('analyze projects, search_words')
  })
})
afterAll(() => app.stop())

const words = (count: number, length = 1): string =>
  Array.from({ length: count }, (_, at) => String.fromCodePoint(97 + (at % 26)).repeat(length) + (at >= 26 ? at : '')).join(' ')
const asked = (q: string): Promise<Answer> => business.admin.get(`/api/admin/search?q=${encodeURIComponent(q)}`)

describe('what may be asked for', () => {
  test('every list and every search refuses more than twelve words, and words longer than 64 letters', () => {
    const searched = routes.flatMap(({ path, query }) =>
      ['search', 'q'].flatMap((name) => (query?.safeParse({ [name]: 'two words' }).success ? [{ path, query, name }] : [])),
    )
    expect(searched.length).toBeGreaterThan(30)
    for (const { path, query, name } of searched) {
      const taken = (text: string): string => `${path} ${query.safeParse({ [name]: text }).success}`
      for (const text of [words(12), 'x'.repeat(64), `${words(12)} a-b`, '%%% 100%', `'";--x`]) expect(taken(text)).toBe(`${path} true`)
      for (const text of [words(13), words(50), words(80).slice(0, 200), 'x'.repeat(65)]) expect(taken(text)).toBe(`${path} false`)
    }
  })

  test.each([
    [words(50), 'The q field must be at most 12 different words.'],
    [words(100).slice(0, 200), 'The q field must be at most 12 different words.'],
    ['y'.repeat(100), 'The q field must have no word of more than 64 letters.'],
    ['%%%', 'The q field must hold letters or digits.'],
    [`'";--`, 'The q field must hold letters or digits.'],
  ])('%j is refused with a sentence', async (q, sentence) => {
    const { status, body } = await asked(q)
    expect([status, body.data.errors.q]).toEqual([422, [sentence]])
  })

  test.each(['a%', `'a" or 1=1`, words(12), 'a_b\\c'])('%j is searched for', async (q) => {
    expect((await asked(q)).status).toBe(200)
  })

  test('twelve words find what holds them all, in any order, and not what lacks one', async () => {
    const all = [...ALPHABET].reverse().join(' ')
    expect((await asked(all)).body.data).not.toEqual([])
    expect((await asked(all.replace('a', 'z'))).body.data).toEqual([])
  })

  test('the statement of twelve words is no longer than that of two', () => {
    const textOf = (search: string): string => {
      const db = tenantDb(app.services.db, business.id)
      return bestOf(listReading, new Conditions(db, 'documents'), search).found
    }
    expect(textOf(words(12))).toBe(textOf(words(2)).replace(/limit 5000/g, 'limit 455'))
  })
})

test('fifty searches of a business at once are answered, or refused to it alone; lists and log-ins of others go on', async () => {
  const log_ins: number[] = []
  const answers = await expectUndisturbed(app, other.admin, async () => {
    const searches = Promise.all(Array.from({ length: 50 }, () => asked(ALPHABET.join(' '))))
    for (let count = 0; count < 5; count += 1) {
      const { status } = await stranger(app).post('/api/login', { username: other.admin.username, password: PASSWORD })
      log_ins.push(status)
    }
    return searches
  })
  expect(new Set(log_ins)).toEqual(new Set([200]))
  for (const { status, body, headers } of answers) {
    if (status === 200) continue
    expect([status, body.data.reason]).toEqual([503, 'business_busy'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }
})
