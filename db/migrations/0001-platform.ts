/** Businesses, the people in them, how they sign in, and the keys of each business. */
import type { Migration } from '../kit/migrate'
import { belongsTo, PLATFORM_TENANT, tables, type TenantTable } from '../kit/schema'

const businesses: TenantTable = {
  name: 'businesses',
  columns: `name text not null,
    status text not null default 'active' check (status in ('pending', 'active', 'suspended')),
    status_reason text,
    time_zone text not null,
    base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
    locale text not null default 'en',
    policy_version bigint not null default 1,
    settings jsonb not null default '{}',
    check (id = tenant_id)`,
  grants: 'select, insert, update',
  platform: 'the list of businesses, their suspension and reactivation',
}

const roles: TenantTable = {
  name: 'roles',
  columns: `name text not null,
    slug text not null,
    system boolean not null default false,
    permission_ids text[] not null default '{}',
    unique (tenant_id, slug),
    unique (tenant_id, name)`,
  platform: 'a new business starts with its system roles',
}

const users: TenantTable = {
  name: 'users',
  columns: `name text not null,
    username text not null,
    email text not null,
    user_type text not null check (user_type in ('super_admin', 'admin', 'staff', 'employee', 'contractor', 'client')),
    role_id uuid,
    manager_id uuid,
    approval_limit bigint check (approval_limit >= 0),
    discount_limit numeric(5, 2) check (discount_limit >= 0 and discount_limit <= 100),
    locale text,
    email_verified_at timestamptz,
    approved_at timestamptz,
    banned_at timestamptz,
    ban_reason text,
    deactivated_at timestamptz,
    check ((user_type = 'super_admin') = (tenant_id = ${PLATFORM_TENANT})),
    ${belongsTo('role_id', 'roles')},
    ${belongsTo('manager_id', 'users')}`,
  grants: 'select, insert, update',
  platform: 'the first admin of a business is made with it',
}

/** Usernames and e-mails are unique over the whole system, so these rows live in the platform's tenant. */
const logins: TenantTable = {
  name: 'logins',
  columns: `user_tenant_id uuid not null,
    username_key text not null,
    email_key text not null,
    password_hash text not null,
    password_changed_at timestamptz not null default now(),
    check (tenant_id = ${PLATFORM_TENANT}),
    unique (tenant_id, username_key),
    unique (tenant_id, email_key),
    foreign key (user_tenant_id, id) references users (tenant_id, id)`,
  grants: 'select, insert, update',
}

const sessions: TenantTable = {
  name: 'sessions',
  columns: `user_id uuid not null,
    generation integer not null default 1,
    rotated_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text,
    user_agent text,
    address text,
    ${belongsTo('user_id', 'users')}`,
  platform: 'the suspension of a business ends its sessions',
}

const registrations: TenantTable = {
  name: 'registrations',
  columns: `status text not null check (status in ('unverified', 'verified', 'approved', 'rejected', 'expired')),
    business_id uuid not null,
    user_id uuid not null,
    business_name text not null,
    name text not null,
    username text not null,
    email text not null,
    time_zone text not null,
    base_currency text not null,
    token_hash text not null,
    verify_before timestamptz not null,
    verified_at timestamptz,
    decided_at timestamptz,
    check (tenant_id = ${PLATFORM_TENANT})`,
  grants: 'select, insert, update',
}

const tenantKeys: TenantTable = {
  name: 'tenant_keys',
  columns: `wrapped_key bytea not null,
    current boolean not null default true`,
  grants: 'select, insert, update',
  platform: 'operators read any process in Temporal UI, the decoder needs the key by its id',
}

const base = tables(
  '0001-platform',
  [businesses, roles, users, logins, sessions, registrations, tenantKeys],
  [
    `create policy own on logins using (user_tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
      with check (user_tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    'create index users_by_name on users (tenant_id, name)',
    'create index users_by_role on users (tenant_id, role_id)',
    'create index users_by_manager on users (tenant_id, manager_id)',
    'create index sessions_by_user on sessions (tenant_id, user_id) where ended_at is null',
    'create unique index tenant_keys_current on tenant_keys (tenant_id) where current',
    'create index registrations_by_status on registrations (tenant_id, status, created_at desc)',
  ],
)

export const platform: Migration = {
  name: base.name,
  async up(knex) {
    await knex.raw('create extension if not exists btree_gin')
    await knex.raw('create extension if not exists pg_trgm')
    await knex.raw('grant usage on schema public to cien_app')
    await base.up(knex)
    await knex.raw(`insert into businesses (tenant_id, id, name, time_zone, base_currency)
      select ${PLATFORM_TENANT}, ${PLATFORM_TENANT}, 'Cien', 'UTC', 'USD'
      from (select set_config('app.tenant', ${PLATFORM_TENANT}::text, true)) as walled`)
  },
  async down(knex) {
    await base.down(knex)
  },
}
