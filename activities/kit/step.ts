/** One step of a process = one transaction: record, history, timeline, audit, tasks, notifications and the effect key. */
import { v7 as uuidv7 } from 'uuid'
import { reach } from '../../domain/kit/failpoint'
import type { ProcessState, Step, StepResult } from '../../domain/rules/process'
import { inTenant, type Trx } from '../../db/kit/client'
import { once } from '../../db/kit/once'
import type { By } from '../../db/kit/trail'
import type { Deps } from './deps'

/** Who a step is by. */
export const byOf = (step: Step): By => ({ actor_id: step.message.actor_id, on_behalf_of_id: step.message.on_behalf_of_id ?? null })

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
  const recorded = await inTenant(deps.db, step.tenant_id, async (trx) => {
    const first = await once(trx, step.key, async () => {
      const [result] = await Promise.all([work(trx), writeProcess(trx, step)])
      return { attempt, result, stands: { message_id: step.message_id, state: step.state } }
    })
    await reach('K5')
    return first
  })
  await reach('K6')
  return recorded.attempt === attempt ? recorded.result : { ...recorded.result, stands: recorded.stands }
}

/** Where the process stands, for the page of running processes and the auditor. */
async function writeProcess(trx: Trx, step: Step): Promise<void> {
  const { state, before } = step
  const now = trx.fn.now()
  const stage = {
    stage: state.status,
    record_version: state.version,
    run_id: step.run_id,
    ended_at: step.ended ? now : null,
    updated_at: now,
  }
  if (before) {
    const since = before.status === state.status ? {} : { stage_since: now }
    await trx('processes')
      .where({ tenant_id: step.tenant_id, id: state.record_id })
      .update({ ...stage, ...since })
    return
  }
  const [, process_type = ''] = step.workflow_id.split('/')
  await trx('processes').insert({
    tenant_id: step.tenant_id,
    id: state.record_id,
    process_type,
    workflow_id: step.workflow_id,
    started_by_id: step.message.actor_id,
    ...stage,
  })
}
