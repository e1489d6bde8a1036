/** Sixty documents driven to the archive while API and worker processes are killed at random (reliability F01, F02, P02). */
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Fleet, seeded, startFleet } from '../support/chaos'
import { drive, type Driven, historyOf, planOf, TIMELINE } from '../support/chaos-documents'
import { type Cast, cast, rowsOf } from '../support/documents'
import type { Body } from '../support/tenant'
import { startWorker, type TestWorker } from '../support/worker'

const DOCUMENTS = 60
const CALLERS = 12
// After these the rest is left in peace, so that a slow machine comes to an end as well.
const KILLS = 20
const SEED = Number(process.env.CIEN_SEED ?? Date.now() % 1_000_000)

let app: TestApp
let fleet: Fleet
let people: Cast
let driven: Driven[]
let kills = 0

/** Every 1–3 s kills a process, unless chance picks one that is still coming up; until told to stop, or there were enough. */
function nemesis(random: () => number): () => Promise<void> {
  const ending = new AbortController()
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted && kills < KILLS) {
      await pause(1000 + random() * 2000)
      const name = fleet.names[Math.floor(random() * fleet.names.length)] ?? ''
      if (ending.signal.aborted || !(await fleet.up()).includes(name)) continue
      fleet.kill(name)
      kills += 1
    }
  }
  const running = run()
  return () => {
    ending.abort()
    return running
  }
}

/** Every plan, by so many callers at once. */
async function driveAll(random: () => number): Promise<Driven[]> {
  const plans = Array.from({ length: DOCUMENTS }, () => planOf(random))
  const results: Driven[] = []
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < plans.length) {
      const index = next
      next += 1
      results.push(await drive(fleet, people, { index, plan: plans[index] ?? [] }))
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
  return results
}

beforeAll(async () => {
  process.stdout.write(`seed ${SEED}: repeat this run with CIEN_SEED=${SEED}\n`)
  app = await startApp()
  fleet = await startFleet(app, { apis: 2, workers: 2 })
  people = await cast(app)
  const stop = nemesis(seeded(SEED + 1))
  try {
    driven = await driveAll(seeded(SEED))
  } finally {
    await stop()
  }
}, 420_000)
afterAll(async () => {
  await fleet?.stop()
  await app?.stop()
})

const rows = (table: string): Promise<Body[]> => rowsOf(app, people.business.id, table)
const countBy = <T>(list: readonly T[], key: (one: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1
  return counts
}
const count = (plan: readonly string[], ...steps: string[]): number => plan.filter((step) => steps.includes(step)).length
const byTime = (a: Body, b: Body): number => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id)

test('there was something to survive, and every call was answered with success in the end', () => {
  const dead = [...fleet.deaths.values()].reduce((sum, deaths) => sum + deaths, 0)
  const repeated = driven.reduce((sum, one) => sum + one.repeated, 0)
  process.stdout.write(`${kills} kills, ${dead} deaths, ${repeated} calls repeated\n`)
  expect(dead).toBeGreaterThanOrEqual(10)
  expect(repeated).toBeGreaterThan(0)
  expect(driven.flatMap((one) => one.wrong)).toEqual([])
})

test('no document is lost or there twice, and each is archived', async () => {
  const found = await rows('documents')
  expect(found.map((row) => row.id).sort()).toEqual(driven.map((one) => one.id).sort())
  expect(countBy(found, (row) => row.status)).toEqual({ archived: DOCUMENTS })
})

test('each timeline is complete and in order', async () => {
  const lines = (await rows('timeline_entries')).sort(byTime)
  for (const { id, plan } of driven) {
    const kinds = lines.filter((line) => line.record_id === id).map((line) => line.kind)
    expect(kinds).toEqual(plan.map((step) => TIMELINE[step]))
  }
})

test('exactly one history row a step, with consecutive versions, and one audit event', async () => {
  const history = (await rows('record_history')).sort(byTime)
  const audit = (await rows('audit_events')).filter((event) => !event.refused)
  for (const { id, plan } of driven) {
    const mine = history.filter((row) => row.record_id === id)
    expect(mine.map((row) => row.action)).toEqual(historyOf(plan))
    expect(mine.map((row) => row.record_version)).toEqual(mine.map((_, index) => index + 1))
    const events = audit.filter((event) => event.resource === 'document' && event.resource_id === id)
    expect(events.map((event) => event.action).sort()).toEqual(
      historyOf(plan)
        .map((action) => `documents.${action}`)
        .sort(),
    )
  }
})

test('each effect happened once, in steps without gaps but where the database refused one', async () => {
  const keys = (await rows('effects')).map((effect) => effect.key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { id, plan } of driven) {
    expect(keys.filter((key) => key.includes(`/document/${id}:`))).toHaveLength(plan.length)
  }
})

test('each version has a file of its own that was used once', async () => {
  const versions = await rows('document_versions')
  const used = (await rows('uploads')).filter((upload) => upload.used_at !== null)
  for (const { id, plan } of driven) {
    const mine = versions.filter((row) => row.document_id === id).sort((a, b) => a.document_version - b.document_version)
    expect(mine.map((row) => row.document_version)).toEqual(Array.from({ length: 1 + count(plan, 'resubmit') }, (_, index) => index + 1))
    expect(
      used
        .filter((upload) => upload.used_by === `document/${id}`)
        .map((upload) => upload.file_id)
        .sort(),
    ).toEqual(mine.map((row) => row.file_id).sort())
  }
  expect(used).toHaveLength(versions.length)
})

test('nothing was decided twice, and no task is left open', async () => {
  const tasks = await rows('tasks')
  for (const { id, plan } of driven) {
    const mine = tasks.filter((task) => task.subject_id === id)
    expect(countBy(mine, (task) => task.state)).toEqual({ completed: count(plan, 'verify', 'reject', 'approve') })
  }
})

test('the uploader learns of each rejection and of the archive once', async () => {
  const notices = await rows('notifications')
  for (const { id, plan } of driven) {
    const kinds = countBy(
      notices.filter((notice) => notice.subject_id === id),
      (notice) => notice.kind,
    )
    const rejected = count(plan, 'reject')
    expect(kinds).toEqual({ 'document.archived': 1, ...(rejected > 0 ? { 'document.rejected': rejected } : {}) })
  }
})

test('every process ended, in the database and in Temporal', async () => {
  const processes = await rows('processes')
  expect(countBy(processes, (row) => `${row.stage} ${row.ended_at !== null}`)).toEqual({ 'archived true': DOCUMENTS })
  let worker: TestWorker | undefined
  try {
    worker = await startWorker(app)
    const { workflow } = worker.client
    const open = async (): Promise<string[]> => {
      const states = await Promise.all(processes.map(async (row) => (await workflow.getHandle(row.workflow_id).describe()).status.name))
      return states.filter((state) => state !== 'COMPLETED')
    }
    await until(async () => (await open()).length === 0, { what: 'The end of every process', timeout_ms: 30_000, every_ms: 500 })
  } finally {
    await worker?.stop()
  }
}, 60_000)
