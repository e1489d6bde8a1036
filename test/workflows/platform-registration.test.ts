/** Registration from the landing page to the first log-in, through the real process. */
import { inTenant, PLATFORM } from '../../db/kit/client'
import { registrationToken } from '../../db/platform'
import { startApp, type TestApp } from '../support/app'
import { type Body, type Caller, PASSWORD, stranger, superAdmin, tenant } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let platform: Caller

beforeAll(async () => {
  app = await startApp()
  worker = await startWorker(app)
  platform = await superAdmin(app)
})
afterAll(async () => {
  await worker.stop()
  await app.stop()
})
// Registrations are limited by address, and every test comes from the same one.
beforeEach(() => inTenant(app.services.db, PLATFORM, (trx) => trx('login_attempts').delete()))

let count = 0
const fields = (more: Record<string, unknown> = {}) => {
  count += 1
  return {
    business_name: `Nova ${count}`,
    name: 'Ines',
    username: `ines.${count}`,
    email: `ines${count}@example.test`,
    password: PASSWORD,
    time_zone: 'Europe/Lisbon',
    base_currency: 'EUR',
    ...more,
  }
}
const post = (path: string, body: unknown) => stranger(app).post(path, body)
const logIn = (username: string) => post('/api/login', { username, password: PASSWORD })
const registrationOf = (email: string): Promise<Body> =>
  inTenant(app.services.db, PLATFORM, async (trx) => trx('registrations').where({ email }).orderBy('created_at', 'desc').first())
const mailsTo = (to_address: string): Promise<Body[]> =>
  inTenant(app.services.db, PLATFORM, async (trx) => trx('mails').where({ to_address }).orderBy('created_at'))

/** Waits until a condition holds; what never holds fails the test by its time limit. */
async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const seen = await look()
    if (seen) return seen
  }
}

async function registered(more: Record<string, unknown> = {}): Promise<{ body: Body; row: Body; workflow_id: string; token: string }> {
  const body = fields(more)
  const answer = await post('/api/register', body)
  expect([answer.status, answer.body]).toEqual([202, { success: true, msg: 'Accepted', data: { status: 'accepted' } }])
  const row = await registrationOf(body.email)
  return {
    body,
    row,
    workflow_id: `${PLATFORM}/registration/${row.id}`,
    token: registrationToken(app.services.settings.CIEN_SECRET, row.id),
  }
}

const taskOf = async (id: string): Promise<Body> =>
  (await platform.get(`/api/tasks?filter[subject_id]=${id}&filter[state]=open`)).body.data[0]

test('TEN-2 a company registers, verifies its e-mail address, is approved, and its first admin logs in', async () => {
  const { body, row, token, workflow_id } = await registered()
  expect((await logIn(body.username)).body.data.reason).toBe('not_verified')
  const [mail, ...others] = await mailsTo(body.email)
  expect([mail.status, others]).toEqual(['queued', []])
  expect(mail.body).toContain(`/register/verify?token=${token}`)
  expect((await post('/api/register/verify', { token })).status).toBe(202)
  expect((await logIn(body.username)).body.data.reason).toBe('not_approved')
  const task = await taskOf(row.id)
  expect(task).toMatchObject({
    kind: 'platform.approve_registration',
    outcomes: ['approve', 'reject'],
    subject: { type: 'registration', id: row.id, label: body.business_name },
  })
  const done = await platform.post(`/api/tasks/${task.id}/complete`, { outcome: 'approve' })
  expect([done.status, done.body.data.record]).toMatchObject([200, { type: 'registration', id: row.id, status: 'approved' }])
  const entered = await logIn(body.username)
  expect([entered.status, entered.body.data.user_type, entered.body.data.user.business.name]).toEqual([200, 'admin', body.business_name])
  expect((await post('/api/register/verify', { token })).status).toBe(202)
  const story = await platform.get(`/api/platform/registrations/${row.id}/timeline`)
  expect(story.body.data.map((each: Body) => each.kind)).toEqual(['registration.created', 'registration.verified', 'registration.approved'])
  expect((await platform.get(`/api/platform/registrations/${row.id}`)).body.data).toMatchObject({
    status: 'approved',
    process: { workflow_id },
  })
  await worker.client.workflow.getHandle(workflow_id).result()
  expect((await mailsTo(body.email)).map((each) => each.reason)).toEqual(['registration.verify', 'registration.approved'])
  await worker.saveHistory(workflow_id, 'registration-approved')
})

