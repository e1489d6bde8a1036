/** Several questions of one moment: what is posted meanwhile is in all of their answers or in none. */
import type { TenantDb, Trx } from './client'

/** Runs work on one snapshot of a business, in a transaction that cannot write. */
export const onSnapshot = <T>(db: TenantDb, work: (trx: Trx) => Promise<T>): Promise<T> =>
  db.transaction(work, {
    isolationLevel: 'repeatable read',
    readOnly: true,
    userParams: db.userParams,
  } as Parameters<TenantDb['transaction']>[1])
