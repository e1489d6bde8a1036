/** The one loop of every process, with stubs for its steps: each message early, late, twice, out of turn, refused, and what a dead try left. */
import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../../domain/kit/process/types'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { documentProcess, due, holding, refusing, type Started, type Steps, stubSteps, type Told } from '../support/chaos-steps'
import { bareBusiness } from '../support/deps'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let steps: Steps
let tenant_id: string
let process: Started

const [uploader, verifier, other] = [uuidv7(), uuidv7(), uuidv7()]

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

const taskOf = (answer: Told): string => ('task_id' in answer ? (answer.task_id ?? '') : JSON.stringify(answer))
const decision = (task_id: string, outcome: string, actor_id = verifier): Message => ({ kind: 'complete', actor_id, task_id, outcome })
const names = (): string[] => steps.asked(process.id).map(({ name }) => name)
const ids = (name: string): string[] =>
  steps
    .asked(process.id)
    .filter((one) => one.name === name)
    .map(({ request }) => request.message_id)
const statusOf = async (): Promise<string> => (await worker.client.workflow.getHandle(process.workflow_id).describe()).status.name

describe('a message', () => {
  it('too early finds no record', async () => {
    expect(await process.send({ kind: 'submit', actor_id: uploader }, randomUUID())).toEqual({ refused: 'not_found', http: 404 })
  })

  it('that comes while the process is being opened waits for it', async () => {
    const held = holding()
    steps.next('document.created', held.script)
    const started = process.start()
    await held.reached
    const withdrawn = process.send({ kind: 'withdraw', actor_id: uploader }, randomUUID())
    held.release()
    expect(await started).toMatchObject({ status: 'in_verification', version: 1 })
    expect(await withdrawn).toMatchObject({ status: 'draft', version: 2, task_id: null })
    expect(names()).toEqual(['document.created', 'document.withdraw'])
  })

  it('too late is refused, during the process and after it', async () => {
    const task = taskOf(await process.start())
    const next = taskOf(await process.send(decision(task, 'verify'), randomUUID()))
    expect(await process.send(decision(task, 'reject', other), randomUUID())).toEqual({ refused: 'task_closed', http: 409 })
    expect(await process.send(decision(next, 'approve', other), randomUUID())).toMatchObject({ status: 'archived', version: 3 })
    await until(async () => (await statusOf()) === 'COMPLETED', { what: 'The end', timeout_ms: 20_000 })
    expect(await process.send(decision(next, 'reject', uuidv7()), randomUUID())).toEqual({ refused: 'task_closed', http: 409 })
    expect(names().filter((name) => name !== 'process.read')).toEqual([
      'document.created',
      'document.verify',
      'document.approve',
      'document.reject',
    ])
    expect(steps.row(process.id)).toMatchObject({ status: 'archived', version: 3 })
  })

  it('twice under one id is one step with one answer; under another id it is refused', async () => {
    const task = taskOf(await process.start())
    const id = randomUUID()
    const [first, second] = await Promise.all([process.send(decision(task, 'verify'), id), process.send(decision(task, 'verify'), id)])
    expect(second).toEqual(first)
    expect(await process.send(decision(task, 'verify'), id)).toEqual(first)
    expect(await process.send(decision(task, 'verify'), randomUUID())).toEqual({ refused: 'task_closed', http: 409 })
    expect(names()).toEqual(['document.created', 'document.verify'])
  })

  it('starting twice under one id is one process', async () => {
    const [first, second] = await Promise.all([process.start(), process.start()])
    expect(second).toEqual(first)
    expect(await process.start()).toEqual(first)
    expect(names()).toEqual(['document.created'])
  })

  it('of the wrong person is refused by the process itself', async () => {
    const task = taskOf(await process.start())
    expect(await process.send(decision(task, 'verify', uploader), randomUUID())).toEqual({ refused: 'separation_of_duties', http: 403 })
    expect(await process.send({ kind: 'release', actor_id: other, task_id: task }, randomUUID())).toEqual({
      refused: 'not_assignee',
      http: 403,
    })
    await process.send({ kind: 'claim', actor_id: verifier, task_id: task }, randomUUID())
    expect(await process.send(decision(task, 'verify', other), randomUUID())).toEqual({ refused: 'task_taken', http: 409 })
    const substitute: Message = { ...decision(task, 'verify', other), on_behalf_of_id: uploader }
    expect(await process.send(substitute, randomUUID())).toEqual({ refused: 'task_taken', http: 409 })
    expect(names()).toEqual(['document.created', 'task.claim'])
  })

  it('of a stale version is refused, of the present one taken', async () => {
    const task = taskOf(await process.start())
    expect(await process.send({ ...decision(task, 'verify'), version: 9 }, randomUUID())).toEqual({ refused: 'stale_version', http: 409 })
    expect(await process.send({ ...decision(task, 'verify'), version: 1 }, randomUUID())).toMatchObject({ status: 'in_approval' })
  })

  it('that comes while another is being recorded is judged on what that one left', async () => {
    const task = taskOf(await process.start())
    const held = holding()
    steps.next('task.claim', held.script)
    const claim = process.send({ kind: 'claim', actor_id: verifier, task_id: task }, randomUUID())
    await held.reached
    const others = process.send({ kind: 'claim', actor_id: other, task_id: task }, randomUUID())
    const mine = process.send(decision(task, 'verify'), randomUUID())
    held.release()
    expect(await claim).toMatchObject({ status: 'in_verification', version: 1 })
    expect(await others).toMatchObject({ http: 409 })
    expect(await mine).toMatchObject({ status: 'in_approval', version: 2 })
    expect(names()).toEqual(['document.created', 'task.claim', 'document.verify'])
  })
})

