/** Stubs of a process's steps, typed as the real ones: they keep what they were asked, and answer, wait or refuse as told. */
import type { DocumentActivities } from '../../activities/documents'
import type { FileActivities } from '../../activities/files'
import type { TaskActivities } from '../../activities/tasks'
import { Refused, type Refusal } from '../../domain/errors'
import type { DocumentState } from '../../domain/rules/documents'
import type { DueTime, Message, Asked as Requested, Step, StepResult } from '../../domain/rules/process'
import { processId, type Processes } from '../../workflows/client/processes'

/** One step as a stub was asked to record it. */
export interface Asked {
  name: string
  step: Step<DocumentState>
}

/** What a stub does instead of answering nothing: it returns a result, or throws. */
export type Script = (step: Step<DocumentState>) => Promise<StepResult>

export interface Steps {
  activities: DocumentActivities & TaskActivities & Pick<FileActivities, 'indexFile'>
  asked(record_id: string): Asked[]
  /** The next try of a step of this name is answered by the script, once. */
  next(name: string, script: Script): void
  /** The work beside the steps. */
  beside: { work: () => Promise<void> }
}

const NAMES = [
  'createDocument',
  'submitDocument',
  'withdrawDocument',
  'verifyDocument',
  'approveDocument',
  'rejectDocument',
  'resubmitDocument',
  'editDocument',
  'deleteDocument',
  'claimTask',
  'releaseTask',
  'delegateTask',
  'remindTask',
  'escalateTask',
] as const // prettier-ignore

/** Fresh stubs. */
export function stubSteps(): Steps {
  const asked: Asked[] = []
  const scripts = new Map<string, Script[]>()
  const beside = { work: async () => undefined as void }
  const stub =
    (name: string) =>
    async (step: Step): Promise<StepResult> => {
      const full = step as Step<DocumentState>
      asked.push({ name, step: full })
      return (await scripts.get(name)?.shift()?.(full)) ?? {}
    }
  const steps = Object.fromEntries(NAMES.map((name) => [name, stub(name)])) as unknown as DocumentActivities & TaskActivities
  return {
    activities: {
      ...steps,
      async indexFile() {
        await beside.work()
        return { text_state: 'done' }
      },
    },
    asked: (record_id) => asked.filter(({ step }) => step.state.record_id === record_id),
    next: (name, script) => void scripts.set(name, [...(scripts.get(name) ?? []), script]),
    beside,
  }
}

/** A script that refuses, as the database does. */
export const refusing =
  (refusal: Refusal): Script =>
  () =>
    Promise.reject(new Refused(refusal))

/** A script that answers with due times. */
export const due =
  (...times: DueTime[]): Script =>
  async () => ({ due: times })

/** A promise and the way to fulfil it. */
export interface Latch {
  opened: Promise<void>
  open(): void
}

export function latch(): Latch {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** A script that says when it was reached and waits until it may go on. */
export function holding(then: Script = async () => ({})): { script: Script; reached: Promise<void>; release(): void } {
  const [arrived, going] = [latch(), latch()]
  const script: Script = async (step) => {
    arrived.open()
    await going.opened
    return then(step)
  }
  return { script, reached: arrived.opened, release: going.open }
}

/** What became of a message: its answer, or the refusal. */
export type Told = { status: string; version: number; task_id: string | null } | { refused: string; http: number }

/** Refusals as values. */
export async function told(work: Promise<{ status: string; version: number; task_id: string | null }>): Promise<Told> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { refused: error.code, http: error.status }
  }
}

export interface Started {
  id: string
  workflow_id: string
  start(): Promise<Told>
  send(message: Message, update_id: string): Promise<Told>
}

/** One document's process by its messages, without an API before it. */
export function documentProcess(
  processes: Processes,
  at: { tenant_id: string; record_id: string; uploader: string; submit?: boolean; file_id?: string },
): Started {
  const { tenant_id, record_id, uploader, submit = true, file_id } = at
  const workflow_id = processId(tenant_id, 'document', record_id)
  const request_id = `of ${record_id}`
  const message: Requested = { kind: 'created', actor_id: uploader, request_id }
  const input = { tenant_id, record_id, message, requires_approval: true, submit, ...(file_id ? { index_file_id: file_id } : {}) }
  return {
    id: record_id,
    workflow_id,
    start: () =>
      told(
        processes.start({
          workflow: 'document',
          process: 'document',
          tenant_id,
          record_id,
          stage: 'draft',
          summary: 'Document',
          input,
          update_id: record_id,
        }),
      ),
    send: (said, update_id) => told(processes.send(workflow_id, { request_id, ...said }, update_id)),
  }
}
