/** No request ends a process, blocks others or answers 500: the inputs that once did, and their like. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestApp, startApp } from '../support/app'
import { FORM_TYPE, partHead, postRaw } from '../support/forms'
import { whatOthersWait } from '../support/blocking'
import { exchange, type RawReply, requestOf } from '../support/raw'
import { type Business, tenant } from '../support/tenant'

let app: TestApp
let firm: Business
beforeAll(async () => {
  app = await startApp()
  firm = await tenant(app, { staff: [[]], employee: 1, contractor: 1, client: 1 })
})
afterAll(() => app.stop())

describe('forms', () => {
  const bad = '\r\n--the-boundary-of-the-form\r\nBad Header\r\n\r\nx'
  const end = '\r\n--the-boundary-of-the-form--'
  const file = `${partHead('file', 'a.txt')}some text`

  it.each([
    ['one malformed part', [bad, end]],
    ['two malformed parts', [bad, bad, end]],
    ['many, in pieces', [...Array<string>(50).fill(bad), end]],
    ['malformed parts behind a file', [file, bad, bad, end]],
    ['malformed parts before a file', [bad, bad, file, end]],
    ['malformed parts behind a field', [`${partHead('other')}x`, bad, bad, end]],
    ['a head without an end', [partHead('file', 'a.txt').trimEnd(), end]],
    ['a head of 200 kB', [`\r\n--the-boundary-of-the-form\r\nX: ${'a'.repeat(200_000)}\r\n\r\nx`, bad, end]],
    ['nothing', ['']],
    ['no end', [file]],
  ])('with %s are refused, and the process goes on', async (_, parts) => {
    const answer = await postRaw(app, firm.clients[0] ?? firm.admin, { headers: FORM_TYPE, parts })
    expect([answer?.status, Object.keys(answer?.body.data.errors)]).toEqual([422, ['body']])
    expect((await firm.admin.get('/api/me')).status).toBe(200)
  })

  it('that break off in any place leave the process as it was', async () => {
    const whole = [bad, file, bad, end].join('')
    const cuts = Array.from({ length: 40 }, (_, index) => whole.slice(0, (index + 1) * 12))
    await Promise.all(cuts.map((part) => postRaw(app, firm.admin, { headers: FORM_TYPE, parts: [part], abort: true })))
    expect((await firm.admin.get('/api/me')).status).toBe(200)
  })

  it('name a file as it is called, quotation marks included', async () => {
    const parts = [partHead('file', 'Plan %22B%22 100%.txt'), 'some text', '\r\n--the-boundary-of-the-form--\r\n']
    const answer = await postRaw(app, firm.admin, { headers: FORM_TYPE, parts })
    expect([answer?.status, answer?.body.data.original_name]).toEqual([201, 'Plan "B" 100%.txt'])
  })
})

describe('what is no request', () => {
  it.each([
    ['headers of 20 kB', 431, requestOf('GET', '/api/me', { headers: { 'X-Long': 'a'.repeat(20_000) } })],
    ['a path of 20 kB', 431, requestOf('GET', `/api/${'a'.repeat(20_000)}`)],
    ['noise', 400, Buffer.from('\u0000\u0001\u0002 nonsense\r\n\r\n')],
    ['two lengths', 400, Buffer.from('POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx')],
  ])('%s: answered in the envelope and closed', async (_, status, bytes) => {
    const reply = await exchange(app, [bytes])
    expect([reply.status, JSON.parse(reply.body).success]).toEqual([status, false])
    expect(reply.head).toContain('X-Content-Type-Options: nosniff')
  })

  it('a broken chunk is refused by whoever sees it first', async () => {
    const head = 'POST /api/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
    const { status } = await exchange(app, [`${head}zz\r\n`])
    expect([400, 422]).toContain(status)
  })

  it('several hundred headers are no reason to fail', async () => {
    const headers = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`X-${index}`, 'a']))
    expect((await exchange(app, [requestOf('GET', '/api/health', { headers })])).status).toBe(200)
  })
})

const BEARABLE_MS = 400

/** What a look at the health waits at most while work runs: another process on the machine may be what one try waited for. */
async function blocked(work: () => Promise<unknown>): Promise<number> {
  const tries: number[] = []
  do {
    const { health } = await whatOthersWait(app, firm.admin, work)
    tries.push(health.longest_ms)
  } while (Math.min(...tries) >= BEARABLE_MS && tries.length < 4)
  return Math.min(...tries)
}

