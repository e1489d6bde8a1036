/** The steps of a document in a real database: each leaves its rows once, however often and beside whatever else it is asked. */
import { v7 as uuidv7 } from 'uuid'
import { documentEffects } from '../../activities/documents'
import { takeStep } from '../../activities/kit/step'
import { inTenant, tenantDb } from '../../db/kit/client'
import { insertUpload } from '../../db/files'
import { injectFault, type Point } from '../../domain/kit/failpoint'
import type { Message, Recorded, StepRequest } from '../../domain/kit/process/types'
import { latch } from '../support/chaos-steps'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

let deps: TestDeps
let tenant_id: string
let uploader: string
let type_id: string
let verifier: string

beforeAll(async () => {
  deps = await testDeps()
})
afterAll(() => deps?.stop())
beforeEach(async () => {
  const business = await bareBusiness(deps)
  tenant_id = business.id
  uploader = business.admin_id
  verifier = uuidv7()
  type_id = uuidv7()
  const email = `${tenant_id}@example.test`
  await inTenant(deps.db, tenant_id, async (trx) => {
    await trx('document_types').insert({ tenant_id, id: type_id, name: 'Contract' })
    await trx('users').insert({ tenant_id, id: verifier, name: 'Verifier', username: 'verifier', email, user_type: 'staff' })
  })
})
afterEach(() => injectFault(undefined))

const rows = (table: string) => tenantDb(deps.db, tenant_id)(table).where({ tenant_id })

/** A staged upload of the uploader. */
async function staged(): Promise<string> {
  const [id, file_id] = [uuidv7(), uuidv7()]
  const sha256 = file_id.replaceAll('-', '').padEnd(64, '0')
  await inTenant(deps.db, tenant_id, async (trx) => {
    await trx('files').insert({ tenant_id, id: file_id, sha256, size_bytes: 5, mime_type: 'text/plain' })
    await insertUpload(trx, { id, user_id: uploader, file_id, original_name: 'contract.txt' })
  })
  return `uploads/${id}`
}

/** A document before its next message; `task_id` is its open task. */
interface At {
  record_id: string
  task_id: string
}

const take = (request: StepRequest): Promise<Recorded> => takeStep(deps, documentEffects, request)
const keyOf = ({ workflow_id, message_id }: StepRequest): string => `${workflow_id}:${message_id}`

const asked = (record_id: string, message: Message | undefined, message_id = uuidv7()): StepRequest => {
  const at = { tenant_id, process: 'document', record_id, workflow_id: `${tenant_id}/document/${record_id}` }
  return { ...at, run_id: 'run', message_id, now: Date.now(), ...(message ? { message } : {}) }
}

/** The first step: created and sent to verification. */
async function creation(record_id = uuidv7()): Promise<StepRequest> {
  const data = { name: 'Contract', document_type_id: type_id, file_path: await staged(), submit: true }
  return asked(record_id, { kind: 'created', actor_id: uploader, data }, 'start')
}

async function opened(): Promise<At> {
  const request = await creation()
  const { answer } = await take(request)
  return { record_id: request.record_id, task_id: answer.task_id ?? 'none' }
}

const decision = ({ record_id, task_id }: At, outcome: string, actor_id = verifier): StepRequest =>
  asked(record_id, { kind: 'complete', actor_id, task_id, outcome, comment: 'said' })
const aboutTask = (kind: string) => async (): Promise<StepRequest> => {
  const { record_id, task_id } = await opened()
  return asked(record_id, { kind, actor_id: verifier, task_id, to_id: verifier })
}
/** A message of a task's clock, which was set before. */
const clocked = (kind: string) => async (): Promise<StepRequest> => {
  const { record_id, task_id } = await opened()
  const clock = { name: `${kind}:${task_id}`, at: new Date().toISOString() }
  const set = { [clock.name]: { at: clock.at, sends: kind, task_id } }
  await inTenant(deps.db, tenant_id, (trx) =>
    trx('processes')
      .where({ tenant_id, id: record_id })
      .update({ state: trx.raw(`jsonb_set(state, '{clocks}', ?::jsonb)`, [JSON.stringify(set)]) }),
  )
  return asked(record_id, { kind, actor_id: null, task_id, clock }, `${clock.name}@${clock.at}`)
}
async function rejected(): Promise<At> {
  const at = await opened()
  await take(decision(at, 'reject'))
  return at
}

interface Case {
  name: string
  /** The request, with every step before it recorded. */
  prepare(): Promise<StepRequest>
  /** What its answer says. */
  answer: Record<string, unknown>
  /** How many rows it adds, by table. */
  adds: Record<string, number>
}

const TRAIL = { record_history: 1, timeline_entries: 1, audit_events: 1, effects: 1 }
const OF_TASK = { timeline_entries: 1, audit_events: 1, effects: 1 }

