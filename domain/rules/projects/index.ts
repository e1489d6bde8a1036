/** A project's life, its money and its progress, by the formulas of seed C. */

export const PROJECT_STATUSES = ['draft', 'active', 'on_hold', 'completed', 'cancelled'] as const
export type ProjectStatus = (typeof PROJECT_STATUSES)[number]

/** Seed C, ADM-004. */
export const projectTransitions: Record<ProjectStatus, readonly ProjectStatus[]> = {
  draft: ['active'],
  active: ['on_hold', 'completed', 'cancelled'],
  on_hold: ['active', 'cancelled'],
  completed: [],
  cancelled: [],
}

/** True where ADM-004 allows the step. */
export const mayBecome = (from: ProjectStatus, to: ProjectStatus): boolean => projectTransitions[from].includes(to)

/** Statuses that end a project: refused while processes of the project are open. */
export const isEnd = (status: ProjectStatus): boolean => projectTransitions[status].length === 0

/** Sums of a project's instruments, in minor units of its currency. */
export interface ProjectSums {
  contract_value: bigint
  /** SUM(credit − debit) of ledger entries with entry_type payment. */
  payments: bigint
  vo_pending: bigint
  vo_approved: bigint
  dwo_draft: bigint
  dwo_submitted: bigint
}

/** Seed C, ADM-004: the financial summary of a project, in minor units. */
export function financialSummary(
  sums: ProjectSums,
): Record<
  | 'contract_value'
  | 'budget_consumed'
  | 'vo_exposure'
  | 'dwo_exposure'
  | 'total_liability'
  | 'remaining'
  | 'approved_vo_total'
  | 'pending_vo_total',
  bigint
> {
  const vo_exposure = sums.vo_pending + sums.vo_approved
  const dwo_exposure = sums.dwo_draft + sums.dwo_submitted
  const total_liability = sums.payments + vo_exposure + dwo_exposure
  return {
    contract_value: sums.contract_value,
    budget_consumed: sums.payments,
    vo_exposure,
    dwo_exposure,
    total_liability,
    remaining: sums.contract_value - total_liability,
    approved_vo_total: sums.vo_approved,
    pending_vo_total: sums.vo_pending,
  }
}

export const PHASE_STATUSES = ['pending', 'in_progress', 'completed', 'skipped'] as const
export type PhaseStatus = (typeof PHASE_STATUSES)[number]

export interface PhaseFacts {
  phase_key: string
  status: PhaseStatus
  /** Whole percent, 0 to 100. */
  progress_percent: number
  sort_order: number
}

/** Seed C, ADM-006: 0 pending, 1–99 in progress, 100 completed. */
export const phaseStatusOf = (progress_percent: number): PhaseStatus =>
  progress_percent === 0 ? 'pending' : progress_percent === 100 ? 'completed' : 'in_progress'

/** Seed C, ADM-006: SUM(progress) / COUNT of the phases that are not skipped; two decimals, half-up; "0.00" without phases. */
export function projectProgress(phases: readonly PhaseFacts[]): string {
  const counted = phases.filter((phase) => phase.status !== 'skipped')
  if (counted.length === 0) return '0.00'
  const sum = counted.reduce((total, phase) => total + phase.progress_percent, 0)
  const hundredths = Math.floor((sum * 200 + counted.length) / (2 * counted.length))
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
}

/** The phase that is worked on: the first by sort_order that is neither completed nor skipped; null after the last. */
export function currentPhaseKey(phases: readonly PhaseFacts[]): string | null {
  const open = phases.filter((phase) => phase.status !== 'completed' && phase.status !== 'skipped')
  return [...open].sort((a, b) => a.sort_order - b.sort_order)[0]?.phase_key ?? null
}

/** A planned phase of a template. */
export interface PlannedPhase {
  phase_key: string
  planned_start: string
  planned_end: string
}

const DAY = 86_400_000
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Phases one after another from `start_date`: calendar days, end day inclusive (5 days from the 1st end on the 5th). */
export function planPhases(start_date: string, phases: readonly { phase_key: string; default_duration_days: number }[]): PlannedPhase[] {
  let start = Date.parse(`${start_date}T00:00:00Z`)
  return phases.map(({ phase_key, default_duration_days }) => {
    const end = start + (default_duration_days - 1) * DAY
    const planned = { phase_key, planned_start: isoDay(start), planned_end: isoDay(end) }
    start = end + DAY
    return planned
  })
}

/** Seed C, ADM-009. */
export const EVENT_TYPES = ['inspection', 'meeting', 'milestone', 'site_visit', 'other'] as const
