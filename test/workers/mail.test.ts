/** Mail (INT-2): sent once, tried again when that may help, given up when it cannot, kept in the outbox without a provider. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { inTenant, PLATFORM, tenantDb } from '../../db/kit/client'
import { findMail, type MailRow, queueMail } from '../../db/mails'
import { openChannels } from '../../workers/channels'
import { dispatchDue, MOST_ATTEMPTS, secondsBefore, startDispatcher } from '../../workers/kit/dispatcher'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

interface Received {
  from: string
  to: string
  subject: string
  text: string
  message_id: string
}

interface SmtpStub {
  port: number
  received: Received[]
  close(): Promise<void>
}

function receivedOf(parsed: ParsedMail): Received {
  const to = Array.isArray(parsed.to) ? parsed.to[0]?.text : parsed.to?.text
  return {
    from: parsed.from?.text ?? '',
    to: to ?? '',
    subject: parsed.subject ?? '',
    text: (parsed.text ?? '').trim(),
    message_id: parsed.messageId ?? '',
  }
}

/** A mail server that takes everything, unless told to misbehave. */
async function smtpServer(behaviour: Partial<SMTPServerOptions> = {}): Promise<SmtpStub> {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      // The server speaks in callbacks: it takes the mail when it was read, and hears why when it could not be.
      simpleParser(stream, (error, parsed) => {
        if (error) return done(error)
        received.push(receivedOf(parsed))
        done()
      })
    },
    ...behaviour,
  })
  server.on('error', () => undefined) // clients that leave in the middle are part of these tests
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
  const { port } = server.server.address() as AddressInfo
  return { port, received, close: () => new Promise((done) => server.close(() => done())) }
}

const refuse = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code })

let deps: TestDeps
let tenant_id: string
let admin_id: string
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  deps = await testDeps()
  ;({ id: tenant_id, admin_id } = await bareBusiness(deps))
})
afterAll(() => deps.stop())
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

const started = async <T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> => {
  const up = await server
  open.push(up)
  return up
}

let number = 0
async function queued(more: Partial<Parameters<typeof queueMail>[1]> = {}): Promise<string> {
  number += 1
  const fresh = {
    to: 'ana@example.test',
    subject: 'Your account',
    body: 'Open the link.',
    reason: 'registration.verify',
    key: `mail-${number}`,
  }
  return inTenant(deps.db, tenant_id, (trx) => queueMail(trx, { ...fresh, ...more }))
}

const over = (env: Record<string, string>) => ({ db: deps.db, log: deps.log, channels: openChannels({ ...deps.settings, ...env }) })
const send = (env: Record<string, string>): Promise<number> => dispatchDue(over(env))
/** Makes what waits due now, however long its pause or its lease still is. */
const due = (id: string, values: Record<string, unknown> = {}) =>
  tenantDb(
    deps.db,
    tenant_id,
  )('outbox')
    .where({ tenant_id, id })
    .update({ due_at: new Date(0), ...values })
const smtpEnv = (port: number, login = '') => ({ SMTP_URL: `smtp://${login}127.0.0.1:${port}` })

async function row(mail_id: string): Promise<MailRow> {
  const found = await findMail(tenantDb(deps.db, tenant_id), mail_id)
  if (!found) throw new Error('The mail is gone')
  return found
}

/** What does not belong to a test is out of its way. */
beforeEach(() => tenantDb(deps.db, PLATFORM)('outbox').delete())

test('INT-2 a mail is sent over SMTP, with what, to whom and why in the log', async () => {
  const server = await started(smtpServer())
  const id = await queued({ subject: 'Bem-vinda\r\nBcc: everybody@example.test', body: 'Olá, Ana.' })
  expect(await send(smtpEnv(server.port))).toBe(1)
  expect(server.received).toEqual([
    {
      from: '"Cien" <no-reply@cien.local>',
      to: 'ana@example.test',
      subject: 'Bem-vinda Bcc: everybody@example.test',
      text: 'Olá, Ana.',
      message_id: `<${id}@cien.local>`,
    },
  ])
  expect(await row(id)).toMatchObject({ status: 'sent', provider: 'smtp', reason: 'registration.verify', attempts: 1, error: null })
})

test('INT-2 a mail that was sent is not sent again', async () => {
  const server = await started(smtpServer())
  await queued()
  expect([await send(smtpEnv(server.port)), await send(smtpEnv(server.port))]).toEqual([1, 0])
  expect(server.received).toHaveLength(1)
})

test('INT-2 a mail is queued with the transaction that causes it, or not at all', async () => {
  const server = await started(smtpServer())
  await expect(
    inTenant(deps.db, tenant_id, async (trx) => {
      await queueMail(trx, { to: 'ana@example.test', subject: 's', body: 'b', reason: 'r', key: 'undone' })
      throw new Error('The step failed')
    }),
  ).rejects.toThrow('The step failed')
  expect(await send(smtpEnv(server.port))).toBe(0)
})

