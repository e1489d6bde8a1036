/** A definition that lost a task, a clock or a call while something open still has it: nothing throws, and what is left can go on. */
import type { ProcessDefinition } from '../../domain/kit/process/define'
import { isPast, refusalOf, summaryOf } from '../../domain/kit/process/judge'
import type { Message, ProcessState } from '../../domain/kit/process/types'
import { processes } from '../../domain/processes'

const AT = '2026-12-01T09:00:00.000Z'

const stateOf = (definition: ProcessDefinition, status: string): ProcessState => ({
  tenant_id: 't',
  record_id: 'r',
  status,
  version: 1,
  steps: 1,
  parties: {},
  tasks: [{ id: 'task', name: 'of yesterday', group: 'task', role: null, assignee_id: null }],
  votes: {},
  clocks: { old: { at: AT, sends: `${definition.record.type} of yesterday` } },
  calls: { call: { name: 'of yesterday', status: 'pending', input: null } },
})

const say = (kind: string, more: Partial<Message> = {}): Message => ({ kind, actor_id: 'somebody', ...more })

test.each(
  [...processes().values()].flatMap((definition) => Object.keys(definition.statuses).map((status) => [definition, status] as const)),
)('$record.type', (definition, status) => {
  const state = stateOf(definition, status)
  expect(summaryOf(definition, state)).toMatchObject({ clocks: [], calls: [], tasks: [{ id: 'task', outcomes: [] }] })
  const decision = say('complete', { task_id: 'task', outcome: 'approve' })
  expect(refusalOf(definition, state, { message: decision, now: 0 })).toMatchObject({ status: 422 })
  expect(refusalOf(definition, state, { message: say('of yesterday'), now: 0 })).toMatchObject({ status: 409, code: 'illegal_transition' })
  const [clock] = Object.values(state.clocks)
  const rang = say(clock?.sends ?? '', { actor_id: null, clock: { name: 'old', at: AT } })
  expect(isPast(definition, state, rang)).toBe(true)
})
