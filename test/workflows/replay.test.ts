/** Every history ever kept must still replay: a process that waits for months meets code that was changed meanwhile. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils'
import { DeterminismViolationError } from '@temporalio/workflow'
import { NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { openLog } from '../../api/kit/log'
import { buildBundle, bundlePath } from '../../workers/kit/bundle'
import { forwarded, temporalLogger } from '../../workers/kit/runtime'
import { plainDataConverter } from '../../workflows/client/codec'
import { processes } from '../../domain/processes'
import { taskQueue, temporalServer } from '../support/temporal'
import { HISTORIES } from '../support/worker'
import { sampleActivities } from './samples/activities'

interface Kept {
  workflow_id: string
  history: unknown
}

const names = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'))
const kept = (name: string): Kept => JSON.parse(readFileSync(join(HISTORIES, name), 'utf8')) as Kept

beforeAll(() => {
  Runtime.install({
    logger: temporalLogger(openLog({ LOG_LEVEL: 'silent' }, 'test')),
    telemetryOptions: { logging: forwarded },
    shutdownSignals: [],
  })
})
afterAll(() => Runtime.instance().shutdown())

/** The error of a replay, or undefined when the code does what the history says. */
async function replayed(codePath: string, { workflow_id, history }: Kept): Promise<unknown> {
  const histories = [{ workflowId: workflow_id, history: historyFromJSON(history) }]
  const options = { workflowBundle: { codePath }, dataConverter: plainDataConverter }
  for await (const { error } of Worker.runReplayHistories(options, histories)) return error
  return new Error('nothing was replayed')
}

test.each(names)('%s replays on the workflows of today', async (name) => {
  expect(await replayed(await bundlePath(), kept(name))).toBeUndefined()
})

test('every process has its histories, and each history its process', () => {
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const text = JSON.stringify(kept(name).history)
    const [, type = ''] = /"workflowType":\{"name":"(\w+)"\}/.exec(text) ?? []
    expect([name, [...processes().keys()]]).toEqual([name, expect.arrayContaining([type])])
    expect([name, text.includes('binary/encrypted'), text.includes(Buffer.from('binary/encrypted').toString('base64'))]).toEqual([
      name,
      false,
      false,
    ])
  }
})

test('a history of each process is kept', () => {
  const kinds = new Set(names.map((name) => kept(name).workflow_id.split('/')[1]))
  expect([...processes().keys()].filter((type) => !kinds.has(type))).toEqual([])
})

test('a history whose step has another name is refused: the check is no formality', async () => {
  const { workflow_id, history } = kept('document-archived-v1.json')
  const changed = (payload: string): string => {
    const text = Buffer.from(payload, 'base64').toString()
    return Buffer.from(text.replace('"activity_type":"document.verify"', '"activity_type":"document.approve"')).toString('base64')
  }
  const renamed = JSON.parse(JSON.stringify(history).replace(/[A-Za-z0-9+/]{100,}={0,2}/g, changed)) as unknown
  expect(renamed).not.toEqual(history)
  expect(await replayed(await bundlePath(), { workflow_id, history: renamed })).toBeInstanceOf(DeterminismViolationError)
})

describe('two steps that changed places', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cien-replay-'))
  const released = join(folder, 'in-order.js')
  const careless = join(folder, 'swapped.js')
  let history: Kept
  beforeAll(async () => {
    writeFileSync(released, await buildBundle(join(__dirname, 'samples', 'in-order.ts')))
    writeFileSync(careless, await buildBundle(join(__dirname, 'samples', 'swapped.ts')))
    history = await delivered(released)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are found', async () => {
    expect(await replayed(released, history)).toBeUndefined()
    const error = await replayed(careless, history)
    expect(error).toBeInstanceOf(DeterminismViolationError)
    expect(String(error)).toContain('packGoods')
  })
})

/** The history of a run of the sample process. */
async function delivered(codePath: string): Promise<Kept> {
  const { address, namespace } = temporalServer()
  const [native, connection] = await Promise.all([NativeConnection.connect({ address }), Connection.connect({ address })])
  const client = new Client({ connection, namespace, dataConverter: plainDataConverter })
  const queue = taskQueue()
  const own = { connection: native, namespace, taskQueue: queue, dataConverter: plainDataConverter, activities: sampleActivities }
  const worker = await Worker.create({ ...own, workflowBundle: { codePath } })
  const workflow_id = `${randomUUID()}/delivery/${randomUUID()}`
  const start = { workflowId: workflow_id, taskQueue: queue, args: [{ tenant_id: workflow_id.slice(0, 36) }] }
  const handle = await worker.runUntil(async () => {
    const started = await client.workflow.start('delivery', start)
    await started.result()
    return started
  })
  const history = JSON.parse(historyToJSON(await handle.fetchHistory())) as unknown
  await Promise.all([native.close(), connection.close()])
  return { workflow_id, history }
}
