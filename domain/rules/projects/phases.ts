/** How a phase moves: by its progress, or left out and taken in again (seed C, ADM-006; PRJ-6). */
import type { Refusal } from '../../errors'
import { type PhaseFacts, phaseStatusOf, type PhaseStatus } from '.'

/** What somebody asks of a phase. */
export interface PhaseMove {
  progress_percent?: number
  status?: PhaseStatus
}

export type Moved = Pick<PhaseFacts, 'status' | 'progress_percent'>

const illegal = (phase: Moved, asked: PhaseStatus, allowed: readonly PhaseStatus[]): Refusal => ({
  status: 409,
  code: 'illegal_transition',
  message: `A phase that is ${phase.status} cannot become ${asked}.`,
  details: { current: { ...phase }, allowed: [...allowed] },
})

const wrong = (field: string, message: string): Refusal => ({
  status: 422,
  code: 'invalid',
  message: 'Validation failed',
  details: { errors: { [field]: [message] } },
})

/**
 * The phase after a move, or why it is refused. Progress decides the status; a person may only leave a phase out
 * (`skipped`) or take it in again (`pending`, from zero, or with the progress given beside it).
 */
export function movePhase(phase: Moved, { progress_percent, status }: PhaseMove): Moved | Refusal {
  if (status === 'skipped') {
    if (progress_percent !== undefined) return wrong('progress_percent', 'A skipped phase makes no progress.')
    return { status, progress_percent: phase.progress_percent }
  }
  if (progress_percent !== undefined) {
    const next = { status: phaseStatusOf(progress_percent), progress_percent }
    if (status !== undefined && status !== 'pending' && status !== next.status) {
      return wrong('status', `The status follows the progress: at ${progress_percent} it is ${next.status}.`)
    }
    return phase.status === 'skipped' && status === undefined ? illegal(phase, next.status, ['pending']) : next
  }
  if (status === undefined) return { status: phase.status, progress_percent: phase.progress_percent }
  if (status === 'pending') {
    const open = phase.status === 'skipped' || phase.status === 'pending'
    return open ? { status, progress_percent: 0 } : illegal(phase, status, ['skipped'])
  }
  return status === phase.status ? phase : wrong('status', 'The status follows the progress; only skipped and pending can be chosen.')
}

/** True for a refusal among the answers of `movePhase`. */
export const isRefusal = (answer: Moved | Refusal): answer is Refusal => 'code' in answer
