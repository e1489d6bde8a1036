/** Projects as far as documents need them, stored files, documents with versions and shares. */
import type { Migration } from '../kit/migrate'
import { belongsTo, tables, type TenantTable } from '../kit/schema'

const projects: TenantTable = {
  name: 'projects',
  columns: `name text not null,
    description text,
    status text not null default 'draft' check (status in ('draft', 'active', 'on_hold', 'completed', 'cancelled')),
    location_id uuid,
    client_user_id uuid,
    contract_value bigint not null default 0 check (contract_value >= 0),
    currency text not null,
    start_date date,
    end_date date,
    current_phase_key text,
    check (end_date >= start_date),
    ${belongsTo('location_id', 'locations')},
    ${belongsTo('client_user_id', 'users')}`,
}

/** One row for each content of a business: its bytes are stored once. */
const files: TenantTable = {
  name: 'files',
  columns: `sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes > 0),
    mime_type text not null,
    text_state text not null default 'none' check (text_state in ('none', 'pending', 'done', 'failed')),
    content_text text,
    unique (tenant_id, sha256)`,
}

const uploads: TenantTable = {
  name: 'uploads',
  columns: `user_id uuid not null,
    file_id uuid not null,
    original_name text not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_by text,
    ${belongsTo('user_id', 'users')},
    ${belongsTo('file_id', 'files')}`,
}

const documents: TenantTable = {
  name: 'documents',
  columns: `name text not null,
    description text,
    document_type_id uuid not null,
    project_id uuid,
    status text not null check (status in ('draft', 'in_verification', 'in_approval', 'archived', 'rejected')),
    document_version integer not null default 1,
    file_id uuid not null,
    uploaded_by_id uuid not null,
    parties jsonb not null default '{}',
    locked boolean generated always as (status = 'archived') stored,
    submitted_at timestamptz,
    archived_at timestamptz,
    rejected_at timestamptz,
    search tsvector not null default '',
    ${belongsTo('document_type_id', 'document_types')},
    ${belongsTo('project_id', 'projects')},
    ${belongsTo('file_id', 'files')},
    ${belongsTo('uploaded_by_id', 'users')}`,
}

const versions: TenantTable = {
  name: 'document_versions',
  columns: `document_id uuid not null,
    document_version integer not null,
    file_id uuid not null,
    original_name text not null,
    uploaded_by_id uuid not null,
    comment text,
    unique (tenant_id, document_id, document_version),
    ${belongsTo('document_id', 'documents', 'cascade')},
    ${belongsTo('file_id', 'files')},
    ${belongsTo('uploaded_by_id', 'users')}`,
  append_only: true,
  grants: 'select, insert, delete',
}

const shares: TenantTable = {
  name: 'document_shares',
  columns: `document_id uuid not null,
    user_id uuid,
    role_id uuid,
    can_download boolean not null default false,
    expires_at timestamptz,
    shared_by_id uuid not null,
    check ((user_id is null) <> (role_id is null)),
    ${belongsTo('document_id', 'documents', 'cascade')},
    ${belongsTo('user_id', 'users')},
    ${belongsTo('role_id', 'roles', 'cascade')},
    ${belongsTo('shared_by_id', 'users')}`,
}

const comments: TenantTable = {
  name: 'comments',
  columns: `subject_type text not null,
    subject_id uuid not null,
    body text not null,
    author_id uuid not null,
    ${belongsTo('author_id', 'users')}`,
  append_only: true,
}

const base = tables(
  '0004-documents',
  [projects, files, uploads, documents, versions, shares, comments],
  [
    'create index projects_by_status on projects (tenant_id, status, created_at desc)',
    'create index projects_of_client on projects (tenant_id, client_user_id)',
    'create index projects_at on projects (tenant_id, location_id)',
    'create index uploads_old on uploads (tenant_id, expires_at) where used_at is null',
    'create index uploads_of_file on uploads (tenant_id, file_id)',
    'create index documents_by_status on documents (tenant_id, status, created_at desc, id desc)',
    'create index documents_newest on documents (tenant_id, created_at desc, id desc)',
    'create index documents_by_update on documents (tenant_id, updated_at desc, id desc)',
    'create index documents_by_name on documents (tenant_id, name)',
    'create index documents_of_project on documents (tenant_id, project_id, status)',
    'create index documents_of_type on documents (tenant_id, document_type_id)',
    'create index documents_of_file on documents (tenant_id, file_id)',
    'create index documents_search on documents using gin (tenant_id, search)',
    'create index documents_by_uploader on documents (tenant_id, uploaded_by_id, created_at desc)',
    'create index document_versions_of_file on document_versions (tenant_id, file_id)',
    'create index document_shares_of on document_shares (tenant_id, document_id)',
    'create index document_shares_with_user on document_shares (tenant_id, user_id)',
    'create index document_shares_with_role on document_shares (tenant_id, role_id)',
    'create index comments_of on comments (tenant_id, subject_type, subject_id, created_at)',
    `create or replace function documents_locked() returns trigger language plpgsql as $$
      begin
        if old.status = 'archived' and (new.status, new.name, new.file_id, new.document_type_id, new.project_id)
          is distinct from (old.status, old.name, old.file_id, old.document_type_id, old.project_id) then
          raise exception 'archived documents are locked' using errcode = 'CN001';
        end if;
        return new;
      end $$`,
    'create trigger documents_locked before update on documents for each row execute function documents_locked()',
    `create or replace function documents_kept() returns trigger language plpgsql as $$
      begin
        if old.status not in ('draft', 'rejected') then
          raise exception 'a document in work or archived is kept' using errcode = 'CN001';
        end if;
        return old;
      end $$`,
    'create trigger documents_kept before delete on documents for each row execute function documents_kept()',
  ],
)

export const documentTables: Migration = {
  ...base,
  async down(knex) {
    await base.down(knex)
    await knex.raw('drop function documents_locked(), documents_kept()')
  },
}
