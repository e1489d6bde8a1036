/** A worker stopped between a provider's yes and its note of it (K7), and after the note (K8): the receiver can tell one mail from two. */
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { inTenant, tenantDb } from '../../db/kit/client'
import { findMail, queueMail } from '../../db/mails'
import { takeDue } from '../../db/outbox'
import { injectFault, type Point } from '../../domain/kit/failpoint'
import { openChannels } from '../../workers/channels'
import { dispatchDue } from '../../workers/kit/dispatcher'
import { latch } from '../support/chaos-steps'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

const received: string[] = []
let server: SMTPServer
let deps: TestDeps
let tenant_id: string

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream, (error, parsed) => {
        if (error) return done(error)
        received.push(parsed.messageId ?? '')
        done()
      })
    },
  })
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
  const { port } = server.server.address() as AddressInfo
  deps = await testDeps({ SMTP_URL: `smtp://127.0.0.1:${port}` })
  tenant_id = (await bareBusiness(deps)).id
})
afterAll(async () => {
  await deps?.stop()
  await new Promise<void>((down) => server.close(() => down()))
})
beforeEach(() => void received.splice(0))
afterEach(() => injectFault(undefined))

const queue = (key: string): Promise<string> =>
  inTenant(deps.db, tenant_id, (trx) => queueMail(trx, { to: 'ana@example.test', subject: 'Hello', body: 'Hello', reason: 'test', key }))
const send = (): Promise<number> => dispatchDue({ db: deps.db, log: deps.log, channels: openChannels(deps.settings) })
const leaseOver = (id: string) =>
  tenantDb(
    deps.db,
    tenant_id,
  )('outbox')
    .where({ tenant_id, id })
    .update({ due_at: new Date(0) })
const row = (id: string) => findMail(tenantDb(deps.db, tenant_id), id)

/** Sends until the point, where the worker is never heard of again. */
async function stoppedAt(point: Point): Promise<void> {
  const reached = latch()
  injectFault((at) => {
    if (at !== point) return undefined
    reached.open()
    return new Promise(() => undefined)
  })
  void send()
  await reached.opened
  injectFault(undefined)
}

test('K7 sent but not noted: held for a while, then sent again under the same message id', async () => {
  const id = await queue('K7')
  await stoppedAt('K7')
  expect(received).toHaveLength(1)
  expect((await row(id))?.status).toBe('queued')
  expect(await send()).toBe(0)
  await leaseOver(id)
  expect(await send()).toBe(1)
  expect(received).toHaveLength(2)
  expect(new Set(received)).toEqual(new Set([`<${id}@cien.local>`]))
  expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2 })
})

test('K8 sent and noted: the next dispatcher sends nothing', async () => {
  const id = await queue('K8')
  await stoppedAt('K8')
  expect(await leaseOver(id)).toBe(0)
  expect(await send()).toBe(0)
  expect(received).toHaveLength(1)
  expect(await row(id)).toMatchObject({ status: 'sent', attempts: 1 })
})

test('a dispatcher that dies with mails taken and none sent loses none of them', async () => {
  const ids = await Promise.all(['a', 'b', 'c'].map(queue))
  await takeDue(deps.db, { kinds: ['mail'], most: 10 })
  expect(await send()).toBe(0)
  await Promise.all(ids.map(leaseOver))
  expect(await send()).toBe(3)
  expect([...received].sort()).toEqual(ids.map((id) => `<${id}@cien.local>`).sort())
})
