/** Everything killed at once under load, and started again in one order after another: nothing lost, nothing twice, every process goes on (F05). */
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Fleet, seeded, startFleet } from '../support/chaos'
import { drive, type Driven, historyOf, planOf, TIMELINE } from '../support/chaos-documents'
import { Gate } from '../support/chaos-gate'
import { brokenIndexes, type OwnStack, startOwnStack } from '../support/chaos-stack'
import { type Cast, cast, rowsOf } from '../support/documents'
import type { Body } from '../support/tenant'

const SEED = Number(process.env.CIEN_SEED ?? Date.now() % 1_000_000)
const KINDS = ['postgres', 'temporal', 'worker', 'api'] as const
/** Each kind is first once and last once, in both directions. */
const ORDERS = KINDS.map((_, first) => [...KINDS.slice(first), ...KINDS.slice(0, first)]).concat([KINDS.toReversed()])
// Two databases, Temporal, two workers, two APIs.
const PROCESSES = 7
const DOCUMENTS = 6

const gate = new Gate()
const random = seeded(SEED)
let stack: OwnStack
let app: TestApp
let fleet: Fleet
let people: Cast
const all: Driven[] = []

beforeAll(async () => {
  process.stdout.write(`seed ${SEED}: repeat this run with CIEN_SEED=${SEED}\n`)
  stack = await startOwnStack(gate)
  app = await startApp({ env: stack.env })
  fleet = await startFleet(app, { apis: 2, workers: 2, gate })
  people = await cast(app)
}, 300_000)
afterAll(async () => {
  for (const kind of KINDS) gate.pass(kind)
  await fleet?.stop()
  await app?.stop()
  await stack?.stop()
}, 60_000)

const rows = (table: string): Promise<Body[]> => rowsOf(app, people.business.id, table)
const byTime = (a: Body, b: Body): number => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id)

/** Kills all there is, and lets it come back kind by kind. */
async function loseAll(order: readonly string[]): Promise<void> {
  gate.hold(KINDS)
  const killed = stack.kill()
  for (const name of fleet.names) fleet.kill(name)
  await killed
  await until(async () => gate.waiting.length === PROCESSES, { what: 'The death of everything', timeout_ms: 30_000, every_ms: 20 })
  for (const kind of order) {
    gate.pass(kind)
    // Long enough to begin, too short to be ready: the next one finds it half awake.
    await pause(200 + random() * 800)
  }
  await fleet.ready()
}

test.each(ORDERS.map((order) => [order.join(', ')]))(
  'F05 killed all at once and started again as %s: every call is answered in the end',
  async (order) => {
    const plans = Array.from({ length: DOCUMENTS }, () => planOf(random))
    const before = (await rows('timeline_entries')).length
    const driving = Promise.all(plans.map((plan, index) => drive(fleet, people, { index: all.length + index, plan })))
    const begun = async (): Promise<boolean> => (await rows('timeline_entries')).length >= before + DOCUMENTS
    await until(begun, { what: 'Work under way', timeout_ms: 60_000, every_ms: 50 })
    await loseAll(order.split(', '))
    const driven = await driving
    all.push(...driven)
    expect(driven.flatMap((one) => one.wrong)).toEqual([])
    expect(driven.reduce((sum, one) => sum + one.repeated, 0)).toBeGreaterThan(0)
  },
  240_000,
)

test('F05 after all of it each document is there once, archived, with each step of it once', async () => {
  const [documents, lines, history, effects] = await Promise.all(['documents', 'timeline_entries', 'record_history', 'effects'].map(rows))
  expect(documents?.map((row) => [row.id, row.status]).sort()).toEqual(all.map(({ id }) => [id, 'archived']).sort())
  const keys = effects?.map(({ key }) => String(key)) ?? []
  expect(new Set(keys).size).toBe(keys.length)
  for (const { id, plan } of all) {
    const of = (found: Body[] | undefined): Body[] => (found ?? []).filter((row) => row.record_id === id).sort(byTime)
    expect(of(lines).map((line) => line.kind)).toEqual(plan.map((step) => TIMELINE[step]))
    expect(of(history).map((row) => row.action)).toEqual(historyOf(plan))
    expect(of(history).map((row) => row.record_version)).toEqual(of(history).map((_, index) => index + 1))
    expect(keys.filter((key) => key.includes(`/document/${id}:`))).toHaveLength(plan.length)
  }
})

test('F05 no task and no process is left open, and every index agrees with its table', async () => {
  expect((await rows('tasks')).filter((task) => task.state !== 'completed')).toEqual([])
  const ended = async (): Promise<boolean> => (await rows('processes')).every((row) => row.ended_at !== null)
  await until(ended, { what: 'The end of every process', timeout_ms: 30_000 })
  expect(await rows('processes')).toHaveLength(all.length)
  expect(await brokenIndexes(stack.admin_url)).toEqual([])
}, 120_000)
