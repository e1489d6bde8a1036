/** Phases: progress, what is left out, the phase a project stands in, templates (seed C, ADM-006; PRJ-6). */
import { startApp, type TestApp } from '../support/app'
import { library, projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let foreman: Caller
let project_id: string

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  business = await tenant(app, { staff: [['phases.view', 'phases.manage', 'projects.view']] })
  ;[foreman] = business.staff as [Caller]
  await library(business.admin, { Foundation: 5, Frame: 10, Electrics: 3, Finish: 1 })
  project_id = (await projectIn(business, 'active')).id
})

const path = '/api/admin/phases'
const reasonOf = ({ status, body }: Answer): [number, string] => [status, body.data?.reason]
const present = async (): Promise<string | null> =>
  (await foreman.get(`/api/admin/projects/${project_id}/summary`)).body.data.current_phase_key
const progress = async (): Promise<string> => (await foreman.get(`/api/admin/projects/${project_id}/summary`)).body.data.project_progress

async function add(phase_key: string, more: Record<string, unknown> = {}): Promise<Body> {
  const made = await foreman.post(path, { project_id, phase_key, ...more })
  expect(made.status).toBe(201)
  return made.body.data
}
const change = (phase: Body, body: Record<string, unknown>): Promise<Answer> =>
  foreman.put(`${path}/${phase.id}`, { version: phase.version, ...body })

describe('PRJ-6 progress', () => {
  it('takes its name from the library and the next place, and makes the first one the present phase', async () => {
    const first = await add('foundation')
    expect(first).toMatchObject({ name: 'Foundation', sort_order: 1, status: 'pending', progress_percent: 0 })
    expect(await add('frame', { name: 'Steel frame' })).toMatchObject({ name: 'Steel frame', sort_order: 2 })
    expect(await present()).toBe('foundation')
  })

  it.each([
    [0, 'pending'],
    [1, 'in_progress'],
    [99, 'in_progress'],
    [100, 'completed'],
  ])('%d percent is %s', async (progress_percent, status) => {
    const done = await change(await add('frame'), { progress_percent })
    expect(done.body.data).toMatchObject({ status, progress_percent })
  })

  it.each([-1, 101, 50.5, '50'])('refuses %j as progress', async (progress_percent) => {
    const answer = await change(await add('frame'), { progress_percent })
    expect(answer.body.data.errors).toHaveProperty('progress_percent')
  })

  it('at 100 moves on to the next that is neither done nor skipped, at last to none, and tells it', async () => {
    const [a, b, c] = [await add('foundation'), await add('frame'), await add('electrics')]
    await change(b, { status: 'skipped' })
    await change(a, { progress_percent: 100 })
    expect(await present()).toBe('electrics')
    await change(c, { progress_percent: 100 })
    expect(await present()).toBeNull()
    const kinds = (await foreman.get(`/api/admin/projects/${project_id}/timeline`)).body.data.map((entry: Body) => entry.title)
    expect(kinds.slice(-3)).toEqual(['Now in Foundation', 'Now in Electrics', 'Every phase is done'])
    const history = (await foreman.get(`/api/admin/projects/${project_id}/history`)).body.data
    expect(history.at(-1).changes).toEqual({ current_phase_key: ['electrics', null] })
  })

  it('leaves skipped phases out of both sums of the project’s progress', async () => {
    const [a, b, c] = [await add('foundation'), await add('frame'), await add('electrics')]
    await change(a, { progress_percent: 100 })
    expect(await progress()).toBe('33.33')
    await change(b, { progress_percent: 50 })
    expect(await progress()).toBe('50.00')
    await change(c, { status: 'skipped' })
    expect(await progress()).toBe('75.00')
  })

  it('a skipped one makes no progress until it is taken in again', async () => {
    const phase = await add('frame')
    const skipped = (await change(phase, { status: 'skipped' })).body.data
    const refused = await change(skipped, { progress_percent: 10 })
    expect(reasonOf(refused)).toEqual([409, 'illegal_transition'])
    expect(refused.body.data.allowed).toEqual(['pending'])
    expect((await change(skipped, { progress_percent: 10, status: 'pending' })).body.data).toMatchObject({ status: 'in_progress' })
  })

  it.each([[{ status: 'completed' }], [{ status: 'in_progress' }], [{ status: 'completed', progress_percent: 40 }]])(
    'the status follows the progress: %j is refused',
    async (body) => {
      expect((await change(await add('frame'), body)).body.data.errors).toHaveProperty('status')
    },
  )

  it('a deleted one gives its place to the next', async () => {
    const [a] = [await add('foundation'), await add('frame')]
    expect((await foreman.delete(`${path}/${a.id}`)).status).toBe(200)
    expect(await present()).toBe('frame')
  })

  it('two who finish two phases at once leave the right one present', async () => {
    const [a, b] = [await add('foundation'), await add('frame'), await add('electrics')]
    await Promise.all([change(a, { progress_percent: 100 }), change(b, { progress_percent: 100 })])
    expect(await present()).toBe('electrics')
  })

  it('refuses what is not in the library, what is there already, and an end before its start', async () => {
    await add('frame')
    const post = (body: Record<string, unknown>): Promise<Answer> => foreman.post(path, { project_id, ...body })
    expect((await post({ phase_key: 'moat' })).body.data.errors).toHaveProperty('phase_key')
    expect((await post({ phase_key: 'frame' })).body.data.errors).toHaveProperty('phase_key')
    const reversed = await post({ phase_key: 'finish', planned_start: '2026-05-02', planned_end: '2026-05-01' })
    expect(reversed.body.data.errors).toHaveProperty('planned_end')
  })
})