const CASES: Case[] = [
  {
    name: 'created',
    prepare: creation,
    answer: { status: 'in_verification', version: 1, task_id: expect.any(String) },
    adds: { ...TRAIL, timeline_entries: 2, documents: 1, document_versions: 1, tasks: 1, processes: 1 },
  },
  {
    name: 'verify',
    prepare: async () => decision(await opened(), 'verify'),
    answer: { status: 'in_approval', version: 2, task_id: expect.any(String) },
    adds: { ...TRAIL, tasks: 1 },
  },
  {
    name: 'reject',
    prepare: async () => decision(await opened(), 'reject'),
    answer: { status: 'rejected', version: 2, task_id: null },
    adds: { ...TRAIL, notifications: 1 },
  },
  { name: 'claim', prepare: aboutTask('claim'), answer: { status: 'in_verification', version: 1 }, adds: OF_TASK },
  {
    name: 'release',
    prepare: async () => {
      const { record_id, message } = await aboutTask('claim')()
      await take(asked(record_id, message))
      return asked(record_id, { ...(message as Message), kind: 'release' })
    },
    answer: { status: 'in_verification', version: 1 },
    adds: OF_TASK,
  },
  {
    name: 'delegate',
    prepare: async () => {
      const { record_id, message } = await aboutTask('claim')()
      await take(asked(record_id, message))
      return asked(record_id, { ...(message as Message), kind: 'delegate', to_id: uploader })
    },
    answer: { status: 'in_verification', version: 1 },
    adds: { ...OF_TASK, notifications: 1 },
  },
  { name: 'remind', prepare: clocked('remind'), answer: { status: 'in_verification', version: 1 }, adds: OF_TASK },
  {
    name: 'escalate',
    prepare: clocked('escalate'),
    answer: { status: 'in_verification', version: 1 },
    adds: { ...OF_TASK, notifications: 1 },
  },
  {
    name: 'withdraw',
    prepare: async () => asked((await opened()).record_id, { kind: 'withdraw', actor_id: uploader }),
    answer: { status: 'draft', version: 2, task_id: null },
    adds: TRAIL,
  },
  {
    name: 'resubmit',
    prepare: async () => asked((await rejected()).record_id, { kind: 'resubmit', actor_id: uploader, data: { file_path: await staged() } }),
    answer: { status: 'in_verification', version: 3 },
    adds: { ...TRAIL, document_versions: 1, tasks: 1 },
  },
  {
    name: 'edit',
    prepare: async () => asked((await rejected()).record_id, { kind: 'edit', actor_id: uploader, data: { name: 'Other' } }),
    answer: { status: 'rejected', version: 3 },
    adds: TRAIL,
  },
  {
    name: 'remove',
    prepare: async () => asked((await rejected()).record_id, { kind: 'remove', actor_id: uploader }),
    answer: { status: 'deleted', version: 3 },
    adds: { ...TRAIL, documents: -1, document_versions: -1 },
  },
]

const TABLES = [
  'documents',
  'document_versions',
  'record_history',
  'timeline_entries',
  'audit_events',
  'tasks',
  'notifications',
  'effects',
  'processes',
  'uploads',
] as const // prettier-ignore

/** Everything the steps left, by table. */
async function footprint(): Promise<Record<string, unknown[]>> {
  const found = await Promise.all(
    TABLES.map(async (table) => [table, (await rows(table)).map((row) => JSON.stringify(row)).sort()] as const),
  )
  return Object.fromEntries(found)
}

const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(Object.entries(await footprint()).map(([table, list]) => [table, list.length]))

describe.each(CASES)('$name', ({ prepare, answer, adds }) => {
  test('leaves its rows, and twice under one id it is once, with the first answer', async () => {
    const request = await prepare()
    const before = await counts()
    const first = await take(request)
    expect(first.answer).toMatchObject(answer)
    const once = await footprint()
    const added = Object.entries(await counts()).map(([table, count]) => [table, count - (before[table] ?? 0)])
    expect(Object.fromEntries(added.filter(([, count]) => count !== 0))).toEqual(adds)
    const [kept] = await rows('processes').where({ id: request.record_id })
    expect(kept).toMatchObject({
      stage: first.summary.status,
      record_version: first.summary.version,
      state: { steps: first.summary.steps },
    })
    expect(kept.ended_at !== null).toBe(first.summary.over)
    expect(await take(request)).toEqual(first)
    expect(await footprint()).toEqual(once)
  })

  test('two at once under one id are once', async () => {
    const request = await prepare()
    const both = await Promise.allSettled([take(request), take(request)])
    const answers = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.answer] : []))
    const again = await take(request)
    for (const one of answers) expect(one).toEqual(again.answer)
    expect(answers.length).toBeGreaterThan(0)
    expect(await rows('effects').where({ key: keyOf(request) })).toHaveLength(1)
    const left = await footprint()
    await take(request)
    expect(await footprint()).toEqual(left)
  })

  test.each(['K4', 'K5', 'K6'] as Point[])('stopped at %s and tried again is once', async (point) => {
    const request = await prepare()
    const before = await footprint()
    injectFault((at) => (at === point ? Promise.reject(new Error('stopped')) : undefined))
    // Once it is committed, a try that stumbles finds the answer it kept.
    if (point === 'K6') expect((await take(request)).answer).toMatchObject(answer)
    else await expect(take(request)).rejects.toThrow('stopped')
    injectFault(undefined)
    const between = await footprint()
    if (point === 'K6') expect(between).not.toEqual(before)
    else expect(between).toEqual(before)
    expect((await take(request)).answer).toMatchObject(answer)
    if (point === 'K6') expect(await footprint()).toEqual(between)
    expect(await rows('effects').where({ key: keyOf(request) })).toHaveLength(1)
  })
})

