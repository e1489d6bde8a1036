/** What Temporal says of processes, for whoever holds the records against it: running, stuck, closed or missing. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { RunState } from '../../domain/rules/auditor'
import { Process, TenantId } from '../kit/search-attributes'

export interface Runs {
  /** The state of each process of these ids. */
  look(workflow_ids: readonly string[]): Promise<Map<string, RunState>>
  /** Ids of the processes that run for a business, sweeps and the reading of files left out; a little late, as visibility is. */
  running(tenant_id: string): AsyncIterable<string>
  /** Ends a run that cannot go on; its row goes on in another. */
  end(workflow_id: string, why: string): Promise<void>
}

/** Looked up side by side. */
const AT_ONCE = 8
/** A workflow task that has been tried this often, for this long, will not succeed by itself. */
const STUCK_TRIES = 5
const STUCK_MS = 5 * 60_000

/** Reads through a client of Temporal; what runs is what runs on this task queue, for a namespace may serve more than one Cien. */
export function openRuns(client: Client, task_queue: string): Runs {
  return {
    async look(workflow_ids) {
      const found = new Map<string, RunState>()
      for (let at = 0; at < workflow_ids.length; at += AT_ONCE) {
        const some = workflow_ids.slice(at, at + AT_ONCE)
        const states = await Promise.all(some.map((id) => stateOf(client, id)))
        some.forEach((id, index) => found.set(id, states[index] ?? 'missing'))
      }
      return found
    },
    async *running(tenant_id) {
      const query = `TaskQueue = "${task_queue}" and ${TenantId.name} = "${tenant_id}" and ${Process.name} not in ("round", "file_text") and ExecutionStatus = "Running"`
      for await (const { workflowId } of client.workflow.list({ query })) yield workflowId
    },
    async end(workflow_id, why) {
      await client.workflow.getHandle(workflow_id).terminate(why)
    },
  }
}

async function stateOf(client: Client, workflow_id: string): Promise<RunState> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflow_id).describe()
    if (status.name !== 'RUNNING') return 'closed'
    const task = raw.pendingWorkflowTask
    const since = Number(task?.originalScheduledTime?.seconds ?? 0) * 1000
    return task && (task.attempt ?? 0) >= STUCK_TRIES && since < Date.now() - STUCK_MS ? 'stuck' : 'running'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing'
    throw error
  }
}
