/** The calendar: events, periods, whom they are for, and the secret feed (seed C, ADM-009; PRJ-8). */
import { startApp, type TestApp } from '../support/app'
import { rowsOf } from '../support/documents'
import { projectIn } from '../support/projects'
import { type Answer, type Body, type Business, type Caller, stranger, tenant } from '../support/tenant'

let app: TestApp
let business: Business
let planner: Caller
let employee: Caller
let client: Caller
let project_id: string

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  business = await tenant(app, { staff: [['calendar.view', 'calendar.manage']], employee: 1, client: 1, time_zone: 'America/Sao_Paulo' })
  ;[planner] = business.staff as [Caller]
  ;[employee] = business.employees as [Caller]
  ;[client] = business.clients as [Caller]
  project_id = (await projectIn(business, 'active', { client_user_id: client.id })).id
})

const path = '/api/admin/calendar'
const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

async function event(more: Record<string, unknown> = {}): Promise<Body> {
  const made = await planner.post(path, { title: 'Visit', project_id, event_type: 'site_visit', starts_at: at(24), ...more })
  expect(made.status).toBe(201)
  return made.body.data
}
const titles = ({ body }: Answer): string[] => body.data.map((one: Body) => one.title)

describe('events', () => {
  it('a moment has no end; an end before the start is refused, on creation and on change', async () => {
    const made = await event({ starts_at: '2026-05-04T10:00:00-03:00' })
    expect(made).toMatchObject({ starts_at: '2026-05-04T13:00:00.000Z', ends_at: null, client_visible: false })
    const reversed = await planner.put(`${path}/${made.id}`, { ends_at: '2026-05-04T12:59:59Z', version: 1 })
    expect(reversed.body.data.errors).toHaveProperty('ends_at')
    const same = await planner.put(`${path}/${made.id}`, { ends_at: '2026-05-04T13:00:00Z', version: 1 })
    expect(same.body.data).toMatchObject({ ends_at: '2026-05-04T13:00:00.000Z', version: 2 })
    // The same moment in another spelling is no change.
    expect((await planner.put(`${path}/${made.id}`, { starts_at: '2026-05-04T13:00Z', version: 2 })).status).toBe(422)
    const again = await planner.put(`${path}/${made.id}`, { starts_at: '2026-05-04T14:00:00+01:00', version: 2 })
    expect(again.body.data.version).toBe(2)
  })

  it.each(['inspection', 'meeting', 'milestone', 'site_visit', 'other'])('takes %s', async (event_type) => {
    expect(await event({ event_type })).toMatchObject({ event_type })
  })

  it('names every wrong field', async () => {
    const answer = await planner.post(path, { event_type: 'party', starts_at: 'tomorrow', assigned_user_id: 'x', colour: 1 })
    expect(Object.keys(answer.body.data.errors).sort()).toEqual([
      'assigned_user_id',
      'colour',
      'event_type',
      'project_id',
      'starts_at',
      'title',
    ])
  })

  it('tells who it is assigned to', async () => {
    const made = await event({ assigned_user_id: employee.id })
    const notices = await rowsOf(app, business.id, 'notifications').where({ user_id: employee.id })
    expect(notices).toMatchObject([{ kind: 'calendar.assigned', subject_type: 'calendar_event', subject_id: made.id }])
  })

  it('from and to leave what lies between, by days of the business or by instants', async () => {
    // In São Paulo the 4th of May ends at 03:00 UTC of the 5th.
    await event({ title: 'late on the 4th', starts_at: '2026-05-05T02:30:00Z' })
    await event({ title: 'on the 5th', starts_at: '2026-05-05T03:00:00Z' })
    await event({ title: 'from the 3rd to the 6th', starts_at: '2026-05-03T12:00:00Z', ends_at: '2026-05-06T12:00:00Z' })
    const between = async (query: string): Promise<string[]> => titles(await planner.get(`${path}?sort=starts_at&${query}`))
    expect(await between('from=2026-05-04&to=2026-05-04')).toEqual(['from the 3rd to the 6th', 'late on the 4th'])
    expect(await between('from=2026-05-05')).toEqual(['from the 3rd to the 6th', 'on the 5th'])
    expect(await between('to=2026-05-05T02:30:00Z')).toEqual(['from the 3rd to the 6th'])
    expect((await planner.get(`${path}?from=2026-05-05&to=2026-05-04`)).body.data.errors).toHaveProperty('to')
    expect((await planner.get(`${path}?from=May`)).status).toBe(422)
  })
})

describe('the feed', () => {
  const link = async (who: Caller): Promise<string> => {
    const made = await who.post('/api/me/calendar-feed', {})
    expect(made.status).toBe(201)
    return new URL(made.body.data.url).pathname
  }
  const read = (feed: string): Promise<Answer> => stranger(app).get(feed)

  it('holds the own events and nobody else’s, as iCalendar, and needs no sign-in', async () => {
    await event({ title: 'Mine, with commas; and more', assigned_user_id: employee.id, starts_at: at(24), ends_at: at(25) })
    await event({ title: 'Somebody else’s' })
    const feed = await read(await link(employee))
    expect(feed.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(feed.body).toMatch(/^BEGIN:VCALENDAR\r\n/)
    expect(feed.body.match(/BEGIN:VEVENT/g)).toHaveLength(1)
    expect(feed.body).toContain('SUMMARY:Mine\\, with commas\\; and more (House)')
  })

  it('of a client holds the visible milestones of own projects', async () => {
    await event({ title: 'Roof is on', event_type: 'milestone', client_visible: true })
    await event({ title: 'Hidden milestone', event_type: 'milestone' })
    await event({ title: 'Visible meeting', event_type: 'meeting', client_visible: true })
    const elsewhere = (await projectIn(business, 'active')).id
    await event({ title: 'Of another project', event_type: 'milestone', client_visible: true, project_id: elsewhere })
    const { body } = await read(await link(client))
    expect(body.match(/SUMMARY:.*/g)).toEqual(['SUMMARY:Roof is on (House)'])
  })

  it('a new link ends the old one, an ended or invented link opens nothing, a token is kept as its hash only', async () => {
    const first = await link(employee)
    const second = await link(employee)
    expect((await read(first)).status).toBe(404)
    expect((await read(second)).status).toBe(200)
    const [row] = await rowsOf(app, business.id, 'calendar_feeds')
    expect(row?.token_hash).toMatch(/^[0-9a-f]{64}$/)
    const last = second.at(-5) === 'A' ? 'B' : 'A'
    for (const wrong of [`${second.slice(0, -5)}${last}.ics`, '/api/calendar/x.ics', `/api/calendar/${'A'.repeat(54)}.ics`]) {
      expect([wrong, (await read(wrong)).status]).toEqual([wrong, 404])
    }
    await employee.delete('/api/me/calendar-feed')
    expect((await read(second)).status).toBe(404)
  })

  it('is closed to who may not sign in any more', async () => {
    const feed = await link(employee)
    expect((await business.admin.post(`/api/admin/users/${employee.id}/ban`, { reason: 'left' })).status).toBe(200)
    expect((await read(feed)).status).toBe(404)
  })
})
