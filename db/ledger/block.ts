/** The stop of all posting of a business: set when its books are found broken, lifted by an admin with a word why. */
import { conflict } from '../../domain/errors'
import { inTransaction, type TenantDb, type Trx } from '../kit/client'
import { type By, writeAudit } from '../kit/trail'

export interface LedgerBlock {
  blocked: boolean
  reason: string | null
  since: Date | null
}

const head = (db: TenantDb | Trx) => db('ledger_heads').where({ tenant_id: db.userParams.tenant_id, id: db.userParams.tenant_id })

/** Whether posting is stopped, why and since when. */
export async function ledgerBlock(db: TenantDb | Trx): Promise<LedgerBlock> {
  const row = await head(db).first('blocked_at', 'blocked_reason')
  return { blocked: row?.blocked_reason != null, reason: row?.blocked_reason ?? null, since: row?.blocked_at ?? null }
}

/** Stops posting; the first reason stays until it is lifted. A business without books has nothing to stop. */
export async function stopPosting(trx: Trx, reason: string): Promise<void> {
  const stopped = await head(trx).whereNull('blocked_reason').update({ blocked_at: trx.fn.now(), blocked_reason: reason })
  if (stopped > 0) await writeAudit(trx, { actor_id: null }, { action: 'ledger.stopped', resource: 'ledger', data: { reason } })
}

/** Lets the business post again; 409 when nothing stops it. */
export const liftBlock = (db: TenantDb, by: By, reason: string): Promise<LedgerBlock> =>
  inTransaction(db, async (trx) => {
    const { blocked, reason: stopped_for } = await ledgerBlock(trx)
    if (!blocked) throw conflict('illegal_transition', 'Posting is not stopped.')
    await head(trx).update({ blocked_at: null, blocked_reason: null })
    await writeAudit(trx, by, { action: 'ledger.lifted', resource: 'ledger', data: { reason, stopped_for } })
    return ledgerBlock(trx)
  })
