/** Decisions on their way: shown at once as "recording", settled when the server has them, rolled back with the reason when refused. */
import { useSyncExternalStore } from 'react'
import { post } from '../api/client'
import { asApiError, type ApiError } from '../api/errors'
import { queries, refresh } from '../api/queries'
import type { Task } from '../api/types'

export interface Decision {
  outcome: string
  comment: string
  data: Record<string, unknown>
}

export type Recording =
  | { state: 'recording'; decision: Decision }
  | { state: 'recorded'; decision: Decision }
  | { state: 'refused'; decision: Decision; error: ApiError }

let recordings: ReadonlyMap<string, Recording> = new Map()
const listeners = new Set<() => void>()

function put(task_id: string, recording: Recording | undefined): void {
  const next = new Map(recordings)
  if (recording) next.set(task_id, recording)
  else next.delete(task_id)
  recordings = next
  for (const listener of listeners) listener()
}

const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Every decision of this visit by task. */
export const useRecordings = (): ReadonlyMap<string, Recording> => useSyncExternalStore(watch, () => recordings)

/** Forgets a refusal after the person has read it. */
export const forget = (task_id: string): void => put(task_id, undefined)

async function settle(task: Task): Promise<void> {
  await Promise.all([
    refresh('/api/tasks'),
    queries.invalidateQueries({ predicate: ({ queryKey: [path] }) => typeof path === 'string' && path.includes(task.subject.id) }),
  ])
}

/** Sends a decision; answers whether it was recorded, never throws: the refusal is kept with the task. */
export async function decide(task: Task, decision: Decision): Promise<Recording> {
  put(task.id, { state: 'recording', decision })
  const { outcome, comment } = decision
  // A field left empty says nothing, and the server takes no empty value for none.
  const data = Object.fromEntries(
    Object.entries(decision.data).filter(([, value]) => value !== '' && value !== null && value !== undefined),
  )
  const body = { outcome, ...(comment.trim() ? { comment: comment.trim() } : {}), ...(Object.keys(data).length > 0 ? { data } : {}) }
  let result: Recording
  try {
    await post(`/api/tasks/${task.id}/complete`, body)
    result = { state: 'recorded', decision }
  } catch (failure) {
    result = { state: 'refused', decision, error: asApiError(failure) }
  }
  put(task.id, result)
  await settle(task)
  return result
}
