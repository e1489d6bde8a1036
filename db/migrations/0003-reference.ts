/** The reference records of seed C in their set-up order (ADM-003), and working calendars. */
import { belongsTo, tables, type TenantTable } from '../kit/schema'

const named = (name: string, columns = ''): TenantTable => ({
  name,
  columns: `name text not null,${columns ? `\n${columns},` : ''}
    unique (tenant_id, name)`,
})

const locations: TenantTable = {
  name: 'locations',
  columns: `name text not null,
    address text,
    city text,
    country text,
    status text not null default 'active' check (status in ('active', 'inactive'))`,
}

const phaseLibrary = named(
  'phase_library',
  `phase_key text not null,
    default_duration_days integer not null check (default_duration_days > 0),
    description text,
    unique (tenant_id, phase_key)`,
)

const staff: TenantTable = {
  name: 'staff',
  columns: `user_id uuid not null,
    location_id uuid,
    job_title text,
    department text,
    status text not null default 'active' check (status in ('active', 'inactive', 'suspended')),
    unique (tenant_id, user_id),
    ${belongsTo('user_id', 'users')},
    ${belongsTo('location_id', 'locations')}`,
}

const subcontractors: TenantTable = {
  name: 'subcontractors',
  columns: `company_name text not null,
    trade_type text not null,
    category_id uuid,
    contact_email text,
    contact_phone text,
    user_id uuid,
    status text not null default 'active' check (status in ('active', 'inactive')),
    unique (tenant_id, user_id),
    foreign key (tenant_id, trade_type) references trade_types (tenant_id, name) on update cascade,
    ${belongsTo('category_id', 'subcontractor_categories')},
    ${belongsTo('user_id', 'users')}`,
}

const signature: TenantTable = {
  name: 'signature_settings',
  columns: `signature_image_path text,
    signer_name text,
    signer_title text,
    unique (tenant_id)`,
}

const calendars = named(
  'calendars',
  `time_zone text not null,
    hours jsonb not null,
    holidays jsonb not null default '[]',
    is_default boolean not null default false`,
)

export const reference = tables(
  '0003-reference',
  [
    locations,
    named('trade_types'),
    named('document_types', 'requires_approval boolean not null default true,\nclient_visible boolean not null default true'),
    phaseLibrary,
    named('subcontractor_categories'),
    named('project_templates', 'phase_keys text[] not null'),
    staff,
    subcontractors,
    signature,
    calendars,
  ],
  [
    'create index locations_by_name on locations (tenant_id, name)',
    'create index staff_by_location on staff (tenant_id, location_id)',
    'create index subcontractors_by_name on subcontractors (tenant_id, company_name)',
    'create index subcontractors_by_category on subcontractors (tenant_id, category_id)',
    'create unique index calendars_default on calendars (tenant_id) where is_default',
  ],
)