describe('bodies', () => {
  const post = (path: string, body: string | Buffer, token?: string): Promise<RawReply> =>
    exchange(app, [
      requestOf('POST', path, {
        body,
        headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      }),
    ])
  const wide = `[${'0,'.repeat(500_000)}0]`
  const unknown = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"key${index}":1`).join(',')}}`
  const OPEN = ['/api/login', '/api/refresh', '/api/register', '/api/register/verify']

  it.each(OPEN)('%s takes a few kilobytes, and says so', async (path) => {
    for (const body of [wide, unknown(90_000), JSON.stringify({ username: 'a', password: 'x'.repeat(8000) })]) {
      const reply = await post(path, body)
      expect([reply.status, JSON.parse(reply.body).data]).toEqual([
        413,
        { reason: 'too_large', message: 'The body is larger than 8 kB.', limit_bytes: 8000 },
      ])
    }
    for (const body of [`[${'0,'.repeat(3000)}0]`, unknown(700), '['.repeat(4000) + ']'.repeat(4000)]) {
      const reply = await post(path, body)
      expect([reply.status, reply.body.length < 1000]).toEqual([422, true])
    }
  })

  it.each([
    ['a wide list', wide],
    ['many unknown names', unknown(90_000)],
    ['deep lists', '['.repeat(400_000) + ']'.repeat(400_000)],
    ['deep objects', '{"a":'.repeat(150_000)],
    ['wide lists in a list', `[${`[${'0,'.repeat(200)}0],`.repeat(2000)}0]`],
  ])('%s keeps nobody waiting, before signing in or after', async (_, body) => {
    const send = async (): Promise<void> => {
      for (const path of [...OPEN, '/api/admin/journals', '/api/tasks/complete']) {
        const replies = await Promise.all([1, 2, 3].map(() => post(path, body, path.includes('admin') ? firm.admin.token : undefined)))
        for (const reply of replies) {
          expect([401, 413, 422]).toContain(reply.status)
          expect(reply.body.length).toBeLessThan(2000)
        }
      }
    }
    expect(await blocked(send)).toBeLessThan(BEARABLE_MS)
  })

  it('what is told of wrong input is bounded: fifty fields, then how many more; names are cut', async () => {
    const reply = await post('/api/admin/journals', unknown(5000), firm.admin.token)
    const { errors } = JSON.parse(reply.body).data
    expect([reply.status, Object.keys(errors).length, errors.body]).toEqual([422, 51, [expect.stringMatching(/^And \d+ more\.$/)]])
    const long = await firm.admin.post('/api/admin/locations', {
      ['n'.repeat(5000)]: 1,
      name: 'x'.repeat(5000),
      [`${'y'.repeat(300)}\ud800`]: 1,
    })
    expect(long.status).toBe(422)
    expect(JSON.stringify(long.body).length).toBeLessThan(1500)
    const query = await firm.admin.get(`/api/me?${Array.from({ length: 900 }, (_, index) => `p${index}`).join('&')}`)
    expect([query.status, query.body.data.errors]).toEqual([422, { query: ['A query has at most 60 parameters.'] }])
  })

  it('C31 bytes that are no UTF-8 are refused, never replaced', async () => {
    const latin = Buffer.from('{"name":"Café"}', 'latin1')
    const reply = await post('/api/admin/locations', latin, firm.admin.token)
    expect([reply.status, JSON.parse(reply.body).data.errors]).toEqual([422, { body: ['The body is not UTF-8 text.'] }])
    const utf16 = await post('/api/admin/locations', Buffer.from('{"name":"Café"}', 'utf16le'), firm.admin.token)
    expect(utf16.status).toBe(422)
    const right = await post('/api/admin/locations', Buffer.from('{"name":"Café"}'), firm.admin.token)
    expect([right.status, JSON.parse(right.body).data.name]).toEqual([201, 'Café'])
  })
})