test('INT-2 the same occasion queues one mail, also when it comes twice at once', async () => {
  const server = await started(smtpServer())
  const [one, other] = await Promise.all([queued({ key: 'once' }), queued({ key: 'once' })])
  expect(one).toBe(other)
  expect(await queued({ key: 'once', subject: 'Another text' })).toBe(one)
  expect(await send(smtpEnv(server.port))).toBe(1)
  expect(await queued({ key: 'once' })).toBe(one)
  expect(await send(smtpEnv(server.port))).toBe(0)
  expect((await row(one)).subject).toBe('Your account')
})

test('INT-2 dispatchers at work at the same time send each mail once, of whatever business', async () => {
  const server = await started(smtpServer())
  const other = (await bareBusiness(deps)).id
  const ids = await Promise.all(Array.from({ length: 20 }, () => queued()))
  const theirs = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      inTenant(deps.db, other, (trx) => queueMail(trx, { to: 'b@example.test', subject: 's', body: 'b', reason: 'r', key: `${index}` })),
    ),
  )
  const tried = await Promise.all([1, 2, 3].map(() => send(smtpEnv(server.port))))
  expect(tried.reduce((sum, one) => sum + one, 0)).toBe(40)
  const sent = server.received.map(({ message_id }) => message_id).sort()
  expect(sent).toEqual([...ids, ...theirs].map((id) => `<${id}@cien.local>`).sort())
})

test('INT-2 what one dispatcher is sending no other takes', async () => {
  const waiting: (() => void)[] = []
  const server = await started(smtpServer({ onRcptTo: (_address, _session, done) => void waiting.push(() => done()) }))
  const id = await queued()
  const first = send(smtpEnv(server.port))
  while (waiting.length === 0) await new Promise((next) => setImmediate(next))
  expect(await send(smtpEnv(server.port))).toBe(0)
  for (const go of waiting) go()
  expect(await first).toBe(1)
  expect(server.received).toHaveLength(1)
  expect((await row(id)).status).toBe('sent')
})

test('INT-2 a running dispatcher sends what is queued while it runs, and ends when it is told to', async () => {
  const server = await started(smtpServer())
  const dispatcher = startDispatcher(over(smtpEnv(server.port)))
  const ids = [await queued(), await queued()]
  while (server.received.length < 2) await new Promise((next) => setTimeout(next, 20))
  await dispatcher.stop()
  for (const id of ids) expect((await row(id)).status).toBe('sent')
  await queued()
  expect(server.received).toHaveLength(2)
})

test('INT-2 an address refused for good fails the mail with the reason, and the admins are told once', async () => {
  const server = await started(smtpServer({ onRcptTo: (_address, _session, done) => done(refuse(550, 'No such user here')) }))
  const [id] = await Promise.all([queued(), queued()])
  expect(await send(smtpEnv(server.port))).toBe(2)
  expect(await send(smtpEnv(server.port))).toBe(0)
  expect(await row(id)).toMatchObject({ status: 'failed', error: expect.stringContaining('No such user here') })
  const told = await tenantDb(deps.db, tenant_id)('notifications').where({ tenant_id, kind: 'mail.failed' })
  expect(told).toEqual([
    expect.objectContaining({ user_id: admin_id, subject_type: 'mail', body: expect.stringContaining('No such user') }),
  ])
})

test('INT-2 a passing refusal is tried again after a pause and then sent', async () => {
  let full = true
  const server = await started(smtpServer({ onRcptTo: (_address, _session, done) => (full ? done(refuse(452, 'Mailbox full')) : done()) }))
  const id = await queued()
  await send(smtpEnv(server.port))
  const first = await row(id)
  expect(first).toMatchObject({ status: 'queued', attempts: 1, error: expect.stringContaining('Mailbox full') })
  expect(first.next_attempt_at?.getTime()).toBeGreaterThan(first.updated_at.getTime())
  expect(await send(smtpEnv(server.port))).toBe(0)
  full = false
  await due(id)
  expect(await send(smtpEnv(server.port))).toBe(1)
  expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2, error: null, next_attempt_at: null })
})

test('INT-2 the pauses are doubled up to half an hour, differ a little, and last about a day', () => {
  expect([1, 2, 3, 20].map((attempts) => secondsBefore(attempts, () => 0.5))).toEqual([5, 10, 20, 1800])
  expect([secondsBefore(1, () => 0), secondsBefore(1, () => 1)]).toEqual([4, 6])
  const all = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => secondsBefore(index + 1, () => 0.5))
  expect(Math.round(all.reduce((sum, one) => sum + one, 0) / 3600)).toBe(24)
})

