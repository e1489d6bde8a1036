/** OPS-2 no one's data and no secret reaches a log, whatever a caller hands to the logger. */
import { openDatabase, PLATFORM, tenantDb } from '../../db/kit/client'
import { openLog } from '../../api/kit/log'
import { cloneDatabase, type TestDatabase } from '../support/postgres'

function captured(level: 'info' | 'error' = 'info') {
  const lines: string[] = []
  const log = openLog({ LOG_LEVEL: level }, 'api', { write: (line: string) => void lines.push(line) })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> & { err: Record<string, unknown> } }
}

let database: TestDatabase
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

test('named fields are logged, all others are withheld', () => {
  const { log, last } = captured()
  log.info({ request_id: 'r1', status: 200, ms: 3, password: 'hunter2', authorization: 'Bearer x', body: { iban: 'DE00' } }, 'request')
  expect(last()).toMatchObject({ level: 'info', name: 'api', msg: 'request', request_id: 'r1', status: 200, ms: 3 })
  expect(last()).toMatchObject({ password: '[withheld]', authorization: '[withheld]', body: '[withheld]' })
})

test('a structure under an allowed name is withheld, a long text is cut', () => {
  const { log, last } = captured()
  log.info({ reason: { email: 'ana@example.org' }, path: 'x'.repeat(5000) })
  expect(last().reason).toBe('[withheld]')
  expect(String(last().path)).toHaveLength(300)
})

test('an error is logged with its frames and causes but nothing that was attached to it', () => {
  const { log, last, lines } = captured()
  const error = Object.assign(new Error('outer', { cause: new Error('inner') }), {
    request: { headers: { authorization: 'Bearer secret' } },
    code: 'EPIPE',
  })
  log.error({ err: error }, 'broken')
  expect(last().err).toMatchObject({ name: 'Error', message: 'outer', code: 'EPIPE', cause: { message: 'inner' } })
  expect(last().err.frames).toContain('log.test')
  expect(lines.join()).not.toContain('secret')
  log.error({ err: 'just text' })
  expect(last().err).toEqual({ message: 'just text' })
})

test('a failed statement is logged by code, table and constraint, without the values it was sent with', async () => {
  const { log, last, lines } = captured()
  const db = openDatabase(database.app_url, 1)
  const tenant = tenantDb(db, PLATFORM)
  const attempts = [
    tenant('businesses').insert({ tenant_id: PLATFORM, id: PLATFORM, name: 'Ana Silva', time_zone: 'UTC', base_currency: 'USD' }),
    tenant('businesses').insert({ tenant_id: PLATFORM, id: 'Ana - Silva', name: 'Ana Silva', time_zone: 'UTC', base_currency: 'USD' }),
    tenant('businesses').where({ surname: 'Ana Silva' }),
  ]
  const expected = [
    { code: '23505', table: 'businesses', constraint: 'businesses_pkey', message: expect.stringContaining('duplicate key') },
    { code: '22P02', message: 'database error 22P02' },
    { code: '42703', message: expect.stringContaining('surname') },
  ]
  for (const [index, attempt] of attempts.entries()) {
    const error: unknown = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    log.error({ err: error }, 'server error')
    expect(last().err).toMatchObject(expected[index] ?? {})
  }
  await db.close()
  expect(lines).toHaveLength(3)
  expect(lines.join()).not.toContain('Silva')
})

test('below its level nothing is written', () => {
  const { log, lines } = captured('error')
  log.info('nothing')
  expect(lines).toEqual([])
})
