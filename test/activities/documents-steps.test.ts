/** The steps of a document as activities: run twice, at once, or stopped between, each leaves what one run leaves. */
import { v7 as uuidv7 } from 'uuid'
import { createActivities } from '../../activities'
import { inTenant, tenantDb } from '../../db/kit/client'
import { insertUpload } from '../../db/files'
import { injectFault, type Point } from '../../domain/kit/failpoint'
import { documentRules, type DocumentState } from '../../domain/rules/documents'
import type { Message, Step, StepResult } from '../../domain/rules/process'
import { latch } from '../support/chaos-steps'
import { bareBusiness, testDeps, type TestDeps } from '../support/deps'

type Activities = ReturnType<typeof createActivities>

let deps: TestDeps
let activities: Activities
let tenant_id: string
let uploader: string
let type_id: string
const verifier = uuidv7()

beforeAll(async () => {
  deps = await testDeps()
  activities = createActivities(deps)
})
afterAll(() => deps.stop())
beforeEach(async () => {
  const business = await bareBusiness(deps)
  tenant_id = business.id
  uploader = business.admin_id
  type_id = uuidv7()
  await inTenant(deps.db, tenant_id, async (trx) => {
    await trx('document_types').insert({ tenant_id, id: type_id, name: 'Contract' })
    const people = {
      tenant_id,
      id: verifier,
      name: 'Verifier',
      username: 'verifier',
      email: `${tenant_id}@example.test`,
      user_type: 'staff',
    }
    await trx('users').insert(people)
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

const stepOf = (before: DocumentState | null, message: Message, state: DocumentState): Step<DocumentState> => {
  const workflow_id = `${tenant_id}/document/${state.record_id}`
  const key = `${workflow_id}:${state.steps}`
  return { tenant_id, key, message_id: 'm', workflow_id, run_id: 'run', message, before, state, ended: documentRules.ended(state) }
}

/** The first step: created and sent to verification. */
async function created(): Promise<Step<DocumentState>> {
  const data = { name: 'Contract', document_type_id: type_id, file_path: await staged() }
  const message: Message = { kind: 'created', actor_id: uploader, data }
  return stepOf(
    null,
    message,
    documentRules.open({ tenant_id, record_id: uuidv7(), message, requires_approval: true, submit: true }, uuidv7),
  )
}

function after({ state }: Step<DocumentState>, message: Message): Step<DocumentState> {
  const before = { ...state, recorded: state.steps }
  return stepOf(before, message, documentRules.after(before, message, uuidv7))
}

const about = (step: Step<DocumentState>, kind: string, outcome?: string): Message => ({
  kind,
  actor_id: verifier,
  task_id: step.state.task?.id ?? '',
  ...(outcome ? { outcome, comment: 'said' } : {}),
})

type Run = (step: Step<DocumentState>) => Promise<StepResult>
interface Case {
  name: string
  run(): Run
  /** The step itself, with every step before it recorded. */
  prepare(): Promise<Step<DocumentState>>
}

async function opened(): Promise<Step<DocumentState>> {
  const first = await created()
  await activities.createDocument(first)
  return first
}
const decided = (outcome: string) => async (): Promise<Step<DocumentState>> => {
  const first = await opened()
  return after(first, about(first, 'complete', outcome))
}
const said = (kind: string) => async (): Promise<Step<DocumentState>> => {
  const first = await opened()
  return after(first, { ...about(first, kind), to_id: verifier })
}
async function rejected(): Promise<Step<DocumentState>> {
  const step = await decided('reject')()
  await activities.rejectDocument(step)
  return step
}

const CASES: Case[] = [
  { name: 'createDocument', run: () => activities.createDocument, prepare: created },
  { name: 'verifyDocument', run: () => activities.verifyDocument, prepare: decided('verify') },
  { name: 'rejectDocument', run: () => activities.rejectDocument, prepare: decided('reject') },
  { name: 'claimTask', run: () => activities.claimTask, prepare: said('claim') },
  { name: 'delegateTask', run: () => activities.delegateTask, prepare: said('delegate') },
  { name: 'remindTask', run: () => activities.remindTask, prepare: said('remind') },
  { name: 'escalateTask', run: () => activities.escalateTask, prepare: said('escalate') },
  {
    name: 'withdrawDocument',
    run: () => activities.withdrawDocument,
    prepare: async () => after(await opened(), { kind: 'withdraw', actor_id: uploader }),
  },
  {
    name: 'resubmitDocument',
    run: () => activities.resubmitDocument,
    prepare: async () => after(await rejected(), { kind: 'resubmit', actor_id: uploader, data: { file_path: await staged() } }),
  },
  {
    name: 'editDocument',
    run: () => activities.editDocument,
    prepare: async () => after(await rejected(), { kind: 'edit', actor_id: uploader, data: { name: 'Other' } }),
  },
  {
    name: 'deleteDocument',
    run: () => activities.deleteDocument,
    prepare: async () => after(await rejected(), { kind: 'remove', actor_id: uploader }),
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

/** Everything the steps left, without what differs between two tries of the same: times, and ids of lines. */
async function footprint(): Promise<Record<string, unknown[]>> {
  const found = await Promise.all(TABLES.map(async (table) => [table, await rows(table)] as const))
  return Object.fromEntries(
    found.map(([table, list]) => [
      table,
      list
        .map(({ version, status, state, kind, action, key, used_at, stage }) => ({
          version,
          status,
          state,
          kind,
          action,
          key,
          used: used_at !== null,
          stage,
        }))
        .map((line) => JSON.stringify(line))
        .sort(),
    ]),
  ) // prettier-ignore
}

const count = async (): Promise<number> => (await Promise.all(TABLES.map((table) => rows(table)))).flat().length

describe.each(CASES)('$name', ({ run, prepare }) => {
  test('twice under one key is once, with the same result and word of whose it was', async () => {
    const step = await prepare()
    const first = await run()(step)
    const once = await footprint()
    const second = await run()({ ...step, message_id: 'another' })
    expect(await footprint()).toEqual(once)
    expect(second).toEqual({
      ...JSON.parse(JSON.stringify(first)),
      stands: { message_id: 'm', state: JSON.parse(JSON.stringify(step.state)) },
    })
  })

  test('two at once are once', async () => {
    const step = await prepare()
    const both = await Promise.allSettled([run()(step), run()(step)])
    // One may stumble over the other's rows as a deadlock; it is tried again then, as the retry policy does.
    if (both.some(({ status }) => status === 'rejected')) await run()(step)
    expect((await rows('effects')).filter((effect) => effect.key === step.key)).toHaveLength(1)
    const after_both = await count()
    await run()(step)
    expect(await count()).toBe(after_both)
  })

  test.each(['K4', 'K5', 'K6'] as Point[])('stopped at %s and tried again is once', async (point) => {
    const step = await prepare()
    const before = await footprint()
    injectFault((at) => (at === point ? Promise.reject(new Error('stopped')) : undefined))
    await expect(run()(step)).rejects.toThrow('stopped')
    injectFault(undefined)
    const between = await footprint()
    if (point === 'K6') expect(between).not.toEqual(before)
    else expect(between).toEqual(before)
    await run()(step)
    const done = await footprint()
    if (point === 'K6') expect(done).toEqual(between)
    expect((await rows('effects')).filter((effect) => effect.key === step.key)).toHaveLength(1)
  })
})

test('F12 a worker that wakes up late finds its step recorded, and changes nothing', async () => {
  const step = await decided('verify')()
  const asleep = latch()
  const reached = latch()
  let first = true
  injectFault((point) => {
    if (point !== 'K4' || !first) return undefined
    first = false
    reached.open()
    return asleep.opened
  })
  const late = activities.verifyDocument(step)
  await reached.opened
  const other = { ...step, message_id: 'other', state: { ...step.state, task: step.state.task && { ...step.state.task, id: uuidv7() } } }
  await activities.verifyDocument(other)
  const recorded = await footprint()
  asleep.open()
  expect(await late).toMatchObject({ stands: { message_id: 'other' } })
  expect(await footprint()).toEqual(recorded)
})
