/** The rules of a proposal, without a database or a process engine. */
import { proposalRules, type ProposalState } from '../../domain/rules/proposals'
import type { Message } from '../../domain/rules/process'

const SELLER = 'u-seller'
const CLIENT = 'u-client'
const NOW = Date.parse('2026-05-01T12:00:00Z')
let n = 0
const ids = (): string => `task-${++n}`

const draft = (): ProposalState => proposalRules.open({ tenant_id: 't', record_id: 'p', message: { kind: 'created', actor_id: SELLER } })
const message = (kind: string, actor_id: string, more: Partial<Message> = {}): Message => ({ kind, actor_id, ...more })
const submit = (expires_at: string | null = null): Message => message('submit', SELLER, { data: { expires_at } })
const decide = (state: ProposalState, outcome: string, who = CLIENT): Message =>
  message('complete', who, { outcome, task_id: state.task?.id })
const codeOf = (state: ProposalState, said: Message, now = NOW): string | undefined => proposalRules.refusal(state, said, now)?.code

function run(state: ProposalState, ...said: ((state: ProposalState) => Message)[]): ProposalState {
  return said.reduce((now, next) => {
    expect(codeOf(now, next(now))).toBeUndefined()
    return proposalRules.after(now, next(now), ids)
  }, state)
}

const sent = (expires_at: string | null = null): ProposalState => run(draft(), () => submit(expires_at))
const outcome = (name: string) => (state: ProposalState) => decide(state, name)
const revise = (): Message => message('revise', SELLER, { data: { expires_at: null } })

describe('ADM-005', () => {
  it.each([
    ['approve', 'approved', true],
    ['request_changes', 'revised', false],
    ['reject', 'rejected', false],
  ])('%s makes it %s', (name, status, over) => {
    const decided = run(sent(), outcome(name))
    expect(decided).toMatchObject({ status, task: null, current_round: 1 })
    expect(proposalRules.ended(decided)).toBe(over)
  })

  it('counts rounds, and shuts out who sent the present one', () => {
    const second = run(sent(), outcome('reject'), revise)
    expect(second).toMatchObject({ status: 'submitted', current_round: 2 })
    expect(codeOf(second, decide(second, 'approve', SELLER))).toBe('separation_of_duties')
    expect(codeOf(second, message('complete', CLIENT, { outcome: 'approve', task_id: 'task-of-round-1' }))).toBe('task_closed')
  })

  it.each<[string, ProposalState, Message, string]>([
    ['an edit once sent', sent(), message('edit', SELLER), 'locked'],
    ['a deletion once sent', sent(), message('remove', SELLER), 'locked'],
    ['a second submission', sent(), submit(), 'illegal_transition'],
    ['a new round of a waiting one', sent(), revise(), 'illegal_transition'],
    ['a new round of an approved one', run(sent(), outcome('approve')), revise(), 'illegal_transition'],
    ['a new round of a draft', draft(), revise(), 'illegal_transition'],
  ])('refuses %s', (_title, state, said, code) => {
    expect(codeOf(state, said)).toBe(code)
  })
})

describe('validity', () => {
  const until = '2026-05-11T03:00:00.000Z'
  const end = Date.parse(until)

  it('holds to the last millisecond of its last day, then the decision is refused and a new round may start', () => {
    const waiting = sent(until)
    expect(codeOf(waiting, decide(waiting, 'approve'), end - 1)).toBeUndefined()
    expect(codeOf(waiting, decide(waiting, 'approve'), end)).toBe('expired')
    expect(codeOf(waiting, revise(), end - 1)).toBe('illegal_transition')
    expect(codeOf(waiting, revise(), end)).toBeUndefined()
  })

  it('reminds three days before and runs out once', () => {
    const waiting = sent(until)
    expect(waiting.due).toEqual([
      { at: '2026-05-08T03:00:00.000Z', what: 'remind' },
      { at: until, what: 'expire' },
    ])
    const over = proposalRules.after(waiting, { kind: 'expire', actor_id: null }, ids)
    expect(over).toMatchObject({ status: 'submitted', version: waiting.version, steps: waiting.steps + 1 })
    expect(over.due.map((due) => due.what)).toEqual(['remind'])
  })
})
