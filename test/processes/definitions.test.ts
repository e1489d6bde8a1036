/** Every definition hangs together, its policies say the same, and no walk through it finds an early refusal that the step would not give. */
import fc from 'fast-check'
import type { OutcomeRule, ProcessDefinition, Rule } from '../../domain/kit/process/define'
import { earlyRefusal } from '../../domain/kit/process/early'
import { after, opened, refusalOf, stepNameOf, summaryOf } from '../../domain/kit/process/judge'
import { TASK_CLOCKS, TASK_MESSAGES } from '../../domain/kit/process/tasks'
import type { Message, ProcessState } from '../../domain/kit/process/types'
import { messagesOf, processes } from '../../domain/processes'
import { policies } from '../../policies'
import { arrowsOf } from '../../scripts/docs/explore'
import { counter } from '../support/judging'

const ALL: [string, ProcessDefinition][] = [...processes()]
const outcomesOf = ({ tasks }: ProcessDefinition): [string, OutcomeRule<ProcessState>][] =>
  Object.values(tasks).flatMap(({ outcomes }) => Object.entries(outcomes))
const rulesOf = (definition: ProcessDefinition): Rule<ProcessState>[] => [
  definition.created,
  ...Object.values(definition.messages),
  ...outcomesOf(definition).map(([, rule]) => rule),
  ...Object.values(definition.clocks ?? {}),
  ...Object.values(definition.calls ?? {}).flatMap(({ done, failed }) => [done, failed]),
]
const twice = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index)

test('every file of the folder defines its process', () => {
  expect(ALL.map(([type]) => type).sort()).toEqual(
    ['daywork_order', 'document', 'expense', 'period', 'proposal', 'registration', 'variation_order', 'voucher'].sort(),
  )
})

describe.each(ALL)('the definition of a %s', (_type, definition) => {
  const statuses = Object.keys(definition.statuses)

  test('names only tasks, statuses and columns it has', () => {
    const opens = rulesOf(definition).flatMap(({ opens: wanted }) =>
      wanted === undefined || typeof wanted === 'function' ? [] : typeof wanted === 'string' ? [wanted] : wanted.map(({ task }) => task),
    )
    const from = [...Object.values(definition.messages), ...Object.values(definition.clocks ?? {})].flatMap((rule) => [...rule.from])
    const to = rulesOf(definition).flatMap((rule) => (typeof rule.to === 'string' ? [rule.to] : []))
    const more = [
      ...Object.keys(definition.stamps ?? {}),
      ...(definition.approved ?? []),
      ...(definition.ended_when ? [definition.ended_when.status] : []),
    ]
    expect(opens.filter((name) => !(name in definition.tasks))).toEqual([])
    expect([...from, ...to, ...more].filter((status) => !statuses.includes(status))).toEqual([])
  })

  test('reaches every status', () => {
    const { ended_when } = definition
    // Where another field tells the end, the diagram names that end in place of the status.
    const reached = new Set(arrowsOf(definition).flatMap(({ from, to }) => [from, to === ended_when?.value ? ended_when.status : to]))
    expect(statuses.filter((status) => !reached.has(status))).toEqual([])
  })

  test('keeps apart only parties that somebody joins', () => {
    const joined = rulesOf(definition).flatMap(({ party }) => party ?? [])
    const named = [
      ...Object.values(definition.tasks).flatMap(({ separated = [] }) => separated),
      ...rulesOf(definition).flatMap(({ forgets = [] }) => forgets),
    ]
    expect(named.filter((party) => !joined.includes(party))).toEqual([])
  })

  test('has one name for one thing', () => {
    const outcomes = [...new Set(outcomesOf(definition).map(([name]) => name))]
    const own = [...Object.keys(definition.messages), ...outcomes, ...Object.keys(definition.clocks ?? {})]
    // What every process takes, and the ids of its first and its empty message.
    expect(twice([...own, ...TASK_MESSAGES, ...TASK_CLOCKS, 'created', 'start', 'read'])).toEqual([])
    expect([...own, ...Object.keys(definition.calls ?? {})].filter((name) => name.includes('.'))).toEqual([])
  })

  test('asks its tasks as the policies allow them, and keeps the same people apart', () => {
    const rows = new Map(policies.flatMap(({ actions }) => Object.entries(actions)))
    for (const { kind, separated = [] } of Object.values(definition.tasks)) {
      const denied = rows
        .get(kind)
        ?.filter(({ effect, when }) => effect === 'deny' && when !== 'overLimit')
        .map(({ when }) => when)
      expect([kind, denied?.toSorted()]).toEqual([kind, [...separated].sort()])
      expect([kind, rows.get(kind)?.some(({ effect }) => effect === 'allow')]).toEqual([kind, true])
    }
  })

  test('a rejection needs its reason', () => {
    const silent = outcomesOf(definition).filter(
      ([name, { negative }]) => ['reject', 'cancel', 'request_changes'].includes(name) && !negative,
    )
    expect(silent.map(([name]) => name)).toEqual([])
  })
})

