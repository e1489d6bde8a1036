/** The process of a proposal, judged without a database or a process engine. */
import { clockAt } from '../../domain/kit/process/clocks'
import type { Message } from '../../domain/kit/process/types'
import { proposalProcess, type ProposalState, validityClocks } from '../../domain/processes/proposals'
import { processOf } from '../support/judging'

const SELLER = 'u-seller'
const CLIENT = 'u-client'
const NOW = Date.parse('2026-05-01T12:00:00Z')

const proposal = processOf<ProposalState>(proposalProcess)

const draft = (): ProposalState => proposal.open({ kind: 'created', actor_id: SELLER })
const message = (kind: string, actor_id: string, more: Partial<Message> = {}): Message => ({ kind, actor_id, ...more })
const submit = (expires_at: string | null = null, by = SELLER): Message => message('submit', by, { data: { expires_at } })
const decide = (state: ProposalState, outcome: string, who = CLIENT): Message =>
  message('complete', who, { outcome, task_id: state.tasks[0]?.id ?? 'none' })
const codeOf = (state: ProposalState, said: Message, now = NOW): string | undefined => proposal.refuse(state, said, now)?.code

function run(state: ProposalState, ...said: ((state: ProposalState) => Message)[]): ProposalState {
  return said.reduce((now, next) => {
    expect(codeOf(now, next(now))).toBeUndefined()
    return proposal.after(now, next(now))
  }, state)
}

const sent = (expires_at: string | null = null): ProposalState => run(draft(), () => submit(expires_at))
const outcome = (name: string) => (state: ProposalState) => decide(state, name)
const revise = (by = SELLER): Message => message('revise', by, { data: { expires_at: null } })

describe('ADM-005', () => {
  it.each([
    ['approve', 'approved', true],
    ['request_changes', 'revised', false],
    ['reject', 'rejected', false],
  ])('%s makes it %s', (name, status, over) => {
    const decided = run(sent(), outcome(name))
    expect(decided).toMatchObject({ status, tasks: [], current_round: 1 })
    expect(proposal.isOver(decided)).toBe(over)
  })

  it('counts rounds, and shuts out who sent the present one', () => {
    const second = run(sent(), outcome('reject'), () => revise())
    expect(second).toMatchObject({ status: 'submitted', current_round: 2 })
    expect(codeOf(second, decide(second, 'approve', SELLER))).toBe('separation_of_duties')
    expect(codeOf(second, message('complete', CLIENT, { outcome: 'approve', task_id: 'task-of-round-1' }))).toBe('task_closed')
  })

  it('forgets who sent an earlier round', () => {
    const second = run(sent(), outcome('reject'), () => revise('u-other'))
    expect(second.parties).toEqual({ submitter: ['u-other'] })
    expect(codeOf(second, decide(second, 'approve', SELLER))).toBeUndefined()
    expect(codeOf(second, decide(second, 'approve', 'u-other'))).toBe('separation_of_duties')
  })

  it('is over once a draft is deleted', () => {
    expect(proposal.isOver(run(draft(), () => message('remove', SELLER)))).toBe(true)
  })

  it.each<[string, ProposalState, Message, string]>([
    ['an edit once sent', sent(), message('edit', SELLER), 'locked'],
    ['a deletion once sent', sent(), message('remove', SELLER), 'locked'],
    ['a second submission', sent(), submit(), 'illegal_transition'],
    ['a new round of a waiting one', sent(), revise(), 'illegal_transition'],
    ['a new round of an approved one', run(sent(), outcome('approve')), revise(), 'illegal_transition'],
    ['a new round of a draft', draft(), revise(), 'illegal_transition'],
    ['a submission of another version', draft(), { ...submit(), version: 7 }, 'stale_version'],
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
    for (const name of ['approve', 'request_changes', 'reject']) expect(codeOf(waiting, decide(waiting, name), end)).toBe('expired')
    expect(codeOf(waiting, revise(), end - 1)).toBe('illegal_transition')
    expect(codeOf(waiting, revise(), end)).toBeUndefined()
  })

  it('tells what an expired round may still be told', () => {
    const said = message('edit', SELLER)
    expect(proposal.refuse(sent(until), said, end)).toMatchObject({ code: 'locked', details: { allowed: ['revise'] } })
  })

  it('starts the next round of one that nobody decided with a task of its own', () => {
    const waiting = sent(until)
    const next = proposal.after(waiting, revise())
    expect(next).toMatchObject({ status: 'submitted', current_round: 2, expires_at: null, version: waiting.version + 1 })
    expect(next.tasks).toHaveLength(1)
    expect(next.tasks[0]?.id).not.toBe(waiting.tasks[0]?.id)
  })

  it('reminds three days before and runs out once', () => {
    const set = sent(until)
    const task_id = set.tasks[0]?.id ?? ''
    const clocks = validityClocks(set, new Date(NOW))
    expect(clocks).toEqual({
      'remind:valid': { at: '2026-05-08T03:00:00.000Z', sends: 'remind', task_id },
      expire: { at: until, sends: 'expire' },
    })
    const waiting: ProposalState = { ...set, clocks: clocks as ProposalState['clocks'] }
    const over = proposal.after(waiting, { kind: 'expire', actor_id: null, clock: { name: 'expire', at: until } })
    expect(over).toMatchObject({ status: 'submitted', version: waiting.version, steps: waiting.steps + 1, tasks: waiting.tasks })
    expect(Object.keys(over.clocks)).toEqual(['remind:valid'])
  })

  it('leaves out a reminder whose moment is past, never the end, and ends no round without a last day', () => {
    expect(validityClocks(sent(until), new Date(end - 86_400_000))).toEqual({ expire: clockAt(new Date(end), 'expire') })
    expect(validityClocks(sent(until), new Date(end + 1))).toEqual({ expire: clockAt(new Date(end), 'expire') })
    expect(validityClocks(sent(), new Date(NOW))).toEqual({ expire: null })
  })

  it('stops reminding of a round that is decided', () => {
    const set = sent(until)
    const waiting: ProposalState = { ...set, clocks: validityClocks(set, new Date(NOW)) as ProposalState['clocks'] }
    expect(proposal.after(waiting, decide(waiting, 'reject')).clocks).not.toHaveProperty('remind:valid')
  })
})
