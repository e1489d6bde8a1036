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
import { opened } from '../../domain/kit/process/judge'
import type { Asked, ProcessAnswer } from '../../domain/kit/process/types'
import { messagesOf, processOfType } from '../../domain/processes'
import { defineUpdate } from '@temporalio/workflow'
import type { FileText } from '../files'
import type { Started } from '../kit/process'
import { openLanes } from './lanes'
import { Process, RecordId, Stage, TenantId } from '../kit/search-attributes'

/** A process to start with its first message. */
export interface NewProcess {
  tenant_id: string
  /** Type of its record, and of its workflow. */
  type: string
  record_id: string
  /** One line for Temporal UI. */
  summary: string
  message: Asked
  update_id: string
}

/** A message on its way: with the steps its sender saw the process to have taken. */
export type Outgoing = Asked & { seen?: number }

export interface Processes {
  /** Starts the process and answers when its first step is recorded; again with the same id it gives the same answer. */
  start(process: NewProcess): Promise<ProcessAnswer>
  /** Sends a message and answers when its step is recorded; a process that is not running goes on from its row first. */
  send(workflow_id: string, message: Outgoing, update_id: string): Promise<ProcessAnswer>
  /** Goes on from its row with a process that is not running; one that runs reads its row again. */
  resume(workflow_id: string): Promise<ProcessAnswer>
  /** Has the words of a file read, which nobody waits for; a file whose reading goes on already is left to it. */
  readText(file: FileText): Promise<void>
  /** True when Temporal answers. */
  alive(): Promise<boolean>
  /** True when a worker asks Temporal for work on our task queue. */
  polled(): Promise<boolean>
}

/** `<tenant>/<process>/<record>`. */
export const processId = (tenant_id: string, type: string, record_id: string): string => `${tenant_id}/${type}/${record_id}`

const created = defineUpdate<ProcessAnswer>('created')
const reread = defineUpdate<ProcessAnswer>('read')

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
      lane(workflow_id, () => bounded(client, (temporal) => send(temporal, task_queue, { workflow_id, message, update_id }))),
    resume: (workflow_id) => bounded(client, (temporal) => resume(temporal, task_queue, workflow_id)),
    readText: (file) => bounded(client, (temporal) => readText(temporal, task_queue, file)),
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

async function readText(temporal: Client, task_queue: string, file: FileText): Promise<void> {
  await temporal.workflow.start<(file: FileText) => Promise<string>>('fileText', {
    workflowId: processId(file.tenant_id, 'file_text', file.file_id),
    taskQueue: task_queue,
    args: [file],
    priority: { fairnessKey: file.tenant_id },
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    typedSearchAttributes: [
      { key: TenantId, value: file.tenant_id },
      { key: Process, value: 'file_text' },
      { key: RecordId, value: file.file_id },
      { key: Stage, value: 'reading' },
    ],
  })
}

interface Sending {
  workflow_id: string
  message: Outgoing
  update_id: string
}

/** Sends to the running process; to one that has ended or was lost, together with a start from its row. */
async function send(temporal: Client, task_queue: string, sending: Sending): Promise<ProcessAnswer> {
  const { workflow_id, message, update_id } = sending
  const options = { args: [message] as [Outgoing], updateId: update_id }
  try {
    return await temporal.workflow.getHandle(workflow_id).executeUpdate<ProcessAnswer, [Outgoing]>(message.kind, options)
  } catch (error) {
    if (!isNotRunning(error)) throw error
    const startWorkflowOperation = startOf(task_queue, { workflow_id, stage: '' })
    return temporal.workflow.executeUpdateWithStart(defineUpdate<ProcessAnswer, [Outgoing]>(message.kind), {
      ...options,
      startWorkflowOperation,
    })
  }
}

const isNotRunning = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError ||
  (error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'AcceptedUpdateCompletedWorkflow')

const resume = (temporal: Client, task_queue: string, workflow_id: string): Promise<ProcessAnswer> =>
  temporal.workflow.executeUpdateWithStart(reread, { startWorkflowOperation: startOf(task_queue, { workflow_id, stage: '' }) })

function start(temporal: Client, task_queue: string, { update_id, ...process }: NewProcess): Promise<ProcessAnswer> {
  const { tenant_id, type, record_id, message, summary } = process
  const { status } = opened(processOfType(type), { tenant_id, record_id }, { message, ids: () => '' })
  const workflow_id = processId(tenant_id, type, record_id)
  const startWorkflowOperation = startOf(task_queue, { workflow_id, stage: status, summary, message })
  return temporal.workflow.executeUpdateWithStart(created, { updateId: update_id, startWorkflowOperation })
}

/** How a process is started, for the first time or again: its row has the last word on what is new. */
function startOf(
  task_queue: string,
  { workflow_id, stage, summary, message }: { workflow_id: string; stage: string; summary?: string; message?: Asked },
): WithStartWorkflowOperation<(start: Started) => Promise<string>> {
  const [tenant_id = '', type = '', record_id = ''] = workflow_id.split('/')
  const messages = messagesOf(processOfType(type))
  return new WithStartWorkflowOperation<(start: Started) => Promise<string>>(type, {
    workflowId: workflow_id,
    taskQueue: task_queue,
    args: [{ tenant_id, record_id, messages, ...(message ? { message } : {}) }],
    ...(summary === undefined ? {} : { staticSummary: summary.slice(0, 200) }),
    priority: { fairnessKey: tenant_id },
    workflowTaskTimeout: '4s',
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    typedSearchAttributes: [
      { key: TenantId, value: tenant_id },
      { key: Process, value: type },
      { key: RecordId, value: record_id },
      { key: Stage, value: stage },
    ],
  })
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
