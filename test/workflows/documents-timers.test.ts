/** The clocks of a task: they fire when they are due, once, and never for a task that somebody has done (TASK-4). */
import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { addOpenTime, type Calendar, subtractOpenTime } from '../../domain/rules/calendars'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { documentProcess, due, type Started, type Steps, stubSteps, type Told } from '../support/chaos-steps'
import { bareBusiness } from '../support/deps'
import { type Cast, cast, documentIn, rowsOf } from '../support/documents'
import type { Body } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const HOUR = 3_600_000
const [uploader, verifier] = [uuidv7(), uuidv7()]

let app: TestApp
let worker: TestWorker

describe('with stubs for the steps', () => {
  let steps: Steps
  let tenant_id: string
  let process: Started

  beforeAll(async () => {
    app = await startApp()
    steps = stubSteps()
    worker = await startWorker(app, { activities: steps.activities })
    tenant_id = (await bareBusiness(app.services)).id
  })
  afterAll(async () => {
    await worker?.stop()
    await app?.stop()
  })
  beforeEach(() => {
    process = documentProcess(app.services.processes, { tenant_id, record_id: uuidv7(), uploader })
  })

  const names = (): string[] => steps.asked(process.id).map(({ name }) => name)
  const pass = (minutes: number): Promise<void> => worker.fastForward(process.workflow_id, `${minutes} minutes`)
  const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString()
  const clocks = (remind: number, escalate: number): { at: string; what: string }[] => [
    { at: inHours(escalate), what: 'escalate' },
    { at: inHours(remind), what: 'remind' },
  ]
  const taskOf = (answer: Told): string => ('task_id' in answer ? (answer.task_id ?? '') : '')

  it('reminds, then escalates, each at its time and once', async () => {
    steps.next('document.created', due(...clocks(1, 2)))
    await process.start()
    await pass(58)
    expect(names()).toEqual(['document.created'])
    await pass(4)
    expect(names()).toEqual(['document.created', 'task.remind'])
    await pass(54)
    expect(names()).toEqual(['document.created', 'task.remind'])
    await pass(6)
    expect(names()).toEqual(['document.created', 'task.remind', 'task.escalate'])
    await pass(60 * 24 * 30)
    expect(names()).toEqual(['document.created', 'task.remind', 'task.escalate'])
  })

  it('is silent once a person was faster', async () => {
    steps.next('document.created', due(...clocks(1, 2)))
    const task_id = taskOf(await process.start())
    await pass(55)
    expect(await process.send({ kind: 'complete', actor_id: verifier, task_id, outcome: 'verify' }, randomUUID())).toMatchObject({
      status: 'in_approval',
    })
    await pass(60 * 24)
    expect(names()).toEqual(['document.created', 'document.verify'])
  })

  it('is silent for a draft taken back, and starts anew when it is sent again', async () => {
    steps.next('document.created', due(...clocks(1, 2)))
    await process.start()
    await process.send({ kind: 'withdraw', actor_id: uploader }, randomUUID())
    await pass(60 * 24)
    expect(names()).toEqual(['document.created', 'document.withdraw'])
    // The clock of this process runs a day ahead now.
    steps.next('document.submit', due({ at: inHours(25), what: 'escalate' }))
    await process.send({ kind: 'submit', actor_id: uploader }, randomUUID())
    await pass(62)
    expect(names()).toEqual(['document.created', 'document.withdraw', 'document.submit', 'task.escalate'])
  })

  it('goes on for a task that was claimed and nothing more', async () => {
    steps.next('document.created', due({ at: inHours(2), what: 'escalate' }))
    const task_id = taskOf(await process.start())
    await process.send({ kind: 'claim', actor_id: verifier, task_id }, randomUUID())
    await pass(121)
    expect(names()).toEqual(['document.created', 'task.claim', 'task.escalate'])
    expect(steps.row(process.id)?.tasks[0]).toMatchObject({ id: task_id, assignee_id: verifier })
  })

  it('fires at once when the time is past already', async () => {
    steps.next('document.created', due({ at: inHours(-5), what: 'escalate' }))
    await process.start()
    await until(async () => names().includes('task.escalate'), { what: 'The escalation', timeout_ms: 20_000 })
    await pass(60)
    expect(names()).toEqual(['document.created', 'task.escalate'])
  })

  it('tries a reminder again that could not be recorded, under the same key', async () => {
    steps.next('document.created', due({ at: inHours(1), what: 'remind' }))
    for (let failures = 0; failures < 2; failures += 1) steps.next('task.remind', () => Promise.reject(new Error('connection lost')))
    const task_id = taskOf(await process.start())
    await pass(61)
    await process.send({ kind: 'claim', actor_id: verifier, task_id }, randomUUID())
    const asked = steps.asked(process.id)
    expect(asked.map(({ name }) => name)).toEqual(['document.created', 'task.remind', 'task.remind', 'task.remind', 'task.claim'])
    expect(new Set(asked.slice(1, 4).map(({ request }) => request.message_id)).size).toBe(1)
  })
})

