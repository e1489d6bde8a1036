/** The rows of a process: its state beside its record, locked, moved and kept with the answer of each message. */
import { v7 as uuidv7 } from 'uuid'
import type { ProcessAnswer, ProcessState, Step } from '../../domain/kit/process/types'
import { ask, type TenantDb, type Trx } from './client'
import { insertRows } from './writing'

/** A process as its row says, and the answer a message got before. */
export interface LockedProcess {
  state: ProcessState
  answer: ProcessAnswer | null
}

interface Asked {
  id: string
  key: string
}

const PROCESS = `select p.state, e.result as answer from processes p
  left join effects e on e.tenant_id = p.tenant_id and e.key = $3 where p.tenant_id = $1 and p.id = $2`

/** The process and its record, locked until the transaction ends; undefined for what does not exist. */
export async function lockProcess(
  trx: Trx,
  { id, key, table }: Asked & { table: string },
): Promise<{ process: LockedProcess | undefined; record: Record<string, unknown> | undefined }> {
  const tenant_id: string = trx.userParams.tenant_id
  const [[locked], record] = await Promise.all([
    ask<{ state: ProcessState }>(trx, 'select state from processes where tenant_id = $1 and id = $2 for update', [tenant_id, id]),
    trx(table).where({ tenant_id, id }).forUpdate().first() as Promise<Record<string, unknown> | undefined>,
  ])
  if (!locked) return { process: undefined, record }
  // Asked after the lock: whoever held it may have kept this very answer.
  const [kept] = await ask<{ result: ProcessAnswer }>(trx, 'select result from effects where tenant_id = $1 and key = $2', [tenant_id, key])
  return { process: { state: locked.state, answer: kept?.result ?? null }, record }
}

/** The process as it stands, and the answer under a key; undefined when there is none. */
export const readProcess = async (db: TenantDb | Trx, { id, key }: Asked): Promise<LockedProcess | undefined> =>
  (await ask<LockedProcess>(db, PROCESS, [db.userParams.tenant_id, id, key]))[0]

/** The states of processes by record id. */
export async function statesOf(db: TenantDb | Trx, ids: readonly string[]): Promise<Map<string, ProcessState>> {
  const text = 'select id, state from processes where tenant_id = $1 and id = any($2::uuid[])'
  const rows = await ask<{ id: string; state: ProcessState }>(db, text, [db.userParams.tenant_id, ids])
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** Keeps the state after a step, for the workflow, the page of running processes and the auditor. */
export async function writeProcess(
  trx: Trx,
  { step, process_type, over }: { step: Step; process_type: string; over: boolean },
): Promise<void> {
  const { state, before } = step
  const stage = [step.tenant_id, state.record_id, state.status, state.version, step.run_id, over, JSON.stringify(state)]
  if (before) {
    const text = `update processes set stage = $3, record_version = $4, run_id = $5, ended_at = case when $6 then now() end, state = $7,
        stage_since = case when stage = $3 then stage_since else now() end, updated_at = now() where tenant_id = $1 and id = $2`
    await ask(trx, text, stage)
    return
  }
  const text = `insert into processes (tenant_id, id, stage, record_version, run_id, ended_at, state, process_type, workflow_id, started_by_id)
    values ($1, $2, $3, $4, $5, case when $6 then now() end, $7, $8, $9, $10)`
  await ask(trx, text, [...stage, process_type, step.workflow_id, step.message.actor_id])
}

/** Keeps the answer of a message under its key; the unique key has the last word on once. */
export const keepAnswer = (trx: Trx, key: string, answer: ProcessAnswer): Promise<void> =>
  insertRows(trx, [{ table: 'effects', row: { tenant_id: trx.userParams.tenant_id, id: uuidv7(), key, result: JSON.stringify(answer) } }])

/** A new record at the state of its first step. */
export async function insertRow(trx: Trx, table: string, { step, values }: { step: Step; values: Record<string, unknown> }): Promise<void> {
  const { state, tenant_id } = step
  const row = { tenant_id, id: state.record_id, ...values, status: state.status, parties: JSON.stringify(state.parties) }
  await trx(table).insert(row)
}

/** Moves a record to a state. */
export async function updateRow(
  trx: Trx,
  table: string,
  { state, values }: { state: ProcessState; values: Record<string, unknown> },
): Promise<void> {
  const moved = { status: state.status, parties: JSON.stringify(state.parties), version: state.version, updated_at: trx.fn.now() }
  await trx(table)
    .where({ tenant_id: trx.userParams.tenant_id, id: state.record_id })
    .update({ ...moved, ...values })
}

/** Takes a record away; its process and history stay. */
export async function deleteRow(trx: Trx, table: string, id: string): Promise<void> {
  await trx(table).where({ tenant_id: trx.userParams.tenant_id, id }).delete()
}
