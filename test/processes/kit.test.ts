/** The kit on definitions made up for it: tasks that decide together, clocks, parties, and when it is over. */
import { clearClock, clockAt, pauseClock, resumeClock, setClock } from '../../domain/kit/process/clocks'
import { defineProcess, type OutcomeRule } from '../../domain/kit/process/define'
import { earlyRefusal } from '../../domain/kit/process/early'
import { isPast, summaryOf } from '../../domain/kit/process/judge'
import type { Message, ProcessState } from '../../domain/kit/process/types'
import { counter, type Judging, processOf } from '../support/judging'

type Status = 'open' | 'asked' | 'yes' | 'no' | 'rest'
type State = ProcessState<Status> & { note?: string }

const record = { type: 'made_up', name: 'made_up', slug: 'made_up', table: 'made_up', label: 'name' } as const
const statuses = { open: 'open', asked: 'waiting', yes: 'done', no: 'refused', rest: 'idle' } as const
const say = (kind: string, more: Partial<Message> = {}): Message => ({ kind, actor_id: 'asker', ...more })

/** A process that asks three at once; `yes` and `no` need as many of them as said. */
function asking(yes: Pick<OutcomeRule<State>, 'needs'>, no: Pick<OutcomeRule<State>, 'needs'> = {}): Judging<State> {
  return processOf<State>(
    defineProcess<State>()({
      record,
      title: 'Asks three at once',
      statuses,
      created: { to: 'open' },
      messages: {
        ask: { from: ['open'], to: 'asked', opens: ['one', 'two', 'three'].map((role) => ({ task: 'decide', role })) },
        take_back: { from: ['asked'], to: 'open' },
      },
      tasks: {
        decide: {
          kind: 'made_up.decide',
          outcomes: { yes: { ...yes, to: 'yes', party: 'approver' }, no: { ...no, to: 'no', party: 'approver', negative: true } },
          separated: ['approver'],
        },
      },
    }),
  )
}

/** The state after each outcome, every one by somebody else on the first task that is still open. */
function vote(rules: Judging<State>, ...outcomes: string[]): State {
  const asked = rules.after(rules.open(say('created')), say('ask'), counter())
  return outcomes.reduce((state, outcome, index) => {
    const message = say('complete', { actor_id: `voter-${index}`, task_id: state.tasks[0]?.id ?? 'none', outcome })
    expect(rules.refuse(state, message)).toBeUndefined()
    return rules.after(state, message)
  }, asked)
}

describe('tasks that decide together', () => {
  test('are opened as one group, each for its role', () => {
    expect(vote(asking({})).tasks).toEqual(
      ['one', 'two', 'three'].map((role, index) => ({
        id: `task-${index + 1}`,
        name: 'decide',
        group: 'task-1',
        role,
        assignee_id: null,
      })),
    )
  })

  test.each<[string, Parameters<typeof asking>, string[], Status, number]>([
    ['any: the first decides', [{}], ['yes'], 'yes', 0],
    ['all: two of three are not enough', [{ needs: 'all' }], ['yes', 'yes'], 'asked', 1],
    ['all: the third decides', [{ needs: 'all' }], ['yes', 'yes', 'yes'], 'yes', 0],
    ['veto: one no decides at once', [{ needs: 'all' }], ['yes', 'no'], 'no', 0],
    ['2 of 3: one is not enough', [{ needs: 2 }, { needs: 2 }], ['yes'], 'asked', 2],
    ['2 of 3: the second decides', [{ needs: 2 }, { needs: 2 }], ['yes', 'yes'], 'yes', 0],
    ['2 of 3: one each leaves it open', [{ needs: 2 }, { needs: 2 }], ['yes', 'no'], 'asked', 1],
    ['2 of 3: the last one decides between them', [{ needs: 2 }, { needs: 2 }], ['yes', 'no', 'no'], 'no', 0],
    ['nobody left to ask: the last one decides', [{ needs: 'all' }, { needs: 'all' }], ['yes', 'no', 'yes'], 'yes', 0],
    ['more wanted than asked: the last one decides', [{ needs: 5 }, { needs: 5 }], ['yes', 'yes', 'yes'], 'yes', 0],
  ])('%s', (_title, [yes, no], outcomes, status, left) => {
    const state = vote(asking(yes, no), ...outcomes)
    expect([state.status, state.tasks.length]).toEqual([status, left])
    expect(state.steps).toBe(2 + outcomes.length)
    // A vote leaves the record's version; the decision moves it.
    expect(state.version).toBe(status === 'asked' ? 2 : 3)
    expect(state.votes).toEqual(status === 'asked' ? { 'task-1': countsOf(outcomes) } : {})
  })

  test('one person has one vote where voters are a party kept from the others', () => {
    const rules = asking({ needs: 2 })
    const once = vote(rules, 'yes')
    expect(once.parties).toEqual({ approver: ['voter-0'] })
    const again = say('complete', { actor_id: 'voter-0', task_id: once.tasks[0]?.id ?? '', outcome: 'yes' })
    expect(rules.refuse(once, again)).toMatchObject({ status: 403, code: 'separation_of_duties' })
  })

  test('a task that has voted is closed, the clocks of the others run on, and taking it all back forgets the votes', () => {
    const rules = asking({ needs: 'all' })
    const asked = vote(rules)
    const clocks = Object.fromEntries(asked.tasks.map(({ id }) => [`remind:${id}`, clockAt(new Date(0), 'remind', id)]))
    const once = rules.after({ ...asked, clocks }, say('complete', { actor_id: 'a', task_id: 'task-1', outcome: 'yes' }))
    expect(Object.keys(once.clocks)).toEqual(['remind:task-2', 'remind:task-3'])
    expect(rules.refuse(once, say('complete', { actor_id: 'b', task_id: 'task-1', outcome: 'yes' }))?.code).toBe('task_closed')
    expect(rules.after(once, say('take_back'))).toMatchObject({ status: 'open', tasks: [], clocks: {}, votes: {} })
  })
})

