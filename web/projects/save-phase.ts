/** Saving what was changed of a phase, from wherever it was changed. */
import { put } from '../kit/api/client'
import type { PhaseRecord } from '../kit/api/types'
import { useStep } from '../kit/record/step'

const PHASES = '/api/admin/phases'

/** Saves changes of one phase on the version that was read; true when they were taken. */
export type SavePhase = (phase: PhaseRecord, values: Record<string, unknown>, done?: string) => Promise<boolean>

/** Says why when it was refused, and reads the project again either way. */
export function useSavePhase(): SavePhase {
  const step = useStep(PHASES, '/api/admin/projects')
  return (phase, values, done) => step(() => put(`${PHASES}/${phase.id}`, { ...values, version: phase.version }), done)
}
