/** The test run's Temporal server: connections, and jumping a workflow over its timers. */
import { randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import type { Duration } from '@temporalio/common'
import { msToTs } from '@temporalio/common/lib/time'
import { testStack } from './stack'

const DONE = 2
const FAILED = 3
const LONGEST_POLLS = 10

/** Where the server listens, and the namespace with Cien's search attributes. */
export function temporalServer(): { address: string; namespace: string } {
  const { temporal_address, temporal_namespace } = testStack()
  return { address: temporal_address, namespace: temporal_namespace }
}

/** A connection of the caller's own; it closes it. */
export function connectTemporal(): Promise<Connection> {
  return Connection.connect({ address: temporalServer().address })
}

/** A task queue that no other test file polls. */
export function taskQueue(): string {
  return `test-${randomUUID()}`
}

/** Moves the clock of one workflow by `jump`; resolves when its timers until then have fired. Throws when the workflow ends before. */
export async function fastForward(connection: Connection, workflowId: string, jump: Duration): Promise<void> {
  const { namespace } = temporalServer()
  const id = randomUUID()
  const workflowExecution = { workflowId }
  await connection.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    updateMask: { paths: ['time_skipping_config'] },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration: msToTs(jump) } } },
  })
  for (let poll = 0; poll < LONGEST_POLLS; poll += 1) {
    const answer = await connection.workflowService.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution, fastForwardId: id })
    if (answer.fastForwardPollingResult === DONE) return
    if (answer.fastForwardPollingResult === FAILED) throw new Error(answer.failedReason ?? 'The fast-forward failed')
  }
  throw new Error(`The fast-forward of ${workflowId} is still running`)
}
