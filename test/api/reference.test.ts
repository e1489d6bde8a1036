/** Reference data, the guided set-up, the signature, working calendars and projects as records (api.md §3, §5, §7). */
import { randomUUID } from 'node:crypto'
import { startApp, type TestApp } from '../support/app'
import { upload } from '../support/documents'
import { samplePng } from '../support/samples'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const made = async (answer: Promise<Answer>): Promise<Body> => {
  const { status, body } = await answer
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data
}
const errorsOf = async (answer: Promise<Answer>): Promise<Record<string, string[]>> => {
  const { status, body } = await answer
  expect(status).toBe(422)
  return body.data.errors
}

describe('the guided set-up', () => {
  test('PRJ-1 nine steps in the order of ADM-003; the ninth is done when the other eight are', async () => {
    const { admin, staff, contractors } = await tenant(app, { staff: [[]], contractor: 1 })
    const steps = async (): Promise<Body[]> => (await admin.get('/api/admin/setup')).body.data
    const keys = [
      'locations',
      'trade_types',
      'document_types',
      'phase_library',
      'subcontractor_categories',
      'project_templates',
      'staff',
      'subcontractors',
      'ready',
    ]
    expect((await steps()).map(({ key, count, done }) => [key, count, done])).toEqual(keys.map((key) => [key, 0, false]))
    await made(admin.post('/api/admin/locations', { name: 'Porto' }))
    await made(admin.post('/api/admin/trade-types', { name: 'Masonry' }))
    await made(admin.post('/api/admin/document-types', { name: 'Drawing' }))
    await made(admin.post('/api/admin/phase-library', { name: 'Electrical Works', default_duration_days: 5 }))
    await made(admin.post('/api/admin/subcontractor-categories', { name: 'Finishes' }))
    await made(admin.post('/api/admin/project-templates', { name: 'Office', phase_keys: ['electrical-works'] }))
    await made(admin.post('/api/admin/staff', { user_id: staff[0]?.id }))
    expect((await steps()).at(-1)).toMatchObject({ key: 'ready', done: false })
    await made(admin.post('/api/admin/subcontractors', { company_name: 'Norte', trade_type: 'Masonry', user_id: contractors[0]?.id }))
    expect((await steps()).map(({ done }) => done)).toEqual(Array(9).fill(true))
  })

  test('the set-up is for the admin portal, whatever the role', async () => {
    const { staff, clients } = await tenant(app, { staff: [[]], client: 1 })
    expect((await (staff[0] as Caller).get('/api/admin/setup')).status).toBe(200)
    expect((await (clients[0] as Caller).get('/api/admin/setup')).body.data.reason).toBe('portal')
  })
})

describe('plain records', () => {
  test('ADM-003 the phase key comes from the name once, is unique and stays', async () => {
    const { admin } = await tenant(app)
    const path = '/api/admin/phase-library'
    const phase = await made(admin.post(path, { name: 'Instalações Elétricas', default_duration_days: 5 }))
    expect(phase.phase_key).toBe('instalacoes-eletricas')
    expect(await errorsOf(admin.post(path, { name: 'instalacoes eletricas', default_duration_days: 1 }))).toHaveProperty('name')
    expect(await errorsOf(admin.post(path, { name: 'X', default_duration_days: 0, phase_key: 'mine' }))).toMatchObject({
      default_duration_days: expect.anything(),
      phase_key: expect.anything(),
    })
    const renamed = await admin.put(`${path}/${phase.id}`, { name: 'Elétrica', version: phase.version })
    expect(renamed.body.data).toMatchObject({ name: 'Elétrica', phase_key: 'instalacoes-eletricas', version: 2 })
  })

  test('ADM-003 a template names phases of the library only, each once', async () => {
    const { admin } = await tenant(app)
    await made(admin.post('/api/admin/phase-library', { name: 'Roof', default_duration_days: 5 }))
    const post = (phase_keys: unknown) => admin.post('/api/admin/project-templates', { name: randomUUID(), phase_keys })
    expect(await errorsOf(post(['roof', 'walls']))).toEqual({ phase_keys: [expect.stringContaining('walls')] })
    expect(await errorsOf(post(['roof', 'roof']))).toHaveProperty('phase_keys')
    expect(await errorsOf(post([]))).toHaveProperty('phase_keys')
    expect((await post(['roof'])).status).toBe(201)
  })

  test('ADM-008 linking a user makes that user a contractor; an unknown trade is told on its field', async () => {
    const { admin, staff } = await tenant(app, { staff: [[]] })
    await made(admin.post('/api/admin/trade-types', { name: 'Masonry' }))
    expect(await errorsOf(admin.post('/api/admin/subcontractors', { company_name: 'N', trade_type: 'Magic' }))).toHaveProperty('trade_type')
    expect(
      await errorsOf(admin.post('/api/admin/subcontractors', { company_name: 'N', trade_type: 'Masonry', user_id: admin.id })),
    ).toHaveProperty('user_id')
    const user_id = staff[0]?.id
    await made(admin.post('/api/admin/subcontractors', { company_name: 'N', trade_type: 'Masonry', user_id }))
    expect((await admin.get(`/api/admin/users/${user_id}`)).body.data).toMatchObject({ user_type: 'contractor', role_id: null })
  })

  test('api.md what others use is not deleted: 409 in_use; a field that may not be empty is told, not a server error', async () => {
    const { admin } = await tenant(app)
    const location = await made(admin.post('/api/admin/locations', { name: 'Porto' }))
    await made(admin.post('/api/admin/projects', { name: 'Offices', location_id: location.id }))
    expect(await admin.delete(`/api/admin/locations/${location.id}`)).toMatchObject({ status: 409, body: { data: { reason: 'in_use' } } })
    expect(await errorsOf(admin.put(`/api/admin/locations/${location.id}`, { status: null, version: 1 }))).toEqual({
      status: ['The status field is required.'],
    })
  })
})

