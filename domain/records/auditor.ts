/** What the auditor raises: incidents, read by whoever reads the audit log. */
import { z } from 'zod'
import { choice, flag, instant, integer, longText, person, text } from '../kit/fields'
import { defineResource } from '../kit/resource'
import { INCIDENT_STATUSES, INVARIANTS, type Invariant } from '../rules/auditor'

const invariants = Object.keys(INVARIANTS) as [Invariant, ...Invariant[]]

export const incidentFinding = z.object({ type: z.string(), id: z.uuid().nullable(), detail: z.string() })

export const auditIncidents = defineResource({
  name: 'audit-incidents',
  type: 'audit_incident',
  slug: 'audit',
  title: 'audit_incidents',
  label: 'title',
  fields: {
    title: text('title', 300),
    invariant: choice('invariant', invariants),
    check_name: text('check_name'),
    status: choice('status', INCIDENT_STATUSES),
    stops_posting: flag('stops_posting'),
    found: integer('found'),
    findings: z.array(incidentFinding).meta({ label: 'findings', kind: 'json' }),
    last_seen_at: instant('last_seen_at'),
    acknowledged_by_id: person('acknowledged_by'),
    acknowledged_at: instant('acknowledged_at'),
    resolved_by_id: person('resolved_by'),
    resolved_at: instant('resolved_at'),
    comment: longText('comment'),
  },
  required: ['title', 'invariant', 'check_name', 'status', 'stops_posting', 'found', 'findings', 'last_seen_at'],
  list: {
    columns: ['title', 'status', 'stops_posting', 'found', 'last_seen_at'],
    filter: ['invariant', 'check_name', 'stops_posting'],
    sort: ['last_seen_at'],
    search: ['title'],
  },
})
