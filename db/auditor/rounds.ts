/** The rounds of the auditor: when it looked last, what it took, and from where the next look goes on. */
import { v7 as uuidv7 } from 'uuid'
import type { Scope } from '../../domain/rules/auditor'
import type { Head } from '../audit-chain'
import type { TenantDb } from '../kit/client'

export interface Round {
  scope: Scope
  started_at: Date
  ended_at: Date
  breaches: number
  checks: readonly { invariant: string; check: string; found: number; ms: number }[]
  /** The end of the audit chain as far as it was proved. */
  sealed: Head | null
}

/** The last round of each scope. */
export const lastRounds = (db: TenantDb): Promise<Round[]> =>
  db('audit_rounds')
    .where({ tenant_id: db.userParams.tenant_id })
    .orderBy('scope')
    .select('scope', 'started_at', 'ended_at', 'breaches', 'checks', 'sealed')

/** Keeps a round in the place of the last one of its scope. */
export async function keepRound(db: TenantDb, round: Round): Promise<void> {
  const { checks, sealed, ...rest } = round
  await db('audit_rounds')
    .insert({
      tenant_id: db.userParams.tenant_id,
      id: uuidv7(),
      ...rest,
      checks: JSON.stringify(checks),
      sealed: sealed ? JSON.stringify(sealed) : null,
    })
    .onConflict(['tenant_id', 'scope'])
    .merge({
      started_at: rest.started_at,
      ended_at: rest.ended_at,
      breaches: rest.breaches,
      checks: JSON.stringify(checks),
      sealed: sealed ? JSON.stringify(sealed) : null,
      updated_at: db.fn.now(),
      version: db.raw('audit_rounds.version + 1'),
    })
}
