/** What every process writes: effects, history, timeline, audit, tasks, notifications and mail. */
import { belongsTo, tables, type TenantTable } from '../kit/schema'

/** Once: the first result of a step by its key, so that a repeated step finds its answer. */
const effects: TenantTable = {
  name: 'effects',
  columns: `key text not null,
    result jsonb,
    unique (tenant_id, key)`,
  append_only: true,
  grants: 'select, insert, delete',
}

const history: TenantTable = {
  name: 'record_history',
  columns: `record_type text not null,
    record_id uuid not null,
    at timestamptz not null default now(),
    actor_id uuid,
    record_version integer not null,
    action text not null,
    changes jsonb not null default '{}'`,
  append_only: true,
}

const timeline: TenantTable = {
  name: 'timeline_entries',
  columns: `record_type text not null,
    record_id uuid not null,
    at timestamptz not null default now(),
    kind text not null,
    title text not null,
    actor_id uuid,
    on_behalf_of_id uuid,
    outcome text,
    comment text,
    rule text,
    task_id uuid,
    data jsonb not null default '{}'`,
  append_only: true,
}

const audit: TenantTable = {
  name: 'audit_events',
  columns: `at timestamptz not null default now(),
    actor_id uuid,
    on_behalf_of_id uuid,
    action text not null,
    resource text not null,
    resource_id uuid,
    refused text,
    request_id text,
    data jsonb not null default '{}'`,
  append_only: true,
  platform: 'super admins read audit events across businesses',
}

/** The sealed chain over the audit events: appended only, one row an event, in order. */
const seals: TenantTable = {
  name: 'audit_seals',
  columns: `seq bigint not null,
    hash text not null,
    unique (tenant_id, seq),
    ${belongsTo('id', 'audit_events')}`,
  append_only: true,
}

/** Each process of a record: where it stands, since when, and whether it is over. */
const processTable: TenantTable = {
  name: 'processes',
  columns: `process_type text not null,
    workflow_id text not null,
    run_id text not null,
    stage text not null,
    record_version integer not null default 1,
    stage_since timestamptz not null default now(),
    started_by_id uuid,
    ended_at timestamptz,
    unique (tenant_id, workflow_id)`,
  grants: 'select, insert, update',
}

const tasks: TenantTable = {
  name: 'tasks',
  columns: `kind text not null,
    title text not null,
    state text not null default 'open' check (state in ('open', 'claimed', 'completed', 'cancelled')),
    subject_type text not null,
    subject_id uuid not null,
    subject_label text not null,
    outcomes text[] not null,
    negative_outcomes text[] not null default '{}',
    form jsonb not null default '{}',
    parties jsonb not null default '{}',
    candidate_ids uuid[],
    amount bigint,
    currency text,
    priority integer not null default 3 check (priority >= 1 and priority <= 5),
    due_at timestamptz,
    escalated_at timestamptz,
    assignee_id uuid,
    claimed_at timestamptz,
    workflow_id text not null,
    process_type text not null,
    outcome text,
    comment text,
    data jsonb,
    completed_by_id uuid,
    on_behalf_of_id uuid,
    completed_at timestamptz,
    rule text,
    check ((state = 'completed') = (completed_at is not null)),
    check ((state = 'claimed') <= (assignee_id is not null)),
    ${belongsTo('assignee_id', 'users')}`,
  grants: 'select, insert, update',
}

const taskSettings: TenantTable = {
  name: 'task_settings',
  columns: `kind text not null,
    due_after text,
    remind_before text,
    escalate_to text,
    unique (tenant_id, kind)`,
}

const substitutes: TenantTable = {
  name: 'substitutes',
  columns: `absent_user_id uuid not null,
    user_id uuid not null,
    from_date date not null,
    to_date date not null,
    check (to_date >= from_date),
    check (user_id <> absent_user_id),
    ${belongsTo('absent_user_id', 'users')},
    ${belongsTo('user_id', 'users')}`,
}

const notifications: TenantTable = {
  name: 'notifications',
  columns: `user_id uuid not null,
    kind text not null,
    title text not null,
    body text,
    subject_type text,
    subject_id uuid,
    task_id uuid,
    read_at timestamptz,
    ${belongsTo('user_id', 'users')}`,
  grants: 'select, insert, update, delete',
}

const mails: TenantTable = {
  name: 'mails',
  columns: `to_address text not null,
    subject text not null,
    body text not null,
    reason text not null,
    user_id uuid,
    status text not null default 'queued' check (status in ('queued', 'outbox', 'sent', 'failed')),
    provider text,
    provider_id text,
    error text,
    sent_at timestamptz`,
  grants: 'select, insert, update, delete',
}

const idempotency: TenantTable = {
  name: 'idempotency_keys',
  columns: `user_id uuid not null,
    path text not null,
    key text not null,
    body_hash text not null,
    effect_id uuid not null,
    status integer,
    answer text,
    held_until timestamptz not null,
    unique (tenant_id, user_id, path, key)`,
}

export const processes = tables(
  '0002-processes',
  [effects, history, timeline, audit, seals, processTable, tasks, taskSettings, substitutes, notifications, mails, idempotency],
  [
    'create index record_history_of on record_history (tenant_id, record_type, record_id, at, id)',
    'create index record_history_by_actor on record_history (tenant_id, actor_id, at desc)',
    'create index processes_running on processes (tenant_id, process_type, stage, stage_since) where ended_at is null',
    'create index timeline_of on timeline_entries (tenant_id, record_type, record_id, at, id)',
    'create index audit_by_time on audit_events (tenant_id, at desc, id desc)',
    'create index audit_by_actor on audit_events (tenant_id, actor_id, at desc)',
    'create index audit_by_resource on audit_events (tenant_id, resource, resource_id, at desc)',
    "create index tasks_live on tasks (tenant_id, kind, due_at, id) where state in ('open', 'claimed')",
    "create index tasks_held on tasks (tenant_id, assignee_id, due_at, id) where state = 'claimed'",
    "create index tasks_named on tasks using gin (tenant_id, candidate_ids) where state in ('open', 'claimed') and candidate_ids is not null",
    'create index tasks_of on tasks (tenant_id, subject_id, created_at)',
    "create index tasks_done_by on tasks (tenant_id, completed_by_id, completed_at desc) where state = 'completed'",
    'create index substitutes_of on substitutes (tenant_id, user_id, to_date)',
    'create index substitutes_for on substitutes (tenant_id, absent_user_id)',
    'create index notifications_of on notifications (tenant_id, user_id, created_at desc, id desc)',
    'create index notifications_unread on notifications (tenant_id, user_id) where read_at is null',
    'create index mails_newest on mails (tenant_id, created_at desc)',
    'create index idempotency_old on idempotency_keys (tenant_id, created_at)',
  ],
)
