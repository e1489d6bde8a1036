/** Bodies that a reader of the API's description can send as they stand. */
import type { Route } from './route'

const id = (last: number): string => `01980000-0000-7000-8000-${String(last).padStart(12, '0')}`

const EXAMPLES: Record<string, unknown> = {
  'post /api/login': { username: 'aurora.admin', password: 'Cien-demo-2026' },
  'post /api/admin/locations': { name: 'Head office', city: 'Lisbon', country: 'Portugal' },
  'post /api/admin/document-types': { name: 'Contract', requires_approval: true, client_visible: false },
  'post /api/admin/documents': { name: 'Site survey', document_type_id: id(1), file_path: `uploads/${id(2)}` },
  'post /api/admin/projects': {
    name: 'Riverside offices',
    location_id: id(3),
    contract_value: '125000.00',
    start_date: '2026-03-02',
    end_date: '2026-11-30',
  },
  'post /api/admin/journals': {
    entry_date: '2026-03-10',
    memo: 'Rent of March',
    lines: [
      { account_id: id(8), debit: '850.00' },
      { account_id: id(9), credit: '850.00' },
    ],
  },
  'post /api/admin/journals/import': { file_path: `uploads/${id(10)}`, kind: 'import', dry_run: true },
  'post /api/tasks/:id/complete': { outcome: 'verify', comment: 'Pages and signature are complete.' },
  'post /api/tasks/complete': {
    items: [
      { task_id: id(4), outcome: 'approve' },
      { task_id: id(5), outcome: 'reject', comment: 'The second page is missing.' },
    ],
  },
  'post /api/tasks/:id/delegate': { user_id: id(6), comment: 'I am on site today.' },
  'put /api/admin/settings/tasks/:kind': { due_after: 'PT48H', remind_before: 'PT24H', escalate_to: 'manager' },
  'post /api/notifications/read': { all: true },
  'put /api/me/substitutes': [{ user_id: id(7), from: '2026-08-03', to: '2026-08-21' }],
  'post /api/admin/it-support/calendars': {
    name: 'Office hours',
    time_zone: 'Europe/Lisbon',
    is_default: true,
    hours: {
      mon: [
        ['09:00', '12:30'],
        ['13:30', '18:00'],
      ],
      fri: [['09:00', '13:00']],
    },
    holidays: [{ date: '2026-12-25', name: 'Christmas' }],
  },
}

/** The example of a route's body, when it has one. */
export const exampleOf = (route: Pick<Route, 'method' | 'path'>): unknown => EXAMPLES[`${route.method} ${route.path}`]

/** Routes that have an example, as `post /api/login`. */
export const exampledRoutes: readonly string[] = Object.keys(EXAMPLES)