describe('PRJ-6 templates', () => {
  const load = (project_template_id: string, start_date: string): Promise<Answer> =>
    foreman.post(`/api/admin/projects/${project_id}/phases/load`, { project_template_id, start_date })
  const template = async (...phase_keys: string[]): Promise<string> =>
    (await business.admin.post('/api/admin/project-templates', { name: phase_keys.join(), phase_keys })).body.data.id

  it('plans one after another, calendar days, end day inclusive', async () => {
    const made = await load(await template('foundation', 'frame', 'electrics'), '2026-02-24')
    expect(made.status).toBe(201)
    expect(made.body.data.map((phase: Body) => [phase.phase_key, phase.planned_start, phase.planned_end, phase.sort_order])).toEqual([
      ['foundation', '2026-02-24', '2026-02-28', 1],
      ['frame', '2026-03-01', '2026-03-10', 2],
      ['electrics', '2026-03-11', '2026-03-13', 3],
    ])
    expect(await present()).toBe('foundation')
  })

  it('adds only what is not there yet, also when two load at once', async () => {
    await add('frame')
    const id = await template('foundation', 'frame')
    const both = await Promise.all([load(id, '2026-05-01'), load(id, '2026-05-01')])
    expect(both.flatMap((answer) => answer.body.data.map((phase: Body) => phase.phase_key))).toEqual(['foundation'])
    const all = (await foreman.get(`${path}?filter[project_id]=${project_id}&sort=sort_order`)).body.data
    expect(all.map((phase: Body) => phase.phase_key)).toEqual(['frame', 'foundation'])
  })

  it('shows what it would add without adding it, leaving out what is there', async () => {
    await add('frame')
    const id = await template('foundation', 'frame', 'electrics')
    const plan = await foreman.get(`/api/admin/projects/${project_id}/phases/plan?project_template_id=${id}&start_date=2026-05-01`)
    expect(plan.body.data).toEqual([
      { phase_key: 'foundation', name: 'Foundation', planned_start: '2026-05-01', planned_end: '2026-05-05' },
      { phase_key: 'electrics', name: 'Electrics', planned_start: '2026-05-06', planned_end: '2026-05-08' },
    ])
    expect((await foreman.get(`${path}?filter[project_id]=${project_id}`)).body.meta.total).toBe(1)
    const wrong = await foreman.get(`/api/admin/projects/${project_id}/phases/plan?start_date=tomorrow`)
    expect(Object.keys(wrong.body.data.errors)).toEqual(['start_date'])
    const bare = await foreman.get(`/api/admin/projects/${project_id}/phases/plan`)
    expect(Object.keys(bare.body.data.errors).sort()).toEqual(['project_template_id', 'start_date'])
  })

  it('refuses a template that is not there', async () => {
    const answer = await load(project_id, '2026-05-01')
    expect(answer.body.data.errors).toEqual({ project_template_id: ['The selected project template id is invalid.'] })
  })
})
