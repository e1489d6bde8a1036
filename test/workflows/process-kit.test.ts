/** The one loop of every process, with stubs for its steps: each message early, late, twice, out of turn, refused, and what a dead try left. */
import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Message } from '../../domain/rules/process'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { documentProcess, holding, latch, refusing, type Started, type Steps, stubSteps, type Told } from '../support/chaos-steps'
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
const keys = (): string[] => steps.asked(process.id).map(({ step }) => step.key.split(':').pop() ?? '')
const statusOf = async (): Promise<string> => (await worker.client.workflow.getHandle(process.workflow_id).describe()).status.name

describe('a message', () => {
  it('too early finds no process', async () => {
    expect(await process.send({ kind: 'submit', actor_id: uploader }, randomUUID())).toEqual({ refused: 'process_ended', http: 409 })
  })

  it('that comes while the process is being opened waits for it', async () => {
    const held = holding()
    steps.next('createDocument', held.script)
    const started = process.start()
    await held.reached
    const withdrawn = process.send({ kind: 'withdraw', actor_id: uploader }, randomUUID())
    held.release()
    expect(await started).toMatchObject({ status: 'in_verification', version: 1 })
    expect(await withdrawn).toMatchObject({ status: 'draft', version: 2, task_id: null })
    expect(names()).toEqual(['createDocument', 'withdrawDocument'])
  })

  it('too late is refused, during the process and after it', async () => {
    const task = taskOf(await process.start())
    const next = taskOf(await process.send(decision(task, 'verify'), randomUUID()))
    expect(await process.send(decision(task, 'reject', other), randomUUID())).toEqual({ refused: 'task_closed', http: 409 })
    expect(await process.send(decision(next, 'approve', other), randomUUID())).toMatchObject({ status: 'archived', version: 3 })
    await until(async () => (await statusOf()) === 'COMPLETED', { what: 'The end', timeout_ms: 20_000 })
    expect(await process.send(decision(next, 'reject', uuidv7()), randomUUID())).toEqual({ refused: 'process_ended', http: 409 })
    expect(names()).toEqual(['createDocument', 'verifyDocument', 'approveDocument'])
  })

  it('twice under one id is one step with one answer; under another id it is refused', async () => {
    const task = taskOf(await process.start())
    const id = randomUUID()
    const [first, second] = await Promise.all([process.send(decision(task, 'verify'), id), process.send(decision(task, 'verify'), id)])
    expect(second).toEqual(first)
    expect(await process.send(decision(task, 'verify'), id)).toEqual(first)
    expect(await process.send(decision(task, 'verify'), randomUUID())).toEqual({ refused: 'task_closed', http: 409 })
    expect(names()).toEqual(['createDocument', 'verifyDocument'])
  })

  it('starting twice under one id is one process', async () => {
    const [first, second] = await Promise.all([process.start(), process.start()])
    expect(second).toEqual(first)
    expect(await process.start()).toEqual(first)
    expect(names()).toEqual(['createDocument'])
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
    expect(names()).toEqual(['createDocument', 'claimTask'])
  })

  it('of a stale version is refused, of the present one taken', async () => {
    const task = taskOf(await process.start())
    expect(await process.send({ ...decision(task, 'verify'), version: 9 }, randomUUID())).toEqual({ refused: 'stale_version', http: 409 })
    expect(await process.send({ ...decision(task, 'verify'), version: 1 }, randomUUID())).toMatchObject({ status: 'in_approval' })
  })

  it('that comes while another is being recorded is judged on what that one left', async () => {
    const task = taskOf(await process.start())
    const held = holding()
    steps.next('claimTask', held.script)
    const claim = process.send({ kind: 'claim', actor_id: verifier, task_id: task }, randomUUID())
    await held.reached
    const others = process.send({ kind: 'claim', actor_id: other, task_id: task }, randomUUID())
    const mine = process.send(decision(task, 'verify'), randomUUID())
    held.release()
    expect(await claim).toMatchObject({ status: 'in_verification', version: 1 })
    expect(await others).toMatchObject({ http: 409 })
    expect(await mine).toMatchObject({ status: 'in_approval', version: 2 })
    expect(names()).toEqual(['createDocument', 'claimTask', 'verifyDocument'])
  })
})

describe('a step the database refuses', () => {
  const invalid = { status: 422, code: 'invalid', message: 'Validation failed' } as const

  it('the first: there is no process, and asking again says the same', async () => {
    steps.next('createDocument', refusing(invalid))
    expect(await process.start()).toEqual({ refused: 'invalid', http: 422 })
    await until(async () => (await statusOf()) === 'FAILED', { what: 'The end', timeout_ms: 20_000 })
    expect(await process.start()).toEqual({ refused: 'invalid', http: 422 })
    expect(names()).toEqual(['createDocument'])
  })

  it('the first, while another message waits: both learn why', async () => {
    const held = holding(refusing(invalid))
    steps.next('createDocument', held.script)
    const started = process.start()
    await held.reached
    const waiting = process.send({ kind: 'withdraw', actor_id: uploader }, randomUUID())
    held.release()
    expect(await started).toEqual({ refused: 'invalid', http: 422 })
    expect(['invalid', 'process_ended']).toContain(((await waiting) as { refused: string }).refused)
  })

  it('a later one: it is taken back, its caller is told, its number is never used again', async () => {
    const task = taskOf(await process.start())
    steps.next('verifyDocument', refusing(invalid))
    expect(await process.send(decision(task, 'verify'), randomUUID())).toEqual({ refused: 'invalid', http: 422 })
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval', version: 2 })
    expect(keys()).toEqual(['1', '2', '3'])
  })

  it('a later one, while an opposite decision waits: that one is not refused for what never was', async () => {
    const task = taskOf(await process.start())
    const held = holding(refusing(invalid))
    steps.next('verifyDocument', held.script)
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
    for (let failures = 0; failures < 3; failures += 1) steps.next('verifyDocument', () => Promise.reject(new Error('connection lost')))
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval' })
    expect(keys()).toEqual(['1', '2', '2', '2', '2'])
  })
})

