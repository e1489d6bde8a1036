/** Projects: what a construction business works on (ADM-004). */
import { choice, date, longText, money, person, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { PROJECT_STATUSES } from '../rules/projects'

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