describe('a step the database refuses', () => {
  const invalid = { status: 422, code: 'invalid', message: 'Validation failed' } as const

  it('the first: there is no process, and asking again under its id says the same', async () => {
    steps.next('document.created', refusing(invalid))
    expect(await process.start()).toEqual({ refused: 'invalid', http: 422 })
    await until(async () => (await statusOf()) === 'FAILED', { what: 'The end', timeout_ms: 20_000 })
    expect(await process.start()).toEqual({ refused: 'invalid', http: 422 })
    expect(names()).toEqual(['document.created'])
  })

  it('the first, while another message waits: both learn why', async () => {
    const held = holding(refusing(invalid))
    steps.next('document.created', held.script)
    const started = process.start()
    await held.reached
    const waiting = process.send({ kind: 'withdraw', actor_id: uploader }, randomUUID())
    held.release()
    expect(await started).toEqual({ refused: 'invalid', http: 422 })
    expect(['invalid', 'not_found']).toContain(((await waiting) as { refused: string }).refused)
  })

  it('a later one: its caller is told, and the process stands where it stood', async () => {
    const task = taskOf(await process.start())
    steps.next('document.verify', refusing(invalid))
    expect(await process.send(decision(task, 'verify'), randomUUID())).toEqual({ refused: 'invalid', http: 422 })
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval', version: 2 })
  })

  it('a later one, while an opposite decision waits: that one is not refused for what never was', async () => {
    const task = taskOf(await process.start())
    const held = holding(refusing(invalid))
    steps.next('document.verify', held.script)
    const first = process.send(decision(task, 'verify'), randomUUID())
    await held.reached
    const second = process.send({ ...decision(task, 'reject', other), comment: 'no' }, randomUUID())
    // The second must have arrived before the first is refused: a query is answered after it.
    await worker.client.workflow.getHandle(process.workflow_id).describe()
    held.release()
    expect(await first).toEqual({ refused: 'invalid', http: 422 })
    expect(await second).toMatchObject({ status: 'rejected', version: 2 })
  })

  it('a fault that is no refusal is tried again until it works', async () => {
    const task = taskOf(await process.start())
    for (let failures = 0; failures < 3; failures += 1) steps.next('document.verify', () => Promise.reject(new Error('connection lost')))
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval' })
    expect(ids('document.verify')).toHaveLength(4)
    expect(new Set(ids('document.verify')).size).toBe(1)
  })
})

describe('a step that a dead try recorded', () => {
  it('is found again: one step, and its caller learns what stands in the row', async () => {
    const task = taskOf(await process.start())
    steps.next('document.verify', async () => undefined, 'lost')
    const answer = await process.send(decision(task, 'verify'), randomUUID())
    expect(answer).toMatchObject({ status: 'in_approval', version: 2 })
    expect(steps.row(process.id)).toMatchObject({ version: 2, steps: 2 })
    expect(await process.send(decision(taskOf(answer), 'approve', other), randomUUID())).toMatchObject({ status: 'archived' })
  })
})

