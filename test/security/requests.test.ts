/** No request ends a process, blocks others or answers 500: the inputs that once did, and their like. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestApp, startApp } from '../support/app'
import { FORM_TYPE, partHead, postRaw } from '../support/forms'
import { exchange, requestOf } from '../support/raw'
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
