/** Seed C's project lifecycle, money and progress. */
import {
  currentPhaseKey,
  financialSummary,
  mayBecome,
  PROJECT_STATUSES,
  type PhaseFacts,
  phaseStatusOf,
  planPhases,
  projectProgress,
  type ProjectStatus,
} from '../../domain/rules/projects'

const allowed: [ProjectStatus, ProjectStatus][] = [
  ['draft', 'active'],
  ['active', 'on_hold'],
  ['active', 'completed'],
  ['active', 'cancelled'],
  ['on_hold', 'active'],
  ['on_hold', 'cancelled'],
]
const pairs = PROJECT_STATUSES.flatMap((from) => PROJECT_STATUSES.map((to): [ProjectStatus, ProjectStatus] => [from, to]))

it.each(pairs)('PRJ-2 %s → %s is exactly as ADM-004 says', (from, to) => {
  expect(mayBecome(from, to)).toBe(allowed.some(([a, b]) => a === from && b === to))
})

const phase = (phase_key: string, progress_percent: number, sort_order: number, skipped = false): PhaseFacts => ({
  phase_key,
  progress_percent,
  sort_order,
  status: skipped ? 'skipped' : phaseStatusOf(progress_percent),
})

describe('PRJ-4 the financial summary', () => {
  it('gives the figures of the contract', () => {
    const summary = financialSummary({
      contract_value: 10000000n,
      payments: 2000000n,
      vo_pending: 300000n,
      vo_approved: 500000n,
      dwo_draft: 40000n,
      dwo_submitted: 60000n,
    })
    expect(summary).toEqual({
      contract_value: 10000000n,
      budget_consumed: 2000000n,
      vo_exposure: 800000n,
      dwo_exposure: 100000n,
      total_liability: 2900000n,
      remaining: 7100000n,
      approved_vo_total: 500000n,
      pending_vo_total: 300000n,
    })
  })
})

describe('PRJ-6 progress', () => {
  it('leaves skipped phases out of both sums', () => {
    expect(projectProgress([phase('a', 100, 1), phase('b', 50, 2), phase('c', 0, 3), phase('d', 0, 4, true)])).toBe('50.00')
  })

  it.each([
    [[], '0.00'],
    [[33, 33, 34], '33.33'],
    [[1, 0, 0], '0.33'],
    [[100, 100, 0], '66.67'],
    [[1, 0], '0.50'],
  ])('of %j is %s', (list, text) => {
    expect(projectProgress(list.map((percent, i) => phase(`p${i}`, percent, i)))).toBe(text)
  })

  it('moves the current phase to the next open one by sort_order, null after the last', () => {
    const phases = [phase('c', 0, 3), phase('a', 100, 1), phase('b', 0, 2, true)]
    expect(currentPhaseKey(phases)).toBe('c')
    expect(currentPhaseKey(phases.filter((one) => one.phase_key !== 'c'))).toBeNull()
  })

  it('plans a template one phase after another, end days inclusive', () => {
    const planned = planPhases('2026-02-26', [
      { phase_key: 'a', default_duration_days: 5 },
      { phase_key: 'b', default_duration_days: 1 },
    ])
    expect(planned).toEqual([
      { phase_key: 'a', planned_start: '2026-02-26', planned_end: '2026-03-02' },
      { phase_key: 'b', planned_start: '2026-03-03', planned_end: '2026-03-03' },
    ])
  })
})
