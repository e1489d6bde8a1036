/** Documents driven through plans of steps by callers who never give up, and what each plan must have left behind. */
import { randomUUID } from 'node:crypto'
import { type Fleet, persist, type Outcome } from './chaos'
import type { Cast } from './documents'
import type { Body, Caller } from './tenant'

/** What happens to one document, in order; every plan ends archived. */
export type PlannedStep = 'create' | 'submit' | 'claim' | 'release' | 'verify' | 'reject' | 'resubmit' | 'approve' | 'edit'

/** A seeded way through the document's life. */
export function planOf(random: () => number): PlannedStep[] {
  const maybe = (chance: number, ...steps: PlannedStep[]): PlannedStep[] => (random() < chance ? steps : [])
  const rejected: PlannedStep[] = ['reject', ...maybe(0.3, 'edit'), 'resubmit']
  return [
    'create',
    ...maybe(0.3, 'edit'),
    'submit',
    ...maybe(0.3, 'claim', 'release'),
    ...maybe(0.3, 'claim'),
    ...maybe(0.4, ...rejected),
    'verify',
    ...maybe(0.3, 'claim'),
    ...maybe(0.25, ...rejected, 'verify'),
    'approve',
  ]
}

/** The kinds a timeline must show for a plan, oldest first. */
export const TIMELINE: Record<PlannedStep, string> = {
  create: 'document.created',
  submit: 'document.submitted',
  claim: 'task.claimed',
  release: 'task.released',
  verify: 'document.verified',
  reject: 'document.rejected',
  resubmit: 'document.resubmitted',
  approve: 'document.archived',
  edit: 'document.updated',
}

/** The actions a history must show; what concerns only the task leaves none. */
export const historyOf = (plan: readonly PlannedStep[]): string[] =>
  plan.filter((step) => step !== 'claim' && step !== 'release').map((step) => TIMELINE[step].split('.')[1] ?? '')

export interface Driven {
  id: string
  plan: PlannedStep[]
  /** Calls that were answered by anything but success. */
  wrong: string[]
  /** Calls that were made more than once. */
  repeated: number
}

const path = '/api/admin/documents'

/** Stages a file at one API after the other until it is answered; its path. */
export async function uploadAnyhow(fleet: Fleet, who: Caller, file: { text: string; key: string; first: number }): Promise<string> {
  const { text, key, first } = file
  const end = Date.now() + 120_000
  for (let tries = 0; Date.now() < end; tries += 1) {
    const form = new FormData()
    form.set('file', new Blob([text]), 'contract.txt')
    const headers = { Authorization: `Bearer ${who.token}`, 'Idempotency-Key': key }
    const url = fleet.urls[(first + tries) % fleet.urls.length]
    const answer = await fetch(`${url}/api/uploads`, { method: 'POST', body: form, headers }).catch(() => undefined) // killed: asked again
    const data = (await answer?.json().catch(() => undefined)) as Body // cut in the middle: asked again
    if (answer?.status === 201 && data) return data.data.file_path
    if (answer && answer.status < 500 && answer.status !== 409) throw new Error(`upload: ${answer.status} ${JSON.stringify(data)}`)
    await new Promise((wait) => setTimeout(wait, 150))
  }
  throw new Error('The upload was never answered')
}

/** A call whose final answer was no success. */
class Wrong extends Error {}

/** One person's part in a document: what is asked for, and by whom. */
class Drive {
  id = ''
  private version = 0
  private task = ''
  private turn: number
  repeated = 0

  constructor(
    private readonly fleet: Fleet,
    private readonly people: Cast,
    readonly index: number,
  ) {
    this.turn = index
  }

  private async call(who: Caller, method: string, to: string, body?: unknown): Promise<Outcome> {
    this.turn += 1
    const key = method === 'POST' ? { key: randomUUID() } : {}
    const outcome = await persist(this.fleet.urls, { who, method, path: to, body, first: this.turn, ...key })
    if (outcome.tries > 1) this.repeated += 1
    if (outcome.status >= 300)
      throw new Wrong(`${method} ${to}: ${outcome.status} ${JSON.stringify(outcome.body)} after ${outcome.before.join(' ')}`)
    return outcome
  }

  /** Reads the document's page, which knows its task and version. */
  private async look(): Promise<void> {
    const { body } = await this.call(this.people.admin, 'GET', `${path}/${this.id}`)
    this.task = body.data.task?.id ?? ''
    this.version = body.data.version
  }

  private file(): Promise<string> {
    // The text makes each file a content of its own.
    const text = `Document ${this.index}, ${randomUUID()}`
    return uploadAnyhow(this.fleet, this.people.uploader, { text, key: randomUUID(), first: this.turn })
  }

  private decide(who: Caller, outcome: string, comment?: string): Promise<Outcome> {
    return this.call(who, 'POST', `/api/tasks/${this.task}/complete`, { outcome, ...(comment ? { comment } : {}) })
  }

  async take(step: PlannedStep, approving: boolean): Promise<void> {
    const { uploader, verifier, approver, type_id } = this.people
    const holder = approving ? approver : verifier
    switch (step) {
      case 'create': {
        const body = { name: `Document ${this.index}`, document_type_id: type_id, file_path: await this.file() }
        this.id = (await this.call(uploader, 'POST', path, body)).body.data.id
        break
      }
      case 'edit':
        return this.edit()
      case 'submit':
        await this.call(uploader, 'POST', `${path}/${this.id}/submit`, {})
        break
      case 'resubmit':
        await this.call(uploader, 'POST', `${path}/${this.id}/resubmit`, { file_path: await this.file() })
        break
      case 'claim':
      case 'release':
        await this.call(holder, 'POST', `/api/tasks/${this.task}/${step}`, {})
        break
      default:
        await this.decide(holder, step, step === 'reject' ? 'not yet' : undefined)
    }
    await this.look()
  }

  /** A PUT has no key: after a cut its version says whether it was done. */
  private async edit(): Promise<void> {
    const { uploader } = this.people
    const to = `${path}/${this.id}`
    const body = { description: `Edited ${this.turn}`, version: this.version }
    const outcome = await persist(this.fleet.urls, { who: uploader, method: 'PUT', path: to, body, first: this.turn })
    const done = outcome.status === 200 || (outcome.tries > 1 && outcome.body.data?.reason === 'stale_version')
    if (!done) throw new Wrong(`PUT ${to}: ${outcome.status} ${JSON.stringify(outcome.body)}`)
    if (outcome.tries > 1) this.repeated += 1
    await this.look()
  }
}

/** Drives one document through its plan, one step after the other; stops at a call that went wrong. */
export async function drive(fleet: Fleet, people: Cast, at: { index: number; plan: PlannedStep[] }): Promise<Driven> {
  const work = new Drive(fleet, people, at.index)
  const wrong: string[] = []
  let approving = false
  try {
    for (const step of at.plan) {
      await work.take(step, approving)
      if (step === 'verify') approving = true
      if (step === 'resubmit') approving = false
    }
  } catch (error) {
    if (!(error instanceof Wrong)) throw error
    wrong.push(error.message)
  }
  return { id: work.id, plan: at.plan, wrong, repeated: work.repeated }
}
