/** The rules of a project's phases, told everything in every order. */
import fc from 'fast-check'
import { isRefusal, movePhase } from '../../domain/rules/projects/phases'

test('PRJ-6 a phase never stands between its status and its progress, whatever is asked of it', () => {
  const statuses = ['pending', 'in_progress', 'completed', 'skipped'] as const
  const move = fc.record({ progress_percent: fc.integer({ min: 0, max: 100 }), status: fc.constantFrom(...statuses) }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
      let phase: { status: (typeof statuses)[number]; progress_percent: number } = { status: 'pending', progress_percent: 0 }
      for (const asked of moves) {
        const next = movePhase(phase, asked)
        if (isRefusal(next)) continue
        if (next.status !== 'skipped') {
          expect([next.status === 'completed', next.status === 'pending']).toEqual([
            next.progress_percent === 100,
            next.progress_percent === 0,
          ])
        }
        phase = next
      }
    }),
  )
})
