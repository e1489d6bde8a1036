/** A registration's states: every message in every state, and no way out of an end. */
import fc from 'fast-check'
import { registrationClocks, registrationRules, type RegistrationState } from '../../domain/rules/platform'
import type { Message } from '../../domain/rules/process'

let count = 0
const ids = (): string => {
  count += 1
  return `0198f000-0000-7000-8000-${String(count).padStart(12, '0')}`
}
const start = (taken: 'email' | null = null): RegistrationState =>
  registrationRules.open({ tenant_id: 't', record_id: 'r', message: { kind: 'created', actor_id: null }, taken })
const say = (kind: string, more: Partial<Message> = {}): Message => ({ kind, actor_id: null, ...more })
const move = (state: RegistrationState, message: Message): RegistrationState => registrationRules.after(state, message, ids)
const verified = (): RegistrationState => move(start(), say('verify'))
const decide = (state: RegistrationState, outcome: string): Message =>
  say('complete', { actor_id: 'p', outcome, task_id: state.task?.id ?? '' })

test('TEN-2 the way to approval: verified opens the task, its outcome ends the process', () => {
  const state = verified()
  expect([state.status, state.task?.kind]).toEqual(['verified', 'platform.approve_registration'])
  expect(registrationRules.refusal(state, decide(state, 'approve'))).toBeUndefined()
  expect([move(state, decide(state, 'approve')).status, move(state, decide(state, 'reject')).status]).toEqual(['approved', 'rejected'])
})

test.each<[string, () => RegistrationState, Message, string]>([
  ['a second verification', verified, say('verify'), 'illegal_transition'],
  ['a verification after expiry', () => move(start(), say('expire')), say('verify'), 'illegal_transition'],
  ['a decision before verification', start, say('complete', { actor_id: 'p', outcome: 'approve', task_id: 'x' }), 'task_closed'],
  ['a decision on another task', verified, say('complete', { actor_id: 'p', outcome: 'approve', task_id: 'x' }), 'task_closed'],
  ['a verification of a refused registration', () => start('email'), say('verify'), 'illegal_transition'],
])('TEN-2 %s is refused', (_name, make, message, code) => {
  expect(registrationRules.refusal(make(), message)?.code).toBe(code)
})

test('TEN-2 a reminder leaves record and version as they are, and each comes once', () => {
  const state = { ...start(), due: registrationClocks(new Date('2026-01-01T00:00:00Z')) }
  expect(state.due.map(({ at, what }) => [at, what])).toEqual([
    ['2026-01-02T00:00:00.000Z', 'remind_verification'],
    ['2026-01-03T00:00:00.000Z', 'remind_verification'],
    ['2026-01-04T00:00:00.000Z', 'expire'],
  ])
  const reminded = move(move(state, say('remind_verification')), say('remind_verification'))
  expect([reminded.status, reminded.version, reminded.steps, reminded.due.map((due) => due.what)]).toEqual(['unverified', 1, 3, ['expire']])
})

test('TEN-2 whatever is said, nothing leaves an end and steps only grow', () => {
  const kinds = fc.constantFrom('verify', 'complete', 'claim', 'release', 'delegate')
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind: kinds, outcome: fc.constantFrom('approve', 'reject', 'other') }), { maxLength: 12 }),
      (messages) => {
        let state = start()
        for (const { kind, outcome } of messages) {
          const message = say(kind, { actor_id: 'p', outcome, task_id: state.task?.id ?? 'none', to_id: 'q' })
          const refused = registrationRules.refusal(state, message)
          if (registrationRules.ended(state)) expect(refused).toBeDefined()
          if (refused) continue
          const next = move(state, message)
          expect(next.steps).toBe(state.steps + 1)
          state = next
        }
      },
    ),
  )
})
