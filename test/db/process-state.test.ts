/** A database of before comes up with its processes: what a step left in its effect becomes the state beside the record. */
import { randomUUID } from 'node:crypto'
import { documentProcess } from '../../domain/processes/documents'
import { voucherProcess } from '../../domain/processes/vouchers'
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { allowedIn, summaryOf } from '../../domain/kit/process/judge'
import type { ProcessState } from '../../domain/kit/process/types'
import { migrate, ownerKnex } from '../../db/kit/migrate'
import { connected } from '../../scripts/stack/postgres'
import { databaseUrl, emptyDatabase, type TestDatabase } from '../support/postgres'

const FIRST_OF_TODAY = '0019-process-state'

let database: TestDatabase
beforeAll(async () => {
  database = await emptyDatabase()
  await migrate(database.owner_url)
  const knex = ownerKnex(database.owner_url)
  try {
    for (let last = ''; last !== FIRST_OF_TODAY; ) {
      const [, undone] = (await knex.migrate.down()) as [number, { name: string }[] | string[]]
      const [gone] = undone
      last = typeof gone === 'string' ? gone : (gone?.name ?? FIRST_OF_TODAY)
    }
  } finally {
    await knex.destroy()
  }
})
afterAll(() => database.drop())

const tenant_id = randomUUID()
const [document, paid_in_part, silent] = [randomUUID(), randomUUID(), randomUUID()]
const [verify_task, pay_task, uploader] = [randomUUID(), randomUUID(), randomUUID()]
const DUE = '2026-12-01T09:00:00.000Z'

const stateOf = (record_id: string, more: Record<string, unknown>) => ({
  tenant_id,
  record_id,
  recorded: 0,
  parties: { uploader: [uploader] },
  due: [],
  ...more,
})
const task = (id: string, kind: string, outcomes: string[]) => ({
  id,
  kind,
  outcomes,
  negative: ['reject'],
  assignee_id: uploader,
  separated: ['uploader'],
})

/** What the old steps left: one row an effect, its result with the state after it. */
const EFFECTS: [type: string, record: string, step: number, state: object, result: object][] = [
  ['document', document, 1, stateOf(document, { status: 'draft', version: 1, steps: 1, task: null, document_version: 1 }), { due: [] }],
  [
    'document',
    document,
    2,
    stateOf(document, {
      status: 'in_verification',
      version: 2,
      steps: 2,
      task: task(verify_task, 'documents.verify', ['verify', 'reject']),
      document_version: 1,
      uploaded_by_id: uploader,
    }),
    { due: [{ at: DUE, what: 'escalate' }] },
  ],
  [
    'voucher',
    paid_in_part,
    4,
    stateOf(paid_in_part, {
      status: 'approved',
      version: 4,
      steps: 4,
      task: task(pay_task, 'ledgers.post', ['confirm_payment']),
      currency: 'EUR',
      amount: '120000',
      paid: '1000',
    }),
    {},
  ],
]

test('every process has its state, with the task it waits for, its clocks and its own fields', async () => {
  const url = databaseUrl('postgres', database.name)
  await connected(url, async (client) => {
    await client.query("set session_replication_role = 'replica'")
    for (const [type, id, step, state, result] of EFFECTS) {
      const kept = { attempt: randomUUID(), result, stands: { message_id: 'm', state } }
      await client.query('insert into effects (tenant_id, id, key, result) values ($1, $2, $3, $4)', [
        tenant_id,
        randomUUID(),
        `${tenant_id}/${type}/${id}:${step}`,
        JSON.stringify(kept),
      ])
    }
    for (const [type, id, stage, version] of [
      ['document', document, 'in_verification', 2],
      ['voucher', paid_in_part, 'approved', 4],
      ['expense', silent, 'draft', 1],
    ]) {
      await client.query(
        `insert into processes (tenant_id, id, process_type, workflow_id, run_id, stage, record_version) values ($1, $2, $3, $4, 'r', $5, $6)`,
        [tenant_id, id, type, `${tenant_id}/${String(type)}/${String(id)}`, stage, version],
      )
    }
  })
  await migrate(database.owner_url)
  const rows = await connected(
    url,
    async (client) => (await client.query('select id, state from processes')).rows as { id: string; state: ProcessState }[],
  )
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  const doc = states.get(document) as ProcessState
  expect(doc).toMatchObject({ status: 'in_verification', version: 2, steps: 2, document_version: 1, parties: { uploader: [uploader] } })
  expect(doc.tasks).toEqual([{ id: verify_task, name: 'verify', group: verify_task, role: null, assignee_id: uploader }])
  expect(doc.clocks).toEqual({ [`escalate:${verify_task}`]: { at: DUE, sends: 'escalate', task_id: verify_task } })
  const definition = documentProcess as unknown as ProcessDefinition
  expect(allowedIn(definition, doc, 0)).toEqual(['withdraw'])
  expect(summaryOf(definition, doc)).toMatchObject({ over: false, tasks: [{ id: verify_task, outcomes: ['verify', 'reject'] }] })
  const voucher = states.get(paid_in_part) as ProcessState
  expect(voucher.tasks).toEqual([expect.objectContaining({ id: pay_task, name: 'pay_rest' })])
  expect(summaryOf(voucherProcess as unknown as ProcessDefinition, voucher).tasks[0]?.outcomes).toEqual(['confirm_payment'])
  expect(states.get(silent)).toMatchObject({ status: 'draft', version: 1, tasks: [], clocks: {} })
})
