/** Rules change under open processes: no judgement runs in replayed code, so whatever a rule becomes, what is open goes on by it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentProcess } from '../../domain/processes/documents'
import { bundlePath } from '../../workers/kit/bundle'
import { startApp, type TestApp } from '../support/app'
import { type Cast, cast, documentIn } from '../support/documents'
import { startWorker, type TestWorker } from '../support/worker'

let app: TestApp
let worker: TestWorker
let people: Cast

beforeAll(async () => {
  app = await startApp()
  // Nothing is cached: every message replays the whole history.
  worker = await startWorker(app, { options: { maxCachedWorkflows: 0 } })
  people = await cast(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.stop()
})

test('what is replayed holds no definition, no rule and no record of any process: no change of them can break a history', async () => {
  const code = readFileSync(await bundlePath(), 'utf8')
  const own = [...code.matchAll(/^\/\*\*\*\/ "\.\/(?!node_modules)([\w./-]+)"/gm)].map(([, name = '']) => name)
  expect(own).toContain('domain/kit/process/early.ts')
  const rules = ['processes', 'records', 'rules'].flatMap((folder) =>
    readdirSync(join(__dirname, '..', '..', 'domain', folder), { recursive: true }).map((name) => `domain/${folder}/${String(name)}`),
  )
  expect(rules.length).toBeGreaterThan(20)
  expect(own.filter((name) => rules.includes(name))).toEqual([])
})

/** Runs work while a part of the document's definition is another. */
async function under<T>(
  change: (definition: {
    tasks: Record<string, { separated: string[]; outcomes: Record<string, { to: string; opens?: string; refuse?: unknown }> }>
  }) => () => void,
  work: () => Promise<T>,
): Promise<T> {
  const back = change(documentProcess as never)
  try {
    return await work()
  } finally {
    back()
  }
}

const decide = (who: Cast['verifier'], task_id: string, outcome: string) => who.post(`/api/tasks/${task_id}/complete`, { outcome })

test('a rule made stricter refuses from now on, and what was done under the old one stays', async () => {
  const { task } = await documentIn(people, 'in_approval')
  const refusal = { status: 409, code: 'frozen', message: 'Nothing is archived this week.' }
  await under(
    ({ tasks }) => {
      const { approve } = tasks.approve?.outcomes ?? {}
      Object.assign(approve ?? {}, { refuse: () => refusal })
      return () => delete approve?.refuse
    },
    async () => {
      const answer = await decide(people.approver, task.id, 'approve')
      expect([answer.status, answer.body.data.reason]).toEqual([409, 'frozen'])
    },
  )
  expect((await decide(people.approver, task.id, 'approve')).body.data.record.status).toBe('archived')
})

test('a rule made looser lets through what was refused, and another next step is taken by what is open', async () => {
  const { task } = await documentIn(people, 'in_verification')
  await under(
    ({ tasks }) => {
      const { verify } = tasks.verify?.outcomes ?? {}
      const before = { ...verify }
      Object.assign(verify ?? {}, { to: 'archived', opens: undefined })
      return () => Object.assign(verify ?? {}, before)
    },
    async () => {
      const answer = await decide(people.verifier, task.id, 'verify')
      expect([answer.status, answer.body.data.record.status]).toEqual([200, 'archived'])
    },
  )
})

test('another party kept apart counts for tasks that are open already', async () => {
  const { id, task } = await documentIn(people, 'in_verification')
  await under(
    ({ tasks }) => {
      const separated = tasks.verify?.separated ?? []
      separated.length = 0
      return () => void separated.push('uploader')
    },
    async () => {
      // The policy still says no to the uploader; the process itself no longer does.
      const answer = await app.services.processes.send(
        `${people.business.id}/document/${id}`,
        { kind: 'complete', actor_id: people.uploader.id, task_id: task.id, outcome: 'verify', request_id: 'another rule', seen: 99 },
        'another rule',
      )
      expect(answer.status).toBe('in_approval')
    },
  )
})