const countsOf = (outcomes: string[]): Record<string, number> =>
  outcomes.reduce<Record<string, number>>((counts, outcome) => ({ ...counts, [outcome]: (counts[outcome] ?? 0) + 1 }), {})

/** A process with two tasks of their own groups, parties, a clock, a condition and a refusal. */
const made = processOf<State>(
  defineProcess<State>()({
    record,
    title: 'Made up',
    statuses,
    created: { to: 'open', party: 'creator' },
    messages: {
      ask: { from: ['open', 'no'], to: 'asked', opens: 'first', party: 'submitter', forgets: ['approver'] },
      ask_also: { from: ['asked'], opens: 'second', keeps: true },
      ask_anew: { from: ['asked'], opens: 'first' },
      edit: { from: ['open'], changes: true, change: (_state, { data }) => ({ note: String(data?.note) }) },
      note: { from: ['open', 'asked'], quiet: true, keeps: true },
      lie_down: { from: ['open'], to: 'rest' },
      late: { from: ['open'], to: 'yes', when: (_state, now) => now >= 1000 },
      picky: {
        from: ['open'],
        to: 'yes',
        refuse: (_state, { data }) => (data?.good === true ? undefined : { status: 422, code: 'invalid', message: 'Not good' }),
      },
    },
    tasks: {
      first: {
        kind: 'made_up.first',
        outcomes: { yes: { to: 'yes' }, no: { to: 'no', party: 'approver' }, hold: { keeps: true } },
        separated: ['submitter', 'approver'],
      },
      second: { kind: 'made_up.second', outcomes: { seen: { keeps: true } } },
    },
    clocks: { expire: { from: ['asked'], to: 'no' }, nudge: { from: ['asked'], keeps: true, quiet: true } },
  }),
)
const ids = counter()
const open = (): State => made.open(say('created'))
const told = (state: State, ...messages: Message[]): State => messages.reduce((now, message) => made.after(now, message, ids), state)
const decision = (state: State, name: string, outcome: string, actor_id = 'decider'): Message =>
  say('complete', { actor_id, outcome, task_id: state.tasks.find((task) => task.name === name)?.id ?? 'none' })

describe('keeps', () => {
  test('a message leaves open tasks open only when it says so', () => {
    const both = told(open(), say('ask'), say('ask_also'))
    expect(both.tasks.map(({ name }) => name)).toEqual(['first', 'second'])
    const anew = told(both, say('ask_anew'))
    expect(anew.tasks.map(({ name }) => name)).toEqual(['first'])
    expect(anew.tasks[0]?.id).not.toBe(both.tasks[0]?.id)
  })

  test('an outcome that keeps other tasks closes its own', () => {
    const both = told(open(), say('ask'), say('ask_also'))
    const seen = told(both, decision(both, 'second', 'seen'))
    expect(seen.tasks).toEqual([both.tasks[0]])
    const held = told(both, decision(both, 'first', 'hold'))
    expect(held.tasks).toEqual([both.tasks[1]])
    expect(made.refuse(held, decision(both, 'first', 'yes'))?.code).toBe('task_closed')
  })

  test('a decision that keeps none withdraws the others, with their clocks', () => {
    const both = told(open(), say('ask'), say('ask_also'))
    const second = both.tasks[1]?.id ?? ''
    const clocks = { [`remind:${second}`]: clockAt(new Date(0), 'remind', second) }
    expect(told({ ...both, clocks }, decision(both, 'first', 'yes'))).toMatchObject({ status: 'yes', tasks: [], clocks: {} })
  })
})

