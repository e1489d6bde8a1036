/** The process of a month of the books, told everything in every order. */
import fc from 'fast-check'
import type { Message } from '../../domain/kit/process/types'
import { periodProcess, type PeriodState } from '../../domain/processes/periods'
import { PERIOD_STATUSES, takesPostings } from '../../domain/rules/ledger/period'
import { processOf } from '../support/judging'

const month = processOf<PeriodState>(periodProcess)

describe('a month of the books', () => {
  const ids = (): string => 'task'
  const [asker, closer] = ['asker', 'closer']
  const start = (): PeriodState => month.open({ kind: 'created', actor_id: asker })
  const told: [Message, Message, Message, Message, ...Message[]] = [
    { kind: 'close', actor_id: asker },
    { kind: 'reopen', actor_id: asker },
    { kind: 'complete', actor_id: closer, task_id: 'task', outcome: 'confirm' },
    { kind: 'complete', actor_id: closer, task_id: 'task', outcome: 'reject', comment: 'no' },
    { kind: 'complete', actor_id: asker, task_id: 'task', outcome: 'confirm' },
    { kind: 'complete', actor_id: 'substitute', on_behalf_of_id: asker, task_id: 'task', outcome: 'confirm' },
    { kind: 'claim', actor_id: closer, task_id: 'task' },
    { kind: 'release', actor_id: closer, task_id: 'task' },
  ]
  const tell = (state: PeriodState, message: Message): PeriodState =>
    month.refuse(state, message) ? state : month.after(state, message, ids)

  test('only somebody else than who asked closes or opens it, whatever is said in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...told), { maxLength: 30 }), (messages) => {
        let state = start()
        for (const message of messages) {
          const next = tell(state, message)
          if (takesPostings(next.status) !== takesPostings(state.status))
            expect([message.actor_id, message.outcome]).toEqual([closer, 'confirm'])
          expect(next.tasks.length > 0).toBe(next.status === 'closing' || next.status === 'reopening')
          expect(month.isOver(next)).toBe(next.tasks.length === 0)
          state = next
        }
      }),
    )
  })

  test('every status is reached, and each says what may be asked', () => {
    const [close, reopen, confirm, reject] = told
    const paths = [[], [close], [close, confirm], [close, confirm, reopen]]
    expect(paths.map((path) => path.reduce(tell, start()).status)).toEqual([...PERIOD_STATUSES])
    expect([close, reject].reduce(tell, start()).status).toBe('open')
    expect([close, confirm, reopen, reject].reduce(tell, start()).status).toBe('closed')
    expect(month.refuse(start(), reopen)).toMatchObject({ code: 'illegal_transition', details: { allowed: ['close'] } })
    expect(month.refuse(start(), { ...close, version: 9 })).toMatchObject({ code: 'stale_version' })
  })

  test('whoever asked an earlier time may confirm what somebody else asks', () => {
    const [close, reopen, confirm] = told
    const reopening = [close, confirm, { ...reopen, actor_id: closer }].reduce(tell, start())
    expect(reopening.parties).toEqual({ asker: [closer] })
    expect(month.refuse(reopening, { ...confirm, actor_id: asker })).toBeUndefined()
    expect(month.refuse(reopening, confirm)?.code).toBe('separation_of_duties')
  })
})
