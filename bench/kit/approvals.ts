/** One approval of a document, in Cien and in the bare slice: start, first decision, second decision. */
import { type Business, type Person, signIn, stageUploads } from './company'
import { repeat, timed } from './load'
import type { Machine } from './machine'
import type { Ask, Wire } from './wire'

/** What one round of approvals took. */
export interface Round {
  starts: number[]
  /** Milliseconds of each first and each second decision. */
  firsts: number[]
  seconds: number[]
  per_second: number
}

/** A system in which approvals can be run. */
export interface Side {
  round(c: number, count: number): Promise<Round>
}

interface Call {
  took: number
  body: string
}

/** Sends; throws what was answered instead when the status is not `expected`. */
export async function expect(wire: Wire, ask: Ask, expected: number): Promise<Call> {
  const { took, value } = await timed(() => wire.send(ask))
  if (value.status !== expected) throw new Error(`${ask.method ?? 'GET'} ${ask.path} answered ${value.status}: ${value.body.slice(0, 300)}`)
  return { took, body: value.body }
}

/** A round before anything was measured. */
export const empty = (): Round => ({ starts: [], firsts: [], seconds: [], per_second: 0 })

/** The bare slice behind `port`. */
export const bareSide = (port: number): Side => ({
  async round(c, count) {
    const round = empty()
    const post = (wire: Wire, path: string, body: unknown, status: number): Promise<Call> =>
      expect(wire, { method: 'POST', path, body }, status)
    const took = await repeat(port, { c, count }, async (wire, index) => {
      const start = await post(wire, '/documents', { tenant: 1 + (index % 10), title: `Document ${index}`, by: `u${index % 50}` }, 201)
      const path = `/documents/${JSON.parse(start.body).id}/decision`
      const first = await post(wire, path, { step: 1, approve: true, by: 'manager1', comment: 'fine' }, 200)
      const second = await post(wire, path, { step: 2, approve: true, by: 'manager2', comment: 'fine' }, 200)
      round.starts.push(start.took)
      round.firsts.push(first.took)
      round.seconds.push(second.took)
    })
    return { ...round, per_second: count / took }
  },
})

/** A person with the header of their requests. */
interface SignedIn extends Person {
  headers: Record<string, string>
}

/** The people of one approval, all of one business. */
export interface Team {
  business: Business
  uploader: SignedIn
  verifier: SignedIn
  approver: SignedIn
}

/** Signs in six people of each business and makes two teams of them. */
export async function makeTeams(machine: Machine, businesses: readonly Business[]): Promise<Team[]> {
  const headers = await signIn(
    machine.port,
    businesses.flatMap((business) => business.people),
  )
  return businesses.flatMap((business) => {
    const people = business.people.map((person) => ({ ...person, headers: headers.get(person.id) ?? {} }))
    return [0, 1].flatMap((half): Team[] => {
      const [uploader, verifier, approver] = people.slice(half * 3, half * 3 + 3)
      return uploader && verifier && approver ? [{ business, uploader, verifier, approver }] : []
    })
  })
}

const teamOf = (teams: readonly Team[], index: number): Team => {
  const team = teams[index % teams.length]
  if (!team) throw new Error('no team')
  return team
}

/** Creates a document from a staged upload and sends it to verification; answers its id and its first task. */
export async function startDocument(wire: Wire, team: Team, file_path: string): Promise<{ id: string; task_id: string; took: number }> {
  const body = { name: 'Contract with a supplier', document_type_id: team.business.document_type_id, file_path, submit: true }
  const { took, body: text } = await expect(
    wire,
    { method: 'POST', path: '/api/admin/documents', headers: team.uploader.headers, body },
    201,
  )
  const { id, task } = JSON.parse(text).data
  return { id, task_id: task.id, took }
}

/** Completes a task; answers the milliseconds it took. */
export async function completeTask(wire: Wire, at: { by: SignedIn; task_id: string; outcome: string }): Promise<number> {
  const ask: Ask = {
    method: 'POST',
    path: `/api/tasks/${at.task_id}/complete`,
    headers: at.by.headers,
    body: { outcome: at.outcome, comment: 'fine' },
  }
  return (await expect(wire, ask, 200)).took
}

const LIVE = "select id from tasks where tenant_id = $1 and subject_id = $2 and state = 'open'"

/** Cien; uploads are staged before the clock runs, and the second task's id is read from the database, where an inbox would show it. */
export const cienSide = (machine: Machine, teams: readonly Team[]): Side => ({
  async round(c, count) {
    const paths = await stageUploads(
      machine,
      Array.from({ length: count }, (_, index) => teamOf(teams, index).uploader),
    )
    const round = empty()
    const took = await repeat(machine.port, { c, count }, async (wire, index) => {
      const team = teamOf(teams, index)
      const start = await startDocument(wire, team, paths[index] ?? '')
      const first = await completeTask(wire, { by: team.verifier, task_id: start.task_id, outcome: 'verify' })
      const { rows } = await machine.sql.query({ name: 'live', text: LIVE, values: [team.business.id, start.id] })
      const second = await completeTask(wire, { by: team.approver, task_id: rows[0].id, outcome: 'approve' })
      round.starts.push(start.took)
      round.firsts.push(first)
      round.seconds.push(second)
    })
    return { ...round, per_second: count / took }
  },
})
