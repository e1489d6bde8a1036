/** What the auditor found and when it last looked. */
import { belongsTo, tables, type TenantTable } from '../kit/schema'

/** One row for each check that found something, until a person resolves it; found again, the same row is told of it. */
const incidents: TenantTable = {
  name: 'audit_incidents',
  columns: `invariant text not null,
    check_name text not null,
    title text not null,
    status text not null default 'open' check (status in ('open', 'acknowledged', 'resolved')),
    stops_posting boolean not null,
    found integer not null check (found > 0),
    findings jsonb not null,
    last_seen_at timestamptz not null default now(),
    acknowledged_by_id uuid,
    acknowledged_at timestamptz,
    resolved_by_id uuid,
    resolved_at timestamptz,
    comment text,
    check ((status = 'resolved') = (resolved_at is not null)),
    ${belongsTo('acknowledged_by_id', 'users')},
    ${belongsTo('resolved_by_id', 'users')}`,
  grants: 'select, insert, update',
}

/** The last round of each scope: what it looked at, how long each check took, and where the next one goes on. */
const rounds: TenantTable = {
  name: 'audit_rounds',
  columns: `scope text not null check (scope in ('changed', 'all')),
    started_at timestamptz not null,
    ended_at timestamptz not null,
    breaches integer not null,
    checks jsonb not null,
    sealed jsonb,
    unique (tenant_id, scope)`,
  grants: 'select, insert, update',
}

export const auditor = tables(
  '0012-auditor',
  [incidents, rounds],
  [
    "create unique index audit_incidents_live on audit_incidents (tenant_id, check_name) where status <> 'resolved'",
    'create index audit_incidents_newest on audit_incidents (tenant_id, created_at desc)',
  ],
)