describe('with the steps themselves', () => {
  let people: Cast

  beforeAll(async () => {
    app = await startApp()
    worker = await startWorker(app)
  })
  afterAll(async () => {
    await worker?.stop()
    await app?.stop()
  })
  beforeEach(async () => {
    people = await cast(app)
  })

  const taskRow = async (id: string): Promise<Body> => (await rowsOf(app, people.business.id, 'tasks').where({ id }))[0]
  const notices = async (kind: string): Promise<string[]> =>
    (await rowsOf(app, people.business.id, 'notifications').where({ kind })).map((notice) => notice.user_id)

  it('counts working time of the default calendar', async () => {
    const open = [['09:00', '11:00']] as [string, string][]
    const hours = { mon: open, wed: open, fri: open }
    const calendar: Calendar = { time_zone: 'America/Sao_Paulo', hours, holidays: [] }
    const made = await people.admin.post('/api/admin/it-support/calendars', { name: 'Office', ...calendar, is_default: true })
    expect(made.status).toBe(201)
    await people.admin.put('/api/admin/settings/tasks/documents.verify', { due_after: 'PT5H', remind_before: 'PT3H' })
    const earliest = new Date()
    const { task, process } = await documentIn(people, 'in_verification')
    const latest = new Date()
    const { due_at } = await taskRow(task.id)
    expect(due_at.getTime()).toBeGreaterThanOrEqual(addOpenTime(calendar, earliest, 5 * HOUR).getTime())
    expect(due_at.getTime()).toBeLessThanOrEqual(addOpenTime(calendar, latest, 5 * HOUR).getTime())

    // Five open hours at two a day are days away, and so is the reminder three open hours before.
    const remind_in = Math.ceil((subtractOpenTime(calendar, due_at, 3 * HOUR).getTime() - Date.now()) / 60_000)
    await worker.fastForward(process.workflow_id, `${remind_in - 3} minutes`)
    expect(await notices('task.due_soon')).toEqual([])
    await worker.fastForward(process.workflow_id, '5 minutes')
    expect(await notices('task.due_soon')).toContain(people.verifier.id)
    const due_in = Math.ceil((due_at.getTime() - subtractOpenTime(calendar, due_at, 3 * HOUR).getTime()) / 60_000)
    await worker.fastForward(process.workflow_id, `${due_in - 10} minutes`)
    expect((await taskRow(task.id)).escalated_at).toBeNull()
    await worker.fastForward(process.workflow_id, '15 minutes')
    expect(await taskRow(task.id)).toMatchObject({ state: 'open', priority: 1, escalated_at: expect.any(Date) })
  })

  it('tells each person once, and the managers of those who did nothing', async () => {
    await people.admin.put('/api/admin/settings/tasks/documents.verify', {
      due_after: 'PT2H',
      remind_before: 'PT1H',
      escalate_to: 'manager',
    })
    const { task, process, id } = await documentIn(people, 'in_verification')
    await worker.fastForward(process.workflow_id, '90 minutes')
    await worker.fastForward(process.workflow_id, '40 minutes')
    await worker.fastForward(process.workflow_id, '20 days')
    const reminded = await notices('task.due_soon')
    expect(new Set(reminded).size).toBe(reminded.length)
    expect(reminded).toContain(people.verifier.id)
    expect(reminded).not.toContain(people.uploader.id)
    expect(await notices('task.overdue')).toEqual([people.admin.id])
    const kinds = (await people.admin.get(`/api/admin/documents/${id}/timeline`)).body.data.map((line: Body) => line.kind)
    expect(kinds).toEqual(['document.created', 'document.submitted', 'task.reminded', 'task.escalated'])
    const late = await people.verifier.post(`/api/tasks/${task.id}/complete`, { outcome: 'verify' })
    expect([late.status, late.body.data.record?.status]).toEqual([200, 'in_approval'])
  })
})