describe('the signature', () => {
  const path = '/api/admin/signature-settings'
  const image = async (who: Caller, file: { bytes: Buffer; name: string }): Promise<string> =>
    (await upload(app, who, file)).body.data.file_path

  test('DOC-9 one record for the business; the version may be left out the first time only', async () => {
    const { admin } = await tenant(app)
    expect((await admin.get(path)).body.data).toMatchObject({ id: null, signer_name: null, version: 0 })
    expect((await admin.put(path, { signer_name: 'Ana', signer_title: 'Director' })).body.data).toMatchObject({
      signer_name: 'Ana',
      version: 1,
    })
    expect(await errorsOf(admin.put(path, { signer_name: 'Rui' }))).toHaveProperty('version')
    expect((await admin.put(path, { signer_name: 'Rui', version: 7 })).body.data).toMatchObject({
      reason: 'stale_version',
      current: { version: 1 },
    })
    expect((await admin.put(path, { signer_name: 'Rui', version: 1 })).body.data).toMatchObject({
      signer_name: 'Rui',
      signer_title: 'Director',
      version: 2,
    })
  })

  test('DOC-9 the image is an upload of the person who sets it, an image, and can be seen', async () => {
    const { admin, staff } = await tenant(app, { staff: [['settings.view', 'settings.manage']] })
    const theirs = await image(staff[0] as Caller, { bytes: samplePng(8, 8), name: 'sign.png' })
    expect(await errorsOf(admin.put(path, { signature_image_path: theirs }))).toHaveProperty('signature_image_path')
    const text = await image(admin, { bytes: Buffer.from('no image at all'), name: 'sign.txt' })
    expect(await errorsOf(admin.put(path, { signature_image_path: text }))).toHaveProperty('signature_image_path')
    const file_path = await image(admin, { bytes: samplePng(8, 8), name: 'sign.png' })
    expect((await admin.put(path, { signature_image_path: file_path })).body.data).toMatchObject({
      signature_image_path: file_path,
      version: 1,
    })
    const kept = await admin.put(path, { signature_image_path: file_path, signer_name: 'Ana', version: 1 })
    expect(kept.body.data).toMatchObject({ signature_image_path: file_path, signer_name: 'Ana', version: 2 })
    const seen = await admin.get(`${path}/image`)
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/png'])
  })

  test('ADM-012 settings.view reads, settings.manage writes', async () => {
    const { staff } = await tenant(app, { staff: [['settings.view'], ['settings.manage']] })
    const [viewer, manager] = staff as [Caller, Caller]
    expect((await viewer.get(path)).status).toBe(200)
    expect((await viewer.put(path, {})).body.data.reason).toBe('settings.manage')
    expect((await manager.put(path, { signer_name: 'A' })).status).toBe(200)
    expect((await manager.get(path)).body.data.reason).toBe('settings.view')
  })

  test('two first saves at once: one is first, the other is told', async () => {
    const { admin } = await tenant(app)
    const answers = await Promise.all(['A', 'B'].map((signer_name) => admin.put(path, { signer_name })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
  })
})

describe('calendars', () => {
  const path = '/api/admin/it-support/calendars'
  const hours = {
    mon: [
      ['08:00', '12:00'],
      ['13:30', '18:00'],
    ],
  }
  const post = (who: Caller, more: Record<string, unknown> = {}) =>
    who.post(path, { name: randomUUID(), time_zone: 'Europe/Lisbon', hours, ...more })
  const defaults = async ({ admin }: Business): Promise<string[]> =>
    (await admin.get(`${path}?filter[is_default]=true`)).body.data.map((one: Body) => one.id)

  test.each([
    ['no open time', { hours: {} }, 'hours'],
    ['only empty days', { hours: { mon: [] } }, 'hours'],
    [
      'overlapping spans',
      {
        hours: {
          mon: [
            ['08:00', '12:00'],
            ['11:00', '13:00'],
          ],
        },
      },
      'hours',
    ],
    ['a reversed span', { hours: { mon: [['12:00', '08:00']] } }, 'hours'],
    ['no time at all', { hours: { mon: [['8', '25:00']] } }, 'hours'],
    ['an unknown day', { hours: { mon: [['08:00', '12:00']], someday: [['08:00', '12:00']] } }, 'hours.someday'],
    ['an unknown zone', { time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['a day that is no date', { holidays: [{ date: '2026-02-30', name: 'x' }] }, 'holidays.0.date'],
    [
      'a day named twice',
      {
        holidays: [
          { date: '2026-12-25', name: 'x' },
          { date: '2026-12-25', name: 'y' },
        ],
      },
      'holidays',
    ],
  ])('ITS-3 %s is refused on its field', async (_what, more, field) => {
    const { admin } = await tenant(app)
    expect(Object.keys(await errorsOf(post(admin, more)))).toEqual([field])
  })

  test('ITS-3 all wrong fields at once', async () => {
    const { admin } = await tenant(app)
    const wrong = { name: '', time_zone: 'Nowhere', hours: {}, colour: 'red' }
    expect(Object.keys(await errorsOf(admin.post(path, wrong))).sort()).toEqual(['colour', 'hours', 'name', 'time_zone'])
  })

  test('ITS-3 "24:00" ends a day, and what is saved is what was sent', async () => {
    const { admin } = await tenant(app)
    const around = { sat: [['00:00', '24:00']] }
    const calendar = await made(post(admin, { hours: around, holidays: [{ date: '2026-12-25', name: 'Christmas' }] }))
    expect(calendar).toMatchObject({ hours: around, holidays: [{ date: '2026-12-25', name: 'Christmas' }], is_default: true })
  })

  test('TASK-4 exactly one is the default: the first, then whichever is named', async () => {
    const business = await tenant(app)
    const { admin } = business
    const first = await made(post(admin))
    const second = await made(post(admin))
    expect(await defaults(business)).toEqual([first.id])
    const third = await made(post(admin, { is_default: true }))
    expect(await defaults(business)).toEqual([third.id])
    expect(await errorsOf(admin.put(`${path}/${third.id}`, { is_default: false, version: 1 }))).toHaveProperty('is_default')
    expect((await admin.delete(`${path}/${third.id}`)).body.data.reason).toBe('default_calendar')
    expect((await admin.put(`${path}/${second.id}`, { is_default: true, version: second.version })).status).toBe(200)
    expect(await defaults(business)).toEqual([second.id])
    expect((await admin.delete(`${path}/${third.id}`)).status).toBe(200)
  })

  test('TASK-4 many who name a default at once leave exactly one', async () => {
    const business = await tenant(app)
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(business.admin, { is_default: true })))
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201))
    expect(await defaults(business)).toHaveLength(1)
  })

  test('the last calendar may go: time then counts around the clock', async () => {
    const { admin } = await tenant(app)
    const only = await made(post(admin))
    expect((await admin.delete(`${path}/${only.id}`)).status).toBe(200)
  })
})

