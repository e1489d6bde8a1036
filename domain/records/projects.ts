/** Projects: what a construction business works on (ADM-004). */
import { choice, date, decimal, flag, instant, integer, longText, money, person, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { EXPENSE_STATUSES } from '../rules/projects/expenses'
import { EVENT_TYPES, PHASE_STATUSES, PROJECT_STATUSES } from '../rules/projects'

const WRITABLE = ['name', 'description', 'location_id', 'client_user_id', 'contract_value', 'start_date', 'end_date'] as const

export const projects = defineResource({
  name: 'projects',
  type: 'project',
  slug: 'projects',
  title: 'projects',
  label: 'name',
  process: 'project',
  fields: {
    name: text('name'),
    description: longText('description'),
    status: choice('status', PROJECT_STATUSES),
    location_id: ref('location_id', 'locations'),
    client_user_id: person('client_user_id'),
    contract_value: money('contract_value'),
    start_date: date('start_date'),
    end_date: date('end_date'),
    current_phase_key: text('current_phase_key'),
  },
  required: ['name'],
  create: WRITABLE,
  update: WRITABLE,
  list: {
    columns: ['name', 'status', 'location_id', 'client_user_id', 'contract_value', 'start_date', 'end_date'],
    sort: ['start_date', 'end_date', 'status', 'contract_value'],
    search: ['name', 'description'],
  },
})

/** Who works on a project: its employees and contractors. */
export const projectMembers = defineResource({
  name: 'project-members',
  type: 'project_member',
  slug: 'projects',
  title: 'project_members',
  label: 'user_id',
  fields: {
    project_id: ref('project_id', 'projects'),
    user_id: person('user_id'),
    duty: text('duty'),
  },
  required: ['project_id', 'user_id'],
  update: ['duty'],
  unique: ['user_id'],
  list: { columns: ['user_id', 'project_id', 'duty'], search: ['duty'] },
})

/** Parts of a project's work, each named by a key of the phase library (ADM-006). */
export const phases = defineResource({
  name: 'phases',
  type: 'phase',
  slug: 'phases',
  title: 'phases',
  label: 'name',
  fields: {
    project_id: ref('project_id', 'projects'),
    phase_key: text('phase_key'),
    name: text('name'),
    status: choice('status', PHASE_STATUSES),
    progress_percent: integer('progress_percent', 0, 100),
    planned_start: date('planned_start'),
    planned_end: date('planned_end'),
    sort_order: integer('sort_order', 0, 1_000_000),
  },
  required: ['project_id', 'phase_key'],
  create: ['project_id', 'phase_key', 'name', 'planned_start', 'planned_end', 'sort_order'],
  update: ['name', 'status', 'progress_percent', 'planned_start', 'planned_end', 'sort_order'],
  unique: ['phase_key'],
  list: {
    columns: ['name', 'project_id', 'status', 'progress_percent', 'planned_start', 'planned_end'],
    filter: ['phase_key'],
    sort: ['sort_order', 'planned_start', 'planned_end', 'progress_percent'],
    search: ['name', 'phase_key'],
  },
})

/** Inspections, meetings, milestones and visits (ADM-009). */
export const calendar = defineResource({
  name: 'calendar',
  type: 'calendar_event',
  slug: 'calendar',
  title: 'calendar',
  label: 'title',
  fields: {
    title: text('title'),
    project_id: ref('project_id', 'projects'),
    event_type: choice('event_type', EVENT_TYPES),
    starts_at: instant('starts_at'),
    ends_at: instant('ends_at'),
    location: text('location'),
    notes: longText('notes'),
    assigned_user_id: person('assigned_user_id'),
    client_visible: flag('client_visible'),
  },
  required: ['title', 'project_id', 'event_type', 'starts_at'],
  list: {
    columns: ['title', 'project_id', 'event_type', 'starts_at', 'ends_at', 'assigned_user_id'],
    filter: ['event_type', 'client_visible'],
    sort: ['starts_at', 'ends_at'],
    search: ['title', 'location', 'notes'],
  },
})

/** What happened on a site on a day. */
export const dailyLogs = defineResource({
  name: 'daily-logs',
  type: 'daily_log',
  slug: 'daily_logs',
  title: 'daily_logs',
  label: 'log_date',
  fields: {
    project_id: ref('project_id', 'projects'),
    log_date: date('log_date'),
    weather: text('weather'),
    workers_count: integer('workers_count', 0, 100_000),
    notes: longText('notes'),
    author_id: person('author_id'),
  },
  required: ['project_id', 'log_date', 'notes'],
  create: ['project_id', 'log_date', 'weather', 'workers_count', 'notes'],
  update: ['project_id', 'log_date', 'weather', 'workers_count', 'notes'],
  list: {
    columns: ['log_date', 'project_id', 'weather', 'workers_count', 'author_id'],
    filter: ['log_date'],
    search: ['notes', 'weather'],
  },
})

/** Material kept on a project's site; its quantity changes by movements only. */
export const materialStock = defineResource({
  name: 'material-stock',
  type: 'material_stock',
  slug: 'materials',
  title: 'material_stock',
  label: 'material_name',
  fields: {
    project_id: ref('project_id', 'projects'),
    material_name: text('material_name'),
    unit: text('unit', 40),
    quantity: decimal('quantity'),
    created_by_id: person('created_by_id'),
  },
  required: ['project_id', 'material_name', 'unit', 'quantity'],
  create: ['project_id', 'material_name', 'unit', 'quantity'],
  update: ['material_name', 'unit'],
  unique: ['material_name'],
  list: { columns: ['material_name', 'project_id', 'quantity', 'unit'], sort: ['quantity'], search: ['material_name'] },
})

/** Pictures of a project. */
export const gallery = defineResource({
  name: 'gallery',
  type: 'gallery_item',
  slug: 'gallery',
  title: 'gallery',
  label: 'caption',
  fields: {
    project_id: ref('project_id', 'projects'),
    caption: text('caption', 500),
    taken_at: instant('taken_at'),
    uploaded_by_id: person('uploaded_by_id'),
  },
  required: ['project_id'],
  create: ['project_id', 'caption', 'taken_at'],
  update: ['caption', 'taken_at'],
  list: { columns: ['caption', 'project_id', 'taken_at', 'uploaded_by_id'], sort: ['taken_at'], search: ['caption'] },
})

/** What somebody spent for a project and wants back. */
export const expenses = defineResource({
  name: 'expenses',
  type: 'expense',
  slug: 'expenses',
  title: 'expenses',
  label: 'category',
  process: 'expense',
  fields: {
    project_id: ref('project_id', 'projects'),
    category: text('category'),
    amount: money('amount'),
    spent_on: date('spent_on'),
    description: longText('description'),
    status: choice('status', EXPENSE_STATUSES),
    created_by_id: person('created_by_id'),
    submitted_at: instant('submitted_at'),
    decided_at: instant('decided_at'),
  },
  required: ['project_id', 'category', 'amount', 'spent_on'],
  create: ['project_id', 'category', 'amount', 'spent_on', 'description'],
  update: ['project_id', 'category', 'amount', 'spent_on', 'description'],
  list: {
    columns: ['category', 'project_id', 'amount', 'spent_on', 'status', 'created_by_id'],
    sort: ['amount', 'spent_on', 'submitted_at'],
    search: ['category', 'description'],
  },
})
