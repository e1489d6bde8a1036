/** Steps of a document over rows in memory, judged as the real ones: they keep what they were asked, and answer, wait, fail or refuse as told. */
import { notFound, Refused, type Refusal } from '../../domain/errors'
import { after, answerOf, isOver, isPast, opened, refusalOf, stepNameOf, summaryOf } from '../../domain/kit/process/judge'
import type { ProcessDefinition } from '../../domain/kit/process/define'
import type { Asked as Requested, Message, ProcessAnswer, ProcessState, Recorded, StepRequest } from '../../domain/kit/process/types'
import { documentProcess as definition } from '../../domain/processes/documents'
import { v7 as uuidv7 } from 'uuid'
import { processId, type Processes } from '../../workflows/client/processes'

/** One step as it was asked for. */
export interface Asked {
  name: string
  request: StepRequest
}

type Clocks = ProcessState['clocks']

/** What happens before a step is recorded: clocks to set beside it, something to wait for, or a failure. */
export type Script = (request: StepRequest) => Promise<Clocks | void>

export interface Steps {
  activities: Record<string, (request: StepRequest) => Promise<Recorded>>
  asked(record_id: string): Asked[]
  /** The state of a record, as its row would hold it. */
  row(record_id: string): ProcessState | undefined
  /** The next try of a step of this name goes by the script, once; `lost` records it and loses the answer on its way back. */
  next(name: string, script: Script, how?: 'lost'): void
}

interface Row {
  state: ProcessState
  answers: Map<string, ProcessAnswer>
}

const own = definition as unknown as ProcessDefinition
const NAMES = ['created', ...Object.keys(definition.messages), 'verify', 'approve', 'reject'].map((step) => `document.${step}`)
const TASKS = ['claim', 'release', 'delegate', 'remind', 'escalate'].map((kind) => `task.${kind}`)

/** Records a request in memory, as its transaction would. */
function recorded(rows: Map<string, Row>, request: StepRequest, clocks: Clocks = {}): Recorded {
  const { message, message_id, record_id, tenant_id } = request
  const row = rows.get(record_id)
  const kept = row?.answers.get(message_id)
  if (row && (!message || kept || isPast(own, row.state, message)))
    return { summary: summaryOf(own, row.state), answer: kept ?? answerOf(row.state) }
  if (!message || (!row && message.kind !== 'created')) throw notFound()
  const why = row && refusalOf(own, row.state, { message, now: request.now })
  if (why) throw new Refused(why)
  const moved = row ? after(own, row.state, { message, ids: uuidv7 }) : opened(own, { tenant_id, record_id }, { message, ids: uuidv7 })
  const state = { ...moved, clocks: isOver(own, moved) ? {} : { ...moved.clocks, ...withTask(moved, clocks) } }
  const answer = answerOf(state)
  rows.set(record_id, { state, answers: new Map([...(row?.answers ?? []), [message_id, answer]]) })
  return { summary: summaryOf(own, state), answer }
}

/** Clocks of the task that is open now, as the real steps set them. */
const withTask = ({ tasks: [task] }: ProcessState, clocks: Clocks): Clocks =>
  Object.fromEntries(Object.entries(clocks).map(([name, clock]) => [name, task ? { ...clock, task_id: task.id } : clock]))

/** Fresh rows and steps. */
export function stubSteps(): Steps {
  const asked: Asked[] = []
  const rows = new Map<string, Row>()
  const scripts = new Map<string, { script: Script; lost: boolean }[]>()
  const step =
    (name: string) =>
    async (request: StepRequest): Promise<Recorded> => {
      asked.push({ name, request })
      const next = scripts.get(name)?.shift()
      const clocks = await next?.script(request)
      const done = recorded(rows, request, clocks ?? {})
      if (next?.lost) throw new Error('the answer was lost on its way')
      return done
    }
  return {
    activities: Object.fromEntries(['process.read', ...NAMES, ...TASKS].map((name) => [name, step(name)])),
    asked: (record_id) => asked.filter(({ request }) => request.record_id === record_id),
    row: (record_id) => rows.get(record_id)?.state,
    next: (name, script, how) => void scripts.set(name, [...(scripts.get(name) ?? []), { script, lost: how === 'lost' }]),
  }
}

/** A script that refuses, as the database does. */
export const refusing =
  (refusal: Refusal): Script =>
  () =>
    Promise.reject(new Refused(refusal))

/** A script that sets clocks of the task, by what they send. */
export const due =
  (...times: { at: string; what: string }[]): Script =>
  async () =>
    Object.fromEntries(times.map(({ at, what }) => [what, { at, sends: what }]))

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
export function holding(then: Script = async () => undefined): { script: Script; reached: Promise<void>; release(): void } {
  const [arrived, going] = [latch(), latch()]
  const script: Script = async (request) => {
    arrived.open()
    await going.opened
    return then(request)
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
  at: { tenant_id: string; record_id: string; uploader: string; submit?: boolean },
): Started {
  const { tenant_id, record_id, uploader, submit = true } = at
  const workflow_id = processId(tenant_id, 'document', record_id)
  const request_id = `of ${record_id}`
  const message: Requested = { kind: 'created', actor_id: uploader, request_id, data: { submit } }
  return {
    id: record_id,
    workflow_id,
    start: () => told(processes.start({ type: 'document', tenant_id, record_id, summary: 'Document', message, update_id: record_id })),
    send: (said, update_id) => told(processes.send(workflow_id, { request_id, ...said }, update_id)),
  }
}

/** The name of the step a message becomes. */
export const nameOf = (message: Message): string => `document.${stepNameOf(message)}`