test('TEN-2 a rejected registration needs a reason, tells it by mail, and frees the names', async () => {
  const { body, row, token, workflow_id } = await registered()
  await post('/api/register/verify', { token })
  const task = await taskOf(row.id)
  const silent = await platform.post(`/api/tasks/${task.id}/complete`, { outcome: 'reject' })
  expect([silent.status, Object.keys(silent.body.data.errors)]).toEqual([422, ['comment']])
  expect((await platform.post(`/api/tasks/${task.id}/complete`, { outcome: 'reject', comment: 'Not a company' })).status).toBe(200)
  await worker.client.workflow.getHandle(workflow_id).result()
  expect((await mailsTo(body.email)).at(-1)).toMatchObject({
    reason: 'registration.rejected',
    body: expect.stringContaining('Not a company'),
  })
  expect((await logIn(body.username)).status).toBe(401)
  expect((await registered({ username: body.username, email: body.email })).row.id).not.toBe(row.id)
})

test('TEN-2 who does not verify is reminded after one and two days; after three the registration expires and the names are free', async () => {
  const { body, row, token, workflow_id } = await registered()
  await worker.fastForward(workflow_id, '25 hours')
  await until(async () => (await mailsTo(body.email)).length === 2)
  await worker.fastForward(workflow_id, '24 hours')
  await until(async () => (await mailsTo(body.email)).length === 3)
  await worker.fastForward(workflow_id, '24 hours').catch((error: Error) => {
    // The process may end before the clock has gone its whole way.
    if (!/completed|not found|ended|failed/i.test(error.message)) throw error
  })
  await worker.client.workflow.getHandle(workflow_id).result()
  expect((await registrationOf(body.email)).status).toBe('expired')
  expect((await mailsTo(body.email)).map((each) => each.reason)).toEqual([
    'registration.verify',
    'registration.remind',
    'registration.remind',
  ])
  const late = await post('/api/register/verify', { token })
  expect([late.status, Object.keys(late.body.data.errors)]).toEqual([422, ['token']])
  expect((await logIn(body.username)).status).toBe(401)
  const again = await registered({ username: body.username, email: body.email })
  expect(again.row.id).not.toBe(row.id)
  await worker.saveHistory(workflow_id, 'registration-expired')
})

test('B04 a taken e-mail or username answers the same bytes; only a mail tells, and no second business comes to be', async () => {
  const { admin } = await tenant(app)
  const first = await post('/api/register', fields())
  const email = await post('/api/register', fields({ email: admin.email.toUpperCase() }))
  const body = fields({ username: admin.username })
  const username = await post('/api/register', body)
  expect([email.status, username.status]).toEqual([202, 202])
  expect([email.body, username.body]).toEqual([first.body, first.body])
  expect(await until(async () => (await mailsTo(admin.email.toUpperCase()))[0])).toMatchObject({ reason: 'registration.email_taken' })
  expect(await until(async () => (await mailsTo(body.email))[0])).toMatchObject({ reason: 'registration.username_taken' })
  expect(await registrationOf(body.email)).toBeUndefined()
  expect((await admin.get('/api/me')).status).toBe(200)
})

test('TEN-2 two at once with one username: one registration, and both get the same answer', async () => {
  const body = fields()
  const race = await Promise.all([post('/api/register', body), post('/api/register', body), post('/api/register', body)])
  expect(race.map((answer) => answer.status)).toEqual([202, 202, 202])
  const rows = await inTenant(app.services.db, PLATFORM, (trx) => trx('registrations').where({ email: body.email }))
  expect(rows).toHaveLength(1)
})

test('TEN-16 wrong tokens are 422, wrong fields are all told, and an address cannot register without end', async () => {
  const { row, token } = await registered()
  for (const bad of ['x', `${row.id}.`, `${row.id}.AAAA`, `${token}x.y`, token.replace(row.id, row.business_id)]) {
    expect((await post('/api/register/verify', { token: bad })).body.data.errors).toHaveProperty('token')
  }
  const wrong = await post('/api/register', {
    business_name: '',
    username: 'x',
    email: 'x',
    password: 'short',
    time_zone: 'Nowhere',
    base_currency: 'eur',
    status: 'approved',
  })
  expect(Object.keys(wrong.body.data.errors).sort()).toEqual([
    'base_currency',
    'business_name',
    'email',
    'name',
    'password',
    'status',
    'time_zone',
    'username',
  ])
  const same = fields()
  const answers: number[] = []
  for (let n = 0; n < 7; n += 1) answers.push((await post('/api/register', same)).status)
  expect(answers).toEqual([202, 202, 202, 202, 202, 429, 429])
})

test('TEN-13 only the platform sees registrations and their tasks', async () => {
  const { row, token } = await registered()
  await post('/api/register/verify', { token })
  const task = await taskOf(row.id)
  const { admin } = await tenant(app)
  expect((await admin.get('/api/platform/registrations')).body.data.reason).toBe('portal')
  expect((await admin.get(`/api/tasks/${task.id}`)).status).toBe(404)
  expect((await admin.post(`/api/tasks/${task.id}/complete`, { outcome: 'approve' })).status).toBe(404)
  expect((await platform.get('/api/platform/registrations?filter[status]=verified')).body.data.map((each: Body) => each.id)).toContain(
    row.id,
  )
})