describe('projects', () => {
  const path = '/api/admin/projects'

  test('ADM-004 a new project is a draft worth nothing; amounts and names come back as api.md says', async () => {
    const { admin, clients } = await tenant(app, { client: 1, base_currency: 'BRL' })
    const [client] = clients as [Caller]
    expect(await made(admin.post(path, { name: 'Offices' }))).toMatchObject({
      status: 'draft',
      contract_value: '0.00',
      client_user_id: null,
      current_phase_key: null,
      version: 1,
    })
    const body = { name: 'Library', client_user_id: client.id, contract_value: '1200.5', start_date: '2026-03-02', end_date: '2026-03-02' }
    expect(await made(admin.post(path, body))).toMatchObject({
      contract_value: '1200.50',
      client_user: { id: client.id, name: client.name },
      start_date: '2026-03-02',
    })
  })

  test('ADM-004 the status is not written, the end is not before the start, the client is a client', async () => {
    const { admin, staff } = await tenant(app, { staff: [[]] })
    expect(await errorsOf(admin.post(path, { name: 'X', status: 'active' }))).toEqual({ status: ['The status field is prohibited.'] })
    expect(await errorsOf(admin.post(path, { name: 'X', start_date: '2026-03-02', end_date: '2026-03-01' }))).toHaveProperty('end_date')
    expect(await errorsOf(admin.post(path, { name: 'X', client_user_id: staff[0]?.id }))).toHaveProperty('client_user_id')
    expect(await errorsOf(admin.post(path, { name: 'X', contract_value: '1.234' }))).toHaveProperty('contract_value')
    const project = await made(admin.post(path, { name: 'X', start_date: '2026-03-02' }))
    expect(await errorsOf(admin.put(`${path}/${project.id}`, { end_date: '2026-03-01', version: 1 }))).toHaveProperty('end_date')
    expect(await errorsOf(admin.put(`${path}/${project.id}`, { status: 'active', version: 1 }))).toHaveProperty('status')
    expect((await admin.put(`${path}/${project.id}`, { contract_value: null, version: 1 })).body.data.contract_value).toBe('0.00')
  })
})