const PEOPLE = ['ann', 'bob', 'cleo', 'dan']
const DAY = 86_400_000
const BEGINS = [{}, { submit: true }, { requires_approval: false }, { taken: 'email' }].map((data) => ({
  amount: '120000',
  currency: 'EUR',
  ...data,
}))
const SAYS = [
  undefined,
  { paid_at: '2026-05-04' },
  { paid_at: '2026-05-04', amount: '10.00' },
  { amount: '5000' },
  { expires_at: new Date(5 * DAY).toISOString() },
]

interface Choice {
  what: number
  who: string
  for_whom: string | null
  version: number | null
  data: Record<string, unknown> | undefined
  now: number
}

const choices = fc.array(
  fc.record<Choice>({
    what: fc.nat(1000),
    who: fc.constantFrom(...PEOPLE),
    for_whom: fc.option(fc.constantFrom(...PEOPLE), { freq: 5 }),
    version: fc.constantFrom(null, 0, 1, -1),
    data: fc.constantFrom(...SAYS),
    now: fc.nat(10 * DAY),
  }),
  { maxLength: 25 },
)

/** Everything a person may say in a state, right or wrong, late or early. */
function everything(definition: ProcessDefinition, state: ProcessState, { who, for_whom, version, data }: Choice): Message[] {
  const said = {
    actor_id: who,
    on_behalf_of_id: for_whom,
    ...(version === null ? {} : { version: state.version + version }),
    ...(data ? { data } : {}),
  }
  const outcomes = [...new Set(outcomesOf(definition).map(([name]) => name)), 'nonsense']
  const tasks = [...state.tasks.map(({ id }) => id), 'closed']
  return messagesOf(definition).flatMap((kind): Message[] => {
    if (!(TASK_MESSAGES as readonly string[]).includes(kind)) return [{ kind, ...said }]
    const about = tasks.map((task_id) => ({ kind, ...said, task_id, to_id: 'dan' }))
    return kind === 'complete' ? about.flatMap((message) => outcomes.map((outcome) => ({ ...message, outcome }))) : about
  })
}

const begun = (definition: ProcessDefinition, data: Record<string, unknown>, ids: () => string): ProcessState =>
  opened(definition, { tenant_id: 't', record_id: 'r' }, { message: { kind: 'created', actor_id: 'ann', data }, ids })

/** What the clocks that may run in a state send. */
const clocksOf = ({ clocks = {} }: ProcessDefinition, state: ProcessState): Message[] =>
  Object.entries(clocks).flatMap(([kind, { from }]) => (from.includes(state.status) ? [{ kind, actor_id: null }] : []))

describe.each(ALL)('a walk through a %s', (_type, definition) => {
  test('never refuses early what the step would take, nor for another reason', () => {
    let early = 0
    fc.assert(
      fc.property(fc.constantFrom(...BEGINS), choices, (data, list) => {
        const ids = counter()
        let state = begun(definition, data, ids)
        for (const choice of list) {
          const summary = summaryOf(definition, state)
          const all = everything(definition, state, choice)
          const judged = all.map((message) => ({ message, why: refusalOf(definition, state, { message, now: choice.now }) }))
          for (const { message, why } of judged) {
            const first = earlyRefusal(summary, message)
            if (!first) continue
            early += 1
            expect([message.kind, first.status, first.code]).toEqual([message.kind, why?.status, why?.code])
          }
          const taken = [...judged.flatMap(({ message, why }) => (why ? [] : [message])), ...clocksOf(definition, state)]
          const next = taken[choice.what % Math.max(1, taken.length)]
          if (!next) continue
          const moved = after(definition, state, { message: next, ids })
          expect(moved.steps).toBe(state.steps + 1)
          expect([state.version, state.version + 1]).toContain(moved.version)
          state = moved
        }
      }),
      { numRuns: 100 },
    )
    expect(early).toBeGreaterThan(0)
  })

  test('takes every step it defines', () => {
    const steps = new Set<string>()
    const seen = new Set<string>()
    const ids = counter()
    const queue = BEGINS.map((data) => begun(definition, data, ids))
    for (let state = queue.shift(); state; state = queue.shift()) {
      const key = JSON.stringify([state.status, state.tasks.map(({ name }) => name)])
      if (seen.has(key)) continue
      seen.add(key)
      const at = state
      const said = PEOPLE.flatMap((who) =>
        SAYS.flatMap((data) => everything(definition, at, { what: 0, who, for_whom: null, version: null, data, now: 0 })),
      )
      for (const message of [...said.filter((one) => !refusalOf(definition, at, { message: one, now: 0 })), ...clocksOf(definition, at)]) {
        steps.add(stepNameOf(message))
        queue.push(after(definition, at, { message, ids }))
      }
    }
    const names = [
      ...Object.keys(definition.messages),
      ...outcomesOf(definition).map(([name]) => name),
      ...Object.keys(definition.clocks ?? {}),
    ]
    expect(names.filter((name) => !steps.has(name))).toEqual([])
  })
})
