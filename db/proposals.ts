/** Proposals in the database: rounds, the client behind a project, what an approval changes in the project. */
import { DateTime } from 'luxon'
import type { TenantDb, Trx } from './kit/client'
import type { Period } from './projects/calendar'
import type { Narrow } from './projects/own'

/** A proposal's row as its steps need it. */
export interface ProposalRow {
  id: string
  project_id: string
  title: string
  quoted_amount: bigint
  currency: string
  valid_until: string | null
  notes: string | null
  status: string
  current_round: number
  submitted_at: Date | null
  decided_at: Date | null
  created_by_id: string
}

/** The client of a project, or null. */
export async function clientOf(db: TenantDb | Trx, project_id: string): Promise<string | null> {
  const project = await db('projects').where({ tenant_id: db.userParams.tenant_id, id: project_id }).first('client_user_id')
  return project?.client_user_id ?? null
}

/** Keeps the round that just ended. An expired one ends as revised: superseded by the next. */
export async function archiveRound(trx: Trx, id: string, row: ProposalRow): Promise<void> {
  await trx('proposal_rounds').insert({
    tenant_id: trx.userParams.tenant_id,
    id,
    proposal_id: row.id,
    round_number: row.current_round,
    amount: row.quoted_amount,
    currency: row.currency,
    status: row.status === 'rejected' ? 'rejected' : 'revised',
    notes: row.notes,
    valid_until: row.valid_until,
    submitted_at: row.submitted_at,
    decided_at: row.decided_at,
  })
}

/** ADM-005: an approval sets the contract value, and a draft project becomes active, in the same transaction. */
export async function approveInProject(trx: Trx, proposal: ProposalRow): Promise<{ id: string; was: string; version: number }> {
  const scope = { tenant_id: trx.userParams.tenant_id, id: proposal.project_id }
  const project = await trx('projects').where(scope).forUpdate().first()
  const [row] = await trx('projects')
    .where(scope)
    .update({
      contract_value: proposal.quoted_amount,
      status: project.status === 'draft' ? 'active' : project.status,
      updated_at: trx.fn.now(),
      version: trx.raw('version + 1'),
    })
    .returning(['id', 'version'])
  return { id: row.id, was: project.status, version: row.version }
}

/** A round as it was sent and answered. */
export interface RoundRow extends Record<string, unknown> {
  round_number: number
  amount: bigint
  currency: string
}

/** Every round, the present one last. */
export async function listRounds(db: TenantDb, id: string): Promise<RoundRow[]> {
  const found = await db.raw(
    `select round_number, amount, currency, status, notes, valid_until, submitted_at, decided_at from proposal_rounds
       where tenant_id = ? and proposal_id = ?
     union all
     select current_round, quoted_amount, currency, status, notes, valid_until, submitted_at, decided_at from proposals where tenant_id = ? and id = ?
     order by round_number`,
    [db.userParams.tenant_id, id, db.userParams.tenant_id, id],
  )
  return found.rows
}

/** Proposals decided within a period, `to` exclusive. */
export const decidedWithin =
  ({ from, to }: Period): Narrow =>
  (where) => {
    if (from) where.add(`proposals.decided_at >= ${where.value(from)}`)
    if (to) where.add(`proposals.decided_at < ${where.value(to)}`)
    return where
  }

/** The instant after the last valid day in the business's zone (valid_until is inclusive), or null. */
export const expiryOf = (valid_until: string | null | undefined, time_zone: string): string | null =>
  valid_until ? DateTime.fromISO(valid_until, { zone: time_zone }).plus({ days: 1 }).startOf('day').toUTC().toISO() : null

/** A round with what it belongs to, as its paper says it. */
export interface RoundRow {
  proposal_id: string
  round_number: number
  title: string
  project: string
  amount: bigint
  currency: string
  status: string
  notes: string | null
  valid_until: string | null
  submitted_at: Date | null
}

/** One round, the present or an earlier one; or undefined. */
export async function findRound(db: TenantDb, id: string, round: number): Promise<RoundRow | undefined> {
  const rounds = (await listRounds(db, id)) as unknown as RoundRow[]
  const found = rounds.find(({ round_number }) => round_number === round)
  const head = await db.raw(
    `select p.title, j.name as project from proposals p join projects j on j.tenant_id = p.tenant_id and j.id = p.project_id
     where p.tenant_id = ? and p.id = ?`,
    [db.userParams.tenant_id, id],
  )
  return found && { ...found, proposal_id: id, ...head.rows[0] }
}

/** What must not change unseen once a round is printed. */
export const factsOfRound = (round: RoundRow): Record<string, string | null> => ({
  number: `${round.title} / ${round.round_number}`,
  round: String(round.round_number),
  amount: round.amount.toString(),
  currency: round.currency,
  date: round.valid_until,
  notes: round.notes,
})