test('parties are joined by whoever speaks and whom they stand in for, once, and begin anew where a rule forgets them', () => {
  const asked = told(open(), say('ask', { actor_id: 'a', on_behalf_of_id: 'b' }))
  expect(asked.parties).toEqual({ creator: ['asker'], submitter: ['a', 'b'] })
  const refused = told(asked, decision(asked, 'first', 'no', 'c'))
  expect(refused.parties).toMatchObject({ approver: ['c'] })
  const again = told(refused, say('ask', { actor_id: 'a' }))
  expect(again.parties).toEqual({ creator: ['asker'], submitter: ['a', 'b'] })
  expect(made.refuse(again, decision(again, 'first', 'yes', 'c'))).toBeUndefined()
  expect(made.refuse(again, decision(again, 'first', 'yes', 'b'))?.details).toMatchObject({ rule: 'made_up.first: deny any submitter' })
})

describe('what is refused', () => {
  test('a condition decides whether a message fits, and what is told of what fits', () => {
    expect(made.refuse(open(), say('late'), 999)).toMatchObject({ status: 409, code: 'illegal_transition' })
    expect(made.refuse(open(), say('late'), 999)?.details?.allowed).not.toContain('late')
    expect(made.refuse(open(), say('late'), 1000)).toBeUndefined()
    expect(made.refuse(told(open(), say('ask')), say('edit'), 1000)).toMatchObject({
      code: 'locked',
      details: { allowed: expect.any(Array) },
    })
  })

  test('first what does not fit the status, then what is stale, then the condition and what the rule refuses', () => {
    const stale = { version: 9, data: { good: false } }
    expect(made.refuse(told(open(), say('ask')), say('picky', stale))?.code).toBe('illegal_transition')
    expect(made.refuse(open(), say('late', stale), 0)?.code).toBe('stale_version')
    expect(made.refuse(open(), say('picky', stale))?.code).toBe('stale_version')
    expect(made.refuse(open(), say('picky', { version: 1 }))?.code).toBe('invalid')
    expect(made.refuse(open(), say('picky', { version: 1, data: { good: true } }))).toBeUndefined()
  })

  test('a message nobody defines is refused: a fault in its step would be tried for ever', () => {
    expect(made.refuse(open(), say('nonsense'))).toMatchObject({ status: 409, code: 'illegal_transition' })
    expect(() => told(open(), say('nonsense'))).toThrow('knows no message nonsense')
  })
})

test('a quiet step leaves the version, and the fields a rule changes are kept', () => {
  const edited = told(open(), say('edit', { data: { note: 'new' } }))
  expect(edited).toMatchObject({ note: 'new', version: 2, steps: 2 })
  expect(told(edited, say('note'))).toMatchObject({ note: 'new', version: 2, steps: 3 })
})

