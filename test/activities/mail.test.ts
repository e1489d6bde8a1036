/** Mail (INT-2): sent once, tried again when that may help, given up when it cannot, kept in the outbox without a provider. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { mail } from '../../activities/mail'
import { inTenant, tenantDb } from '../../db/kit/client'
import { findMail, type MailRow, queueMail } from '../../db/mails'
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
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  deps = await testDeps()
  tenant_id = (await bareBusiness(deps)).id
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

const over = (env: Record<string, string>) => mail({ ...deps, settings: { ...deps.settings, ...env } })
const sendBy = (env: Record<string, string>, mail_id: string) => over(env).sendMail({ tenant_id, key: 'test', mail_id })
const smtpEnv = (port: number, login = '') => ({ SMTP_URL: `smtp://${login}127.0.0.1:${port}` })

async function row(mail_id: string): Promise<MailRow> {
  const found = await findMail(tenantDb(deps.db, tenant_id), mail_id)
  if (!found) throw new Error('The mail is gone')
  return found
}

test('INT-2 a mail is sent over SMTP, with what, to whom and why in the log', async () => {
  const server = await started(smtpServer())
  const id = await queued({ subject: 'Bem-vinda\r\nBcc: everybody@example.test', body: 'Olá, Ana.' })
  expect(await sendBy(smtpEnv(server.port), id)).toBe('sent')
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

test('INT-2 a mail that was sent is not sent again, however often its step is repeated', async () => {
  const server = await started(smtpServer())
  const id = await queued()
  await sendBy(smtpEnv(server.port), id)
  expect(await sendBy(smtpEnv(server.port), id)).toBe('sent')
  expect(server.received).toHaveLength(1)
})

test('INT-2 two workers with the same mail: one sends, the other tries later', async () => {
  const waiting: (() => void)[] = []
  const server = await started(smtpServer({ onRcptTo: (_address, _session, done) => void waiting.push(() => done()) }))
  const id = await queued()
  const first = sendBy(smtpEnv(server.port), id)
  while (waiting.length === 0) await new Promise((next) => setImmediate(next))
  await expect(sendBy(smtpEnv(server.port), id)).rejects.toThrow('still running')
  for (const go of waiting) go()
  expect(await first).toBe('sent')
  expect(server.received).toHaveLength(1)
})

test('INT-2 the same occasion queues one mail', async () => {
  const id = await queued({ key: 'once' })
  expect(await queued({ key: 'once', subject: 'Another text' })).toBe(id)
  expect((await row(id)).subject).toBe('Your account')
})

test('INT-2 an address refused for good fails the mail with the reason, and its process goes on', async () => {
  const server = await started(smtpServer({ onRcptTo: (_address, _session, done) => done(refuse(550, 'No such user here')) }))
  const id = await queued()
  expect(await sendBy(smtpEnv(server.port), id)).toBe('failed')
  expect(await row(id)).toMatchObject({ status: 'failed', error: expect.stringContaining('No such user here') })
})

test('INT-2 a passing refusal is tried again and then sent', async () => {
  let full = true
  const server = await started(smtpServer({ onRcptTo: (_address, _session, done) => (full ? done(refuse(452, 'Mailbox full')) : done()) }))
  const id = await queued()
  await expect(sendBy(smtpEnv(server.port), id)).rejects.toThrow('Mailbox full')
  expect(await row(id)).toMatchObject({ status: 'queued', attempts: 1, error: expect.stringContaining('Mailbox full') })
  full = false
  expect(await sendBy(smtpEnv(server.port), id)).toBe('sent')
  expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2, error: null })
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
    await expect(sendBy(env, id)).rejects.toThrow()
    expect(await row(id)).toMatchObject({ status: 'queued', error: expect.any(String) })
  }
})

test('INT-2 a mail nobody takes is given up in the end', async () => {
  const gone = await smtpServer()
  await gone.close()
  const id = await queued()
  await tenantDb(deps.db, tenant_id)('mails').where({ tenant_id, id }).update({ attempts: 99 })
  expect(await sendBy(smtpEnv(gone.port), id)).toBe('failed')
})

test('INT-2 without a provider the mail lands in the outbox', async () => {
  const id = await queued()
  expect(await sendBy({}, id)).toBe('outbox')
  expect(await row(id)).toMatchObject({ status: 'outbox', provider: null, body: 'Open the link.' })
})

test('INT-2 another business cannot send the mail', async () => {
  const other = await bareBusiness(deps)
  const server = await started(smtpServer())
  const id = await queued()
  await over(smtpEnv(server.port)).sendMail({ tenant_id: other.id, key: 'test', mail_id: id })
  expect(server.received).toHaveLength(0)
  expect((await row(id)).status).toBe('queued')
})

describe('SendGrid', () => {
  interface Asked {
    authorization: string | undefined
    body: { personalizations: { to: { email: string }[] }[]; subject: string }
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
    expect(await sendBy(env(provider.url), id)).toBe('sent')
    expect(provider.asked).toMatchObject([
      { authorization: 'Bearer SG.test', body: { personalizations: [{ to: [{ email: 'ana@example.test' }] }], subject: 'Your account' } },
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
    const sending = sendBy(env(provider.url), id)
    if (expected === 'failed') expect(await sending).toBe('failed')
    else await expect(sending).rejects.toThrow('The content is wrong')
    expect(await row(id)).toMatchObject({ status: expected, error: 'The content is wrong' })
  })
})
