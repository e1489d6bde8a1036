/** The log of mail and the local outbox (INT-2). */
import { inTenant, PLATFORM } from '../../db/kit/client'
import { queueMail } from '../../db/mails'
import { openChannels } from '../../workers/channels'
import { Undeliverable } from '../../workers/channels/channel'
import { mailChannel } from '../../workers/channels/mail'
import { dispatchDue } from '../../workers/kit/dispatcher'
import { startApp, type TestApp } from '../support/app'
import { superAdmin, tenant } from '../support/tenant'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const queued = (tenant_id: string, subject: string): Promise<string> =>
  inTenant(app.services.db, tenant_id, (trx) =>
    queueMail(trx, {
      to: 'ana@example.test',
      subject,
      body: 'Open https://cien.test/verify?token=secret',
      reason: 'registration.verify',
      key: subject,
    }),
  )

/** Sends what waits, as if the provider were this one; without one it is kept. */
const dispatch = async (answer?: () => Promise<string>): Promise<void> => {
  const { db, log, settings } = app.services
  const provider = answer && { ...mailChannel(settings), send: async () => ({ status: 'sent', provider_id: await answer() }) }
  await dispatchDue({ db, log, channels: provider ? { mail: provider } : openChannels(settings) })
}
const refused = (): Promise<string> => Promise.reject(new Undeliverable('No such user here'))

test('INT-2 admins see the mail of their business, newest first, filtered and one by one', async () => {
  const [mine, theirs] = await Promise.all([tenant(app, { staff: [['settings.manage']] }), tenant(app)])
  const first = await queued(mine.id, 'first')
  await dispatch()
  const second = await queued(mine.id, 'second')
  await queued(theirs.id, 'theirs')
  const { body } = await mine.admin.get('/api/admin/outbox')
  expect(body.data.map((mail: { id: string }) => mail.id)).toEqual([second, first])
  expect((await mine.admin.get('/api/admin/outbox?filter[status]=outbox')).body.data).toMatchObject([
    { id: first, status: 'outbox', body: expect.stringContaining('token=secret') },
  ])
  expect((await mine.admin.get(`/api/admin/outbox/${second}`)).body.data).toMatchObject({
    subject: 'second',
    status: 'queued',
    reason: 'registration.verify',
  })
  expect((await theirs.admin.get(`/api/admin/outbox/${second}`)).status).toBe(404)
  expect((await mine.staff[0]?.get('/api/admin/outbox'))?.status).toBe(403)
})

test('INT-2 what was sent keeps its links to itself', async () => {
  const { id, admin } = await tenant(app)
  const mail = await queued(id, 'sent')
  await dispatch(() => Promise.resolve('<1@x>'))
  expect((await admin.get(`/api/admin/outbox/${mail}`)).body.data).toMatchObject({
    status: 'sent',
    body: null,
    to_address: 'ana@example.test',
    sent_at: expect.any(String),
  })
})

test('INT-2 mail that belongs to no business is read by the platform only', async () => {
  const operator = await superAdmin(app)
  const { admin } = await tenant(app)
  const mail = await queued(PLATFORM, 'registration')
  expect((await operator.get(`/api/platform/outbox/${mail}`)).body.data).toMatchObject({ subject: 'registration' })
  expect((await operator.get('/api/platform/outbox?search=registr')).body.meta.total).toBe(1)
  expect((await admin.get(`/api/platform/outbox/${mail}`)).status).toBe(403)
  expect((await admin.get(`/api/admin/outbox/${mail}`)).status).toBe(404)
})

test('INT-2 a mail that was given up is told to the admins, found by its status and sent again by their wish, which is audited', async () => {
  const { id: tenant_id, admin } = await tenant(app)
  const mail = await queued(tenant_id, 'refused')
  await dispatch(refused)
  const { body } = await admin.get('/api/admin/outbox?filter[status]=failed')
  expect(body.data).toMatchObject([{ id: mail, status: 'failed', error: 'No such user here', attempts: 1, next_attempt_at: null }])
  const told = await admin.get('/api/notifications?filter[kind]=mail.failed')
  expect(told.body.data).toMatchObject([{ kind: 'mail.failed', subject: { type: 'mail', id: mail } }])
  const path = `/api/admin/outbox/${mail}/retry`
  const { version } = body.data[0]
  expect((await admin.post(path, { version: version + 1 })).body.data).toMatchObject({ reason: 'stale_version' })
  const retried = await admin.post(path, { version })
  expect(retried.body.data).toMatchObject({ id: mail, status: 'queued', attempts: 0, version: version + 1 })
  expect((await admin.post(path, { version: version + 1 })).body.data).toMatchObject({ reason: 'illegal_transition' })
  const audit = await admin.get('/api/admin/audit-events?filter[action]=mail.retried')
  expect(audit.body.data).toMatchObject([{ resource_id: mail, actor: { id: admin.id } }])
  await dispatch(() => Promise.resolve('<2@x>'))
  expect((await admin.get(`/api/admin/outbox/${mail}`)).body.data).toMatchObject({ status: 'sent', error: null, attempts: 1 })
})

test('INT-2 only whoever may read a mail may send it again', async () => {
  const [mine, theirs] = await Promise.all([tenant(app, { staff: [['settings.manage']] }), tenant(app)])
  const mail = await queued(mine.id, 'kept')
  await dispatch()
  const path = `/api/admin/outbox/${mail}/retry`
  expect((await theirs.admin.post(path, { version: 2 })).status).toBe(404)
  expect((await mine.staff[0]?.post(path, { version: 2 }))?.status).toBe(403)
  expect((await mine.admin.post(path, {})).status).toBe(422)
  expect((await mine.admin.post(path, { version: 2 })).body.data).toMatchObject({ status: 'queued' })
})
