/** How a route reaches a process: started once, told what its caller asks; refusals come from the row, before the process is asked. */
import { Refused } from '../../domain/errors'
import { refusalOf } from '../../domain/kit/process/judge'
import type { Asked, ProcessAnswer, Said } from '../../domain/kit/process/types'
import { processOfType } from '../../domain/processes'
import { readProcess } from '../../db/kit/process-rows'
import { processId } from '../../workflows/client/processes'
import type { Call } from './route'

/** A record that a process owns. */
export interface Target {
  type: string
  id: string
}

const askedBy = ({ actor, request_id }: Pick<Call, 'actor' | 'request_id'>, said: Said): Asked => ({
  actor_id: actor.id,
  request_id,
  ...said,
})

/** A process to begin: of a new record, which gets the id of the call, or of one that stands already. */
export interface Beginning {
  type: string
  /** One line for Temporal UI. */
  summary: string
  data?: Record<string, unknown>
  record_id?: string
}

/** Starts a process; a repeated request finds the one that the first began. */
export function startProcess(call: Call, { type, summary, data = {}, record_id = call.effect_id }: Beginning): Promise<ProcessAnswer> {
  const { tenant_id } = call.actor
  const message = askedBy(call, { kind: 'created', data })
  return call.services.processes.start({ tenant_id, type, record_id, summary, message, update_id: record_id })
}

/** Sends a message; a repeated one gets its first answer, one that the row refuses is refused here, also when its process has ended. */
export async function sendMessage(call: Call, { type, id }: Target, said: Said): Promise<ProcessAnswer> {
  const message = askedBy(call, said)
  const workflow_id = processId(call.actor.tenant_id, type, id)
  const known = await readProcess(call.db, { id, key: `${workflow_id}:${call.effect_id}` })
  if (known?.answer) return known.answer
  const why = known && refusalOf(processOfType(type), known.state, { message, now: Date.now() })
  if (why) throw new Refused(why)
  return call.services.processes.send(workflow_id, { ...message, ...(known ? { seen: known.state.steps } : {}) }, call.effect_id)
}