test('INT-2 a server that breaks off, one that is not there and a refused log-in are tried again', async () => {
  const rude = await started(smtpServer({ onConnect: (_session, done) => done(refuse(421, 'Busy, come back')) }))
  const strict = await started(
    smtpServer({ authOptional: false, allowInsecureAuth: true, onAuth: (_auth, _session, done) => done(refuse(535, 'Wrong password')) }),
  )
  const gone = await smtpServer()
  await gone.close()
  for (const env of [smtpEnv(rude.port), smtpEnv(strict.port, 'me:wrong@'), smtpEnv(gone.port)]) {
    const id = await queued()
    expect(await send(env)).toBe(1)
    expect(await row(id)).toMatchObject({ status: 'queued', error: expect.any(String) })
  }
})

test('INT-2 a mail nobody takes is given up in the end, and so is one that ends whoever takes it', async () => {
  const gone = await smtpServer()
  await gone.close()
  const [last, deadly] = [await queued(), await queued()]
  await due(last, { attempts: MOST_ATTEMPTS - 1 })
  await due(deadly, { attempts: MOST_ATTEMPTS })
  expect(await send(smtpEnv(gone.port))).toBe(2)
  expect(await row(last)).toMatchObject({ status: 'failed', attempts: MOST_ATTEMPTS })
  expect(await row(deadly)).toMatchObject({ status: 'failed', error: expect.stringContaining('Given up') })
  expect(await send(smtpEnv(gone.port))).toBe(0)
})

test('INT-2 who was overtaken does not undo what the other has done', async () => {
  const waiting: (() => void)[] = []
  const server = await started(
    smtpServer({ onRcptTo: (_address, _session, done) => void waiting.push(() => done(refuse(550, 'No such user here'))) }),
  )
  const fine = await started(smtpServer())
  const id = await queued()
  const slow = send(smtpEnv(server.port))
  while (waiting.length === 0) await new Promise((next) => setImmediate(next))
  await due(id)
  expect(await send(smtpEnv(fine.port))).toBe(1)
  for (const go of waiting) go()
  await slow
  expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2, error: null })
})

test('INT-2 without a provider the mail is kept in the outbox', async () => {
  const id = await queued()
  expect(await send({})).toBe(1)
  expect(await row(id)).toMatchObject({ status: 'outbox', provider: null, body: 'Open the link.' })
})

test('what waits is no secret of the platform: no other business sees it, and no content stands in it', async () => {
  const other = await bareBusiness(deps)
  const id = await queued()
  const seen = (who: string) => tenantDb(deps.db, who)('outbox').where({ id })
  expect(await seen(other.id)).toEqual([])
  expect(Object.keys((await seen(PLATFORM))[0]).sort()).toEqual([
    'attempts',
    'created_at',
    'due_at',
    'id',
    'kind',
    'tenant_id',
    'updated_at',
    'version',
  ]) // prettier-ignore
})

describe('SendGrid', () => {
  interface Asked {
    authorization: string | undefined
    body: { personalizations: { to: { email: string }[] }[]; subject: string; custom_args: unknown }
  }
  async function sendGrid(status: number, errors: string[] = []): Promise<{ url: string; asked: Asked[]; close(): Promise<void> }> {
    const asked: Asked[] = []
    const server: Server = createServer((req, res) => {
      const parts: Buffer[] = []
      req.on('data', (part: Buffer) => parts.push(part))
      req.on('end', () => {
        asked.push({ authorization: req.headers.authorization, body: JSON.parse(Buffer.concat(parts).toString()) })
        res.writeHead(status, { 'Content-Type': 'application/json', 'x-message-id': 'sg-1' })
        res.end(errors.length > 0 ? JSON.stringify({ errors: errors.map((message) => ({ message })) }) : '')
      })
    })
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, asked, close: () => new Promise((done) => void server.close(() => done())) }
  }
  const env = (url: string) => ({ SENDGRID_API_KEY: 'SG.test', SENDGRID_URL: url })

  test('INT-2 sends with its key and keeps its id', async () => {
    const provider = await started(sendGrid(202))
    const id = await queued()
    expect(await send(env(provider.url))).toBe(1)
    expect(provider.asked).toMatchObject([
      {
        authorization: 'Bearer SG.test',
        body: { personalizations: [{ to: [{ email: 'ana@example.test' }] }], subject: 'Your account', custom_args: { mail_id: id } },
      },
    ])
    expect(await row(id)).toMatchObject({ provider: 'sendgrid', provider_id: 'sg-1' })
  })

  test.each([
    [400, 'failed'],
    [413, 'failed'],
    [401, 'queued'],
    [429, 'queued'],
    [503, 'queued'],
  ])('INT-2 an answer of %i leaves the mail %s', async (status, expected) => {
    const provider = await started(sendGrid(status, ['The content is wrong']))
    const id = await queued()
    await send(env(provider.url))
    expect(await row(id)).toMatchObject({ status: expected, error: 'The content is wrong' })
  })
})
