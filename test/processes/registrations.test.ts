/** A registration's states: every message in every state, and no way out of an end. */
import fc from 'fast-check'
import { clockAt } from '../../domain/kit/process/clocks'
import type { Clock, Message } from '../../domain/kit/process/types'
import { registrationProcess, type RegistrationState } from '../../domain/processes/registrations'
import { processOf } from '../support/judging'

const registration = processOf<RegistrationState>(registrationProcess)
const start = (taken: 'email' | null = null): RegistrationState => registration.open({ kind: 'created', actor_id: null, data: { taken } })
const say = (kind: string, more: Partial<Message> = {}): Message => ({ kind, actor_id: null, ...more })
const move = (state: RegistrationState, message: Message): RegistrationState => registration.after(state, message)
const verified = (): RegistrationState => move(start(), say('verify'))
const decide = (state: RegistrationState, outcome: string): Message =>
  say('complete', { actor_id: 'p', outcome, task_id: state.tasks[0]?.id ?? '' })

test('TEN-2 the way to approval: verified opens the task, its outcome ends the process', () => {
  const state = verified()
  expect([state.status, state.tasks.map(({ name }) => name)]).toEqual(['verified', ['approve']])
  expect(registration.refuse(state, decide(state, 'approve'))).toBeUndefined()
  expect([move(state, decide(state, 'approve')).status, move(state, decide(state, 'reject')).status]).toEqual(['approved', 'rejected'])
})

test.each<[string, () => RegistrationState, Message, string]>([
  ['a second verification', verified, say('verify'), 'illegal_transition'],
  ['a verification after expiry', () => move(start(), say('expire')), say('verify'), 'illegal_transition'],
  ['a decision before verification', start, say('complete', { actor_id: 'p', outcome: 'approve', task_id: 'x' }), 'task_closed'],
  ['a decision on another task', verified, say('complete', { actor_id: 'p', outcome: 'approve', task_id: 'x' }), 'task_closed'],
  ['a verification of a refused registration', () => start('email'), say('verify'), 'illegal_transition'],
])('TEN-2 %s is refused', (_name, make, message, code) => {
  expect(registration.refuse(make(), message)?.code).toBe(code)
})

test('TEN-2 a reminder leaves record and version as they are, and each comes once', () => {
  const at = (day: number): Date => new Date(Date.UTC(2026, 0, day))
  const clocks: Record<string, Clock> = {
    'remind:1': clockAt(at(2), 'remind_verification'),
    'remind:2': clockAt(at(3), 'remind_verification'),
    expire: clockAt(at(4), 'expire'),
  }
  const rung = (state: RegistrationState, name: string, day: number): RegistrationState =>
    move(state, say(clocks[name]?.sends ?? '', { clock: { name, at: at(day).toISOString() } }))
  const reminded = rung(rung({ ...start(), clocks }, 'remind:1', 2), 'remind:2', 3)
  expect([reminded.status, reminded.version, reminded.steps, Object.keys(reminded.clocks)]).toEqual(['unverified', 1, 3, ['expire']])
  expect(rung(reminded, 'expire', 4)).toMatchObject({ status: 'expired', clocks: {} })
  expect(move({ ...start(), clocks }, say('verify')).clocks).toEqual({})
})

test('TEN-2 whatever is said, nothing leaves an end and steps only grow', () => {
  const kinds = fc.constantFrom('verify', 'complete', 'claim', 'release', 'delegate')
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind: kinds, outcome: fc.constantFrom('approve', 'reject', 'other') }), { maxLength: 12 }),
      (messages) => {
        let state = start()
        for (const { kind, outcome } of messages) {
          const message = say(kind, { actor_id: 'p', outcome, task_id: state.tasks[0]?.id ?? 'none', to_id: 'q' })
          const refused = registration.refuse(state, message)
          if (registration.isOver(state)) expect(refused).toBeDefined()
          if (refused) continue
          const next = move(state, message)
          expect(next.steps).toBe(state.steps + 1)
          state = next
        }
      },
    ),
  )
})
