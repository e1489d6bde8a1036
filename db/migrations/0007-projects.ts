/** What belongs to a project: phases, proposals with rounds, calendar, site records, expenses and clock entries (seed C). */
import { belongsTo, tables, type TenantTable } from '../kit/schema'

const phases: TenantTable = {
  name: 'phases',
  columns: `project_id uuid not null,
    phase_key text not null,
    name text not null,
    status text not null default 'pending' check (status in ('pending', 'in_progress', 'completed', 'skipped')),
    progress_percent integer not null default 0 check (progress_percent >= 0 and progress_percent <= 100),
    planned_start date,
    planned_end date,
    sort_order integer not null,
    check (planned_end >= planned_start),
    check (status = 'skipped' or (status = 'completed') = (progress_percent = 100)),
    check (status = 'skipped' or (status = 'pending') = (progress_percent = 0)),
    unique (tenant_id, project_id, phase_key),
    ${belongsTo('project_id', 'projects', 'cascade')}`,
}

const proposals: TenantTable = {
  name: 'proposals',
  columns: `project_id uuid not null,
    title text not null,
    quoted_amount bigint not null check (quoted_amount > 0),
    currency text not null,
    valid_until date,
    notes text,
    status text not null check (status in ('draft', 'submitted', 'approved', 'rejected', 'revised')),
    current_round integer not null default 1 check (current_round > 0),
    parties jsonb not null default '{}',
    created_by_id uuid not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('created_by_id', 'users')}`,
}

/** Rounds before the present one, as they were when they ended. */
const rounds: TenantTable = {
  name: 'proposal_rounds',
  columns: `proposal_id uuid not null,
    round_number integer not null,
    amount bigint not null,
    currency text not null,
    status text not null check (status in ('revised', 'rejected')),
    notes text,
    valid_until date,
    submitted_at timestamptz,
    decided_at timestamptz,
    unique (tenant_id, proposal_id, round_number),
    ${belongsTo('proposal_id', 'proposals', 'cascade')}`,
  append_only: true,
  grants: 'select, insert, delete',
}

const calendarEvents: TenantTable = {
  name: 'calendar',
  columns: `title text not null,
    project_id uuid not null,
    event_type text not null check (event_type in ('inspection', 'meeting', 'milestone', 'site_visit', 'other')),
    starts_at timestamptz not null,
    ends_at timestamptz,
    location text,
    notes text,
    assigned_user_id uuid,
    client_visible boolean not null default false,
    check (ends_at >= starts_at),
    ${belongsTo('project_id', 'projects', 'cascade')},
    ${belongsTo('assigned_user_id', 'users')}`,
}

const calendarFeeds: TenantTable = {
  name: 'calendar_feeds',
  columns: `user_id uuid not null,
    token_hash text not null,
    unique (tenant_id, user_id),
    unique (tenant_id, token_hash),
    ${belongsTo('user_id', 'users')}`,
}

const dailyLogs: TenantTable = {
  name: 'daily_logs',
  columns: `project_id uuid not null,
    log_date date not null,
    weather text,
    workers_count integer check (workers_count >= 0),
    notes text not null,
    author_id uuid not null,
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('author_id', 'users')}`,
}

const materialStock: TenantTable = {
  name: 'material_stock',
  columns: `project_id uuid not null,
    material_name text not null,
    unit text not null,
    quantity numeric(18, 3) not null check (quantity >= 0),
    unique (tenant_id, project_id, material_name, unit),
    ${belongsTo('project_id', 'projects')}`,
}

const materialMovements: TenantTable = {
  name: 'material_movements',
  columns: `material_stock_id uuid not null,
    quantity numeric(18, 3) not null check (quantity <> 0),
    reason text not null,
    actor_id uuid not null,
    ${belongsTo('material_stock_id', 'material_stock', 'cascade')},
    ${belongsTo('actor_id', 'users')}`,
  append_only: true,
}

const gallery: TenantTable = {
  name: 'gallery',
  columns: `project_id uuid not null,
    caption text,
    file_id uuid not null,
    thumbnail_file_id uuid,
    taken_at timestamptz,
    uploaded_by_id uuid not null,
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('file_id', 'files')},
    ${belongsTo('uploaded_by_id', 'users')}`,
}

const expenses: TenantTable = {
  name: 'expenses',
  columns: `project_id uuid not null,
    category text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    spent_on date not null,
    description text,
    file_id uuid,
    status text not null check (status in ('draft', 'submitted', 'payable', 'rejected')),
    parties jsonb not null default '{}',
    created_by_id uuid not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('file_id', 'files')},
    ${belongsTo('created_by_id', 'users')}`,
}

const clockEntries: TenantTable = {
  name: 'clock_entries',
  columns: `user_id uuid not null,
    project_id uuid,
    clocked_in_at timestamptz not null,
    clocked_out_at timestamptz,
    check (clocked_out_at >= clocked_in_at),
    ${belongsTo('user_id', 'users')},
    ${belongsTo('project_id', 'projects')}`,
}

export const projectTables = tables(
  '0007-projects',
  [phases, proposals, rounds, calendarEvents, calendarFeeds, dailyLogs, materialStock, materialMovements, gallery, expenses, clockEntries],
  [
    'create index phases_in_order on phases (tenant_id, project_id, sort_order)',
    'create index phases_by_status on phases (tenant_id, status, created_at desc)',
    'create index proposals_by_status on proposals (tenant_id, status, created_at desc)',
    'create index proposals_of_project on proposals (tenant_id, project_id, status)',
    'create index calendar_by_start on calendar (tenant_id, starts_at)',
    'create index calendar_of_project on calendar (tenant_id, project_id, starts_at)',
    'create index calendar_of_user on calendar (tenant_id, assigned_user_id, starts_at)',
    'create index daily_logs_of_project on daily_logs (tenant_id, project_id, log_date desc)',
    'create index daily_logs_of_author on daily_logs (tenant_id, author_id, log_date desc)',
    'create index material_movements_of on material_movements (tenant_id, material_stock_id, created_at)',
    'create index gallery_of_project on gallery (tenant_id, project_id, created_at desc)',
    'create index gallery_of_uploader on gallery (tenant_id, uploaded_by_id, created_at desc)',
    'create index expenses_by_status on expenses (tenant_id, status, created_at desc)',
    'create index expenses_of_project on expenses (tenant_id, project_id, status)',
    'create index expenses_of_author on expenses (tenant_id, created_by_id, created_at desc)',
    'create index clock_entries_of on clock_entries (tenant_id, user_id, clocked_in_at desc)',
    'create unique index clock_entries_open on clock_entries (tenant_id, user_id) where clocked_out_at is null',
  ],
)
