/** The log of mail and the local outbox (INT-2). */
import { inTenant, PLATFORM, tenantDb } from '../../db/kit/client'
import { queueMail, settleMail } from '../../db/mails'
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

test('INT-2 admins see the mail of their business, newest first, filtered and one by one', async () => {
  const [mine, theirs] = await Promise.all([tenant(app, { staff: [['settings.manage']] }), tenant(app)])
  const first = await queued(mine.id, 'first')
  const second = await queued(mine.id, 'second')
  await queued(theirs.id, 'theirs')
  await settleMail(tenantDb(app.services.db, mine.id), first, { status: 'outbox', provider: null })
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
  await settleMail(tenantDb(app.services.db, id), mail, { status: 'sent', provider: 'smtp', provider_id: '<1@x>' })
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
