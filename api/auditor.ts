/** The auditor's incidents and rounds: read by whoever reads the audit log, answered by admins (OPS-4). */
import { z } from 'zod'
import { longText } from '../domain/kit/fields'
import { answerOf } from '../domain/kit/resource'
import { auditIncidents } from '../domain/records/auditor'
import { INVARIANTS, type Invariant, SCOPES } from '../domain/rules/auditor'
import { moveIncident } from '../db/auditor/incidents'
import { lastRounds } from '../db/auditor/rounds'
import { findRecord, requireRecord } from '../db/kit/records'
import { ledgerBlock, liftBlock } from '../db/ledger/block'
import { crud, idParams } from './kit/crud'
import { presenterOf } from './kit/present'
import { action, type Access, ADMIN_ONLY, type Call, type Route, SIGNED_IN } from './kit/route'

const tag = auditIncidents.name
const present = presenterOf(auditIncidents)
const answer = answerOf(auditIncidents)

const roundView = z.object({
  scope: z.enum(SCOPES).meta({ description: 'What changed (every five minutes), or everything (every night)' }),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime(),
  breaches: z.int(),
  checks: z.array(
    z.object({
      invariant: z.string(),
      title: z.string(),
      check: z.string(),
      found: z.int(),
      ms: z.int().meta({ description: 'Milliseconds it took' }),
    }),
  ),
})

const version = z.number().int().min(1)

async function moved(
  call: Call<{ id: string }>,
  to: 'acknowledged' | 'resolved',
  body: { version: number; comment?: string | undefined },
): Promise<unknown> {
  const { db, by, params, actor } = call
  await moveIncident(db, by, { id: params.id, version: body.version, to, comment: body.comment ?? null })
  return present(requireRecord(await findRecord(db, auditIncidents, params.id)), actor.business.base_currency)
}

interface Place {
  base: string
  read: Access
  write: Access
}

const reading = ({ base, read }: Place): Route[] => [
  ...crud(auditIncidents, { base, without: ['post', 'put', 'delete'] }).map((route): Route => ({ ...route, permission: read })),
  action({
    method: 'get',
    path: `${base}audit-rounds`,
    permission: read,
    tag,
    summary: 'When the auditor looked last, at what, and what it found',
    answer: z.array(roundView),
    handle: async ({ db }) =>
      (await lastRounds(db)).map(({ scope, started_at, ended_at, breaches, checks }) => ({
        scope,
        started_at,
        ended_at,
        breaches,
        checks: checks.map((one) => ({ ...one, title: INVARIANTS[one.invariant as Invariant] })),
      })),
  }),
]

const answering = ({ base, write }: Place): Route[] => [
  action({
    method: 'post',
    path: `${base}${tag}/:id/acknowledge`,
    permission: write,
    tag,
    summary: 'Say that somebody looks into an incident',
    params: idParams,
    body: z.strictObject({ version, comment: longText('comment').optional() }),
    answer,
    handle: (call) => moved(call, 'acknowledged', call.body),
  }),
  action({
    method: 'post',
    path: `${base}${tag}/:id/resolve`,
    permission: write,
    tag,
    summary: 'Resolve an incident with a word why; found again, it is a new one',
    params: idParams,
    body: z.strictObject({ version, comment: longText('comment').min(1) }),
    answer,
    handle: (call) => moved(call, 'resolved', call.body),
  }),
]

const block = z.object({ blocked: z.boolean(), reason: z.string().nullable(), since: z.iso.datetime().nullable() })

/** Posting stops when the books are found broken, and goes on when an admin says so. */
const ledgerBlockRoutes: Route[] = [
  action({
    method: 'get',
    path: '/api/admin/ledger-block',
    permission: 'audit.view',
    tag,
    summary: 'Whether posting is stopped, why and since when',
    answer: block,
    handle: ({ db }) => ledgerBlock(db),
  }),
  action({
    method: 'post',
    path: '/api/admin/ledger-block/lift',
    permission: ADMIN_ONLY,
    tag,
    summary: 'Let the business post again; the incident that stopped it stays as it is',
    body: z.strictObject({ reason: longText('reason', 1000).min(1) }),
    answer: block,
    handle: ({ db, by, body }) => liftBlock(db, by, body.reason),
  }),
]

const ofBusiness: Place = { base: '/api/admin/', read: 'audit.view', write: ADMIN_ONLY }
const ofPlatform: Place = { base: '/api/platform/', read: SIGNED_IN, write: SIGNED_IN }

/** A business's own, and the platform's, which stands in no menu of record types. */
export const auditorRoutes: Route[] = [
  ...reading(ofBusiness),
  ...answering(ofBusiness),
  ...ledgerBlockRoutes,
  ...[...reading(ofPlatform), ...answering(ofPlatform)].map(({ resource: _resource, ...route }) => route),
]
