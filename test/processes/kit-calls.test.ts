/** Calls to the outside, on a definition made up for them: made, answered, asked for, taken back. */
import { type EffectStep, type Found, withCalls } from '../../activities/kit/effect'
import { defineProcess } from '../../domain/kit/process/define'
import { isPast, summaryOf } from '../../domain/kit/process/judge'
import type { Message, ProcessState } from '../../domain/kit/process/types'
import { processOf } from '../support/judging'

type State = ProcessState<'open' | 'asked' | 'yes' | 'no'>

const record = { type: 'made_up', name: 'made_up', slug: 'made_up', table: 'made_up', label: 'name' } as const
const statuses = { open: 'open', asked: 'waiting', yes: 'done', no: 'refused' } as const
const say = (kind: string, more: Partial<Message> = {}): Message => ({ kind, actor_id: 'asker', ...more })

/** A process that calls outside. */
const calling = processOf<State>(
  defineProcess<State>()({
    record,
    title: 'Calls outside',
    statuses,
    created: { to: 'open' },
    messages: { book: { from: ['open'], to: 'asked' }, give_up: { from: ['asked', 'yes', 'no'], to: 'no' } },
    tasks: {},
    calls: {
      hotel: { does: 'bookHotel', asks: 'findHotel', undo: 'cancelHotel', done: {}, failed: { to: 'no' } },
      flight: { does: 'bookFlight', as: 'child', undo: 'cancelFlight', done: { to: 'yes' }, failed: { to: 'no' } },
      letter: { does: 'sendLetter', done: {}, failed: {} },
    },
  }),
)

/** A step's state with what its effect declares. */
function declare(state: State, found: Partial<Found>): State {
  const step = { state } as unknown as EffectStep
  return withCalls(calling.definition, step, { action: 'x', title: 'x', ...found }).state as State
}

describe('calls', () => {
  const begun = (...names: string[]): State => {
    const booked = calling.after(calling.open(say('created')), say('book'))
    return declare(booked, { calls: names.map((name) => ({ name, input: { of: name } })) })
  }
  const idOf = (state: State, name: string, undoes = false): string =>
    Object.entries(state.calls).find(([, call]) => call.name === name && (call.undoes !== undefined) === undoes)?.[0] ?? 'none'
  const answer = (state: State, name: string, ending: string, undoes = false): State => {
    const message = say(`${name}.${ending}`, { actor_id: null, call_id: idOf(state, name, undoes), data: { from: name } })
    expect([isPast(calling.definition, state, message), calling.refuse(state, message)]).toEqual([false, undefined])
    return calling.after(state, message)
  }
  const runs = (state: State): string[] => summaryOf(calling.definition, state).calls.map(({ run }) => `${run.as} ${run.does}`)

  test('are made as they are defined until they are answered, and the answer is kept', () => {
    const state = begun('hotel', 'flight')
    expect(runs(state)).toEqual(['activity bookHotel', 'child bookFlight'])
    const hotel = answer(state, 'hotel', 'done')
    expect(hotel.calls[idOf(hotel, 'hotel')]).toEqual({ name: 'hotel', status: 'done', input: { of: 'hotel' }, result: { from: 'hotel' } })
    expect(runs(hotel)).toEqual(['child bookFlight'])
    expect(answer(hotel, 'flight', 'done').status).toBe('yes')
    expect(answer(hotel, 'flight', 'failed')).toMatchObject({ status: 'no', calls: { [idOf(hotel, 'flight')]: { status: 'failed' } } })
  })

  test('answer once', () => {
    const state = answer(begun('hotel'), 'hotel', 'done')
    expect(isPast(calling.definition, state, say('hotel.failed', { call_id: idOf(state, 'hotel') }))).toBe(true)
    expect(isPast(calling.definition, state, say('hotel.done', { call_id: 'of another' }))).toBe(true)
  })

  test('whose result nobody knows are asked for, or made again as patiently where there is no question', () => {
    const state = answer(answer(begun('hotel', 'letter'), 'hotel', 'unknown'), 'letter', 'unknown')
    expect([state.status, state.version]).toEqual(['asked', 2])
    expect(runs(state)).toEqual(['question findHotel', 'question sendLetter'])
    expect(calling.isOver({ ...state, status: 'yes' })).toBe(false)
    expect(runs(answer(state, 'hotel', 'done'))).toEqual(['question sendLetter'])
  })

  test('only what was done is taken back, the last one first and one after the other', () => {
    const asked = begun('hotel', 'letter')
    const more = declare(answer(answer(asked, 'hotel', 'done'), 'letter', 'done'), { calls: [{ name: 'flight', input: 1 }] })
    const failing = declare(answer(more, 'flight', 'done'), { calls: [{ name: 'hotel', input: 'second' }] })
    const second = Object.keys(failing.calls).at(-1) ?? ''
    const failed = calling.after(failing, say('hotel.failed', { actor_id: null, call_id: second }))
    const undone = declare(failed, { undo: true })
    const undoing = Object.values(undone.calls).filter(({ undoes }) => undoes !== undefined)
    expect(undoing.map(({ name, input }) => [name, input])).toEqual([
      ['flight', { input: 1, result: { from: 'flight' } }],
      ['hotel', { input: { of: 'hotel' }, result: { from: 'hotel' } }],
    ])
    expect(runs(undone)).toEqual(['activity cancelFlight'])
    const back = answer(undone, 'flight', 'undo_failed', true)
    expect(runs(back)).toEqual(['activity cancelHotel'])
    const all = answer(back, 'hotel', 'undone', true)
    expect([runs(all), all.status, all.version]).toEqual([[], failed.status, failed.version])
    expect(Object.values(all.calls).flatMap(({ undoes, status }) => (undoes === undefined ? [] : [status]))).toEqual(['failed', 'done'])
    // What is taken back, or could not be, is not taken back twice.
    expect(declare(all, { undo: true })).toBe(all)
  })

  test('a call nobody defined is a fault', () => {
    expect(() => begun('nonsense')).toThrow('defines no call nonsense')
  })
})
