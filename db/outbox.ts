/** The outbox: everything that leaves the house waits here, whatever its kind, until a dispatcher takes it. */
import { ask, type Database, PLATFORM, tenantDb, type Trx } from './kit/client'

// A row says only that something of a business is due, so the platform may look at all of them; the content stands in the
// table of its kind, inside the wall. It is queued in the transaction that causes it.

/** Something taken for one try. */
export interface Due {
  tenant_id: string
  /** Of the row of its kind. */
  id: string
  kind: string
  /** Tries, this one included. */
  attempts: number
}

/** Seconds a try may take; after them another dispatcher may take over what a dead one held. */
export const LEASE_SECONDS = 120

/** `insert into outbox …` of what a common table expression `fresh (tenant_id, id)` wrote: queued with it, or not at all. */
export const queueFresh = (kind: string): string => `insert into outbox (tenant_id, id, kind) select tenant_id, id, '${kind}' from fresh`

/** Queues anew what was taken out of the outbox before. */
export async function queueAgain(trx: Trx, { id, kind }: Pick<Due, 'id' | 'kind'>): Promise<void> {
  await trx('outbox').insert({ tenant_id: trx.userParams.tenant_id, id, kind })
}

/**
 * Takes what is due, the longest overdue first, at most so many; none of it is due for anybody else until its lease is
 * over. Dispatchers that ask at the same time get different rows.
 */
export const takeDue = (db: Database, { kinds, most }: { kinds: readonly string[]; most: number }): Promise<Due[]> =>
  ask<Due>(
    tenantDb(db, PLATFORM),
    `with due as (
       select tenant_id, id from outbox where due_at <= now() and kind = any($1) order by due_at limit $2 for update skip locked
     )
     update outbox o set attempts = o.attempts + 1, due_at = now() + interval '${LEASE_SECONDS} seconds', updated_at = now(), version = o.version + 1
     from due where o.tenant_id = due.tenant_id and o.id = due.id returning o.tenant_id, o.id, o.kind, o.attempts`,
    [kinds, most],
  )

/** Takes out what was sent; true when it was still there. */
export async function leave(trx: Trx, { id }: Pick<Due, 'id'>): Promise<boolean> {
  const gone = await trx('outbox').where({ tenant_id: trx.userParams.tenant_id, id }).delete()
  return gone > 0
}

/** Takes out what is given up, unless somebody else has taken it over meanwhile; true when it is out. */
export async function giveUp(trx: Trx, { id, attempts }: Due): Promise<boolean> {
  const gone = await trx('outbox').where({ tenant_id: trx.userParams.tenant_id, id, attempts }).delete()
  return gone > 0
}

/** Makes it due again after a pause, unless somebody else has taken it over meanwhile; the instant, or undefined. */
export async function postpone(trx: Trx, { id, attempts }: Due, seconds: number): Promise<Date | undefined> {
  const [row] = await trx('outbox')
    .where({ tenant_id: trx.userParams.tenant_id, id, attempts })
    .update({ due_at: trx.raw('now() + make_interval(secs => ?)', [seconds]), updated_at: trx.fn.now(), version: trx.raw('version + 1') })
    .returning('due_at')
  return row?.due_at
}
