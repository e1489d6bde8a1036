/** Every permission slug: seed C's matrix (ADM-012) verbatim, then those of further modules. */

export interface Permission {
  id: string
  slug: string
  module: string
  description: string
  /** What the slug opens, for the matrix. */
  endpoints: string
}

const permission = (slug: string, description: string, endpoints: string): Permission => ({
  id: slug,
  slug,
  module: slug.split('.')[0] ?? slug,
  description,
  endpoints,
})

const pair = (stem: string, path: string, [view, manage]: readonly [string, string]): Permission[] => [
  permission(`${stem}.view`, view, `/api/admin/${path} (GET)`),
  permission(`${stem}.manage`, manage, `/api/admin/${path} (POST/PUT/DELETE)`),
]

/** Seed C, ADM-012, in its order. */
const seedC: readonly Permission[] = [
  permission('dashboard.view', 'View the admin dashboard KPIs', '/api/admin/dashboard'),
  permission('projects.view', 'Read access to projects and all sub-routes', '/api/admin/projects, /api/admin/projects/{id}/*'),
  permission('projects.manage', 'Create, update, delete projects', '/api/admin/projects (POST/PUT/DELETE)'),
  ...pair('proposals', 'proposals', ['Read proposals', 'Create/update/delete proposals']),
  ...pair('phases', 'phases', ['Read project phases', 'Create/update/delete phases']),
  ...pair('locations', 'locations', ['Read locations', 'Create/update/delete locations']),
  ...pair('staff', 'staff', ['Read staff profiles', 'Create/update/delete staff profiles']),
  ...pair('subcontractors', 'subcontractors', ['Read subcontractor records', 'Create/update/delete subcontractors']),
  ...pair('vouchers', 'vouchers', ['Read payment vouchers', 'Create/update/delete vouchers']),
  ...pair('ledgers', 'ledgers', ['Read ledger entries', 'Create/update/delete ledger entries']),
  ...pair('variation_orders', 'variation-orders', ['Read variation orders', 'Create/update/delete variation orders']),
  ...pair('daywork_orders', 'daywork-orders', ['Read daywork orders', 'Create/update/delete daywork orders']),
  ...pair('calendar', 'calendar', ['Read calendar events', 'Create/update/delete calendar events']),
  ...pair('phase_library', 'phase-library', ['Read phase library', 'Create/update/delete phase library items']),
  ...pair('document_types', 'document-types', ['Read document types', 'Create/update/delete document types']),
  ...pair('trade_types', 'trade-types', ['Read trade types', 'Create/update/delete trade types']),
  ...pair('subcontractor_categories', 'subcontractor-categories', [
    'Read subcontractor categories',
    'Create/update/delete subcontractor categories',
  ]),
  ...pair('project_templates', 'project-templates', ['Read project templates', 'Create/update/delete project templates']),
  permission('settings.view', 'View signature settings', '/api/admin/signature-settings (GET)'),
  permission('settings.manage', 'Update signature settings', '/api/admin/signature-settings (PUT)'),
  permission('manage_roles', 'Create and view roles', '/api/admin/roles (GET/POST)'),
]

const beyond: readonly Permission[] = [
  permission('audit.view', 'Read and export audit events', '/api/admin/audit-events (GET)'),
  permission('processes.view', 'Open the history of any process in Temporal UI', '/temporal, /api/codec/decode'),
  permission('documents.view', 'Read documents and open their files', '/api/admin/documents (GET)'),
  permission('documents.download', 'Download the files of documents', '/api/admin/documents/{id}/file?download=1'),
  permission('documents.create', 'Create, submit and resubmit own documents', '/api/admin/documents (POST)'),
  permission('documents.manage', 'Change and delete any open document, resubmit for others', '/api/admin/documents/{id} (PUT/DELETE)'),
  permission('documents.verify', 'Verify or reject documents in the verification queue', 'tasks documents.verify'),
  permission('documents.approve', 'Approve or reject documents in the approval queue', 'tasks documents.approve'),
  permission('documents.share', 'Share a document with a user or a role', '/api/admin/documents/{id}/shares'),
  ...pair('daily_logs', 'daily-logs', ['Read daily logs', 'Create/update/delete daily logs']),
  ...pair('materials', 'material-stock', ['Read material stock', 'Create/update/delete and move material stock']),
  ...pair('gallery', 'gallery', ['Look at the gallery', 'Create/update/delete pictures of the gallery']),
  ...pair('expenses', 'expenses', ['Read expenses', 'Create/update/delete and submit expenses']),
  permission('expenses.approve', 'Approve or reject expenses, within the approval limit', 'tasks expenses.approve'),
  permission('reports.view', 'Read financial statements and the ledger of an account', '/api/admin/reports/*'),
  ...pair('accounts', 'accounts', ['Read the chart of accounts', 'Create/update/delete accounts']),
  ...pair('exchange_rates', 'exchange-rates', ['Read exchange rates', 'Create/update/delete exchange rates']),
  permission('vouchers.approve', 'Approve or reject vouchers, within the approval limit', 'tasks vouchers.approve'),
  permission('ledgers.post', 'Confirm and post payments of approved vouchers', 'tasks ledgers.post'),
  permission('variation_orders.approve', 'Approve or reject variation orders, within the approval limit', 'tasks variation_orders.approve'),
  permission('daywork_orders.approve', 'Approve or reject daywork orders, within the approval limit', 'tasks daywork_orders.approve'),
  ...pair('journals', 'journals', ['Read journals and verify the ledger', 'Post and reverse journals']),
  permission(
    'periods.manage',
    'Read the periods, ask to close or reopen one',
    '/api/admin/periods, /api/admin/periods/{month}/close|reopen',
  ),
  permission('periods.close', 'Confirm or reject the closing and reopening of a period', 'tasks periods.close'),
  ...pair('it-support.calendars', 'it-support/calendars', ['Read working calendars', 'Create/update/delete working calendars']),
]

export const permissions: readonly Permission[] = [...seedC, ...beyond]

const slugs = new Set(permissions.map((each) => each.slug))

/** True for a slug of the catalogue. */
export const isPermission = (slug: string): boolean => slugs.has(slug)
