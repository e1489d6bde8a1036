/** Reference data in the set-up order of seed C, ADM-003. */
import { choice, email, flag, integer, keys, longText, person, phone, ref, text } from '../kit/fields'
import { defineResource, type Resource } from '../kit/resource'

const ACTIVE = ['active', 'inactive'] as const

export const locations = defineResource({
  name: 'locations',
  type: 'location',
  slug: 'locations',
  title: 'locations',
  label: 'name',
  fields: {
    name: text('name'),
    address: text('address'),
    city: text('city'),
    country: text('country'),
    status: choice('status', ACTIVE),
  },
  required: ['name'],
  list: { columns: ['name', 'city', 'country', 'status'], sort: ['city', 'country'], search: ['name', 'address', 'city'] },
})

export const tradeTypes = defineResource({
  name: 'trade-types',
  type: 'trade_type',
  slug: 'trade_types',
  title: 'trade_types',
  label: 'name',
  fields: { name: text('name') },
  required: ['name'],
  unique: ['name'],
  list: { columns: ['name'], search: ['name'] },
})

export const documentTypes = defineResource({
  name: 'document-types',
  type: 'document_type',
  slug: 'document_types',
  title: 'document_types',
  label: 'name',
  fields: { name: text('name'), requires_approval: flag('requires_approval'), client_visible: flag('client_visible') },
  required: ['name'],
  unique: ['name'],
  list: { columns: ['name', 'requires_approval', 'client_visible'], filter: ['requires_approval', 'client_visible'], search: ['name'] },
})

export const phaseLibrary = defineResource({
  name: 'phase-library',
  type: 'phase_definition',
  slug: 'phase_library',
  title: 'phase_library',
  label: 'name',
  fields: {
    name: text('name'),
    phase_key: text('phase_key'),
    default_duration_days: integer('default_duration_days', 1, 3650),
    description: longText('description'),
  },
  required: ['name', 'default_duration_days'],
  create: ['name', 'default_duration_days', 'description'],
  update: ['name', 'default_duration_days', 'description'],
  unique: ['name', 'phase_key'],
  list: {
    columns: ['name', 'phase_key', 'default_duration_days'],
    sort: ['phase_key', 'default_duration_days'],
    search: ['name', 'phase_key', 'description'],
  },
})

export const subcontractorCategories = defineResource({
  name: 'subcontractor-categories',
  type: 'subcontractor_category',
  slug: 'subcontractor_categories',
  title: 'subcontractor_categories',
  label: 'name',
  fields: { name: text('name') },
  required: ['name'],
  unique: ['name'],
  list: { columns: ['name'], search: ['name'] },
})

export const projectTemplates = defineResource({
  name: 'project-templates',
  type: 'project_template',
  slug: 'project_templates',
  title: 'project_templates',
  label: 'name',
  fields: { name: text('name'), phase_keys: keys('phase_keys', 'phase-library') },
  required: ['name', 'phase_keys'],
  unique: ['name'],
  list: { columns: ['name', 'phase_keys'], search: ['name'] },
})

export const staff = defineResource({
  name: 'staff',
  type: 'staff_profile',
  slug: 'staff',
  title: 'staff',
  label: 'job_title',
  fields: {
    user_id: person('user_id'),
    location_id: ref('location_id', 'locations'),
    job_title: text('job_title'),
    department: text('department'),
    status: choice('status', ['active', 'inactive', 'suspended']),
  },
  required: ['user_id'],
  unique: ['user_id'],
  list: {
    columns: ['user_id', 'job_title', 'department', 'location_id', 'status'],
    filter: ['department'],
    sort: ['department'],
    search: ['job_title', 'department'],
  },
})

export const subcontractors = defineResource({
  name: 'subcontractors',
  type: 'subcontractor',
  slug: 'subcontractors',
  title: 'subcontractors',
  label: 'company_name',
  fields: {
    company_name: text('company_name'),
    trade_type: text('trade_type').meta({ label: 'trade_type', kind: 'text', to: 'trade-types' }),
    category_id: ref('category_id', 'subcontractor-categories'),
    contact_email: email('contact_email'),
    contact_phone: phone('contact_phone'),
    user_id: person('user_id'),
    status: choice('status', ACTIVE),
  },
  required: ['company_name', 'trade_type'],
  unique: ['user_id'],
  list: {
    columns: ['company_name', 'trade_type', 'category_id', 'contact_email', 'status'],
    filter: ['trade_type'],
    sort: ['trade_type'],
    search: ['company_name', 'contact_email', 'contact_phone'],
  },
})

/** All plain reference resources, in their set-up order. */
export const referenceResources: readonly Resource[] = [
  locations,
  tradeTypes,
  documentTypes,
  phaseLibrary,
  subcontractorCategories,
  projectTemplates,
  staff,
  subcontractors,
]