describe('filters and queries', () => {
  it.each([
    '/api/admin/daily-logs?filter[log_date]=x',
    '/api/admin/daily-logs?filter[log_date]=0001-01-01',
    '/api/admin/daily-logs?filter[log_date]=2026-02-30',
    '/api/admin/exchange-rates?filter[rate_date]=x',
    '/api/admin/dashboard?to=0001-01-01',
    '/api/admin/dashboard?from=9999-12-31',
    '/api/admin/calendar?from=0000-01-01T00:00:00Z',
    '/api/admin/reports/trial-balance?at=0001-01-01',
    '/api/admin/journals?filter[source_id]=x',
    '/api/admin/journals?filter[from]=1899-12-31',
    '/api/admin/audit-events?filter[from]=0001-01-01T00:00:00Z',
    '/api/admin/users?page=0',
    '/api/admin/users?page=10000000',
    '/api/admin/users?per_page=101',
    `/api/admin/users?filter[role_id]=${Array(101).fill('0198f000-0000-7000-8000-000000000000').join(',')}`,
  ])('%s is a 422', async (path) => {
    const { status, body } = await firm.admin.get(path)
    expect([status, Object.keys(body.data.errors).length]).toEqual([422, 1])
  })

  it.each([
    '/api/admin/projects?filter[location_id]',
    '/api/admin/journals?filter[account_id]',
    '/api/admin/processes?filter[started_by_id]',
    '/api/tasks?filter[assignee_id]',
  ])('%s takes empty and given values side by side', async (path) => {
    for (const value of ['null', '0198f000-0000-7000-8000-000000000000', 'null,0198f000-0000-7000-8000-000000000000'])
      expect([value, (await firm.admin.get(`${path}=${value}`)).status]).toEqual([value, 200])
  })

  it('payloads that nobody encoded come back as they are', async () => {
    const encrypted = Buffer.from('binary/encrypted').toString('base64')
    const payloads = [
      {},
      { metadata: {} },
      { data: 'A' },
      { metadata: { encoding: 'A' }, data: '' },
      { metadata: { encoding: encrypted }, data: 'AAAA' },
      { unknown: [1, { a: null }] },
    ]
    const answer = await firm.admin.post('/api/codec/decode', { payloads })
    expect([answer.status, answer.body]).toEqual([200, { payloads }])
    const erased = { metadata: { encoding: encrypted, 'key-id': 'AAAA' }, data: '==' }
    expect((await firm.admin.post('/api/codec/decode', { payloads: [erased] })).status).toBe(200)
  })
})

describe('headers', () => {
  it.each(['bearer', 'BEARER', 'Bearer '])('C32 the scheme of Authorization is read in any case: %s', async (scheme) => {
    const answer = await fetch(`${app.url}/api/me`, { headers: { Authorization: `${scheme} ${firm.admin.token}` } })
    expect(answer.status).toBe(200)
  })
})

test('an error that nobody listens to is logged, what is in progress ends, and the process with it', async () => {
  const script = `
    const { lastResort } = require(${JSON.stringify(join(__dirname, '..', '..', 'api', 'kit', 'last-resort'))})
    const { EventEmitter } = require('node:events')
    const log = { fatal: (fields, text) => console.log('fatal', fields.err.message, text), error: console.log }
    lastResort(log, async () => console.log('in order'))
    setTimeout(() => new EventEmitter().emit('error', new Error('unheard')), 10)
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['-r', require.resolve('tsx/cjs'), '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = await once(child, 'close')
  expect([code, said]).toEqual([1, 'fatal unheard the process ends\nin order\n'])
})
