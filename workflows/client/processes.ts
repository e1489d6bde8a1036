/** How everybody outside reaches a process: start it with an answer, send it an update; every failure becomes a refusal that says why. */
import {
  type Client,
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { conflict, type Refusal, Refused } from '../../domain/errors'
import type { Asked, ProcessAnswer } from '../../domain/rules/process'
import { defineUpdate } from '@temporalio/workflow'
import { openLanes } from './lanes'
import { Process, RecordId, Stage, TenantId } from '../kit/search-attributes'

/** A process to start. */
export interface NewProcess<Input extends { message: Asked }> {
  /** The exported name in workflows/index.ts. */
  workflow: string
  process: string
  tenant_id: string
  record_id: string
  stage: string
  /** One line for Temporal UI. */
  summary: string
  input: Input
  update_id: string
}

export interface Processes {
  /** Starts the process and answers when its first step is recorded. */
  start<Input extends { message: Asked }>(process: NewProcess<Input>): Promise<ProcessAnswer>
  /** Sends a message and answers when its step is recorded. */
  send(workflow_id: string, message: Asked, update_id: string): Promise<ProcessAnswer>
  /** True when Temporal answers. */
  alive(): Promise<boolean>
  /** True when a worker asks Temporal for work on our task queue. */
  polled(): Promise<boolean>
}

/** `<tenant>/<process>/<record>`. */
export const processId = (tenant_id: string, process: string, record_id: string): string => `${tenant_id}/${process}/${record_id}`

const created = defineUpdate<ProcessAnswer>('created')

// Time for one answer; past it the caller is told to try again, and the same key finds what was done.
const ANSWER_MS = 10_000
// Messages to one process from this API process at the same time.
const AT_ONCE = 4

export interface ProcessClient {
  client(): Client
  task_queue: string
}

/** Opens the way to processes over a Temporal client. */
export function openProcesses({ client, task_queue }: ProcessClient): Processes {
  const lane = openLanes(AT_ONCE)
  return {
    start: (process) => bounded(client, (temporal) => start(temporal, task_queue, process)),
    send: (workflow_id, message, update_id) =>
      lane(workflow_id, () => bounded(client, (temporal) => update(temporal, workflow_id, { message, update_id }))),
    alive: () => answers(client, async (temporal) => Boolean(await temporal.connection.workflowService.getSystemInfo({}))),
    polled: () => answers(client, (temporal) => isPolled(temporal, task_queue)),
  }
}

/** Runs a call with a deadline; whatever goes wrong becomes a refusal. */
async function bounded<T>(client: () => Client, work: (temporal: Client) => Promise<T>): Promise<T> {
  try {
    const temporal = client()
    return await temporal.withDeadline(Date.now() + ANSWER_MS, () => work(temporal))
  } catch (error) {
    throw refusalOf(error)
  }
}

/** True when the question is answered with yes within a second. */
async function answers(client: () => Client, ask: (temporal: Client) => Promise<boolean>): Promise<boolean> {
  try {
    const temporal = client()
    return await temporal.withDeadline(Date.now() + 1000, () => ask(temporal))
  } catch {
    // Any failure means the same to the one question asked here: no.
    return false
  }
}

async function isPolled(temporal: Client, task_queue: string): Promise<boolean> {
  const { namespace } = temporal.options
  const queue = await temporal.connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: task_queue },
    taskQueueType: 1,
  })
  return (queue.pollers ?? []).length > 0
}

const update = (
  temporal: Client,
  workflow_id: string,
  { message, update_id }: { message: Asked; update_id: string },
): Promise<ProcessAnswer> =>
  temporal.workflow.getHandle(workflow_id).executeUpdate<ProcessAnswer, [Asked]>(message.kind, { args: [message], updateId: update_id })

function start<Input extends { message: Asked }>(temporal: Client, task_queue: string, process: NewProcess<Input>): Promise<ProcessAnswer> {
  const { tenant_id, record_id } = process
  const startWorkflowOperation = new WithStartWorkflowOperation(process.workflow, {
    workflowId: processId(tenant_id, process.process, record_id),
    taskQueue: task_queue,
    args: [process.input],
    staticSummary: process.summary.slice(0, 200),
    priority: { fairnessKey: tenant_id },
    workflowTaskTimeout: '4s',
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    typedSearchAttributes: [
      { key: TenantId, value: tenant_id },
      { key: Process, value: process.process },
      { key: RecordId, value: record_id },
      { key: Stage, value: process.stage },
    ],
  })
  return temporal.workflow.executeUpdateWithStart(created, { updateId: process.update_id, startWorkflowOperation })
}

/** 503: nothing is lost, the same request with the same Idempotency-Key finds what was done. */
const unavailable = (): Refused =>
  new Refused({
    status: 503,
    code: 'unavailable',
    message: 'The process engine does not answer. Nothing was lost; try again in a moment.',
    details: { retry_after: 2 },
  })

const RESOURCE_EXHAUSTED = 8

function refusalOf(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) return refusalInside(error.cause) ?? error
  if (error instanceof WorkflowNotFoundError) return conflict('process_ended', 'The process of this record has ended.')
  if (error instanceof WorkflowExecutionAlreadyStartedError) return conflict('duplicate', 'This record exists already.')
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return unavailable()
  const grpc = [error, (error as Error).cause].find(isGrpcServiceError)
  if (grpc) {
    if (grpc.code === RESOURCE_EXHAUSTED)
      return new Refused({ status: 429, code: 'busy', message: 'Too many decisions on this record at once.', details: { retry_after: 1 } })
    return unavailable()
  }
  return refusalInside(error) ?? error
}

/** The refusal a process or its database gave, unwrapped. */
function refusalInside(cause: unknown): Refused | undefined {
  if (!(cause instanceof ApplicationFailure)) return undefined
  if (cause.type === 'AcceptedUpdateCompletedWorkflow') return conflict('process_ended', 'The process of this record has ended.')
  if (cause.type !== 'Refusal') return undefined
  const [refusal] = (cause.details ?? []) as Refusal[]
  return refusal ? new Refused(refusal) : undefined
}
