/** A process killed at each named point while a payment is confirmed and the caller asks again elsewhere: one posting (reliability F01, F02). */
import { randomUUID } from 'node:crypto'
import type { Point } from '../../domain/kit/failpoint'
import { until } from '../../scripts/stack/wait'
import { startApp, type TestApp } from '../support/app'
import { type Fleet, persist, startFleet } from '../support/chaos'
import { rowsOf } from '../support/documents'
import type { Body } from '../support/tenant'
import { claim, type Money, money, paid, VOUCHERS } from '../support/vouchers'

let app: TestApp
let fleet: Fleet
let of: Money

beforeAll(async () => {
  app = await startApp()
  fleet = await startFleet(app, { apis: 2, workers: 2 })
}, 180_000)
afterAll(async () => {
  await fleet?.stop()
  await app?.stop()
})
beforeEach(async () => {
  of = await money(app)
  await fleet.ready()
}, 120_000)

const API = ['K1', 'K2', 'K3'] as const
// A payment calls nothing outside: K7 and K8 stand around mails and providers, whose own tests strike there.
const POINTS = [...API, 'K4', 'K5', 'K6'] as const

const post = async (who: Money['clerk'], path: string, body: unknown): Promise<Body> => {
  const outcome = await persist(fleet.urls, { who, method: 'POST', path, body, key: randomUUID() })
  if (outcome.status >= 300) throw new Error(`${path}: ${outcome.status} ${JSON.stringify(outcome.body)}`)
  return outcome.body.data
}

/** An approved voucher and the task that waits for its payment. */
async function approved(): Promise<{ id: string; voucher_no: string; task_id: string }> {
  const { id, voucher_no } = await post(of.clerk, VOUCHERS, claim(of))
  const { task } = await post(of.clerk, `${VOUCHERS}/${id}/submit`, {})
  await post(of.approver, `/api/tasks/${task.id}/complete`, { outcome: 'approve' })
  const page = await persist(fleet.urls, { who: of.clerk, method: 'GET', path: `${VOUCHERS}/${id}` })
  return { id, voucher_no, task_id: page.body.data.task.id }
}

/** Two callers with one key, one at each API, while the point strikes. */
async function postedAt(point: Point, call: { who: Money['clerk']; path: string; body: unknown }): Promise<Body[]> {
  const key = randomUUID()
  const kind = API.some((name) => name === point) ? 'api' : 'worker'
  const dead = (): number => [...fleet.deaths].filter(([name]) => name.startsWith(kind)).reduce((sum, [, deaths]) => sum + deaths, 0)
  const before = dead()
  fleet.arm(point, 'kill')
  const answers = await Promise.all([0, 1].map((first) => persist(fleet.urls, { ...call, method: 'POST', key, first })))
  expect(fleet.struck()).toBe(true)
  await until(async () => dead() > before, { what: `A death at ${point}`, timeout_ms: 10_000 })
  return answers
}

/** What the whole business holds of the payment. */
async function posted(id: string): Promise<Record<string, unknown>> {
  const [entries, journals, [voucher], timeline, effects] = await Promise.all([
    rowsOf(app, of.business.id, 'ledger_entries').orderBy('id'),
    rowsOf(app, of.business.id, 'journals').orderBy('seq'),
    rowsOf(app, of.business.id, 'vouchers').where({ id }),
    rowsOf(app, of.business.id, 'timeline_entries').where({ record_id: id }),
    rowsOf(app, of.business.id, 'effects'),
  ])
  const keys = new Set(effects.map((effect) => effect.key))
  return {
    entries: entries.map((entry) => [entry.entry_type, entry.debit - entry.credit, entry.entry_type === 'claim' || entry.task_id !== null]),
    journals: journals.map((journal) => [journal.journal_no, keys.has(journal.effect_key)]),
    paid: [voucher.payment_status, voucher.paid_amount],
    timeline: timeline.map((line) => line.kind).sort(),
  }
}

const ONE_PAYMENT = {
  entries: [
    ['claim', 120000n, true],
    ['payment', -100000n, true],
  ],
  journals: [
    ['J-000001', true],
    ['J-000002', true],
  ],
  paid: ['partly_paid', 100000n],
  timeline: ['voucher.approved', 'voucher.created', 'voucher.partly_paid', 'voucher.submitted'],
}

test.each(POINTS)(
  '%s while a payment is confirmed: posted once, both tries get the same answer, and the rest can still be paid',
  async (point) => {
    const { id, task_id } = await approved()
    const [one, other] = await postedAt(point, { who: of.cashier, path: `/api/tasks/${task_id}/complete`, body: paid('1000.00') })
    expect([one?.status, other?.status]).toEqual([200, 200])
    expect(other?.body).toEqual(one?.body)
    expect(await posted(id)).toEqual(ONE_PAYMENT)
    const page = await persist(fleet.urls, { who: of.clerk, method: 'GET', path: `${VOUCHERS}/${id}` })
    await post(of.cashier, `/api/tasks/${page.body.data.task.id}/complete`, paid())
    expect(await posted(id)).toMatchObject({ paid: ['paid', 120000n] })
  },
  120_000,
)

test.each(POINTS)(
  '%s while a payment is entered by hand: posted once, both tries get the same entry',
  async (point) => {
    const { id, voucher_no } = await approved()
    const party = { party_type: 'subcontractor', party_id: of.subcontractor_id }
    const body = { ...party, entry_type: 'payment', credit: '1000.00', reference: voucher_no, entry_date: '2026-05-11' }
    const [one, other] = await postedAt(point, { who: of.bookkeeper, path: '/api/admin/ledgers', body })
    expect([one?.status, other?.status]).toEqual([201, 201])
    expect(other?.body).toEqual(one?.body)
    expect(await posted(id)).toEqual(ONE_PAYMENT)
  },
  120_000,
)

test.each(POINTS)(
  '%s while a voucher is entered: one voucher, one number',
  async (point) => {
    const [one, other] = await postedAt(point, { who: of.clerk, path: VOUCHERS, body: claim(of) })
    expect([one?.status, other?.status]).toEqual([201, 201])
    expect(other?.body).toEqual(one?.body)
    expect((await rowsOf(app, of.business.id, 'vouchers')).map((row) => row.voucher_no)).toEqual(['V-000001'])
    expect((await rowsOf(app, of.business.id, 'number_series')).map((row) => row.last_number)).toEqual([1n])
  },
  120_000,
)
