/** What a demo business is made of: who works there, what they build, which papers are on their way. */
import { permissions } from '../../policies/permissions'

export interface DemoPerson {
  /** After the dot of the username: `aurora.office`. */
  key: string
  name: string
  user_type: 'staff' | 'employee' | 'contractor' | 'client'
  role?: keyof typeof ROLES
  job?: [title: string, department: string]
  approval_limit?: string
}

/** Where a demo document stands when the demo is loaded. */
export type DemoStage = 'draft' | 'in_verification' | 'claimed' | 'in_approval' | 'archived' | 'rejected' | 'second_version' | 'by_rule'

export interface DemoDocument {
  name: string
  type: string
  stage: DemoStage
  /** Index of the company's project; none for papers of the office. */
  project?: number
  lines: string[]
  comment?: string
}

export interface Company {
  key: string
  name: string
  time_zone: string
  base_currency: string
  locale: string
  admin: string
  people: DemoPerson[]
  locations: [name: string, city: string, country: string][]
  trades: string[]
  categories: string[]
  phases: [name: string, days: number][]
  templates: Record<string, string[]>
  subcontractors: [company: string, trade: string, category: string][]
  projects: { name: string; location: number; contract_value: string; start_date: string; end_date: string; description: string }[]
  documents: DemoDocument[]
  holidays: { date: string; name: string }[]
}

const views = permissions
  .map(({ slug }) => slug)
  .filter((slug) => slug.endsWith('.view') && slug !== 'audit.view' && slug !== 'processes.view')

/** The roles of both companies: who enters, who checks, who decides, who looks on. */
export const ROLES = {
  'Document office': [
    'documents.view',
    'documents.create',
    'documents.download',
    'documents.share',
    'projects.view',
    'document_types.view',
    'locations.view',
  ],
  Verifier: ['documents.view', 'documents.download', 'documents.verify', 'projects.view', 'document_types.view'],
  Approver: ['documents.view', 'documents.download', 'documents.approve', 'projects.view', 'document_types.view'],
  'Project manager': [
    ...views,
    'projects.manage',
    'phases.manage',
    'proposals.manage',
    'calendar.manage',
    'daily_logs.manage',
    'materials.manage',
    'gallery.manage',
    'expenses.manage',
    'vouchers.manage',
    'variation_orders.manage',
    'daywork_orders.manage',
    'documents.create',
    'documents.verify',
    'documents.download',
  ],
  Director: [
    ...views,
    'audit.view',
    'processes.view',
    'documents.approve',
    'documents.download',
    'documents.share',
    'documents.manage',
    'expenses.approve',
    'vouchers.approve',
    'variation_orders.approve',
    'daywork_orders.approve',
    'it-support.calendars.manage',
  ],
  'Cost controller': [
    'vouchers.view',
    'vouchers.approve',
    'variation_orders.view',
    'variation_orders.approve',
    'daywork_orders.view',
    'daywork_orders.approve',
    'projects.view',
    'subcontractors.view',
    'daily_logs.view',
  ],
  Accountant: [
    'vouchers.view',
    'ledgers.view',
    'ledgers.manage',
    'ledgers.post',
    'accounts.view',
    'accounts.manage',
    'exchange_rates.view',
    'exchange_rates.manage',
    'projects.view',
    'subcontractors.view',
    'variation_orders.view',
    'daywork_orders.view',
    'dashboard.view',
  ],
  Auditor: ['audit.view', 'processes.view', 'documents.view'],
} as const

/** Document types of both companies; the last needs nobody's approval. */
export const TYPES: [name: string, requires_approval: boolean, client_visible: boolean][] = [
  ['Drawing', true, true],
  ['Contract', true, false],
  ['Certificate', true, true],
  ['Meeting minutes', false, true],
]