describe('a long life', () => {
  const big = 'x'.repeat(400_000)
  const runOf = async (): Promise<string> => (await worker.client.workflow.getHandle(process.workflow_id).describe()).runId

  /** Claims and releases with long words until a new run has taken over. */
  async function fillUp(task: string, first: string, most = 40): Promise<void> {
    const filler = uuidv7()
    for (let turn = 0; turn < most && (await runOf()) === first; turn += 1) {
      await process.send({ kind: turn % 2 === 0 ? 'claim' : 'release', actor_id: filler, task_id: task, comment: big }, randomUUID())
    }
  }

  it('goes on in a new run that knows the state, and the answers it gave', async () => {
    const task = taskOf(await process.start())
    const first = await runOf()
    await fillUp(task, first)
    // The last turn may have left the task in somebody's hands.
    const holder = steps.row(process.id)?.tasks[0]?.assignee_id
    if (holder) await process.send({ kind: 'release', actor_id: holder, task_id: task }, randomUUID())
    await until(async () => (await runOf()) !== first, { what: 'A new run', timeout_ms: 20_000 })
    const id = randomUUID()
    const answer = await process.send(decision(task, 'verify'), id)
    expect(answer).toMatchObject({ status: 'in_approval', version: 2 })
    expect(await process.send(decision(task, 'verify'), id)).toEqual(answer)
  }, 120_000)

  it('answers a message again that the run before took', async () => {
    const task = taskOf(await process.start())
    const first = await runOf()
    const id = randomUUID()
    const verified = await process.send(decision(task, 'verify'), id)
    await fillUp(taskOf(verified), first)
    await until(async () => (await runOf()) !== first, { what: 'A new run', timeout_ms: 20_000 })
    // Whoever asks has seen the row, which the new run may not have been told of yet.
    const seen = steps.row(process.id)?.steps ?? 0
    expect(await process.send({ ...decision(task, 'verify'), seen: seen + 1 } as Message, id)).toEqual(verified)
    expect(steps.row(process.id)).toMatchObject({ status: 'in_approval', version: 2 })
  }, 120_000)

  it('takes every message that comes while it hands over', async () => {
    const task = taskOf(await process.start())
    const first = await runOf()
    const answers: Told[] = []
    const rush = async (actor_id: string): Promise<void> => {
      for (let turn = 0; turn < 12; turn += 1) {
        answers.push(await process.send({ kind: 'claim', actor_id, task_id: task, comment: big }, randomUUID()))
        answers.push(await process.send({ kind: 'release', actor_id, task_id: task, comment: big }, randomUUID()))
      }
    }
    await Promise.all([verifier, other, uuidv7()].map(rush))
    expect(await runOf()).not.toBe(first)
    const refusals = answers.flatMap((answer) => ('refused' in answer ? [answer.refused] : []))
    expect(new Set(refusals.filter((reason) => reason !== 'busy'))).toEqual(new Set(['task_taken', 'not_assignee']))
    const taken = answers.filter((answer) => !('refused' in answer)).length
    expect(steps.row(process.id)?.steps).toBe(1 + taken)
  }, 180_000)
})

describe('a lost run', () => {
  const handle = () => worker.client.workflow.getHandle(process.workflow_id)

  it.each(['cancelled', 'terminated'] as const)('%s: the next message goes on from the row', async (how) => {
    const task = taskOf(await process.start())
    await (how === 'cancelled' ? handle().cancel() : handle().terminate('by an operator'))
    await until(async () => ['CANCELLED', 'TERMINATED', 'CANCELED'].includes(await statusOf()), { what: 'The end', timeout_ms: 20_000 })
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval', version: 2 })
    expect(await statusOf()).toBe('RUNNING')
  })

  it('is started again from its row, with its clocks, by whoever asks for that', async () => {
    steps.next('document.created', due({ at: new Date(Date.now() + 3_600_000).toISOString(), what: 'remind' }))
    await process.start()
    await handle().terminate('by an operator')
    expect(await app.services.processes.resume(process.workflow_id)).toMatchObject({ status: 'in_verification', version: 1 })
    await worker.fastForward(process.workflow_id, '61 minutes')
    await until(async () => names().includes('task.remind'), { what: 'The reminder', timeout_ms: 20_000 })
  })

  it('that is behind its row is not asked by what it knew: the row has the last word', async () => {
    const task = taskOf(await process.start())
    const next = taskOf(await process.send(decision(task, 'verify'), randomUUID()))
    // As after a Temporal that was set back: a run that knows only the first step, and a row that has gone on.
    const row = steps.row(process.id)
    expect(row?.steps).toBe(2)
    await handle().terminate('lost')
    const stale = await worker.client.workflow.start('document', {
      workflowId: process.workflow_id,
      taskQueue: app.services.settings.TEMPORAL_TASK_QUEUE,
      args: [{ tenant_id, record_id: process.id, messages: ['complete'] }],
    })
    expect(stale.workflowId).toBe(process.workflow_id)
    expect(await process.send({ ...decision(next, 'approve', other), seen: row?.steps } as Message, randomUUID())).toMatchObject({
      status: 'archived',
    })
  })

  it('ended while a step is being recorded: its caller is answered, not left waiting, and nothing is done twice', async () => {
    const task = taskOf(await process.start())
    const held = holding()
    steps.next('document.verify', held.script)
    const id = randomUUID()
    const waiting = process.send(decision(task, 'verify'), id)
    await held.reached
    await handle().terminate('by an operator')
    held.release()
    const answer = await waiting
    if ('refused' in answer) expect(answer.http).toBe(503)
    expect(await process.send(decision(task, 'verify'), id)).toMatchObject({ status: 'in_approval', version: 2 })
    expect(steps.row(process.id)).toMatchObject({ version: 2, steps: 2 })
  })
})
