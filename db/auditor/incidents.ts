/** Incidents: raised once for each check that finds something, told to the admins, resolved by a person with a word why. */
import { v7 as uuidv7 } from 'uuid'
import { conflict } from '../../domain/errors'
import { type Breach, INVARIANTS, MOST_FINDINGS, stopsPosting } from '../../domain/rules/auditor'
import { inTransaction, type TenantDb, type Trx } from '../kit/client'
import { stopPosting } from '../ledger/block'
import { lockRecord, requireRecord } from '../kit/records'
import { type By, changesBetween, writeAudit, writeHistory } from '../kit/trail'

const titleOf = ({ invariant, check }: Breach): string => `${INVARIANTS[invariant]}: ${check.replaceAll('_', ' ')} (${invariant})`

/** The incident of a breach. */
export interface Raised {
  id: string
  title: string
  breach: Breach
  /** False when it was known before and is only seen again. */
  fresh: boolean
}

const mine = (db: TenantDb | Trx): { tenant_id: string } => ({ tenant_id: db.userParams.tenant_id })

/** Writes a breach down: a new incident, or one more sight of the one that stands. */
export async function raise(trx: Trx, breach: Breach): Promise<Raised> {
  const { invariant, check, findings } = breach
  const id = uuidv7()
  const title = titleOf(breach)
  const kept = JSON.stringify(findings.slice(0, MOST_FINDINGS))
  const written = await trx.raw(
    `insert into audit_incidents as i (tenant_id, id, invariant, check_name, title, stops_posting, found, findings) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, check_name) where status <> 'resolved'
       do update set found = excluded.found, findings = excluded.findings, last_seen_at = now(), updated_at = now() returning i.id`,
    [mine(trx).tenant_id, id, invariant, check, title, stopsPosting(invariant), findings.length, kept],
  )
  if (written.rows[0].id !== id) return { id: written.rows[0].id, title, breach, fresh: false }
  const changes = changesBetween({}, { invariant, check_name: check, found: findings.length })
  await writeHistory(
    trx,
    { actor_id: null },
    { record_type: 'audit_incident', record_id: id, record_version: 1, action: 'raised', changes },
  )
  await writeAudit(
    trx,
    { actor_id: null },
    { action: 'auditor.breach', resource: 'audit_incident', resource_id: id, data: { invariant, check, findings: findings.slice(0, 10) } },
  )
  if (stopsPosting(invariant)) await stopPosting(trx, title)
  return { id, title, breach, fresh: true }
}

export interface IncidentMove {
  id: string
  version: number
  to: 'acknowledged' | 'resolved'
  comment: string | null
}

/** Acknowledges or resolves an incident; 409 when it is resolved already or has changed since it was read. */
export async function moveIncident(db: TenantDb, by: By, move: IncidentMove): Promise<void> {
  const { id, version, to, comment } = move
  await inTransaction(db, async (trx) => {
    const before = requireRecord(await lockRecord(trx, { table: 'audit_incidents' }, id))
    const current = { status: before.status, version: before.version }
    if (before.version !== version) throw conflict('stale_version', 'The record has changed since you read it.', { current })
    if (before.status === 'resolved' || before.status === to)
      throw conflict('illegal_transition', `The incident is ${String(before.status)}.`, {
        current,
        allowed: before.status === 'resolved' ? [] : ['resolved'],
      })
    const values = { status: to, comment: comment ?? before.comment, [`${to}_by_id`]: by.actor_id }
    await trx('audit_incidents')
      .where({ ...mine(trx), id })
      .update({ ...values, [`${to}_at`]: trx.fn.now(), updated_at: trx.fn.now(), version: version + 1 })
    const changes = changesBetween(before, values)
    await writeHistory(trx, by, { record_type: 'audit_incident', record_id: id, record_version: version + 1, action: to, changes })
    await writeAudit(trx, by, { action: `auditor.${to}`, resource: 'audit_incident', resource_id: id, data: comment ? { comment } : {} })
  })
}

/** Admins of the business who may sign in: they hear of each new incident. */
export const adminsOf = (trx: Trx): Promise<{ id: string; email: string }[]> =>
  trx('users')
    .where(mine(trx))
    .whereIn('user_type', ['admin', 'super_admin'])
    .whereNull('banned_at')
    .whereNull('deactivated_at')
    .select('id', 'email')
