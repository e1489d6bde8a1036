/** What can be refused from a summary alone: late, stale, taken, separated, or not in this status. Shared by the step and by the workflow's validators. */
import type { Refusal } from '../../errors'
import { isTaskMessage, taskRefusal } from './tasks'
import type { Message, Summary } from './types'

interface Stand {
  status: string
  version: number
}

const current = ({ status, version }: Stand): { status: string; version: number } => ({ status, version })

/** 409 for a message made on another version of the record, or undefined. */
export const staleRefusal = (stand: Stand, message: Message): Refusal | undefined =>
  message.version === undefined || message.version === stand.version
    ? undefined
    : { status: 409, code: 'stale_version', message: 'The record has changed since you read it.', details: { current: current(stand) } }

/** 409: the status does not allow the message; `allowed` says what it would. A change of what is closed to changes is `locked`. */
export function unfit(stand: Stand, message: Message, told: { allowed: readonly string[]; changes: boolean }): Refusal {
  const details = { current: current(stand), allowed: [...told.allowed] }
  return told.changes
    ? { status: 409, code: 'locked', message: `It is ${stand.status.replaceAll('_', ' ')} and locked.`, details }
    : { status: 409, code: 'illegal_transition', message: `Cannot ${message.kind} while the status is ${stand.status}.`, details }
}

/** Why a message of a person is refused by what the workflow last knew, or undefined: the step has the last word. */
export function earlyRefusal(summary: Summary, message: Message): Refusal | undefined {
  if (isTaskMessage(message.kind)) {
    const why = taskRefusal(
      summary,
      summary.tasks.find(({ id }) => id === message.task_id),
      message,
    )
    return why ?? (message.kind === 'complete' ? staleRefusal(summary, message) : undefined)
  }
  if (!summary.allowed.includes(message.kind)) {
    return unfit(summary, message, { allowed: summary.allowed, changes: summary.changes.includes(message.kind) })
  }
  return staleRefusal(summary, message)
}
