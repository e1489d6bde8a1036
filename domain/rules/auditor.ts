/** The continuous auditor (OPS-4): the invariants it holds the business to, and what is said when one breaks. */
import { isOverLimit } from './parties'

/** The invariants, by their short names, as an incident is titled. */
export const INVARIANTS = {
  I1: 'Every journal balances',
  I2: 'One cause, one journal',
  I3: 'Records and processes agree',
  I4: 'Every decision was allowed',
  I5: 'The audit log is whole',
  I7: 'Party and project balances equal the ledger',
  I8: 'Every message is sent once',
  I9: 'Walls and files are sound',
  I10: 'Who is shut out stays out',
} as const
export type Invariant = keyof typeof INVARIANTS

/** What breaks in the books, or in the log that proves them, stops posting until an admin lifts it. */
const STOPS_POSTING: readonly Invariant[] = ['I1', 'I2', 'I5', 'I7']

/** True when a breach of the invariant stops posting. */
export const stopsPosting = (invariant: Invariant): boolean => STOPS_POSTING.includes(invariant)

/** One thing that was found wrong. */
export interface Finding {
  /** Singular type and id of the record it concerns. */
  type: string
  id: string | null
  detail: string
}

/** What one check found wrong; without findings there is no breach. */
export interface Breach {
  invariant: Invariant
  /** The name of the check, such as `journal_unbalanced`. */
  check: string
  findings: readonly Finding[]
}

/** Findings kept with an incident; of a thousand like ones a hundred tell enough. */
export const MOST_FINDINGS = 100

/** How far a round looks: at what changed since the last one, or at everything. */
export const SCOPES = ['changed', 'all'] as const
export type Scope = (typeof SCOPES)[number]

export const INCIDENT_STATUSES = ['open', 'acknowledged', 'resolved'] as const
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number]

/** A completed task with what was true when it was decided. */
export interface Decided {
  id: string
  kind: string
  outcomes: readonly string[]
  outcome: string | null
  rule: string | null
  parties: Readonly<Record<string, readonly string[]>>
  candidate_ids: readonly string[] | null
  amount: bigint | null
  completed_by_id: string
  on_behalf_of_id: string | null
  /** Whose right it was: the absent person's, else the decider's; as it stood at that moment. */
  right: { user_type: string; slugs: readonly string[]; approval_limit: bigint | null }
}

const speakers = (task: Decided): string[] => [task.completed_by_id, task.on_behalf_of_id].filter((id) => id !== null)

/** What is wrong with a decision by somebody who needed `slug` and may be none of the parties kept `apart`, as the names of the checks it fails (I4). */
export function faultsOf(task: Decided, { slug, apart }: { slug: string; apart: readonly string[] }): string[] {
  const took = apart.some((party) => speakers(task).some((id) => task.parties[party]?.includes(id)))
  const principal = task.on_behalf_of_id ?? task.completed_by_id
  const named = task.candidate_ids?.includes(principal) ?? false
  const { user_type, slugs, approval_limit } = task.right
  const holds = user_type === 'admin' || user_type === 'super_admin' || slugs.includes(slug)
  const over = isOverLimit(task.amount, approval_limit)
  return [
    ...(task.outcome === null || !task.outcomes.includes(task.outcome) || task.rule === null ? ['decision_incomplete'] : []),
    ...(took ? ['decision_by_party'] : []),
    ...(named || holds ? [] : ['decision_without_right']),
    ...(over ? ['decision_over_limit'] : []),
  ]
}

/** What Temporal says of a process. */
export type RunState = 'running' | 'stuck' | 'closed' | 'missing'

/** What is wrong between a process's row and Temporal, or undefined (I3). */
export function runFault(open: boolean, state: RunState): string | undefined {
  if (state === 'stuck') return 'run_stuck'
  if (open) return state === 'running' ? undefined : 'run_missing'
  return state === 'running' ? 'run_still_open' : undefined
}
