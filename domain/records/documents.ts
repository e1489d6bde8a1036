/** Documents: their fields. */
import { choice, flag, instant, longText, person, ref, text } from '../kit/fields'
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
