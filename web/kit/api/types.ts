/** The answers of the API as the console reads them (snake_case, as on the wire). */
import type { UserType } from '../../../domain/actor'
import type { FieldKind } from '../../../domain/kit/fields'

export interface Named {
  id: string
  name: string
}

export interface ListMeta {
  page: number
  per_page: number
  total: number
  /** There are more rows than `total` says. */
  more?: true
  counts?: Record<string, number>
}

export interface Me {
  id: string
  name: string
  username: string
  email: string
  user_type: UserType
  business_id: string
  business: { id: string; name: string; time_zone: string; base_currency: string; locale: string }
  locale: string | null
  role: { id: string; name: string; slug: string } | null
  permissions: string[]
  stands_in_for: Named[]
}

/** A record of any kind: its fields, and what every record carries. */
export interface RecordRow {
  id: string
  created_at: string
  updated_at: string
  version: number
  [field: string]: unknown
}

export interface FieldRules {
  min_length?: number
  max_length?: number
  pattern?: string
  minimum?: number
  maximum?: number
}

export interface FieldDefinition {
  name: string
  label: string
  kind: FieldKind
  options: string[] | null
  to: string | null
  required: boolean
  create: boolean
  update: boolean
  unique: boolean
  negative: boolean
  rules: FieldRules
}

/** A resource definition as the API serialises it: enough for a list, a form, a record page and an export. */
export interface ResourceDefinition {
  name: string
  type: string
  slug: string
  title: string
  label: string
  path: string
  process: string | null
  methods: ('list' | 'get' | 'post' | 'put' | 'delete')[]
  fields: FieldDefinition[]
  list: { columns: string[]; filter: string[]; sort: string[]; search: string[] }
  can: { view: boolean; manage: boolean }
}

export interface JsonSchema {
  type?: string
  title?: string
  enum?: string[]
  properties?: Record<string, JsonSchema & { kind?: FieldKind; label?: string; outcomes?: string[] }>
  required?: string[]
  [key: string]: unknown
}

export interface Task {
  id: string
  kind: string
  title: string
  state: 'open' | 'claimed' | 'completed' | 'cancelled'
  subject: { type: string; id: string; label: string }
  outcomes: string[]
  negative_outcomes: string[]
  form: JsonSchema
  assignee_id: string | null
  assignee: Named | null
  due_at: string | null
  priority: number
  process: { workflow_id: string; type: string }
  can: { claim: boolean; release: boolean; delegate: boolean; complete: boolean }
  why: string | null
  completed: { outcome: string; comment: string | null; by: Named; on_behalf_of: Named | null; at: string; rule: string | null } | null
  created_at: string
  updated_at: string
  version: number
}

export interface Ability {
  allowed: boolean
  reason: string | null
  explain: string | null
}

export interface StoredFile {
  original_name: string
  mime_type: string
  size_bytes: number
  sha256: string
}

export interface DocumentRow extends RecordRow {
  name: string
  description: string | null
  status: string
  document_type_id: string
  document_type: Named | null
  project_id: string | null
  project: Named | null
  uploaded_by: Named | null
  document_version: number
  approval_status: string | null
  file: StoredFile | null
  hit?: string
}

export interface DocumentDetail extends DocumentRow {
  can: Record<string, Ability>
  task: Task | null
  process: { workflow_id: string; run_id: string; temporal_ui_url: string } | null
}

export interface DocumentVersion extends StoredFile {
  document_version: number
  comment: string | null
  created_at: string
  uploaded_by: Named
}

export interface TimelineEntry {
  at: string
  kind: string
  title: string
  actor: Named | null
  on_behalf_of: Named | null
  outcome: string | null
  comment: string | null
  rule: string | null
  task_id: string | null
  data: Record<string, unknown>
}

export interface HistoryEntry {
  at: string
  actor: Named | null
  version: number
  action: string
  changes: Record<string, [unknown, unknown]>
}

export interface CommentRow {
  id: string
  body: string
  author: Named
  created_at: string
}

export interface Upload extends StoredFile {
  file_path: string
}

export interface NotificationRow {
  id: string
  kind: string
  title: string
  body: string | null
  subject: { type: string; id: string } | null
  task_id: string | null
  read: boolean
  read_at: string | null
  created_at: string
}

export interface ProjectDetail extends RecordRow {
  name: string
  status: string
  description: string | null
  location: Named | null
  client_user: Named | null
  contract_value: string | null
  currency: string
  start_date: string | null
  end_date: string | null
  current_phase_key: string | null
  related: Record<string, number>
  allowed_statuses: string[]
  can: Record<string, Ability>
}

export interface ProjectSummary {
  contract_value: string
  budget_consumed: string
  vo_exposure: string
  dwo_exposure: string
  total_liability: string
  remaining: string
  approved_vo_total: string
  pending_vo_total: string
  currency: string
  project_progress: string
  current_phase_key: string | null
  upcoming_event_count: number
}

export interface PhaseRecord extends RecordRow {
  project_id: string
  phase_key: string
  name: string
  status: string
  progress_percent: number
  planned_start: string | null
  planned_end: string | null
  sort_order: number
}

export interface ProposalDetail extends RecordRow {
  title: string
  project_id: string
  project: Named | null
  quoted_amount: string
  currency: string
  notes: string | null
  valid_until: string | null
  validity: { remind_at: string; expires_at: string; expired: boolean } | null
  status: string
  current_round: number
  created_by: Named | null
  submitted_at: string | null
  decided_at: string | null
  can: Record<string, Ability>
  task: Task | null
  process: { workflow_id: string; run_id: string; temporal_ui_url: string } | null
}

export interface ProposalRound {
  round_number: number
  amount: string
  difference: string | null
  currency: string
  status: string
  notes: string | null
  valid_until: string | null
  submitted_at: string | null
  decided_at: string | null
}
