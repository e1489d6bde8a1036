/** The client portal's projects and proposals as the API tells them. */
import type { Named, RecordRow, Task } from '../kit/api/types'

export interface ClientProject extends RecordRow {
  name: string
  description: string | null
  status: string
  start_date: string | null
  end_date: string | null
  current_phase_key: string | null
  project_progress: string
}

export interface ClientPhase {
  phase_key: string
  name: string
  status: string
  progress_percent: number
  planned_start: string | null
  planned_end: string | null
}

export interface ClientProjectDetail extends ClientProject {
  phases: ClientPhase[]
  milestones: { id: string; title: string; starts_at: string; ends_at: string | null }[]
}

export interface ClientProposal extends RecordRow {
  title: string
  project_id: string
  project: Named | null
  quoted_amount: string
  currency: string
  notes: string | null
  valid_until: string | null
  status: string
  current_round: number
  submitted_at: string | null
  decided_at: string | null
}

export interface Round {
  round_number: number
  amount: string
  currency: string
  status: string
  notes: string | null
  valid_until: string | null
  submitted_at: string | null
  decided_at: string | null
}

export interface ClientProposalDetail extends ClientProposal {
  rounds: Round[]
  task: Task | null
}

export const PROJECTS = '/api/client/projects'
export const PROPOSALS = '/api/client/proposals'