describe('a step that a dead try recorded', () => {
  it('the same message with other ids: the process waits for the task that is in the database', async () => {
    const task = taskOf(await process.start())
    const recorded = uuidv7()
    steps.next('verifyDocument', async ({ state, message_id }) => {
      const { task: opened } = state
      if (!opened) throw new Error('No task')
      return { stands: { message_id, state: { ...state, task: { ...opened, id: recorded } } } }
    })
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval', task_id: recorded })
    expect(await process.send(decision(recorded, 'approve', other), randomUUID())).toMatchObject({ status: 'archived' })
  })

  it('another message: it counts, the one at hand is judged after it, and the first one’s caller still gets an answer', async () => {
    const task = taskOf(await process.start())
    const lost = randomUUID()
    steps.next('rejectDocument', async ({ before, state }) => {
      if (!before) throw new Error('No state before')
      const verified = {
        ...before,
        status: 'in_approval' as const,
        version: 2,
        steps: state.steps,
        parties: { ...before.parties, verifier: [verifier] },
      }
      return {
        stands: {
          message_id: lost,
          state: {
            ...verified,
            task: { ...(before.task ?? state.task), id: 'next', kind: 'documents.approve', outcomes: ['approve', 'reject'] } as never,
          },
        },
      }
    })
    expect(await process.send(decision(task, 'reject', other), randomUUID())).toEqual({ refused: 'task_closed', http: 409 })
    expect(await process.send(decision(task, 'verify'), lost)).toEqual({ status: 'in_approval', version: 2, task_id: 'next' })
    expect(names()).toEqual(['createDocument', 'rejectDocument'])
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
    const holder = steps.asked(process.id).at(-1)?.step.state.task?.assignee_id
    if (holder) await process.send({ kind: 'release', actor_id: holder, task_id: task }, randomUUID())
    await until(async () => (await runOf()) !== first, { what: 'A new run', timeout_ms: 20_000 })
    const id = randomUUID()
    const answer = await process.send(decision(task, 'verify'), id)
    expect(answer).toMatchObject({ status: 'in_approval', version: 2 })
    expect(await process.send(decision(task, 'verify'), id)).toEqual(answer)
    const numbers = keys().map(Number)
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  }, 120_000)

  it('answers a message again that the run before took', async () => {
    const task = taskOf(await process.start())
    const first = await runOf()
    const id = randomUUID()
    const verified = await process.send(decision(task, 'verify'), id)
    await fillUp(taskOf(verified), first)
    await until(async () => (await runOf()) !== first, { what: 'A new run', timeout_ms: 20_000 })
    expect(await process.send(decision(task, 'verify'), id)).toEqual(verified)
    expect(names().filter((name) => name === 'verifyDocument')).toHaveLength(1)
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
    expect(keys().map(Number)).toEqual(keys().map((_, index) => index + 1))
  }, 180_000)

  it('does not hand over, nor stand still, while work beside it goes on', async () => {
    const going = latch()
    steps.beside.work = () => going.opened
    process = documentProcess(app.services.processes, { tenant_id, record_id: uuidv7(), uploader, file_id: uuidv7() })
    const task = taskOf(await process.start())
    const first = await runOf()
    await fillUp(task, first, 16)
    expect(await runOf()).toBe(first)
    expect(await process.send({ kind: 'claim', actor_id: verifier, task_id: task }, randomUUID())).toMatchObject({
      status: 'in_verification',
    })
    going.open()
    steps.beside.work = async () => undefined
    await until(async () => (await runOf()) !== first, { what: 'A new run', timeout_ms: 30_000 })
    expect(await process.send(decision(task, 'verify'), randomUUID())).toMatchObject({ status: 'in_approval' })
  }, 120_000)
})

describe('an operator', () => {
  it('cancels: decisions after it learn that the process has ended', async () => {
    const task = taskOf(await process.start())
    await worker.client.workflow.getHandle(process.workflow_id).cancel()
    await until(async () => (await statusOf()) === 'CANCELLED', { what: 'The end', timeout_ms: 20_000 })
    expect(await process.send(decision(task, 'verify'), randomUUID())).toEqual({ refused: 'process_ended', http: 409 })
  })

  it('terminates while a step is being recorded: its caller is answered, not left waiting', async () => {
    const task = taskOf(await process.start())
    const held = holding()
    steps.next('verifyDocument', held.script)
    const waiting = process.send(decision(task, 'verify'), randomUUID())
    await held.reached
    await worker.client.workflow.getHandle(process.workflow_id).terminate('by an operator')
    expect([409, 503]).toContain(((await waiting) as { http: number }).http)
    held.release()
    expect(await process.send(decision(task, 'verify'), randomUUID())).toEqual({ refused: 'process_ended', http: 409 })
  })
})
