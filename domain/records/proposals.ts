/** Proposals: price quotations to a client, in rounds (seed C, ADM-005). */
import { choice, date, instant, integer, longText, money, person, ref, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { PROPOSAL_STATUSES } from '../rules/proposals'

const WRITABLE = ['project_id', 'title', 'quoted_amount', 'valid_until', 'notes'] as const

export const proposals = defineResource({
  name: 'proposals',
  type: 'proposal',
  slug: 'proposals',
  title: 'proposals',
  label: 'title',
  process: 'proposal',
  fields: {
    project_id: ref('project_id', 'projects'),
    title: text('title'),
    quoted_amount: money('quoted_amount'),
    valid_until: date('valid_until'),
    notes: longText('notes'),
    status: choice('status', PROPOSAL_STATUSES),
    current_round: integer('current_round', 1),
    created_by_id: person('created_by_id'),
    submitted_at: instant('submitted_at'),
    decided_at: instant('decided_at'),
  },
  required: ['project_id', 'title', 'quoted_amount'],
  create: WRITABLE,
  update: WRITABLE,
  list: {
    columns: ['title', 'project_id', 'quoted_amount', 'status', 'current_round', 'valid_until'],
    sort: ['quoted_amount', 'valid_until', 'submitted_at'],
    search: ['title', 'notes'],
  },
})