describe('a step that is refused', () => {
  const refused = (request: StepRequest): Promise<unknown> =>
    take(request).then(
      ({ answer }) => answer,
      ({ status, code }: { status: number; code: string }) => ({ status, code }),
    )

  test('leaves nothing, be it refused by the rules or by its own effect half way', async () => {
    const at = await rejected()
    const before = await footprint()
    const own = { actor_id: uploader }
    const nowhere = { file_path: `uploads/${uuidv7()}` }
    expect(await refused(decision(at, 'verify'))).toEqual({ status: 409, code: 'task_closed' })
    expect(await refused(asked(at.record_id, { ...own, kind: 'submit' }))).toEqual({ status: 409, code: 'illegal_transition' })
    expect(await refused(asked(at.record_id, { ...own, kind: 'edit', version: 1 }))).toEqual({ status: 409, code: 'stale_version' })
    expect(await refused(asked(at.record_id, { ...own, kind: 'resubmit', data: nowhere }))).toMatchObject({ status: 422 })
    expect(await footprint()).toEqual(before)
  })

  test('a message for what does not exist is 404, and so is reading it', async () => {
    const message: Message = { kind: 'submit', actor_id: uploader }
    expect(await refused(asked(uuidv7(), message))).toMatchObject({ status: 404 })
    expect(await refused(asked(uuidv7(), undefined, 'read'))).toMatchObject({ status: 404 })
  })

  test('created again under another id is a duplicate', async () => {
    const { record_id } = await opened()
    const before = await rows('documents')
    expect(await refused({ ...(await creation(record_id)), message_id: 'another' })).toEqual({ status: 409, code: 'duplicate' })
    expect(await rows('documents')).toEqual(before)
  })
})

describe('two messages at once', () => {
  test('that decide differently: one counts, the other is late', async () => {
    const at = await opened()
    const both = await Promise.allSettled([take(decision(at, 'verify')), take(decision(at, 'reject'))])
    const [won] = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.answer] : []))
    const [lost] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toMatchObject({ status: 409, code: 'task_closed' })
    expect((await rows('documents'))[0]).toMatchObject({ status: won?.status, version: 2 })
    expect(await rows('record_history')).toHaveLength(2)
  })

  test('that both fit are taken one after the other', async () => {
    const { record_id } = await rejected()
    const edit = (name: string): StepRequest => asked(record_id, { kind: 'edit', actor_id: uploader, data: { name } })
    const both = await Promise.all([take(edit('One')), take(edit('Two'))])
    expect(both.map(({ answer }) => answer.version).sort()).toEqual([3, 4])
    expect((await rows('documents'))[0]).toMatchObject({ version: 4 })
  })

  test('that create the same record under two ids: one does, the other is a duplicate when it is tried again', async () => {
    const first = await creation()
    const second = { ...(await creation(first.record_id)), message_id: 'another' }
    const both = await Promise.allSettled([take(first), take(second)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const loser = both[0].status === 'rejected' ? first : second
    await expect(take(loser)).rejects.toMatchObject({ status: 409, code: 'duplicate' })
    expect(await rows('documents')).toHaveLength(1)
    expect(await rows('effects')).toHaveLength(1)
  })
})

test('F12 a worker that wakes up late finds its step recorded, and changes nothing', async () => {
  const request = decision(await opened(), 'verify')
  const [asleep, reached] = [latch(), latch()]
  let first = true
  injectFault((point) => {
    if (point !== 'K4' || !first) return undefined
    first = false
    reached.open()
    return asleep.opened
  })
  const late = take(request)
  await reached.opened
  const { answer } = await take({ ...request, run_id: 'another' })
  const recorded = await footprint()
  asleep.open()
  expect((await late).answer).toEqual(answer)
  expect(await footprint()).toEqual(recorded)
})

test('a clock that was set anew meanwhile has nothing to say', async () => {
  const request = await clocked('remind')()
  const before = await footprint()
  const past = { ...(request.message as Message), clock: { name: request.message?.clock?.name ?? '', at: '2026-01-01T00:00:00.000Z' } }
  expect((await take(asked(request.record_id, past))).answer).toMatchObject({ status: 'in_verification', version: 1 })
  expect(await footprint()).toEqual(before)
})