describe('clocks', () => {
  const at = new Date('2026-05-01T00:00:00Z')
  const hour = 3_600_000
  const later = (ms: number): Date => new Date(at.getTime() + ms)

  test('are set, stopped with what they have left, started again and cleared', () => {
    const set = setClock({}, 'expire', clockAt(later(3 * hour), 'expire'))
    expect(set).toEqual({ expire: { at: '2026-05-01T03:00:00.000Z', sends: 'expire' } })
    const paused = pauseClock(set, 'expire', (until) => until.getTime() - later(hour).getTime())
    expect(paused).toEqual({ expire: { left_ms: 2 * hour, sends: 'expire' } })
    expect(pauseClock(paused, 'expire', () => 0)).toBe(paused)
    const resumed = resumeClock(paused, 'expire', (left) => later(10 * hour + left))
    expect(resumed).toEqual({ expire: { at: '2026-05-01T12:00:00.000Z', sends: 'expire' } })
    expect(resumeClock(resumed, 'expire', () => at)).toBe(resumed)
    expect(clearClock(resumed, 'expire')).toEqual({})
    for (const none of [pauseClock({}, 'x', () => 0), resumeClock({}, 'x', () => at), clearClock({}, 'x')]) expect(none).toEqual({})
    expect(pauseClock(set, 'expire', () => -5)).toEqual({ expire: { left_ms: 0, sends: 'expire' } })
    expect(setClock({}, 'remind', clockAt(at, 'remind', 'task'))).toEqual({
      remind: { at: at.toISOString(), sends: 'remind', task_id: 'task' },
    })
  })

  const running = (): State => ({ ...told(open(), say('ask')), clocks: { expire: clockAt(at, 'expire'), nudge: clockAt(at, 'nudge') } })
  const ring = (name: string): Message => say(name, { actor_id: null, clock: { name, at: at.toISOString() } })

  test('ring once, and end when their status is left', () => {
    const nudged = told(running(), ring('nudge'))
    expect(nudged).toMatchObject({ status: 'asked', version: 2, steps: 3, tasks: [{ name: 'first' }] })
    expect(Object.keys(nudged.clocks)).toEqual(['expire'])
    expect(Object.keys(told(running(), say('ask_anew')).clocks)).toEqual(['expire', 'nudge'])
    expect(told(running(), ring('expire'))).toMatchObject({ status: 'no', tasks: [], clocks: {} })
    const state = running()
    expect(told(state, decision(state, 'first', 'yes')).clocks).toEqual({})
  })

  test('are past once they rang, stand still or were set anew', () => {
    const state = running()
    const stopped: State = { ...state, clocks: pauseClock(state.clocks, 'expire', () => 5) }
    const anew: State = { ...state, clocks: setClock(state.clocks, 'expire', clockAt(later(1), 'expire')) }
    expect([state, told(state, ring('expire')), stopped, anew].map((one) => isPast(made.definition, one, ring('expire')))).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(isPast(made.definition, state, say('ask'))).toBe(false)
  })

  test('the workflow learns of those that run', () => {
    const state = running()
    const stopped: State = { ...state, clocks: pauseClock(state.clocks, 'nudge', () => 5) }
    expect(summaryOf(made.definition, stopped).clocks).toEqual([{ name: 'expire', at: at.toISOString(), sends: 'expire' }])
  })
})

describe('what the workflow keeps', () => {
  test('a summary names what it waits for and what fits', () => {
    const asked = told(open(), say('ask'))
    expect(summaryOf(made.definition, asked)).toEqual({
      status: 'asked',
      version: 2,
      steps: 2,
      over: false,
      tasks: [
        {
          id: asked.tasks[0]?.id,
          kind: 'made_up.first',
          assignee_id: null,
          outcomes: ['yes', 'no', 'hold'],
          parties: { submitter: ['asker'], approver: [] },
        },
      ],
      allowed: ['ask_also', 'ask_anew', 'note'],
      changes: ['edit'],
      clocks: [],
      calls: [],
    })
  })

  test('it refuses early what is plain, and leaves the rest to the step', () => {
    const summary = summaryOf(made.definition, open())
    expect(earlyRefusal(summary, say('ask_also'))?.code).toBe('illegal_transition')
    expect(earlyRefusal(summary, say('ask', { version: 9 }))?.code).toBe('stale_version')
    expect(earlyRefusal(summary, say('late'))).toBeUndefined()
    expect(earlyRefusal(summary, say('picky'))).toBeUndefined()
    expect(earlyRefusal(summaryOf(made.definition, told(open(), say('ask'))), say('edit'))?.code).toBe('locked')
  })

  test.each<[string, State, boolean]>([
    ['open', open(), false],
    ['at rest', told(open(), say('lie_down')), true],
    ['waiting', told(open(), say('ask')), false],
    ['done', told(open(), say('late')), true],
    ['done, with a task open', { ...told(open(), say('ask')), status: 'yes' }, false],
    ['done, with a call under way', { ...told(open(), say('late')), calls: { c: { name: 'x', status: 'pending', input: null } } }, false],
    [
      'done, with a call nobody knows of',
      { ...told(open(), say('late')), calls: { c: { name: 'x', status: 'unknown', input: null } } },
      false,
    ],
    ['done, with calls answered', { ...told(open(), say('late')), calls: { c: { name: 'x', status: 'failed', input: null } } }, true],
  ])('it is over or not: %s', (_title, state, over) => {
    expect(made.isOver(state)).toBe(over)
  })
})
