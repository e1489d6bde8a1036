/** Documents, projects as far as documents need them, and comments: their fields. */
import { choice, date, flag, instant, longText, money, person, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { DOCUMENT_STATUSES } from '../rules/documents'

export const documents = defineResource({
  name: 'documents',
  type: 'document',
  slug: 'documents',
  title: 'documents',
  label: 'name',
  process: 'document',
  fields: {
    name: text('name'),
    description: longText('description'),
    document_type_id: ref('document_type_id', 'document-types'),
    project_id: ref('project_id', 'projects'),
    status: choice('status', DOCUMENT_STATUSES),
    uploaded_by_id: person('uploaded_by_id'),
    locked: flag('locked'),
    submitted_at: instant('submitted_at'),
    archived_at: instant('archived_at'),
    rejected_at: instant('rejected_at'),
  },
  required: ['name', 'document_type_id'],
  create: ['name', 'description', 'document_type_id', 'project_id'],
  update: ['name', 'description', 'document_type_id', 'project_id'],
  list: {
    columns: ['name', 'document_type_id', 'project_id', 'status', 'uploaded_by_id'],
    filter: ['status', 'document_type_id', 'project_id', 'uploaded_by_id'],
    search: [],
  },
})

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
    status: choice('status', ['draft', 'active', 'on_hold', 'completed', 'cancelled']),
    location_id: ref('location_id', 'locations'),
    client_user_id: person('client_user_id'),
    contract_value: money('contract_value'),
    start_date: date('start_date'),
    end_date: date('end_date'),
    current_phase_key: text('current_phase_key'),
  },
  required: ['name'],
  create: ['name', 'description', 'location_id', 'client_user_id', 'contract_value', 'start_date', 'end_date'],
  update: ['name', 'description', 'location_id', 'client_user_id', 'contract_value', 'start_date', 'end_date'],
  list: {
    columns: ['name', 'status', 'location_id', 'client_user_id', 'contract_value', 'start_date', 'end_date'],
    sort: ['start_date', 'end_date'],
    search: ['name', 'description'],
  },
})
