/** One step of a process = one transaction: record, history, timeline, audit, tasks, notifications and the effect key. */
import { v7 as uuidv7 } from 'uuid'
import { reach } from '../../domain/kit/failpoint'
import type { ProcessState, Step, StepResult } from '../../domain/rules/process'
import { ask, tenantDb, type Trx } from '../../db/kit/client'
import { onceInTenant } from '../../db/kit/once'
import type { By } from '../../db/kit/trail'
import type { Deps } from './deps'

/** Who a step is by, and the request that brought its message. */
export const byOf = ({ message }: Step): By => ({
  actor_id: message.actor_id,
  on_behalf_of_id: message.on_behalf_of_id ?? null,
  request_id: message.request_id,
})

/**
 * Runs the work of a step exactly once; a repeated try gets the first result, and with it whose message was recorded and
 * what it left: the process may have come back with other ids, or with another message at this step.
 */
export async function recordStep<S extends ProcessState, R extends StepResult>(
  deps: Pick<Deps, 'db'>,
  step: Step<S>,
  work: (trx: Trx) => Promise<R>,
): Promise<R> {
  const attempt = uuidv7()
  await reach('K4')
  const recorded = await onceInTenant(tenantDb(deps.db, step.tenant_id), step.key, async (trx) => {
    const [result] = await Promise.all([work(trx), writeProcess(trx, step)])
    return { attempt, result, stands: { message_id: step.message_id, state: step.state } }
  })
  await reach('K6')
  return recorded.attempt === attempt ? recorded.result : { ...recorded.result, stands: recorded.stands }
}

/** Where the process stands, for the page of running processes and the auditor. */
async function writeProcess(trx: Trx, step: Step): Promise<void> {
  const { state, before } = step
  const stage = [step.tenant_id, state.record_id, state.status, state.version, step.run_id, step.ended]
  if (before) {
    const text = `update processes set stage = $3, record_version = $4, run_id = $5, ended_at = case when $6 then now() end,
        stage_since = case when stage = $3 then stage_since else now() end, updated_at = now() where tenant_id = $1 and id = $2`
    await ask(trx, text, stage)
    return
  }
  const [, process_type = ''] = step.workflow_id.split('/')
  const text = `insert into processes (tenant_id, id, stage, record_version, run_id, ended_at, process_type, workflow_id, started_by_id)
    values ($1, $2, $3, $4, $5, case when $6 then now() end, $7, $8, $9)`
  await ask(trx, text, [...stage, process_type, step.workflow_id, step.message.actor_id])
}
